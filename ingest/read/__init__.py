"""Files -> Reading: one module per format, chosen by content."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest.read.containers.envelopes import cuts_of, envelope_of
from ingest.read.context import DEFAULT_CONTEXT, ReadingContext
from ingest.read.refusals import UNSUPPORTED
from ingest.reading import CONTAINER_KINDS, FileKind, Reading, RefusedFile


def read_file(path: Path, context: ReadingContext = DEFAULT_CONTEXT) -> Reading:
    """The file's text, page by page where it has pages, screened for secrecy marks and identity numbers.

    :raises RefusedFile: the file is not taken in; the reason is one Vietnamese sentence.
    """
    from ingest.coverage.own_text import own_texts
    from ingest.read import file_kind, screening
    from ingest.read.screening.margin_texts import margin_lines

    kind = file_kind.detect_kind(path)
    screening.check_name(path.name)
    reading = _read_as(kind, path, context)
    if context.ocr and zipfile.is_zipfile(path):
        from ingest.read.ocr.stamp_marks import refuse_secrecy_stamps_of_archive

        refuse_secrecy_stamps_of_archive(path)
    texts = reading.own_texts or own_texts(path, kind)
    held_back = screening.check_reading(reading, tuple(margin_lines(path, kind)))
    envelope, cuts = envelope_of(context.converted, path), cuts_of(context.converted, path)
    return replace(reading, own_texts=texts, held_back=held_back, envelope=envelope, cuts=cuts)


def _read_as(kind: FileKind, path: Path, context: ReadingContext) -> Reading:
    """The reading by the reader of this kind. Each branch imports its own: a text file must not load a PDF engine."""
    if kind in ("pdf", "image"):
        from ingest.read.paged import read_image, read_pdf

        return read_pdf(path, context) if kind == "pdf" else read_image(path, context)
    if kind == "docx":
        from ingest.read.docx.reader import read_docx

        return read_docx(path, context)
    if kind == "rtf":
        from ingest.read.office.rtf.reader import read_rtf

        return read_rtf(path, context)
    if kind == "wordxml":
        from ingest.read.office.word_xml import read_word_xml

        return read_word_xml(path, context)
    if kind in ("doc", "odt"):
        from ingest.read.libreoffice import read_office

        return read_office(path, kind, context)
    if kind in CONTAINER_KINDS:
        raise RefusedFile("unsupported", UNSUPPORTED)
    return _READERS.get(kind, _read_text)(path)


def _read_html(path: Path) -> Reading:
    from ingest.read.html_page import read_html

    return read_html(path)


def _read_mhtml(path: Path) -> Reading:
    from ingest.read.mhtml import read_mhtml

    return read_mhtml(path)


def _read_xlsx(path: Path) -> Reading:
    from ingest.read.strict_ooxml import usual_form
    from ingest.read.xlsx import read_xlsx

    with usual_form(path) as readable:
        return read_xlsx(readable)


def _read_xls(path: Path) -> Reading:
    from ingest.read.xls import read_xls

    return read_xls(path)


def _read_ods(path: Path) -> Reading:
    from ingest.read.ods import read_ods

    return read_ods(path)


def _read_csv(path: Path) -> Reading:
    from ingest.read.csv_table import read_csv

    return read_csv(path)


def _read_pptx(path: Path) -> Reading:
    from ingest.read.pptx import read_pptx

    return read_pptx(path)


def _read_text(path: Path) -> Reading:
    from ingest.read.plain_text import read_text

    return read_text(path)


#: Readers that need the path only; anything else is plain text.
_READERS: dict[FileKind, Callable[[Path], Reading]] = {
    "html": _read_html,
    "mhtml": _read_mhtml,
    "xlsx": _read_xlsx,
    "xls": _read_xls,
    "ods": _read_ods,
    "csv": _read_csv,
    "pptx": _read_pptx,
}

__all__ = ["ReadingContext", "RefusedFile", "read_file"]
