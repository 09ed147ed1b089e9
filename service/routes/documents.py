"""The documents of the library: list, details, by number, outline, original file, page pictures."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse, Response

from index.library.library import ListRequest
from service.http import document_lists, documents_by_number, problems, serialise
from service.http.etags import NOT_MODIFIED, ConditionalDep, library_state
from service.http.page_pictures import NoSuchPageError
from service.http.page_workers import PAGES, PagesBusyError, PageTooHeavyError
from service.http.passages_in_context import first_passages, require_passage
from service.http.problems import ProblemError
from service.routes.dependencies import CitedDep, DocumentDep, ReaderDep, VisibleLibraryDep
from service.routes.list_filters import MarkedPassage, PageNumber, YearFilter
from service.schemas.common import Word
from service.schemas.documents import (
    AmbiguousOut,
    DocumentDetailOut,
    DocumentOut,
    DocumentsOut,
    OutlineNodeOut,
    OutlineOut,
)
from service.schemas.lists import ListPageIn

router = APIRouter(
    prefix=serialise.DOCUMENTS, tags=["Văn bản"], responses={**problems.openapi_responses(404, 422), **NOT_MODIFIED}
)

#: Pictures and files are cached for an hour without asking again: they hardly ever change under their address.
CACHED = "private, max-age=3600"


@router.get("", summary="Danh sách văn bản trong kho, mới nhất trước; có điều kiện thì mỗi văn bản một lần")
def list_documents(
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    principal: ReaderDep,
    given: Annotated[ListPageIn, Query()],
) -> DocumentsOut:
    conditional.set_etag(given, principal.labels, *library_state(library))
    if not document_lists.is_plain(given):
        found = document_lists.find_documents(library, given, date.today())
        return document_lists.documents_out(library, found, given.limit, given.after)
    page = library.documents(
        ListRequest(
            text=given.text,
            types=tuple(given.types) if given.types else None,
            issuers=tuple(given.issuers) if given.issuers else None,
            territory=given.territory,
            year=given.year,
            limit=given.limit,
            after=given.after,
            access=principal.labels,
        )
    )
    statuses = serialise.statuses(library, page.documents)
    return DocumentsOut(
        documents=tuple(serialise.document_out(document, statuses) for document in page.documents),
        total=page.total,
        following=page.following,
    )


@router.get(
    "/by-number/{number:path}",
    summary="Văn bản mang một số, ký hiệu",
    description=(
        "Số, ký hiệu viết như trong văn bản (`516/KH-UBND`, `05/2024/QĐ-UBND`), có dấu hoặc không dấu. Khi nhiều văn "
        "bản cùng mang số ấy thì trả về 300 với mã `ambiguous_number` và các văn bản để chọn; thêm `year` hoặc "
        "`issuer` để chỉ còn một."
    ),
    responses={300: {"model": AmbiguousOut, "description": "Nhiều văn bản cùng mang số này"}},
)
def by_number(
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    principal: CitedDep,
    number: Annotated[str, Path(max_length=200, description="Số, ký hiệu", examples=["516/KH-UBND"])],
    year: YearFilter = None,
    issuer: Annotated[Word | None, Query(description="Cơ quan ban hành", examples=["UBND tỉnh Gia Lai"])] = None,
) -> DocumentOut:
    conditional.set_etag(number, year, issuer, principal.labels, *library_state(library))
    found = documents_by_number.find_documents_by_number(library, number, year, issuer)
    if not found:
        raise ProblemError(404, "not_found", "Không tìm thấy văn bản", f"Không có văn bản số {number} trong kho.")
    statuses = serialise.statuses(library, found)
    if len(found) > 1:
        raise ProblemError(
            300,
            "ambiguous_number",
            "Nhiều văn bản cùng số",
            f"Có {len(found)} văn bản số {number}; hãy thêm year hoặc issuer, hoặc dùng mã của văn bản cần xem.",
            more={
                "candidates": [serialise.document_out(document, statuses).model_dump(mode="json") for document in found]
            },
        )
    return serialise.document_out(found[0], statuses)


@router.get("/{document_id}", summary="Một văn bản")
def one_document(document: DocumentDep, library: VisibleLibraryDep, conditional: ConditionalDep) -> DocumentDetailOut:
    conditional.set_etag(document.version_id, *library_state(library))
    return serialise.document_detail_out(document, serialise.statuses(library, [document]))


@router.get("/{document_id}/outline", summary="Bố cục của văn bản")
def outline(document: DocumentDep, library: VisibleLibraryDep, conditional: ConditionalDep) -> OutlineOut:
    conditional.set_etag(document.version_id, *library_state(library))
    units = library.outline(document.version_id)
    first = first_passages(units, library.version_passages(document.version_id))
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
        for node in units
    )
    statuses = serialise.statuses(library, [document])
    return OutlineOut(document=serialise.document_out(document, statuses), nodes=nodes)


@router.get(
    "/{document_id}/file",
    summary="Tệp gốc, từng byte như khi nạp",
    response_class=FileResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "Tệp gốc"},
        206: {"description": "Phần của tệp được hỏi bằng Range"},
        416: {"description": "Range nằm ngoài tệp"},
    },
)
def original_file(document: DocumentDep, library: VisibleLibraryDep, conditional: ConditionalDep) -> FileResponse:
    headers = conditional.etag_headers(document.sha256, document.file_name, cache=CACHED)
    path = library.file_path(document.sha256)
    if path is None:
        raise problems.not_found("tệp gốc", document.id)
    # Always a download: an HTML file from the library must not run as a page of this origin.
    return FileResponse(path, media_type="application/octet-stream", filename=document.file_name, headers=headers)


@router.get(
    "/{document_id}/pages/{number}.png",
    summary="Ảnh một trang, có đánh dấu đoạn được trích dẫn",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "Ảnh trang"}},
)
def page_picture(
    document: DocumentDep,
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    number: PageNumber,
    passage: MarkedPassage = None,
) -> Response:
    if document.kind not in serialise.PAGED_KINDS:
        raise ProblemError(
            404,
            "no_pages",
            "Tệp không chia trang",
            "Tệp này không có ảnh trang; hãy xem đoạn văn bản hoặc tải tệp gốc.",
        )
    boxes = require_passage(library, document, passage).citation.boxes if passage is not None else ()
    headers = conditional.etag_headers(document.version_id, number, passage, cache=CACHED)
    path = library.file_path(document.sha256)
    if path is None:
        raise problems.not_found("tệp gốc", document.id)
    try:
        picture = PAGES.page_png(path, document.kind, number, boxes)
    except NoSuchPageError:
        raise problems.not_found("trang", str(number)) from None
    except PageTooHeavyError:
        raise ProblemError(
            422, "page_too_heavy", "Không vẽ được trang",
            "Trang này cần quá nhiều thời gian hoặc bộ nhớ để vẽ; hãy xem đoạn văn bản hoặc tải tệp gốc.",
        ) from None  # fmt: skip
    except PagesBusyError:
        raise ProblemError(
            503, "overloaded", "Dịch vụ đang bận", "Nhiều trang đang được vẽ; hãy thử lại sau ít giây.",
            {"Retry-After": "5"},
        ) from None  # fmt: skip
    return Response(picture, media_type="image/png", headers=headers)
