"""Documents in every state (active, withdrawn, held back), for clerks. With the scope "review"."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response

from index import access_labels
from index.library.library import Library, ListRequest
from index.records import StoredDocument
from service.http import problems, serialise
from service.http.etags import ConditionalDep
from service.http.paging import After
from service.http.problems import ProblemError
from service.routes import documents
from service.routes.dependencies import ClerkLibraryDep, DocumentId, Review
from service.routes.list_filters import MarkedPassage, PageNumber, TextFilter, TypesFilter, YearFilter
from service.schemas.maintenance import HeldDocumentDetailOut, HeldDocumentOut, HeldDocumentsOut, VersionOut

router = APIRouter(
    prefix="/api/v1/library/documents",
    tags=["Quản trị kho"],
    dependencies=[Review],
    responses=problems.openapi_responses(401, 403, 404, 422),
)

#: The value of the label filter that selects documents waiting for approval.
WAITING = "cho_duyet"
#: Most versions of a document that are listed, newest first.
MOST_VERSIONS = 50


@router.get("", summary="Mọi văn bản của kho, cả văn bản đã rút và chờ duyệt, mới nhất trước")
def list_all(
    library: ClerkLibraryDep,
    text: TextFilter = None,
    types: TypesFilter = None,
    year: YearFilter = None,
    state: Annotated[
        Literal["active", "withdrawn", "all"], Query(description="Trạng thái trả lời", examples=["withdrawn"])
    ] = "all",
    access: Annotated[
        str | None,
        Query(max_length=80, description="Nhãn truy cập; cho_duyet là văn bản chờ duyệt", examples=["noi_bo"]),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="Số văn bản của một trang", examples=[50])] = 50,
    after: After = None,
) -> HeldDocumentsOut:
    page = library.documents(
        ListRequest(
            text=text,
            types=tuple(types) if types else None,
            year=year,
            state=None if state == "all" else state,
            access=_filter_labels(access, library),
            limit=limit,
            after=after,
        )
    )
    statuses = serialise.statuses(library, page.documents)
    return HeldDocumentsOut(
        documents=tuple(_held_document_out(document, statuses) for document in page.documents),
        total=page.total,
        following=page.following,
    )


@router.get("/{document_id}", summary="Một văn bản, dù ở trạng thái nào, và các phiên bản")
def one(document_id: DocumentId, library: ClerkLibraryDep) -> HeldDocumentDetailOut:
    document = _require_document(library, document_id)
    numbers = range(document.version, max(document.version - MOST_VERSIONS, 0), -1)
    versions = [found for number in numbers if (found := library.document(document_id, number)) is not None]
    return HeldDocumentDetailOut(
        **dict(_held_document_out(document, serialise.statuses(library, [document]))),
        versions=tuple(
            VersionOut(
                version=version.version,
                file_name=version.file_name,
                added_at=version.added_at,
                page_count=version.page_count,
                passage_count=version.passage_count,
                warnings=version.warnings,
            )
            for version in versions
        ),
    )


@router.get(
    "/{document_id}/file",
    summary="Tệp gốc của một văn bản, dù ở trạng thái nào",
    response_class=FileResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "Tệp gốc"},
        206: {"description": "Phần của tệp được hỏi bằng Range"},
        304: {"description": "Bên gọi đang giữ đúng bản này (If-None-Match)"},
        416: {"description": "Range nằm ngoài tệp"},
    },
)
def original_file(document_id: DocumentId, library: ClerkLibraryDep, conditional: ConditionalDep) -> FileResponse:
    return documents.original_file(_require_document(library, document_id), library, conditional)


@router.get(
    "/{document_id}/pages/{number}.png",
    summary="Ảnh một trang của một văn bản, dù ở trạng thái nào",
    response_class=Response,
    responses={
        200: {"content": {"image/png": {}}, "description": "Ảnh trang"},
        304: {"description": "Bên gọi đang giữ đúng bản này (If-None-Match)"},
    },
)
def page_picture(
    document_id: DocumentId,
    library: ClerkLibraryDep,
    conditional: ConditionalDep,
    number: PageNumber,
    passage: MarkedPassage = None,
) -> Response:
    return documents.page_picture(_require_document(library, document_id), library, conditional, number, passage)


def _require_document(library: Library, document_id: str) -> StoredDocument:
    document = library.document(document_id)
    if document is None:
        raise problems.not_found("văn bản", document_id)
    return document


def _filter_labels(access: str | None, library: Library) -> tuple[str, ...] | None:
    """The labels that a filter names; None for all that the clerk may see."""
    if not access:
        return None
    if access == WAITING:
        return tuple(label for label in library.labels or () if access_labels.is_held_back(label))
    try:
        return (access_labels.parse_label(access),)
    except access_labels.InvalidLabel as error:
        raise ProblemError(422, "bad_label", "Nhãn truy cập không hợp lệ", str(error)) from None


def _held_document_out(document: StoredDocument, statuses: serialise.Statuses) -> HeldDocumentOut:
    held_back = access_labels.is_held_back(document.access)
    access = access_labels.released_label(document.access)
    return HeldDocumentOut(
        document=serialise.document_out(document, statuses),
        state="withdrawn" if document.state == "withdrawn" else "held_back" if held_back else "active",
        access=access,
        access_label=access_labels.label_name(access),
    )
