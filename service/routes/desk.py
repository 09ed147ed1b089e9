"""The clerk's desk: the table of documents. With the scope "review", over what the clerk may see."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query
from fastapi.responses import Response
from pydantic import Field

from service.documents.word_search import documents_with_words
from service.http import document_table, problems, table_files
from service.http.sheet_files import MEDIA_TYPES, FileFormat
from service.routes.dependencies import ClerkLibraryDep, Review, ReviewerDep
from service.schemas.desk import TableConditionsIn, TableIdsOut, TablePageOut, TableScreenIn, TableValuesOut
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1/library/table",
    tags=["Quản trị kho"],
    dependencies=[Review],
    responses=problems.openapi_responses(401, 403, 422),
)


class TableExportIn(TableConditionsIn):
    """The conditions of the table, and the format of its file."""

    format: FileFormat = Field(description="Định dạng của tệp", examples=["xlsx"])


@router.get("", summary="Bảng văn bản ở mọi trạng thái: lọc, xếp, chia trang", response_model=TablePageOut)
def screen(
    library: ClerkLibraryDep,
    state: StateDep,
    principal: ReviewerDep,
    given: Annotated[TableScreenIn, Query()],
    afterwards: BackgroundTasks,
) -> Response:
    # Whoever looks at the table may filter by validity next.
    afterwards.add_task(library.table.remember_statuses)
    found = document_table.table_screen(library, given, _documents_with_words(given, state, principal.labels))
    # Written here: the framework would check a hundred rows again before it writes them.
    return Response(found.model_dump_json(), media_type="application/json")


@router.get("/values", summary="Các giá trị có trong bảng văn bản, để lọc")
def values(library: ClerkLibraryDep) -> TableValuesOut:
    return document_table.table_values(library)


@router.get("/ids", summary="Mã của mọi văn bản đúng điều kiện, theo thứ tự của bảng")
def ids(
    library: ClerkLibraryDep, state: StateDep, principal: ReviewerDep, given: Annotated[TableConditionsIn, Query()]
) -> TableIdsOut:
    request = document_table.table_request(given, _documents_with_words(given, state, principal.labels))
    return TableIdsOut(ids=library.table.ids(request))


@router.get(
    "/export",
    summary="Cả bảng đúng điều kiện thành tệp XLSX hoặc CSV",
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type in MEDIA_TYPES.values()}, "description": "Tệp"}},
)
def export(
    library: ClerkLibraryDep, state: StateDep, principal: ReviewerDep, given: Annotated[TableExportIn, Query()]
) -> Response:
    request = document_table.table_request(given, _documents_with_words(given, state, principal.labels))
    name = f'attachment; filename="van-ban.{given.format}"'
    content = table_files.table_file(library, request, given.format)
    return Response(content, media_type=MEDIA_TYPES[given.format], headers={"Content-Disposition": name})


def _documents_with_words(
    given: TableConditionsIn, state: ServiceState, labels: Collection[str]
) -> Collection[str] | None:
    """The documents that hold the words asked for; None where none are asked for."""
    if not given.content.strip():
        return None
    return documents_with_words(state.assistant, given.content, labels)
