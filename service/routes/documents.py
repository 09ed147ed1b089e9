"""The documents of the library: list, details, outline, original file, page pictures, passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse, Response

from index.library import Listing
from index.records import StoredDocument, StoredPassage
from ingest.records import OutlineNode
from service import problems, wire
from service.pictures import NoSuchPageError, page_png
from service.schemas import (
    ContextPassageOut,
    DocumentOut,
    DocumentsOut,
    OutlineNodeOut,
    OutlineOut,
    PassagesOut,
    PassageViewOut,
    ProblemOut,
    Word,
)
from service.state import DocumentDep, ServiceState, StateDep

router = APIRouter(
    prefix=wire.DOCUMENTS, tags=["Văn bản"], responses={status: {"model": ProblemOut} for status in (404, 422)}
)

#: A cited passage is shown with this many passages before and after it.
NEIGHBOURS = 6
#: Pictures and files do not change under their address: the id names a version's bytes for an hour at least.
CACHED = {"Cache-Control": "private, max-age=3600"}


@router.get("", summary="Danh sách văn bản trong kho, mới nhất trước")
def list_documents(
    state: StateDep,
    text: Annotated[str | None, Query(max_length=200, description="Tìm trong số, trích yếu, cơ quan")] = None,
    types: Annotated[list[Word] | None, Query(max_length=50, description="Loại văn bản: KH, QĐ...")] = None,
    issuers: Annotated[list[Word] | None, Query(max_length=50, description="Cơ quan ban hành")] = None,
    territory: Annotated[Word | None, Query(description="Địa bàn")] = None,
    year: Annotated[int | None, Query(ge=1900, le=2200, description="Năm ban hành")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="Số văn bản của một trang")] = 100,
    after: Annotated[str | None, Query(max_length=200, description="Con trỏ `following` của trang trước")] = None,
) -> DocumentsOut:
    page = state.desk.library.documents(
        Listing(
            text=text,
            types=tuple(types) if types else None,
            issuers=tuple(issuers) if issuers else None,
            territory=territory,
            year=year,
            limit=limit,
            after=after,
        )
    )
    known = wire.statuses(state.desk.library, page.documents)
    return DocumentsOut(
        documents=tuple(wire.document_out(document, known) for document in page.documents),
        total=page.total,
        following=page.following,
    )


@router.get("/{document_id}", summary="Một văn bản")
def one_document(document: DocumentDep, state: StateDep) -> DocumentOut:
    return wire.document_out(document, wire.statuses(state.desk.library, [document]))


@router.get("/{document_id}/outline", summary="Bố cục của văn bản")
def outline(document: DocumentDep, state: StateDep) -> OutlineOut:
    held = state.desk.library.outline(document.version_id)
    first = _first_passages(held, state.desk.library.passages_of(document.version_id))
    nodes = tuple(
        OutlineNodeOut(
            id=node.id,
            parent=node.parent,
            kind=node.kind,
            number=node.number,
            title=node.title,
            label=node.label,
            component=node.component,
            page=node.page,
            first_passage=first.get(node.id),
        )
        for node in held
    )
    known = wire.statuses(state.desk.library, [document])
    return OutlineOut(document=wire.document_out(document, known), nodes=nodes)


@router.get(
    "/{document_id}/file",
    summary="Tệp gốc, từng byte như khi nạp",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def original_file(document: DocumentDep, state: StateDep) -> FileResponse:
    path = state.desk.library.file_path(document.sha256)
    if path is None:
        raise problems.not_found("tệp gốc", document.id)
    # Always a download: an HTML file from the library must not run as a page of this origin.
    return FileResponse(path, media_type="application/octet-stream", filename=document.file_name, headers=CACHED)


@router.get(
    "/{document_id}/pages/{number}.png",
    summary="Ảnh một trang, có đánh dấu đoạn được trích dẫn",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "Ảnh trang"}},
)
def page_picture(
    document: DocumentDep,
    state: StateDep,
    number: Annotated[int, Path(ge=1, le=100_000)],
    passage: Annotated[int | None, Query(description="Mã đoạn cần đánh dấu")] = None,
) -> Response:
    if document.kind not in wire.PAGED_KINDS:
        raise problems.ProblemError(
            404,
            "no_pages",
            "Tệp không chia trang",
            "Tệp này không có ảnh trang; hãy xem đoạn văn bản hoặc tải tệp gốc.",
        )
    boxes = _passage(state, document, passage).citation.boxes if passage is not None else ()
    path = state.desk.library.file_path(document.sha256)
    if path is None:
        raise problems.not_found("tệp gốc", document.id)
    try:
        picture = page_png(path, document.kind, number, boxes)
    except NoSuchPageError:
        raise problems.not_found("trang", str(number)) from None
    return Response(picture, media_type="image/png", headers=CACHED)


@router.get("/{document_id}/passages", summary="Toàn văn theo từng đoạn, chia phần")
def passages(
    document: DocumentDep,
    state: StateDep,
    offset: Annotated[int, Query(ge=0, le=10_000_000, description="Bắt đầu từ đoạn thứ mấy, tính từ 0")] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="Số đoạn của một phần")] = 100,
) -> PassagesOut:
    every = state.desk.library.passages_of(document.version_id)
    part = every[offset : offset + limit]
    following = offset + limit
    return PassagesOut(
        passages=_in_context(part, every, state.desk.library.outline(document.version_id)),
        total=len(every),
        following=following if following < len(every) else None,
    )


@router.get("/{document_id}/passages/{passage_id}", summary="Một đoạn trong mạch văn của văn bản")
def one_passage(document: DocumentDep, state: StateDep, passage_id: Annotated[int, Path(ge=0)]) -> PassageViewOut:
    passage = _passage(state, document, passage_id)
    every = state.desk.library.passages_of(document.version_id)
    nearby = [item for item in every if abs(item.ordinal - passage.ordinal) <= NEIGHBOURS]
    return PassageViewOut(
        passage=wire.passage_out(passage, document, wire.statuses(state.desk.library, [document])),
        context=_in_context(nearby, every, state.desk.library.outline(document.version_id), marked=passage.id),
    )


def _in_context(
    shown: Sequence[StoredPassage],
    every: Sequence[StoredPassage],
    outline: Sequence[OutlineNode],
    marked: int | None = None,
) -> tuple[ContextPassageOut, ...]:
    """Passages as a reader meets them, under the headings that begin there: those are no part of any passage."""
    first = _first_passages(outline, every)
    own = {passage.id: passage.node for passage in every}
    above: dict[int, list[str]] = {}
    for node in outline:
        passage = first.get(node.id)
        if passage is not None and node.id != own[passage]:
            above.setdefault(passage, []).append(". ".join(filter(None, (node.label, node.title))))
    return tuple(
        ContextPassageOut(
            id=item.id,
            ordinal=item.ordinal,
            label=item.citation.label,
            headings=tuple(above.get(item.id, ())),
            text=item.text,
            page_from=item.citation.page_from,
            marked=item.id == marked,
        )
        for item in shown
    )


def _first_passages(nodes: Sequence[OutlineNode], passages: Sequence[StoredPassage]) -> dict[int, int]:
    """The first passage of every unit: its own, or that of the first unit inside it."""
    parents = {node.id: node.parent for node in nodes}
    first: dict[int, int] = {}
    for passage in passages:
        node = passage.node
        while node is not None and node not in first:
            first[node] = passage.id
            node = parents.get(node)
    return first


def _passage(state: ServiceState, document: StoredDocument, passage_id: int) -> StoredPassage:
    passage = state.desk.library.passages([passage_id]).get(passage_id)
    if passage is None or passage.version_id != document.version_id:
        raise problems.not_found("đoạn", str(passage_id))
    return passage
