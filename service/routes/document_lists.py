"""Lists of documents by conditions, for whoever may ask: the page behind an answer's "xem thêm", and its file."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from service.answering import list_wording, wording
from service.http import document_lists, problems, serialise
from service.http.etags import NOT_MODIFIED, ConditionalDep, library_state
from service.http.list_files import list_file, list_rows
from service.http.sheet_files import MEDIA_TYPES, FileFormat
from service.routes.dependencies import CitedDep, VisibleLibraryDep
from service.schemas.documents import DocumentsOut
from service.schemas.lists import ListConditionsIn, ListPageIn

router = APIRouter(
    prefix=serialise.LISTS, tags=["Văn bản"], responses={**problems.openapi_responses(422), **NOT_MODIFIED}
)


class ExportIn(ListConditionsIn):
    """The conditions of a list, and the format of its file."""

    format: FileFormat = Field(description="Định dạng của tệp", examples=["xlsx"])


@router.get("", summary="Danh sách văn bản theo điều kiện, mỗi văn bản một lần, đếm đủ, chia trang")
def listed_documents(
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    _: CitedDep,
    given: Annotated[ListPageIn, Query()],
) -> DocumentsOut:
    conditional.set_etag(given, *library_state(library))
    found = document_lists.find_documents(library, given, date.today())
    return document_lists.documents_out(library, found, given.limit, given.after)


@router.get(
    "/export",
    summary="Cả danh sách thành tệp XLSX hoặc CSV, mỗi dòng kèm trích dẫn và lưu ý",
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type in MEDIA_TYPES.values()}, "description": "Tệp"}},
)
def export_documents(
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    _: CitedDep,
    given: Annotated[ExportIn, Query()],
) -> Response:
    today = date.today()
    headers = conditional.etag_headers("export", given, *library_state(library))
    found = document_lists.find_documents(library, given, today)
    notes = (*list_wording.unknown_notices(found), wording.DISCLAIMER)
    content = list_file(list_rows(library, found, today), notes, given.format)
    headers["Content-Disposition"] = f'attachment; filename="danh-sach-van-ban.{given.format}"'
    return Response(content, media_type=MEDIA_TYPES[given.format], headers=headers)
