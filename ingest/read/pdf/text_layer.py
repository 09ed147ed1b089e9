"""PDF with a text layer: pages with their words and drawings, stamps and form fields drawn into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium

from ingest.read.pages.words import Word
from ingest.read.pdf.annotations import flattened_page
from ingest.read.pdf.display_map import DisplayMap, display_map
from ingest.read.pdf.drawings import PageDrawings, Rule, page_drawings
from ingest.read.pdf.file_facts import TICKED, UNTICKED, FieldValue, FileFacts
from ingest.read.pdf.page_words import page_words
from ingest.read.pdf.turned_words import main_quarter, turn_upright
from ingest.text.normalize import repair

_NO_FACTS = FileFacts()
#: Type of a form field's value where the file does not say it.
_FIELD_SIZE = 12.0


@dataclass(frozen=True, slots=True)
class PageText:
    """Words and drawings of one page as pdfium sees them: points, origin top left, as displayed (rotation applied).

    ``left_out`` holds what the file says at this place but nobody sees, or a watermark, as (reason, text).
    """

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    drawings: PageDrawings = field(default_factory=PageDrawings)
    unsure: bool = False
    left_out: list[tuple[str, str]] = field(default_factory=list)
    #: The page's characters as pdfium gives them; old encodings decoded.
    characters: str = ""

    @property
    def rules(self) -> list[Rule]:
        return self.drawings.rules

    @property
    def has_picture(self) -> bool:
        """True if a picture covers much of the page: it may hold the text itself."""
        return self.drawings.has_large_picture(self.width, self.height)


def page_texts(document: pdfium.PdfDocument, facts: FileFacts = _NO_FACTS) -> Iterator[PageText]:
    """The pages in order; each is closed before the next, so that memory stays flat. A page that fails has no width."""
    for index in range(len(document)):
        try:
            page, annotations = flattened_page(document, index)
        except pdfium.PdfiumError:
            yield PageText(index + 1, 0.0, 0.0)
            continue
        try:
            fields = [*facts.fields.get(index, ()), *annotations.written]
            text = page_text(page, index + 1, fields, layers=facts.has_layers_off)
            text.left_out.extend(("comment", comment) for comment in annotations.comments)
            yield text
        finally:
            page.close()


def page_text(
    page: pdfium.PdfPage, number: int, fields: Sequence[FieldValue] = (), *, layers: bool = False
) -> PageText:
    """Words and drawings of one page, with the values of fields that it does not draw.

    A page whose text lies on its side is turned upright first.

    :param layers: layers of the file are switched off.
    """
    found = _text_as_displayed(page, number, fields, layers=layers)
    quarter = main_quarter(found.words) if found.drawings.turned else 0
    if not quarter:
        return found
    turn_upright(page, quarter)
    return _text_as_displayed(page, number, fields, layers=layers)


def _text_as_displayed(page: pdfium.PdfPage, number: int, fields: Sequence[FieldValue], *, layers: bool) -> PageText:
    width, height = page.get_size()
    frame = display_map(page, width, height)
    drawings = page_drawings(page, frame.rect, (width, height), layers=layers)
    text_page = page.get_textpage()
    try:
        found = page_words(page, text_page, frame, drawings)
    finally:
        text_page.close()
    ticks = [frame.rect(*value.rect) for value in fields if value.text in (TICKED, UNTICKED)]
    if ticks:  # the sign is a letter of a symbol font (`4`)
        found.words[:] = [word for word in found.words if not any(_lies_in(word, box) for box in ticks)]
    undrawn = [value for value in fields if not any(_lies_in(word, frame.rect(*value.rect)) for word in found.words)]
    found.words.extend(word for value in undrawn for word in _words_of_field(value, frame))
    return PageText(number, width, height, found.words, drawings, found.unsure, found.left_out, found.characters)


def _lies_in(word: Word, box: Rule) -> bool:
    return box[0] <= (word.x0 + word.x1) / 2 <= box[2] and box[1] <= (word.y0 + word.y1) / 2 <= box[3]


def _words_of_field(value: FieldValue, frame: DisplayMap) -> Iterator[Word]:
    """The words of a form field that the file does not draw, set into its frame line by line."""
    x0, y0, x1, y1 = frame.rect(*value.rect)
    lines = value.text.splitlines()
    step = (y1 - y0) / len(lines)
    size = min(_FIELD_SIZE, step)
    for row, line in enumerate(lines):
        letter = min(size / 2, (x1 - x0) / max(1, len(line)))
        x, middle = x0, y0 + (row + 0.5) * step
        for text in line.split():
            yield Word(repair(text), x, middle - size / 2, x + letter * len(text), middle + size / 2, size=size)
            x += letter * (len(text) + 1)


def open_document(path: Path) -> pdfium.PdfDocument:
    """The document as pdfium sees it; ``safety.check`` has refused what cannot be opened."""
    return pdfium.PdfDocument(path)
