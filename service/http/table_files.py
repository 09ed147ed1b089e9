"""The table of documents as a file: XLSX or CSV, one row a document, as the clerk has filtered and sorted it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from index import access_labels
from index.library.document_table import DeskRow, TableRequest
from index.library.library import Library
from ingest.grammar.document_types import TYPE_NAMES
from service.http.doubts import doubts_out
from service.http.sheet_files import FileFormat, Row, SheetLayout, sheet_file

#: Rows read at once.
PART = 2000
_LAYOUT = SheetLayout(
    "Văn bản của kho",
    ("STT", "Số, ký hiệu", "Loại văn bản", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu", "Người ký", "Hiệu lực",
     "Trạng thái", "Ai được thấy", "Cần đối chiếu", "Tệp", "Số trang", "Phiên bản", "Nạp lúc (UTC)", "Mã văn bản"),
    (6, 20, 14, 13, 26, 50, 20, 18, 14, 14, 30, 30, 9, 9, 26, 20),
)  # fmt: skip
_STATES = {"active": "Đang trả lời", "withdrawn": "Đã rút", "held_back": "Chờ duyệt"}
_NOTE = "Danh sách lập từ kho văn bản; mục “Cần đối chiếu” chưa được so với bản gốc."


def table_file(library: Library, request: TableRequest, file_format: FileFormat) -> bytes:
    """The file of all documents that meet the conditions."""
    return sheet_file(_LAYOUT, _rows(library, request), (_NOTE,), file_format)


def _rows(library: Library, request: TableRequest) -> Iterator[Row]:
    offset = 0
    while True:
        page = library.table.page(dataclasses.replace(request, offset=offset, limit=PART))
        for number, row in enumerate(page.rows, start=offset + 1):
            yield _cells(number, row)
        offset += PART
        if offset >= page.total:
            return


def _cells(number: int, row: DeskRow) -> Row:
    day = "/".join(reversed(row.issued_on.split("-"))) if row.issued_on else ""
    return (
        number, row.number or "", TYPE_NAMES.get(row.type, row.type) if row.type else "", day, row.issuer or "",
        row.subject or "", row.signer or "", row.status.label, _STATES[row.state],
        access_labels.label_name(access_labels.released_label(row.access)),
        "; ".join(doubt.label for doubt in doubts_out(row.doubts)), row.file_name, row.page_count, row.version,
        row.added_at, row.id,
    )  # fmt: skip
