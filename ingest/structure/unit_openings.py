"""Openings: the ways in which a marked paragraph may open a unit below those that are open, and what each costs.

Costs are negative logarithms of how often documents do so. Going on in a list costs nothing; a gap, a repeated number,
a list that begins with `2.`, a list below one of a lower rank and a paragraph set unlike its siblings cost more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.grammar.citations import FORM_NAMES, OWN_NUMBERING
from ingest.grammar.numbering_marks import NumberingMark
from ingest.records import StepKind
from ingest.structure.mark_readings import MarkReading, Setting, UnitCandidate

#: Units that close all that stand at or below their rank.
RANKS: dict[str, int] = {
    "phuluc": 0, **dict.fromkeys(FORM_NAMES, 1), "phan": 2, "chuong": 3, "muc": 4, "tieumuc": 5, "dieu": 6,
}  # fmt: skip
#: Above Điều these only group them, as chapters do.
_GROUPS = frozenset(("roman", "letter"))
#: The order in which the marks of lists stand below each other.
_ORDER: dict[str, int] = {
    "letter": 1, "roman": 2, "n1.": 3, "n1-": 3, "n2": 4, "n3": 5, "n1)": 5, "n1(": 6, "diem": 6, "diem.": 6,
}  # fmt: skip
#: What a document did before costs less.
_CUSTOM = 0.8


@dataclass(frozen=True, slots=True)
class OpenUnit:
    """A numbered unit that later units may still belong to; ``kind`` is the mark's, or `khoan` for a `1.` in a Điều."""

    mark: NumberingMark
    kind: StepKind
    look: Setting
    index: int


@dataclass(frozen=True, slots=True)
class Opening:
    """One way to open a unit: how many open units stay open above it, and its cost.

    ``anew``: an attached text begins with it. ``lost_first``: the paragraph before it is the list's first item, whose
    mark was lost.
    """

    mark: NumberingMark
    kind: StepKind
    kept: int
    cost: float
    anew: bool = False
    lost_first: bool = False


def openings(
    units: tuple[OpenUnit, ...], article: int | None, nestings: frozenset[str], paragraph: UnitCandidate, second: bool
) -> Iterator[Opening]:
    """All openings of a paragraph below ``units``; ``article`` is the last Điều of the text that is open.

    ``second``: the last unit opened two paragraphs before, so that one paragraph stands between.
    """
    for reading in paragraph.readings:
        mark = reading.mark
        if mark.kind in RANKS:
            yield from _ranked_openings(units, article, paragraph, reading)
            continue
        base = reading.slip + _unlikely_title(reading, paragraph) + (1.5 if paragraph.wraps else 0.0)
        yield from _continuations(units, nestings, reading, paragraph, base)
        if reading.slip == 0 or mark.value == 1:
            yield from _new_lists(units, nestings, mark, paragraph, base, second)


def _ranked_openings(
    units: tuple[OpenUnit, ...], article: int | None, paragraph: UnitCandidate, reading: MarkReading
) -> Iterator[Opening]:
    mark, rank = reading.mark, RANKS[reading.mark.kind]
    if mark.kind in OWN_NUMBERING:
        if paragraph.appendix_heading:
            kept = 0 if mark.kind == "phuluc" or not units or units[0].kind != "phuluc" else 1
            yield Opening(mark, mark.kind, kept, reading.slip)
        return
    kept = next((at for at, unit in enumerate(units) if _rank(unit, mark, units[:at]) >= rank), len(units))
    if mark.kind == "dieu":
        cost, anew = _article_cost(article, mark, paragraph.look)
        cost += 1.5 if paragraph.wraps else 0.0
        yield Opening(mark, mark.kind, 0 if anew else kept, reading.slip + cost, anew)
        return
    last = units[kept].mark.value if kept < len(units) and units[kept].kind == mark.kind else None
    cost = _group_cost(last, mark.value)
    if last is None and any(unit.kind not in RANKS for unit in units[kept:]):
        cost += 2.5  # parts above sections stand from the document's beginning
    yield Opening(mark, mark.kind, kept, reading.slip + (cost * 0.3 if paragraph.look.emphasised else cost))


def _rank(unit: OpenUnit, mark: NumberingMark, above: tuple[OpenUnit, ...]) -> int:
    """The rank of an open unit before ``mark``; a Roman section above all Điều groups them."""
    in_article = any(other.kind == "dieu" for other in above)
    return 5 if mark.kind == "dieu" and unit.kind in _GROUPS and not in_article else RANKS.get(unit.kind, 9)


def _group_cost(last: int | None, value: int) -> float:
    if last is None:
        return 1.2 * (value - 1)
    if value > last:
        return 1.2 * (value - last - 1)
    return 1.0 if value == 1 else 1.5 if value == last else 5.0


def _article_cost(last: int | None, mark: NumberingMark, look: Setting) -> tuple[float, bool]:
    """The cost of a Điều, and whether an attached text begins with it."""
    value = mark.value
    if last is None:
        return (0.5 * (value - 1) if value <= 3 else 1.0 if look.bold else 4.0), False
    if value == last:
        return (0.2 if mark.number[-1:].isalpha() else 3.0), False
    if value > last:
        gap = value - last - 1
        return (0.8 * gap if gap <= 2 else min(1.5 * gap, 8.0)) * (0.6 if look.bold else 1.0), False
    return (0.5 if look.bold else 3.0 if value == 1 else 7.0), value == 1


def _unlikely_title(reading: MarkReading, paragraph: UnitCandidate) -> float:
    """The cost of the words behind the mark: headings begin with a capital, sections are no items of a list, and what
    stands in capitals behind an `I` is a section."""
    mark = reading.mark
    cost = 1.0 if reading.slip and mark.kind == "n1" and paragraph.look.capitals else 0.0
    if mark.title[:1].islower() and mark.kind != "diem":
        cost += (2.0 if mark.kind in _GROUPS else 1.2) * (0.5 if paragraph.scanned else 1.0)
    if mark.kind in _GROUPS and mark.title.endswith(";"):
        cost += 1.0
    return cost


def _continuations(
    units: tuple[OpenUnit, ...], nestings: frozenset[str], reading: MarkReading, paragraph: UnitCandidate, base: float
) -> Iterator[Opening]:
    """Openings as the next unit of a list that is open; what was misread is the very next one, or begins it anew."""
    mark = reading.mark
    for at in range(len(units) - 1, -1, -1):
        unit = units[at]
        if unit.mark.style != mark.style or (unit.mark.prefix != mark.prefix and _holds(units, mark.prefix)):
            continue
        if reading.slip and mark.value not in (1, unit.mark.value + 1):
            continue
        same = unit.mark.prefix == mark.prefix
        cost = _sequence_cost(unit.mark, mark, paragraph) if same else 1.5 + _start_cost(mark, paragraph)
        if mark.value == 1 and restart(mark) in nestings:
            cost -= _CUSTOM
        yield Opening(mark, unit.kind, at, base + max(cost, 0.0) + _unlikeness(unit.look, paragraph.look))


def _sequence_cost(last: NumberingMark, mark: NumberingMark, paragraph: UnitCandidate) -> float:
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


def _new_lists(
    units: tuple[OpenUnit, ...], nestings: frozenset[str], mark: NumberingMark, paragraph: UnitCandidate, base: float,
    second: bool,
) -> Iterator[Opening]:  # fmt: skip
    """Openings as the first unit of a list of its own: below the innermost unit, below the unit that its number names,
    or beside lists of lower marks, whose own heading was lost."""
    named = _holder(units, mark.prefix) if mark.prefix else None
    if named is not None:
        beside = named + 1 < len(units) and units[named + 1].mark.style == mark.style
        places = [] if beside else [(named + 1, 0.0)]  # it goes on in that list
    else:
        places = [(len(units), 0.0)]
        lower = _first_lower(units, mark)
        places += [(lower, 0.5)] if lower < len(units) and not mark.prefix else []
    for kept, aside in places:
        above = units[kept - 1] if kept else None
        lost_first = second and kept == len(units) > 0 and _is_second_item(mark, paragraph)
        cost = base + aside + (0.6 if lost_first else _start_cost(mark, paragraph))
        cost += 0.0 if named is not None else _nesting_cost(units[:kept], above, mark, paragraph)
        cost += 0.0 if nesting(above, mark) in nestings else 0.4
        cost -= 0.5 if paragraph.leads_in else 0.0
        yield Opening(mark, _kind_below(units[:kept], mark), kept, max(cost, 0.0), lost_first=lost_first)


def _kind_below(units: tuple[OpenUnit, ...], mark: NumberingMark) -> StepKind:
    """`khoan` for the first list of numbers in a Điều."""
    outermost = mark.kind == "n1" and _in_article(units) and not any(unit.kind == "khoan" for unit in units)
    return "khoan" if outermost else mark.kind


def _is_second_item(mark: NumberingMark, paragraph: UnitCandidate) -> bool:
    """True for a scan's `2.` whose `1.` may have been lost."""
    return paragraph.scanned and mark.kind == "n1" and mark.value == 2


def _first_lower(units: tuple[OpenUnit, ...], mark: NumberingMark) -> int:
    """Position behind the innermost unit that may hold the mark: the units from there on are of lower lists."""
    at = len(units)
    while at and units[at - 1].kind not in RANKS and _order(units[at - 1].mark) > _order(mark):
        at -= 1
    return at


def _start_cost(mark: NumberingMark, paragraph: UnitCandidate) -> float:
    """The cost of a list that begins with this number."""
    if mark.value <= 1:
        return 2.0 if len(mark.number) > 1 and mark.kind == "diem" else 0.0
    confirmed = 0.5 if paragraph.look.bold or paragraph.auto_number or paragraph.scanned else 1.0
    if mark.prefix:
        return min(0.7 * (mark.value - 1), 4.0)
    return (1.5 + 1.2 * (mark.value - 1)) * confirmed if mark.value <= 3 else 6.0


def _nesting_cost(
    units: tuple[OpenUnit, ...], above: OpenUnit | None, mark: NumberingMark, paragraph: UnitCandidate
) -> float:
    """The cost of a list below the unit ``above``: marks have an order, and a list rarely holds its like."""
    own = _order(mark)
    emphasis = 0.0 if paragraph.look.emphasised else 2.5
    if above is None:
        return 1.5 if mark.prefix else 0.8 if own >= 5 else 0.0
    cost = emphasis if mark.kind in _GROUPS and (mark.kind == "letter" or _in_article(units)) else 0.0
    if any(unit.mark.style == mark.style for unit in units):
        cost += 1.5 if paragraph.leads_in else 3.0
    if mark.prefix:
        return cost + 0.6
    if above.kind in RANKS:
        return cost
    return cost + (0.2 if own > _order(above.mark) else 1.5 + 0.5 * (_order(above.mark) - own))


def _order(mark: NumberingMark) -> int:
    return _ORDER.get(mark.style, _ORDER.get(mark.kind, 6))


def nesting(above: OpenUnit | None, mark: NumberingMark) -> str:
    """The custom of a document: which marks it sets below which."""
    return f"{above.mark.style if above else ''}>{mark.style}"


def restart(mark: NumberingMark) -> str:
    """The custom of a document that begins lists anew below headings without a number."""
    return f"1{mark.style}"


def _in_article(units: tuple[OpenUnit, ...]) -> bool:
    return any(unit.kind == "dieu" for unit in units)


def _holds(units: tuple[OpenUnit, ...], prefix: str) -> bool:
    return _holder(units, prefix) is not None


def _holder(units: tuple[OpenUnit, ...], prefix: str) -> int | None:
    """Position of the unit that a decimal number names: 2 for `2.1`, also as `II` or `Điều 2`."""
    for at in range(len(units) - 1, -1, -1):
        if units[at].mark.number == prefix:
            return at
    for at in range(len(units) - 1, -1, -1):
        if units[at].kind == "roman" and str(units[at].mark.value) == prefix:
            return at
    return None


def _unlikeness(sibling: Setting, look: Setting) -> float:
    """The cost of a unit that is set unlike its sibling."""
    cost = 0.0
    if sibling.typed and look.typed:
        cost += 0.5 if sibling.bold != look.bold else 0.0
        cost += 0.3 if abs((sibling.size or 0) - (look.size or 0)) > 1.4 else 0.0
    cost += 0.3 if sibling.capitals != look.capitals else 0.0
    if sibling.indent is not None and look.indent is not None and abs(sibling.indent - look.indent) > 0.05:
        cost += 0.3
    return cost
