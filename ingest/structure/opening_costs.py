"""Costs of opening a unit: of its place in the sequence, below the units that are open, of its title and its look.

Costs are negative logarithms of how often documents do so. Going on in a list costs nothing; a gap, a repeated number,
a list that begins with `2.`, a list below one of lower marks and a paragraph set unlike its siblings cost more.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.grammar.citations import FORM_NAMES
from ingest.grammar.numbering_marks import NumberingMark
from ingest.records import StepKind
from ingest.structure.mark_readings import MarkReading, Setting, UnitCandidate

#: Units that close all that stand at or below their rank.
RANKS: dict[str, int] = {
    "phuluc": 0, **dict.fromkeys(FORM_NAMES, 1), "phan": 2, "chuong": 3, "muc": 4, "tieumuc": 5, "dieu": 6,
}  # fmt: skip
#: Above Điều these only group them, as chapters do.
GROUP_KINDS = frozenset(("roman", "letter"))
#: Headings of articles are shorter than this; a sentence that cites an article of another document goes on.
HEADING_LENGTH = 90
#: The order in which the marks of lists stand below each other.
_ORDER: dict[str, int] = {
    "letter": 1, "roman": 2, "n1.": 3, "n1-": 3, "n2": 4, "n3": 5, "n1)": 5, "n1(": 6, "diem": 6, "diem.": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenUnit:
    """A numbered unit that later units may still belong to; ``kind`` is the mark's, or `khoan` for a `1.` in a Điều."""

    mark: NumberingMark
    kind: StepKind
    look: Setting
    index: int


def group_cost(closed: tuple[OpenUnit, ...], mark: NumberingMark) -> float:
    """The cost of a part, chapter or section that closes the units given."""
    value = mark.value
    last = closed[0].mark.value if closed and closed[0].kind == mark.kind else None
    if last is None:  # parts above sections stand from the document's beginning
        return 1.2 * (value - 1) + (2.5 if any(unit.kind not in RANKS for unit in closed) else 0.0)
    if value > last:
        return 1.2 * (value - last - 1)
    return 1.0 if value == 1 else 1.5 if value == last else 5.0


def article_cost(last: int | None, mark: NumberingMark, look: Setting) -> tuple[float, bool]:
    """The cost of a Điều, and whether an attached text begins with it."""
    value = mark.value
    if last is None:
        return (0.5 * (value - 1) if value <= 3 else 1.0 if look.bold else 4.0), False
    if value == last:
        return (0.2 if mark.number[-1:].isalpha() else 3.0), False
    if value > last:
        gap = value - last - 1
        is_heading = look.bold or (mark.title[:1].isupper() and len(mark.title) < HEADING_LENGTH)
        return (0.8 * gap if gap <= 2 else min(1.5 * gap, 8.0)) * (0.6 if is_heading else 1.0), False
    return (0.5 if look.bold else 3.0 if value == 1 else 7.0), value == 1


def unlikely_title(reading: MarkReading, paragraph: UnitCandidate) -> float:
    """The cost of the words behind the mark: headings begin with a capital, sections are no items of a list, and what
    stands in capitals behind an `I` is a section."""
    mark = reading.mark
    cost = 1.0 if reading.slip and mark.kind == "n1" and paragraph.look.capitals else 0.0
    if mark.title[:1].islower() and mark.kind != "diem":
        cost += (2.0 if mark.kind in GROUP_KINDS else 1.2) * (0.5 if paragraph.scanned else 1.0)
    if mark.kind in GROUP_KINDS and mark.title.endswith(";"):
        cost += 1.0
    return cost


def sequence_cost(last: NumberingMark, mark: NumberingMark, paragraph: UnitCandidate) -> float:
    confirmed = 0.4 if paragraph.look.bold or paragraph.auto_number else 1.0
    if mark.value > last.value:
        gap = mark.value - last.value - 1
        if (last.number, mark.number) == ("d", "e"):
            return 0.3  # many lists have no đ
        return (1.2 + 0.8 * gap if gap else 0.0) * confirmed
    if mark.value == last.value:
        return 0.2 if mark.number != last.number else 2.5  # 3a behind 3, f behind e
    if mark.value == 1:
        return 1.2 if paragraph.leads_in or paragraph.below_heading else 2.2
    return 6.0


def start_cost(mark: NumberingMark, paragraph: UnitCandidate) -> float:
    """The cost of a list that begins with this number."""
    if mark.value <= 1:
        return 2.0 if len(mark.number) > 1 and mark.kind == "diem" else 0.0
    confirmed = 0.5 if paragraph.look.bold or paragraph.auto_number or paragraph.scanned else 1.0
    if mark.prefix:
        return min(0.7 * (mark.value - 1), 4.0)
    return (1.5 + 1.2 * (mark.value - 1)) * confirmed if mark.value <= 3 else 6.0


def nesting_cost(
    units: tuple[OpenUnit, ...], above: OpenUnit | None, mark: NumberingMark, paragraph: UnitCandidate
) -> float:
    """The cost of a list below the unit ``above``: marks have an order, and a list rarely holds its like."""
    own = list_order(mark)
    emphasis = 0.0 if paragraph.look.emphasised else 2.5
    if above is None:
        return 1.5 if mark.prefix else 0.8 if own >= 5 else 0.0
    cost = emphasis if mark.kind in GROUP_KINDS and (mark.kind == "letter" or in_article(units)) else 0.0
    if any(unit.mark.style == mark.style for unit in units):
        cost += 1.5 if paragraph.leads_in else 3.0
    if mark.prefix:
        return cost + 0.6
    if above.kind in RANKS:
        return cost
    return cost + (0.2 if own > list_order(above.mark) else 1.5 + 0.5 * (list_order(above.mark) - own))


def list_order(mark: NumberingMark) -> int:
    return _ORDER.get(mark.style, _ORDER.get(mark.kind, 6))


def nesting(above: OpenUnit | None, mark: NumberingMark) -> str:
    """The custom of a document: which marks it sets below which."""
    return f"{above.mark.style if above else ''}>{mark.style}"


def restart(mark: NumberingMark) -> str:
    """The custom of a document that begins lists anew below headings without a number."""
    return f"1{mark.style}"


def in_article(units: tuple[OpenUnit, ...]) -> bool:
    return any(unit.kind == "dieu" for unit in units)


def unlikeness(sibling: Setting, look: Setting) -> float:
    """The cost of a unit that is set unlike its sibling."""
    cost = 0.0
    if sibling.typed and look.typed:
        cost += 0.5 if sibling.bold != look.bold else 0.0
        cost += 0.3 if abs((sibling.size or 0) - (look.size or 0)) > 1.4 else 0.0
    cost += 0.3 if sibling.capitals != look.capitals else 0.0
    if sibling.indent is not None and look.indent is not None and abs(sibling.indent - look.indent) > 0.05:
        cost += 0.3
    return cost
