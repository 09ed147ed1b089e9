"""A list of documents as a file: XLSX or CSV, one row for each place for which a document is listed.

Every row has the document's citation and its warnings: what leaves the service must not lose them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

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
from service.http.sheet_files import FileFormat, Row, SheetLayout, sheet_file

HEAD = (
    "STT", "Số, ký hiệu", "Loại văn bản", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu", "Người ký", "Hiệu lực",
    "Căn cứ hiệu lực", "Thời hạn", "Thời hạn (ngày)", "Nơi trích", "Câu trích", "Lưu ý", "Tệp", "Mã văn bản",
)  # fmt: skip
_WIDTHS = (6, 20, 14, 13, 26, 50, 20, 18, 34, 18, 13, 50, 60, 50, 28, 20)
_LAYOUT = SheetLayout("Danh sách văn bản", HEAD, _WIDTHS)


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
    return sheet_file(_LAYOUT, rows, notes, file_format)
