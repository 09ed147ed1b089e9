"""Files -> Reading: one module per format, chosen by content."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.read.context import DEFAULT_CONTEXT, ReadingContext
from ingest.records import FileKind, Reading, RefusedFile


def read_file(path: Path, context: ReadingContext = DEFAULT_CONTEXT) -> Reading:
    """The file's text, page by page where it has pages, screened for secrecy marks and identity numbers.

    :raises RefusedFile: the file is not taken in; the reason is one Vietnamese sentence.
    """
    from ingest.read import file_kind, screening

    kind = file_kind.detect_kind(path)
    screening.check_name(path.name)
    reading = _read_as(kind, path, context)
    return replace(reading, held_back=screening.check_reading(reading))


def _read_as(kind: FileKind, path: Path, context: ReadingContext) -> Reading:
    """The reading by the reader of this kind. Each branch imports its own: a text file must not load a PDF engine.

    PDF and images: ``paged``; DOCX: ``docx.reader``; DOC, RTF and ODT: ``libreoffice``; HTML: ``html_page``; XLSX:
    ``xlsx``; anything else is plain text.
    """
    if kind in ("pdf", "image"):
        from ingest.read.paged import read_image, read_pdf

        return read_pdf(path, context) if kind == "pdf" else read_image(path, context)
    if kind == "docx":
        from ingest.read.docx.reader import read_docx

        return read_docx(path)
    if kind in ("doc", "rtf", "odt"):
        from ingest.read.libreoffice import read_office

        return read_office(path, kind, context)
    if kind == "html":
        from ingest.read.html_page import read_html

        return read_html(path)
    if kind == "xlsx":
        from ingest.read.xlsx import read_xlsx

        return read_xlsx(path)
    from ingest.read.plain_text import read_text

    return read_text(path)


__all__ = ["ReadingContext", "RefusedFile", "read_file"]
