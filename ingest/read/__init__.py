"""Files -> Reading: one module per format, chosen by content."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.records import FileKind, Reading, RefusedFile


def read_file(path: Path, *, ocr: bool = True) -> Reading:
    """What stands in the file.

    ``ocr=False`` leaves pages without a usable text layer unread (their ``source`` is ``none``).

    :raises RefusedFile: the file is not taken in; the reason is one Vietnamese sentence.
    """
    from ingest.read import file_kind, screening

    detected = file_kind.detect_kind(path)
    screening.check_name(path.name)
    reading = _read_as(detected, path, ocr)
    return replace(reading, held_back=screening.check_reading(reading))


def _read_as(detected: FileKind, path: Path, ocr: bool) -> Reading:
    """Each branch imports its own reader: a text file must not load a PDF engine."""
    if detected in ("pdf", "image"):
        from ingest.read.paged import read_image, read_pdf

        return read_pdf(path, ocr=ocr) if detected == "pdf" else read_image(path)
    if detected == "docx":
        from ingest.read.docx.reader import read_docx

        return read_docx(path)
    if detected in ("doc", "rtf", "odt"):
        from ingest.read.libreoffice import read_office

        return read_office(path, detected)
    if detected == "html":
        from ingest.read.html_page import read_html

        return read_html(path)
    if detected == "xlsx":
        from ingest.read.xlsx import read_xlsx

        return read_xlsx(path)
    from ingest.read.plain_text import read_text

    return read_text(path)


__all__ = ["RefusedFile", "read"]
