"""Small digits of a text layer: raised ones are a note's mark (`126/2024/NĐ-CP¹`) or an exponent, lowered an index.

Raised ones are words of their own until the page's notes are known (``footnotes``); lowered ones (`CO₂`) are written as
such at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.read.pages.words import Word
from ingest.read.pdf.glyphs import Glyphs

#: Word prints a mark at 65 % of the text's size, LibreOffice at 58 %.
_SMALLER = 0.8
#: Browsers print it at 83 %: so large a digit is raised or lowered only where it leaves its line by this part.
_HARDLY_SMALLER, _OFF_LINE = 0.88, 0.12
_LONGEST = 3
#: Punctuation behind a mark: a text object of its own, so that pdfium puts a blank between them.
_CLOSE = 0.15
#: An index stands so far below the line (of the text's size).
_LOWERED = 0.04
_DIGITS = re.compile(r"[-−–]?\d+")
_SUBSCRIPTS = str.maketrans("0123456789-−–", "₀₁₂₃₄₅₆₇₈₉₋₋₋")


@dataclass(frozen=True, slots=True)
class SmallSpan:
    """Small digits in a token: where they begin and end, and whether they stand below the line."""

    start: int
    end: int
    lowered: bool


def small_spans(glyphs: Glyphs, token: str, start: int) -> list[SmallSpan]:
    """The small digits of a token whose other characters are larger."""
    matches = list(_DIGITS.finditer(token))
    whole = matches[0].end() - matches[0].start() == len(token)
    if whole and not _changes_size(glyphs, start, len(token)):
        return []
    large = max(range(len(token)), key=lambda place: glyphs.style(start + place).extent)
    size, line = glyphs.style(start + large).extent, glyphs.origin(start + large)
    found: list[SmallSpan] = []
    for match in matches:
        for first, end in _small_runs(glyphs, start, match.span(), (size, line)):
            bracketed = token[first - 1 : first] in ("[", "(") and token[end : end + 1] in ("]", ")")
            if bracketed or end - first > _LONGEST + 1 or not any(map(str.isdigit, token[first:end])):
                continue
            below = line - glyphs.origin(start + first)
            found.append(SmallSpan(first, end, below > _LOWERED * size))
    return found


def _changes_size(glyphs: Glyphs, start: int, length: int) -> bool:
    size = glyphs.style(start).extent
    return any(abs(glyphs.style(start + place).extent - size) > 0.1 * size for place in range(1, length))


def _small_runs(
    glyphs: Glyphs, start: int, span: tuple[int, int], look: tuple[float, float]
) -> Iterator[tuple[int, int]]:
    """Stretches of the span that are set smaller; ``look``: the token's size and the line that it stands on."""
    first = None
    for place in range(span[0], span[1] + 1):
        small = place < span[1] and _is_small(glyphs, start + place, *look)
        if small and first is None:
            first = place
        elif not small and first is not None:
            yield first, place
            first = None


def _is_small(glyphs: Glyphs, index: int, size: float, line: float) -> bool:
    extent = glyphs.style(index).extent
    if extent < _SMALLER * size:
        return True
    return extent < _HARDLY_SMALLER * size and abs(glyphs.origin(index) - line) > _OFF_LINE * size


def split_word(word: Word, spans: Sequence[SmallSpan]) -> list[Word]:
    """The word in its parts: raised digits apart, lowered ones written as such, all on one height."""
    text, step = word.text, (word.x1 - word.x0) / len(word.text)
    pieces: list[tuple[int, int, bool]] = []
    begin = 0
    for span in spans:
        if span.lowered:
            text = text[: span.start] + text[span.start : span.end].translate(_SUBSCRIPTS) + text[span.end :]
            continue
        pieces += [(begin, span.start, False), (span.start, span.end, True)]
        begin = span.end
    pieces.append((begin, len(text), False))
    found: list[Word] = []
    for start, end, raised in pieces:
        if end > start:
            part = replace(word, text=text[start:end], x0=word.x0 + step * start, x1=word.x0 + step * end)
            part.raised, part.glued = raised, bool(found) and not raised
            found.append(part)
    return found


def mark_lone_digits(words: Sequence[Word]) -> None:
    """Digits that are a word of their own, smaller than their neighbour on the line (`¹ Nghị định số ...`)."""
    for index, word in enumerate(words):
        if not word.text[-1].isdigit() or len(word.text) > _LONGEST or not word.text.isdigit():
            continue
        after = words[index + 1] if index + 1 < len(words) else None
        if not word.raised:
            _mark_lone_digit(word, words[index - 1] if index else None, after)
        if word.raised and after and after.text[0] in ",.;:)/" and abs(after.x0 - word.x1) < _CLOSE * after.size:
            after.glued = True


def _mark_lone_digit(word: Word, before: Word | None, after: Word | None) -> None:
    for beside in (after, before):
        if beside is not None and not beside.raised and _is_raised_beside(word, beside):
            word.raised = True
            word.y0, word.y1 = beside.y0, beside.y1
            return
    if before is not None and _is_lowered_behind(word, before):
        word.text = word.text.translate(_SUBSCRIPTS)
        word.glued, word.y0, word.y1 = True, before.y0, before.y1


def _is_raised_beside(word: Word, neighbour: Word) -> bool:
    """True for a word smaller than its neighbour, close to it and higher (an index below the line is no mark)."""
    gap = max(neighbour.x0 - word.x1, word.x0 - neighbour.x1)
    shared = min(word.y1, neighbour.y1) - max(word.y0, neighbour.y0)
    off_line = neighbour.y1 - word.y1 > _OFF_LINE * neighbour.size
    return (
        word.size < (_HARDLY_SMALLER if off_line else _SMALLER) * neighbour.size
        and gap < neighbour.size
        and shared > 0.3 * (word.y1 - word.y0)
        and word.y1 < neighbour.y1
    )


def _is_lowered_behind(word: Word, before: Word) -> bool:
    """True for a word smaller than the letters before it, touching them and lower."""
    return (
        before.text[-1].isalpha()
        and word.size < (_HARDLY_SMALLER if word.y1 - before.y1 > _LOWERED * before.size else _SMALLER) * before.size
        and abs(word.x0 - before.x1) < _CLOSE * before.size
        and before.y0 < word.y0 < before.y1 < word.y1
    )
