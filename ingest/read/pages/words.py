"""Words of a page with their boxes (points, origin top left): shared by the text layer and by OCR."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.reading import Box

#: Private sign before raised digits while a page is read; ``footnotes.replace_raised_marks`` takes every one out again.
RAISED = "\ue1f5"


@dataclass(slots=True)
class Word:
    """One word of a page."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    confidence: float | None = None
    #: OCR's own line: a bent or slanted line must not fall apart into rows. None for a text layer.
    line: int | None = None
    #: Digits smaller than the word they follow or precede: a note's mark, or an exponent.
    raised: bool = False
    #: Punctuation behind raised digits.
    glued: bool = False
    #: Quarter turns against the clock by which the word is turned on the page; a turned word is a whole line.
    quarter: int = 0
    #: Which of the page's fonts it is set in, in the order of their first words.
    font: int = 0

    @property
    def height(self) -> float:
        return self.y1 - self.y0


def joined_text(words: Sequence[Word]) -> str:
    """The words with blanks between them; raised digits stand behind ``RAISED`` and close to the word before."""
    if not any(word.raised for word in words):
        return " ".join([word.text for word in words])
    text = ""
    for word in words:
        if word.raised:
            text += RAISED + word.text + (" " if not text else "")
        else:
            text += word.text if not text or text.endswith(" ") or word.glued else f" {word.text}"
    return text.rstrip()


def median(values: Iterable[float]) -> float:
    """``statistics.median`` checks types at a cost that a law of 120,000 words feels."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def bounding_box(words: Iterable[Word], page: int, width: float, height: float) -> Box:
    """The box around the words as fractions of the page, kept within it."""
    members = list(words)
    return Box(
        page,
        _page_fraction(min(word.x0 for word in members), width),
        _page_fraction(min(word.y0 for word in members), height),
        _page_fraction(max(word.x1 for word in members), width),
        _page_fraction(max(word.y1 for word in members), height),
    )


def _page_fraction(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / whole)), 5)
