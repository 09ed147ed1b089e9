"""Notes, rubber stamps and form fields that lie on the pages of a PDF: what a viewer shows over the page's own text.

A viewer draws them itself where they bring no picture of their own, so that neither the text of the page nor OCR has
their words.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf

from ingest.read.pdf.safety import PARSER_FAILURES
from ingest.read.screening.screened_lines import ScreenedLine

#: Pages and notes looked at; a file with more is made to take long.
_MOST_PAGES, _MOST_NOTES = 1000, 2000
#: What viewers write into stamps that only have one of the standard's names.
_STAMP_NAMES = {"/TopSecret": "TOP SECRET"}


def note_lines(path: Path) -> Iterator[ScreenedLine]:
    """The words of every note, stamp and filled field, one line each."""
    left = _MOST_NOTES
    try:
        for number, page in enumerate(pypdf.PdfReader(path, strict=False).pages):
            if number >= _MOST_PAGES:
                return
            for note in _notes(page):
                left -= 1
                if left < 0:
                    return
                yield from (ScreenedLine(text, "margin", framed=True) for text in _words(note))
    except PARSER_FAILURES:
        return  # its reader has said what is wrong


def _notes(page: Any) -> Iterator[Any]:
    listed = page.get("/Annots")
    listed = listed.get_object() if listed is not None else None
    for note in listed if isinstance(listed, list) else ():
        found = note.get_object()
        if hasattr(found, "get"):
            yield found


def _words(note: Any) -> Iterator[str]:
    for name in ("/Contents", "/V", "/RC"):
        value = note.get(name)
        value = value.get_object() if value is not None else None
        if isinstance(value, str) and not value.startswith("/"):
            yield from filter(str.strip, value.replace("\r", "\n").split("\n"))
    if note.get("/Subtype") == "/Stamp" and (name := str(note.get("/Name"))) in _STAMP_NAMES:
        yield _STAMP_NAMES[name]
