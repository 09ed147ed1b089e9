"""A list of documents as a file: XLSX or CSV, one row for each place for which a document is listed.

Every row has the document's citation and its warnings: what leaves the service must not lose them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font

from index.library.library import Library
from index.lists.conditions import DocumentList, ListedDocument, Place
from index.records import Hit
from index.validity.records import ValidityStatus
from ingest.grammar.citations import full_citation
from ingest.text.dates import format_date
from service.answering import wording
from service.answering.document_names import full_name
from service.answering.notices import document_notices, source_notices
from service.http import serialise
from service.http.sheet_text import MEDIA_TYPE, cell_text

FileFormat = Literal["xlsx", "csv"]
MEDIA_TYPES: dict[FileFormat, str] = {
    "xlsx": MEDIA_TYPE,
    "csv": "text/csv; charset=utf-8",
}
HEAD = (
    "STT", "Số, ký hiệu", "Loại văn bản", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu", "Người ký", "Hiệu lực",
    "Căn cứ hiệu lực", "Thời hạn", "Thời hạn (ngày)", "Nơi trích", "Câu trích", "Lưu ý", "Tệp", "Mã văn bản",
)  # fmt: skip
_WIDTHS = (6, 20, 14, 13, 26, 50, 20, 18, 34, 18, 13, 50, 60, 50, 28, 20)
#: A cell that begins so would be computed by a spreadsheet program.
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[str | int, ...]


def list_rows(library: Library, found: DocumentList, today: date) -> Iterator[Row]:
    """The rows of the file, below its head."""
    statuses = serialise.statuses(library, [listed.document for listed in found.documents])
    for number, listed in enumerate(found.documents, start=1):
        status = statuses[listed.document.id]
        for place in listed.places or (None,):
            yield _row(number, listed, place, status, today)


def _row(number: int, listed: ListedDocument, place: Place | None, status: ValidityStatus, today: date) -> Row:
    document, metadata = listed.document, listed.document.metadata
    if place is None:
        notices, citation = document_notices(document, status, today), full_name(document)
        if document.text_source in ("ocr", "mixed"):
            notices = (*notices, wording.SCAN_UNPAGED)
    else:
        notices = source_notices(Hit(place.passage, document, 0.0), status, today)
        citation = full_citation(metadata, place.passage.citation, formal=True)
    return (
        number,
        metadata.number or "",
        metadata.type_name or "",
        format_date(metadata.issued_date) if metadata.issued_date else "",
        metadata.issuer or "",
        metadata.subject or "",
        metadata.signer or "",
        status.label,
        status.reason,
        (place.printed or "") if place else "",
        format_date(place.day) if place and place.day else "",
        citation,
        place.quote if place else "",
        " ".join(notices),
        document.file_name,
        document.id,
    )


def list_file(rows: Iterator[Row], notes: Sequence[str], file_format: FileFormat) -> bytes:
    """The file; ``notes`` are sentences on the whole list, which stand below its rows."""
    return _xlsx(rows, notes) if file_format == "xlsx" else _csv(rows, notes)


def _csv(rows: Iterator[Row], notes: Sequence[str]) -> bytes:
    """CSV in UTF-8 with its mark, without which Excel takes it for another encoding."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows(tuple(_as_text(cell) for cell in row) for row in rows)
    writer.writerows((_as_text(note),) for note in notes)
    return text.getvalue().encode("utf-8-sig")


def _as_text(cell: str | int) -> str | int:
    """A cell that no program computes."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_COMPUTED) else cell


def _xlsx(rows: Iterator[Row], notes: Sequence[str]) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Danh sách văn bản")
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[chr(ord("A") + column - 1)].width = width
    sheet.freeze_panes = "A2"

    def cells(values: Sequence[str | int], *, bold: bool = False) -> list[Cell]:
        made = []
        for value in values:
            cell = WriteOnlyCell(sheet, value=cell_text(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # a text, never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=bold)
            made.append(cell)
        return made

    sheet.append(cells(HEAD, bold=True))
    for row in rows:
        sheet.append(cells(row))
    for note in notes:
        sheet.append(cells((note,)))
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()
