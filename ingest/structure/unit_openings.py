"""Openings: the ways in which a marked paragraph may open a unit below those that are open, each with its cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.grammar.citations import OWN_NUMBERING
from ingest.grammar.numbering_marks import NumberingMark, following_mark
from ingest.records import StepKind
from ingest.structure import opening_costs as costs
from ingest.structure.mark_readings import MarkReading, UnitCandidate
from ingest.structure.opening_costs import RANKS, OpenUnit, in_article, list_order, nesting, restart

#: What a document did before costs less.
_CUSTOM = 0.8
#: A line that may go on with the one above is rarely a unit, unless its number is the very next one.
_WRAPPED, _WRAPPED_NEXT = 1.5, 0.4


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
    if not paragraph.readings:
        yield from _lost_marks(units, article, paragraph)
    for reading in paragraph.readings:
        mark = reading.mark
        if mark.kind in RANKS:
            yield from _ranked_openings(units, article, paragraph, reading)
            continue
        base = reading.slip + costs.unlikely_title(reading, paragraph)
        yield from _continuations(units, nestings, reading, paragraph, base)
        if reading.slip == 0 or mark.value == 1:
            wrapped = base + (_WRAPPED if paragraph.wraps else 0.0)
            yield from _new_lists(units, nestings, mark, paragraph, wrapped, second)


def _lost_marks(units: tuple[OpenUnit, ...], article: int | None, paragraph: UnitCandidate) -> Iterator[Opening]:
    """Openings of a paragraph whose mark the recogniser lost: as the next unit of each list that is open, or the first
    Điều of a chapter."""
    if article is not None and not in_article(units):
        following = NumberingMark("dieu", "dieu", str(article + 1), article + 1, paragraph.text)
        yield Opening(following, "dieu", len(units), 2.6)
    for at, unit in enumerate(units):
        mark = following_mark(unit.mark, paragraph.text)
        if mark is not None:
            alike = unit.look.capitals and paragraph.look.capitals
            yield Opening(mark, unit.kind, at, (2.0 if alike else 2.6) + costs.unlikeness(unit.look, paragraph.look))


def _ranked_openings(
    units: tuple[OpenUnit, ...], article: int | None, paragraph: UnitCandidate, reading: MarkReading
) -> Iterator[Opening]:
    mark, rank = reading.mark, RANKS[reading.mark.kind]
    if mark.kind in OWN_NUMBERING:
        if paragraph.appendix_heading:
            in_appendix = mark.kind != "phuluc" and bool(units) and units[0].kind == "phuluc"
            yield Opening(mark, mark.kind, 1 if in_appendix else 0, reading.slip)
        return
    kept = next((at for at, unit in enumerate(units) if _rank(unit, mark, units[:at]) >= rank), len(units))
    if mark.kind == "dieu":
        cost, anew = costs.article_cost(article, mark, paragraph.look)
        cost += _WRAPPED if paragraph.wraps else 0.0
        yield Opening(mark, mark.kind, 0 if anew else kept, reading.slip + cost, anew)
        return
    cost = costs.group_cost(units[kept:], mark)
    yield Opening(mark, mark.kind, kept, reading.slip + (cost * 0.3 if paragraph.look.emphasised else cost))


def _rank(unit: OpenUnit, mark: NumberingMark, above: tuple[OpenUnit, ...]) -> int:
    """The rank of an open unit before ``mark``; a Roman section above all Điều groups them."""
    groups = mark.kind == "dieu" and unit.kind in costs.GROUP_KINDS and not in_article(above)
    return 5 if groups else RANKS.get(unit.kind, 9)


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
        if not same and _first_other_decimal(units[:at], mark) < at:
            continue
        cost = costs.sequence_cost(unit.mark, mark, paragraph) if same else 1.5 + costs.start_cost(mark, paragraph)
        if mark.value == 1 and restart(mark) in nestings:
            cost -= _CUSTOM
        if paragraph.wraps:
            cost += _WRAPPED_NEXT if mark.value == unit.mark.value + 1 and mark.title[:1].isupper() else _WRAPPED
        yield Opening(mark, unit.kind, at, base + max(cost, 0.0) + costs.unlikeness(unit.look, paragraph.look))


def _new_lists(
    units: tuple[OpenUnit, ...], nestings: frozenset[str], mark: NumberingMark, paragraph: UnitCandidate, base: float,
    second: bool,
) -> Iterator[Opening]:  # fmt: skip
    """Openings as the first unit of a list of its own: below the innermost unit, below the unit that its number names,
    or beside lists of lower marks, whose own heading was lost."""
    named = _holder(units, mark.prefix) if mark.prefix else None
    for kept, aside in _places(units, mark, named):
        above = units[kept - 1] if kept else None
        lost_first = second and kept == len(units) > 0 and _is_second_item(mark, paragraph)
        cost = base + aside + (0.6 if lost_first else costs.start_cost(mark, paragraph))
        cost += 0.0 if named is not None else costs.nesting_cost(units[:kept], above, mark, paragraph)
        cost += 0.0 if nesting(above, mark) in nestings else 0.4
        cost -= 0.5 if paragraph.leads_in else 0.0
        yield Opening(mark, _kind_below(units[:kept], mark), kept, max(cost, 0.0), lost_first=lost_first)


def _places(units: tuple[OpenUnit, ...], mark: NumberingMark, named: int | None) -> list[tuple[int, float]]:
    """Where a new list may begin: the number of units that stay open above it, and what that place costs."""
    if named is not None:
        beside = named + 1 < len(units) and units[named + 1].mark.style == mark.style
        return [] if beside else [(named + 1, 0.0)]  # it goes on in that list
    if mark.prefix:
        other = _first_other_decimal(units, mark)
        return [(other, 1.0 if other < len(units) else 0.0)]
    lower = _first_lower(units, mark)
    return [(len(units), 0.0), *([(lower, 0.5)] if lower < len(units) else [])]


def _kind_below(units: tuple[OpenUnit, ...], mark: NumberingMark) -> StepKind:
    """`khoan` for the first list of numbers in a Điều."""
    outermost = mark.kind == "n1" and in_article(units) and not any(unit.kind == "khoan" for unit in units)
    return "khoan" if outermost else mark.kind


def _is_second_item(mark: NumberingMark, paragraph: UnitCandidate) -> bool:
    """True for a scan's `2.` whose `1.` may have been lost."""
    return paragraph.scanned and mark.kind == "n1" and mark.value == 2


def _first_other_decimal(units: tuple[OpenUnit, ...], mark: NumberingMark) -> int:
    """Position of the outermost unit that the decimal number of the mark cannot stand below: 2.1 is none of 1."""
    number = mark.number if mark.kind in ("n2", "n3") else f"{mark.prefix}.{mark.number}"
    kinds = ("roman",) if mark.kind == "n1" else ("n1", "khoan", "n2", "n3")
    for at, unit in enumerate(units):
        if unit.kind in kinds and not number.startswith(f"{unit.mark.number}."):
            return at
    return len(units)


def _first_lower(units: tuple[OpenUnit, ...], mark: NumberingMark) -> int:
    """Position behind the innermost unit that may hold the mark: the units from there on are of lower lists."""
    at = len(units)
    while at and units[at - 1].kind not in RANKS and list_order(units[at - 1].mark) > list_order(mark):
        at -= 1
    return at


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
