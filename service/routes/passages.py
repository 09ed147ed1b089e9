"""The text of a document: its passages in order, and one passage between its neighbours."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from index.records import Hit, StoredDocument
from service.answering.notices import source_notices
from service.http import problems, serialise
from service.http.etags import NOT_MODIFIED, ConditionalDep, library_state
from service.http.paging import After, invalid_cursor
from service.http.passages_in_context import passages_in_context, require_passage
from service.http.problems import ProblemError
from service.routes.dependencies import DocumentDep, VisibleLibraryDep
from service.schemas.documents import PassagesOut, PassageViewOut

router = APIRouter(
    prefix=f"{serialise.DOCUMENTS}/{{document_id}}/passages",
    tags=["Văn bản"],
    responses={**problems.openapi_responses(404, 422), **NOT_MODIFIED},
)

#: Passages shown before and after a cited one.
NEIGHBOURS = 6


@router.get("", summary="Toàn văn theo từng đoạn, chia phần", responses=problems.openapi_responses(410))
def passages(
    document: DocumentDep,
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    offset: Annotated[
        int, Query(ge=0, le=10_000_000, description="Bắt đầu từ đoạn thứ mấy, tính từ 0", examples=[0])
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="Số đoạn của một phần", examples=[100])] = 100,
    after: After = None,
) -> PassagesOut:
    start = offset if after is None else _place(after, document)
    conditional.set_etag(document.version_id, start, limit)
    all_passages = library.version_passages(document.version_id)
    end = start + limit
    return PassagesOut(
        passages=passages_in_context(all_passages[start:end], all_passages, library.outline(document.version_id)),
        total=len(all_passages),
        offset=start,
        following=f"{document.version_id}.{end}" if end < len(all_passages) else None,
    )


@router.get("/{passage_id}", summary="Một đoạn trong mạch văn của văn bản")
def one_passage(
    document: DocumentDep,
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    passage_id: Annotated[int, Path(ge=0, le=2**63 - 1, description="Mã đoạn", examples=[4021])],
) -> PassageViewOut:
    passage = require_passage(library, document, passage_id)
    # The notices are of this day: a plan may end tonight.
    conditional.set_etag(document.version_id, date.today().toordinal(), *library_state(library))
    all_passages = library.version_passages(document.version_id)
    nearby = [item for item in all_passages if abs(item.ordinal - passage.ordinal) <= NEIGHBOURS]
    statuses = serialise.statuses(library, [document])
    today = date.today()
    return PassageViewOut(
        passage=serialise.passage_out(passage, document, statuses),
        context=passages_in_context(nearby, all_passages, library.outline(document.version_id), marked=passage.id),
        notices=source_notices(Hit(passage, document, 0.0), statuses[document.id], today),
    )


def _place(cursor: str, document: StoredDocument) -> int:
    """The offset in a cursor; 410 if the document has another version now."""
    version, _, place = cursor.partition(".")
    if not (version.isascii() and version.isdigit() and place.isascii() and place.isdigit() and len(place) < 10):
        raise invalid_cursor()
    if version != str(document.version_id):
        raise ProblemError(
            410,
            "cursor_outdated",
            "Văn bản đã có phiên bản mới",
            "Văn bản đã được nạp lại từ lúc bắt đầu đọc; hãy đọc lại từ đầu.",
        )
    return int(place)
