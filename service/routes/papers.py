"""The papers of one file: cut, joined, made an annex, taken back; the file is then read again as a job.

To cut takes the scope "write", as all that reads files again does, and a label that lets see the document; to look at
the papers takes the scope "review".
"""

from __future__ import annotations

from fastapi import APIRouter

from index.ingestion.jobs import newest_job_name
from index.library.library import Library
from index.library.paper_cuts import PaperCuts
from index.records import StoredDocument
from ingest.reading import PaperCut
from ingest.text.normalize import fold
from service.access.principal import Principal
from service.answering.document_names import short_name
from service.documents.background_jobs import REREAD
from service.http import problems, serialise
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, ClerkLibraryDep, DocumentId, Review, Write, WriterDep
from service.routes.document_changes import require_changeable_document
from service.routes.jobs import job_out, labels_of, require_job
from service.schemas.library import JobOut
from service.schemas.papers import CutIn, CutOut, CutUndoIn, PaperPlaceOut, PapersOut
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Quản trị kho"],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 404, 409, 422),
)
_OWN = f"{serialise.DOCUMENTS.removeprefix('/api/v1')}/{{document_id}}/papers"
_NO_PLACE = "Tệp không chia trang; hãy ghi những chữ đầu của dòng mở đầu."
_NO_PAGE = "Tệp có {count} trang nên không có trang {page}; hãy ghi trang từ 1 tới {count}."
_FIRST_PAGE = "Trang 1 đã là chỗ bắt đầu của văn bản thứ nhất; hãy chọn trang sau, hoặc ghi thêm dòng mở đầu."
_NO_LINE = "Không thấy đoạn nào mở đầu bằng “{line}”; hãy chép đúng những chữ đầu của dòng ấy."
_NO_PAPER = "Ở trang {page} không có văn bản nào bắt đầu; hãy chọn trang đầu của văn bản cần gộp."


@router.get(
    "/library/documents/{document_id}/papers",
    dependencies=[Review],
    summary="Các văn bản trong một tệp, và chỗ văn thư đã tách, gộp",
)
def papers(document_id: DocumentId, library: ClerkLibraryDep) -> PapersOut:
    document = library.document(document_id)
    if document is None:
        raise problems.not_found("văn bản", document_id)
    others = (PaperPlaceOut(name=paper.component, page=paper.page) for paper in document.metadata.papers)
    first = PaperPlaceOut(name=short_name(document), page=1 if document.page_count else None)
    return PapersOut(
        papers=(first, *others),
        cuts=tuple(
            CutOut(
                mark=one.mark, kind=one.cut.kind, page=one.cut.page, opening=one.cut.opening, name=one.cut.name,
                who=one.who, at=one.at, note=one.note,
            )
            for one in PaperCuts(library.engine).of_document(document.id, document.sha256)
        ),
        page_count=document.page_count,
    )  # fmt: skip


@router.post(
    _OWN,
    status_code=202,
    dependencies=[Write],
    summary="Tách, gộp văn bản trong một tệp, hoặc đặt phụ lục; tệp được đọc lại là một việc, quyết định được giữ",
)
def cut(document_id: DocumentId, body: CutIn, state: StateDep, principal: WriterDep, audit: AuditDep) -> JobOut:
    document = require_changeable_document(document_id, state, principal)
    opening = " ".join(body.opening.split())
    _check_place(state.assistant.library, document, body, opening)
    given = PaperCut(body.kind, body.page, opening, " ".join(body.name.split()))
    with audit.record_together("review.papers", document_id, **body.model_dump(mode="json")):
        cuts = PaperCuts(state.assistant.library.engine)
        cuts.record(document.id, document.sha256, given, principal.name, body.note)
    return _read_again(state, principal, audit, document)


@router.post(
    f"{_OWN}/undo",
    status_code=202,
    dependencies=[Write],
    summary="Bỏ một lần tách, gộp hoặc đặt phụ lục; tệp được đọc lại là một việc",
)
def undo_cut(
    document_id: DocumentId, body: CutUndoIn, state: StateDep, principal: WriterDep, audit: AuditDep
) -> JobOut:
    document = require_changeable_document(document_id, state, principal)
    cuts = PaperCuts(state.assistant.library.engine)
    try:
        with audit.record_together("review.undo", document_id, mark=body.mark, note=body.note):
            cuts.take_back(document.id, body.mark, principal.name, body.note)
    except LookupError:
        detail = "Quyết định này không còn, hoặc chưa từng có; hãy tải lại trang."
        raise ProblemError(409, "nothing_to_undo", "Không có gì để trả lại", detail) from None
    return _read_again(state, principal, audit, document)


def _check_place(library: Library, document: StoredDocument, body: CutIn, opening: str) -> None:
    """Raise where the file has no such place.

    :raises ProblemError: 422, with what to do.
    """
    count, page = document.page_count, body.page
    if page is None and not opening:
        raise _unusable(_NO_PLACE)
    if page is not None and page > count:
        raise _unusable(_NO_PAGE.format(count=count, page=page) if count else _NO_PLACE)
    if page == 1 and not opening:
        raise _unusable(_FIRST_PAGE)
    if body.kind == "joined" and not opening:
        known = [paper.page for paper in document.metadata.papers]
        if page not in known:
            raise _unusable(_NO_PAPER.format(page=page))
    elif opening and body.kind != "joined" and not _holds_line(library, document, opening):
        raise _unusable(_NO_LINE.format(line=opening))


def _holds_line(library: Library, document: StoredDocument, opening: str) -> bool:
    """True if the document holds the words; those of a head that a cut took off stand in that cut."""
    wanted = fold(opening)
    texts = [passage.text for passage in library.version_passages(document.version_id)]
    texts += [f"{node.label} {node.title}" for node in library.outline(document.version_id)]
    texts += [one.cut.opening for one in PaperCuts(library.engine).of_document(document.id, document.sha256)]
    return any(wanted in fold(text) for text in texts)


def _unusable(detail: str) -> ProblemError:
    return ProblemError(422, "bad_value", "Giá trị không dùng được", detail)


def _read_again(state: ServiceState, principal: Principal, audit: AuditDep, document: StoredDocument) -> JobOut:
    jobs = state.background_jobs
    with audit.record_together("document.reread", newest_job_name, documents=1, ocr=False):
        number = jobs.submit(REREAD, [], documents=[document.id], ocr=False, labels=labels_of([document]))
    return job_out(require_job(jobs.jobs, number, principal), state)
