"""Readings of a paragraph's start: every mark that may stand there, how dear it is to read it so, and what its place
and type say. Nothing is decided here: the outline of the whole document chooses (``outline_search``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.grammar.citations import FORM_NAMES
from ingest.grammar.misread_numbers import misread_marks
from ingest.grammar.numbering_marks import NumberingMark, find_marks
from ingest.reading import Paragraph, Table

Block = Paragraph | Table

#: How surely a text that begins so is a unit: the cost of taking it for running text.
_WEIGHTS: dict[str, float] = {
    "phuluc": 6.0, **dict.fromkeys(FORM_NAMES, 6.0), "chuong": 6.0, "phan": 5.0, "muc": 4.0, "tieumuc": 4.0,
    "dieu": 5.0, "roman": 3.5, "letter": 1.5, "n1.": 3.0, "n1)": 3.0, "n1(": 2.0, "n1-": 1.2, "n2": 3.0, "n3": 3.0,
    "diem": 3.0, "diem.": 1.2,
}  # fmt: skip
#: A typist's slip is rarer than a recogniser's; behind a mark that makes sense only `l` for `1` or the like is tried.
_TYPING, _DEAREST = 1.0, 1.2
#: A scan's paragraph must be worth this much to be read as a unit that is not printed so.
_LEAST = 0.3
_ENDS = re.compile(r"[.;:!?…,/)\]”\"’|-]\s*$")
_LIST_FOLLOWS = re.compile(r":\s*$")
_SHORT = 120
#: Lists below a unit, and the longest paragraph that is taken for a unit without a mark.
_LIST_KINDS = frozenset(("n1", "n2", "n3", "diem"))
_LONGEST_UNMARKED = 300


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set. ``typed``: its type is known, as a scan's is not; ``indent`` is a share of the page."""

    typed: bool
    bold: bool
    capitals: bool
    centred: bool
    indent: float | None
    size: float | None

    @property
    def emphasised(self) -> bool:
        """True for what is set apart from running text."""
        return self.bold or self.capitals


@dataclass(frozen=True, slots=True)
class MarkReading:
    """One mark that a paragraph may begin with. ``slip`` is the cost of it having been misread or mistyped."""

    mark: NumberingMark
    slip: float


@dataclass(frozen=True, slots=True)
class UnitCandidate:
    """A paragraph that may open a unit: its readings, the cost of taking it for running text, and what is around it.

    ``leads_in``: the text before it ends with a colon. ``wraps``: that text breaks off, so that this one may go on
    with it. ``below_heading``: an unnumbered heading stands before it. ``second``: one paragraph and no mark stands
    between it and the marked one before it.
    """

    index: int
    readings: tuple[MarkReading, ...]
    ignoring: float
    look: Setting
    scanned: bool
    auto_number: bool
    leads_in: bool
    wraps: bool
    below_heading: bool
    appendix_heading: bool
    #: The words, where the mark itself was lost.
    text: str = ""


def setting_of(block: Paragraph) -> Setting:
    """How the paragraph is set."""
    head = block.text.strip().split("\n")[0]
    return Setting(
        block.confidence is None, block.bold, head.isupper(), block.align == "center",
        block.spans[0].box.x0 if block.spans else None, block.size,
    )  # fmt: skip


def marked_paragraph(blocks: Sequence[Block], index: int) -> UnitCandidate | None:
    """The paragraph at ``index`` with its readings; None for a table, and for text that begins with no mark."""
    block = blocks[index]
    if isinstance(block, Table):
        return None
    scanned = block.confidence is not None
    readings = _readings(block, scanned)
    if not readings:
        return None
    look = setting_of(block)
    before = blocks[index - 1] if index else None
    above = before if isinstance(before, Paragraph) else None
    wraps = above is not None and _breaks_off(above)
    ignoring = max(_weight(reading.mark, look) - reading.slip for reading in readings) - (1.0 if wraps else 0.0)
    if ignoring < _LEAST and all(reading.slip for reading in readings):
        return None
    ignoring = max(ignoring, _LEAST)
    return UnitCandidate(
        index, readings, ignoring, look, scanned, block.auto_number,
        leads_in=above is not None and bool(_LIST_FOLLOWS.search(above.text)), wraps=wraps,
        below_heading=above is not None and _is_unnumbered_heading(above),
        appendix_heading=is_appendix_heading(block),
    )  # fmt: skip


def unmarked_candidate(blocks: Sequence[Block], index: int) -> UnitCandidate | None:
    """The paragraph of a scan at ``index`` if its mark may have been lost: a list of its own begins right below it."""
    block = blocks[index]
    below = blocks[index + 1] if index + 1 < len(blocks) else None
    if not isinstance(block, Paragraph) or not isinstance(below, Paragraph) or block.confidence is None:
        return None
    starts = [mark for mark in find_marks(below.text) if mark.value == 1 and mark.kind in _LIST_KINDS]
    text = block.text.strip()
    if not starts or not text[:1].isupper() or len(text) > _LONGEST_UNMARKED or find_marks(text):
        return None
    look = setting_of(block)
    return UnitCandidate(index, (), 0.0, look, True, False, False, False, False, False, text)


def _readings(block: Paragraph, scanned: bool) -> tuple[MarkReading, ...]:
    direct = [MarkReading(mark, 0.0) for mark in find_marks(block.text)]
    known = {(reading.mark.kind, reading.mark.number) for reading in direct}
    makes_sense = not scanned and bool(direct)
    limit, slip = (_DEAREST, 2 * _TYPING) if makes_sense else (9.0, 0.0 if scanned else _TYPING)
    others = [
        MarkReading(mark, cost + slip)
        for mark, cost in misread_marks(block.text)
        if (mark.kind, mark.number) not in known and cost <= limit
    ]
    others += [MarkReading(_second_d(reading.mark), 0.4) for reading in direct if reading.mark.number == "d"]
    return (*direct, *others)


def _second_d(mark: NumberingMark) -> NumberingMark:
    """`đ)` for a second `d)` of a list, which is misprinted: two points of one name could not be cited."""
    return NumberingMark(mark.kind, mark.style, "đ", mark.value + 1, mark.title, mark.prefix)


def _weight(mark: NumberingMark, look: Setting) -> float:
    weight = _WEIGHTS.get(mark.style, _WEIGHTS.get(mark.kind, 3.0))
    if mark.kind == "phan" and not (look.emphasised or look.centred):
        return 1.0  # `Phần A: ...` of a form that a list names
    if mark.kind == "letter" and look.emphasised:
        return 3.0
    return weight


def _breaks_off(above: Paragraph) -> bool:
    """True for the lines of a page that end within a sentence, and are no heading."""
    text = above.text.rstrip()
    return bool(above.spans) and len(text) > _SHORT and not _ENDS.search(text) and not above.bold


def _is_unnumbered_heading(above: Paragraph) -> bool:
    look = setting_of(above)
    return len(above.text) < _SHORT and look.emphasised and not find_marks(above.text)


def is_appendix_heading(block: Paragraph) -> bool:
    """True for a line of its own, and not for a reference to an appendix at the start of a sentence."""
    text = block.text.strip()
    head = text.split("\n")[0]
    return (
        head.isupper()
        or block.bold
        or (len(text) < 60 and (block.align == "center" or not text.endswith((".", ";", ","))))
    )


def is_form_list_entry(blocks: Sequence[Block], index: int) -> bool:
    """True for a form in a list of forms: the block above or below names one too."""
    around = [*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2]]
    return any(isinstance(b, Paragraph) and any(mark.kind in FORM_NAMES for mark in find_marks(b.text)) for b in around)
