"""Notes at the foot of a page: known by their place, smaller type, the rule above them and their numbers.

A numbered item that happens to end a page has the body's size and no rule; what explains a table stands under the
table. Neither is a note. In the body every mark of a note becomes ``[number]``; other raised digits are written
as such (m², 10³).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ingest.read.pages.furniture import is_page_furniture
from ingest.read.pages.words import RAISED
from ingest.reading import Block, Box, Footnote, Line, Table
from ingest.text.raised import is_note_mark

Rule = tuple[float, float, float, float]
#: Notes are set at 10 or 11 points under a body of 13 or 14.
_SMALL_TYPE = 0.9
#: The rule above notes: Word's takes 5 cm, LibreOffice's a quarter of the column; over a continued note all of it.
_SHORTEST, _LONGEST = 0.08, 0.45
_COLUMN = 0.95
#: It begins at the left edge of the column: rules under a title are centred.
_LEFT = 0.3
#: Scans: a line of fewer letters than this is too short for its letters' width to tell the size of type.
_MEASURED_LETTERS = 15
#: So many letters of earlier pages tell the body's size; before that the page itself has to.
_ENOUGH_LETTERS = 1000
_NUMBER = re.compile(rf"(?:{RAISED}(?P<raised>\d{{1,3}})|\[(?P<bracket>\d{{1,3}})\]|(?P<plain>\d{{1,3}}))\s*(?=\S)")
_PLAIN_NUMBER = re.compile(r"\d{1,3}\s+[^\W\d_a-zà-ỹđ]|\d{1,3}\s+[“\"(]")
#: What OCR makes of a small raised number, before the first word of a note.
_GARBLED_NUMBER = re.compile(
    r"(?:[^\w\s+“\"(-][^\w\s]?\s+)?(?:(?P<no>\d{1,2})|[lI|!?*'°;:,.\]}]{1,2})\s+(?=[A-ZĐÀ-Ỹ+“\"(])"
)
_UNIT_OF_MEASURE = re.compile(r"(?:^|[^\w])(?:[kdcm]?m|ha)\Z|/m\Z")
_MARK = re.compile(rf"\s?{RAISED}([-−–]?\d{{1,3}})")
#: A number or symbol before a mark: `120³` would be a power.
_NUMBERED = re.compile(r"\d\S*\Z")
_SUPERSCRIPTS = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
_SENTENCE_END = re.compile(r"[.;:!?…”)]\s*\Z")
#: OCR does not tell raised digits: behind letters or a bracket they are the mark of the note with their number.
_OCR_MARK = re.compile(r"(?<=[a-zà-ỹđ)”])(\d{1,2})(?=[\s.,;:)]|\Z)")


@dataclass(slots=True)
class FootnoteFinder:
    """Finds the notes of one file, page by page in order."""

    notes: list[Footnote] = field(default_factory=list)
    #: Letters by size of type so far: of text layers, and of scans.
    _sizes: tuple[Counter[float], Counter[float]] = field(default_factory=lambda: (Counter(), Counter()))

    def take_notes(self, blocks: Sequence[Block], rules: Iterable[Rule], width: float, height: float) -> list[Block]:
        """The page's blocks without its notes, marks settled; rules and page in points."""
        lines = sorted((b for b in blocks if isinstance(b, Line) and b.box is not None), key=_top)
        scanned = any(line.confidence is not None for line in lines)
        sizes = {id(line): _letter_width(line, width) if scanned else line.size for line in lines}
        start = self._first_note_line(blocks, lines, sizes, [*_separators(rules, width, height)], scanned=scanned)
        taken = [line for line in lines[start:] if not is_page_furniture(line)]
        found = self._split_notes(taken, scanned=scanned) if taken else []
        _count_letters(self._sizes[scanned], lines[:start], sizes)
        drop = {id(line) for line in taken} if found else set()
        numbers = {note.number for note in found if note.number}
        return [replace_raised_marks(block, numbers, scanned=scanned) for block in blocks if id(block) not in drop]

    def _first_note_line(
        self,
        blocks: Sequence[Block],
        lines: Sequence[Line],
        sizes: dict[int, float | None],
        separators: Sequence[tuple[float, float]],
        *,
        scanned: bool,
    ) -> int:
        """Index of the first line of the notes; ``len(lines)`` where the page has none."""
        first = self._first_small_line(lines, sizes, scanned=scanned)
        table_ends = [_bottom_of(block) for block in blocks if isinstance(block, Table)]
        for y, length in separators:
            below = next((i for i, line in enumerate(lines) if (_top(line) + _bottom(line)) / 2 > y), len(lines))
            under_table = any(end > y for end in table_ends)
            if first <= below and not under_table and self._begins_with_note(lines[below:], below > 0, length, scanned):
                return below
        return len(lines) if scanned else _first_referred_note(lines, first, table_ends)

    def _begins_with_note(self, lines: Sequence[Line], after_text: bool, rule_length: float, scanned: bool) -> bool:
        """True if the first of the lines under a rule opens a note, or goes on with the last one of the page before."""
        opening = next((line for line in lines if not is_page_furniture(line)), None)
        if opening is None:
            return False
        return (after_text and rule_length < _LONGEST and _opens_note(opening, scanned)) or self._continues_note(
            opening
        )

    def _first_small_line(self, lines: Sequence[Line], sizes: dict[int, float | None], *, scanned: bool) -> int:
        """Index from which all lines down to the foot of the page are smaller than the body's type."""
        on_page: Counter[float] = Counter()
        _count_letters(on_page, lines, sizes)
        before = self._sizes[scanned]
        body = _median_size(before if before.total() > _ENOUGH_LETTERS else on_page)
        first = len(lines)
        while first and _is_small(lines[first - 1], sizes[id(lines[first - 1])], body):
            first -= 1
        return first

    def _continues_note(self, line: Line) -> bool:
        """True if the line goes on with a note that did not end on the page before."""
        last = self.notes[-1].lines[-1] if self.notes else None
        if last is None or last.page is None or line.page != last.page + 1:
            return False
        return not _SENTENCE_END.search(last.text) or line.text[:1].islower()

    def _split_notes(self, lines: Sequence[Line], *, scanned: bool) -> list[Footnote]:
        """The notes that these lines are; what stands before the first number ends the last note of the page before."""
        groups: list[tuple[int | None, list[Line]]] = []
        for line in lines:
            number, rest = _note_opening(line, groups, scanned=scanned)
            if rest is not None:
                groups.append((number, [replace(line, text=rest)]))
            elif groups:
                groups[-1][1].append(line)
            elif self.notes:
                self.notes[-1] = replace(self.notes[-1], lines=(*self.notes[-1].lines, _without_raised_signs(line)))
        numbers = (
            _consecutive_numbers([number for number, _ in groups]) if scanned else [number for number, _ in groups]
        )
        found = [
            Footnote(str(number) if number else None, tuple(map(_without_raised_signs, members)))
            for number, (_, members) in zip(numbers, groups, strict=True)
        ]
        self.notes.extend(found)
        return found or self.notes[-1:]


def _first_referred_note(lines: Sequence[Line], first: int, table_ends: Sequence[float]) -> int:
    """Index of the first line from ``first`` on that begins with a raised number which the text above refers to.

    ``len(lines)`` where there is none, or where it stands under a table: then it explains the table.
    """
    referred = set(_MARK.findall(" ".join(line.text for line in lines[:first])))
    for index in range(first, len(lines)):
        number = _NUMBER.match(lines[index].text)
        if number and number["raised"] in referred:
            under_table = max(table_ends, default=-1.0) > (_bottom(lines[index - 1]) if index else 0.0)
            return len(lines) if under_table else index
    return len(lines)


def _is_small(line: Line, size: float | None, body: float) -> bool:
    return size is None or size <= _SMALL_TYPE * body or is_page_furniture(line)


def _count_letters(sizes: Counter[float], lines: Sequence[Line], known: dict[int, float | None]) -> None:
    """Add the letters of the lines to ``sizes``, by size of type."""
    for line in lines:
        size = known[id(line)]
        if size is not None:
            sizes[round(size, 1)] += len(line.text)


def _median_size(sizes: Counter[float]) -> float:
    """The size that half of the letters are below."""
    half = sizes.total() / 2
    for size, count in sorted(sizes.items()):
        half -= count
        if half <= 0:
            return size
    return 0.0


def _opens_note(line: Line, scanned: bool) -> bool:
    """True if a line under a rule is the first of a note."""
    match = _NUMBER.match(line.text)
    if match and (match["raised"] or match["bracket"] or _PLAIN_NUMBER.match(line.text)):
        return True
    return scanned and _GARBLED_NUMBER.match(line.text) is not None


def _note_opening(
    line: Line, groups: Sequence[tuple[int | None, list[Line]]], *, scanned: bool
) -> tuple[int | None, str | None]:
    """Number and rest of a line that begins a note; no rest where it does not."""
    match = _NUMBER.match(line.text)
    last = next((number for number, _ in reversed(groups) if number is not None), None)
    if match:
        value = int(match["raised"] or match["bracket"] or match["plain"])
        sure = bool(match["raised"] or match["bracket"])
        follows = last is None or value == last + 1 or (scanned and last < value <= last + 3)
        if follows and (sure or _PLAIN_NUMBER.match(line.text)):
            return value, line.text[match.end() :]
    if scanned:
        garbled = _GARBLED_NUMBER.match(line.text)
        if garbled:
            return (int(garbled["no"]) if garbled["no"] else None), line.text[garbled.end() :]
    return None, None


def _consecutive_numbers(numbers: Sequence[int | None]) -> list[int | None]:
    """Numbers of a scan's notes: consecutive ones that all readable digits agree with, else none at all."""
    bases = {number - index for index, number in enumerate(numbers) if number is not None}
    if len(bases) != 1 or min(bases) < 1:
        return [None] * len(numbers)
    base = bases.pop()
    return [base + index for index in range(len(numbers))]


def replace_raised_marks(block: Block, numbers: set[str], *, scanned: bool = False) -> Block:
    """The block with the marks of these notes as ``[n]``, other raised digits as superscripts."""
    if isinstance(block, Line):
        text = _replace_marks(block.text, numbers, scanned=scanned)
        return block if text == block.text else replace(block, text=text)
    if not any(RAISED in (cell.text or "") for row in block.rows for cell in row):
        return block
    rows = tuple(
        tuple(replace(c, text=_replace_marks(c.text, numbers)) if c.text and RAISED in c.text else c for c in row)
        for row in block.rows
    )
    return replace(block, rows=rows)


def _replace_marks(text: str, numbers: set[str], *, scanned: bool = False) -> str:
    if scanned:
        return _OCR_MARK.sub(lambda m: f"[{m[1]}]" if m[1] in numbers else m[1], text) if numbers else text
    if RAISED not in text:
        return text

    def shown(match: re.Match[str]) -> str:
        if match[1] in numbers and not _UNIT_OF_MEASURE.search(text[: match.start()]):
            return f"[{match[1]}]"
        before = text[: match.start()]
        if _NUMBERED.search(before) and match[1].isdigit() and is_note_mark(before, match[1]):
            return f"[{match[1]}]"
        return match[1].translate(_SUPERSCRIPTS)

    return _MARK.sub(shown, text)


def _without_raised_signs(line: Line) -> Line:
    return replace(line, text=_MARK.sub(lambda match: match[1].translate(_SUPERSCRIPTS), line.text).replace(RAISED, ""))


def _separators(rules: Iterable[Rule], width: float, height: float) -> Iterable[tuple[float, float]]:
    """Height (0..1) and length of the rules that may stand above notes, the lowest first."""
    flat = [rule for rule in rules if abs(rule[3] - rule[1]) < 3 and rule[2] - rule[0] > _SHORTEST * width]
    upright = [rule for rule in rules if rule[3] - rule[1] > 6 and abs(rule[2] - rule[0]) < 3]
    for x0, y0, x1, y1 in sorted(flat, key=lambda rule: -rule[1]):
        part = (x1 - x0) / width
        framed = any(x0 - 3 <= u[0] <= x1 + 3 and u[1] - 3 <= y0 <= u[3] + 3 for u in upright)
        if x0 < _LEFT * width and part < _COLUMN and not framed:
            yield (y0 + y1) / 2 / height, part


def _top(line: Line) -> float:
    return _box(line).y0


def _bottom(line: Line) -> float:
    return _box(line).y1


def _box(line: Line) -> Box:
    assert line.box is not None
    return line.box


def _bottom_of(table: Table) -> float:
    return max((cell.box.y1 for row in table.rows for cell in row if cell.box is not None), default=0.0)


def _letter_width(line: Line, width: float) -> float | None:
    """Points per letter: OCR's heights jump with every hook and tail, the width of a line does not."""
    if len(line.text) < _MEASURED_LETTERS or line.text.isupper():
        return None
    return (_box(line).x1 - _box(line).x0) * width / len(line.text)
