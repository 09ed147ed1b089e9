"""Raised digits of a text layer: a note's mark glued to a word (`126/2024/NĐ-CP¹`), or the note's own number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.pages.words import Word
from ingest.read.pdf.glyphs import Glyphs

#: Word prints a mark at 65 % of the text's size, LibreOffice at 58 %.
_SMALLER = 0.8
_LONGEST = 3
#: Punctuation behind a mark: a text object of its own, so that pdfium puts a blank between them.
_CLOSE = 0.15
_TAIL = re.compile(r"[^\w\s]{0,3}\Z")


def raised_span(glyphs: Glyphs, token: str, start: int) -> tuple[int, int] | None:
    """Where the raised digits at the token's end begin and end; None where all its characters have one size."""
    end = _TAIL.search(token).start()  # type: ignore[union-attr]
    size = glyphs.style(start).extent
    first = end
    while first > 1 and end - first < _LONGEST and token[first - 1].isdigit():
        if not glyphs.style(start + first - 1).extent < _SMALLER * size:
            break
        first -= 1
    return (first, end) if first < end else None


def split_word(word: Word, at: tuple[int, int]) -> list[Word]:
    """The word, the raised digits, and the punctuation behind them, on one height and in their order."""
    first, end = at
    text = word.text
    step = (word.x1 - word.x0) / len(text)
    found = [
        replace(word, text=text[:first], x1=word.x0 + step * first),
        replace(word, text=text[first:end], x0=word.x0 + step * first, x1=word.x0 + step * end, raised=True),
    ]
    if text[end:]:
        found.append(replace(word, text=text[end:], x0=word.x0 + step * end, glued=True))
    return found


def mark_lone_digits(words: Sequence[Word]) -> None:
    """Digits that are a word of their own, smaller than their neighbour on the line (`¹ Nghị định số ...`)."""
    for index, word in enumerate(words):
        if not word.text[-1].isdigit() or len(word.text) > _LONGEST or not word.text.isdigit():
            continue
        if not word.raised:
            for beside in (words[index + 1 : index + 2], words[index - 1 : index] if index else ()):
                if beside and not beside[0].raised and _is_raised_beside(word, beside[0]):
                    word.raised = True
                    word.y0, word.y1 = beside[0].y0, beside[0].y1
                    break
        after = words[index + 1] if index + 1 < len(words) else None
        if word.raised and after and after.text[0] in ",.;:)" and abs(after.x0 - word.x1) < _CLOSE * after.size:
            after.glued = True


def _is_raised_beside(word: Word, neighbour: Word) -> bool:
    """True for a word smaller than its neighbour, close to it and higher (an index below the line is no mark)."""
    gap = max(neighbour.x0 - word.x1, word.x0 - neighbour.x1)
    shared = min(word.y1, neighbour.y1) - max(word.y0, neighbour.y0)
    return (
        word.size < _SMALLER * neighbour.size
        and gap < neighbour.size
        and shared > 0.3 * (word.y1 - word.y0)
        and word.y1 < neighbour.y1
    )
