"""The outline hypothesis that explains a document best: which paragraphs open units, and below which.

A beam search over all marked paragraphs (``mark_readings``): each hypothesis is a stack of open units with the cost of
how it came about (``unit_openings``). A mark that looks odd where it stands is decided by those that follow. Where two
hypotheses meet again at nearly the same cost, what they differ in is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.grammar.citations import FORM_NAMES, OWN_NUMBERING
from ingest.reading import Paragraph, Table
from ingest.records import Step
from ingest.structure.mark_readings import UnitCandidate, is_form_list_entry, marked_paragraph, unmarked_candidate
from ingest.structure.opening_costs import OpenUnit, nesting, restart
from ingest.structure.quoted_provisions import quotation_after
from ingest.structure.unit_openings import Opening, openings

Block = Paragraph | Table

#: Hypotheses that are kept, and how much dearer than the best one they may be.
_WIDTH, _MARGIN = 8, 5.0
#: A mark that fits where it stands costs more to pass over.
_FITTING, _PASSED_OVER = 0.5, 1.0
#: Two hypotheses nearer than this are both possible.
_DOUBT = 0.7
#: Openings that two hypotheses may differ in and still be compared.
_LONGEST_DOUBT = 60


@dataclass(frozen=True, slots=True)
class Trail:
    """The openings of a hypothesis so far, last one first; ``units`` are those open after it."""

    index: int
    opening: Opening
    units: tuple[OpenUnit, ...]
    before: Trail | None


@dataclass(frozen=True, slots=True)
class PlaceDoubt:
    """What is sure of the places of some units, by block, and the earlier doubts of the same hypothesis."""

    places: Mapping[int, tuple[Step, ...]]
    before: PlaceDoubt | None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One outline of the blocks read so far. ``text`` counts the texts with numbering of their own."""

    cost: float = 0.0
    units: tuple[OpenUnit, ...] = ()
    key: tuple[str, ...] = ()
    article: int | None = None
    text: int = 0
    nestings: frozenset[str] = frozenset()
    trail: Trail | None = None
    doubt: PlaceDoubt | None = None

    def last_value(self, kind: str, style: str, prefix: str) -> int | None:
        """The number that a list has reached; None when a mark would start it."""
        if kind == "dieu":
            return self.article
        return next(
            (u.mark.value for u in reversed(self.units) if u.mark.style == style and u.mark.prefix == prefix), None
        )


@dataclass(frozen=True, slots=True)
class ChosenOutline:
    """The openings of the best hypothesis by block; ``certain``: what is sure of the place of those in doubt."""

    openings: Mapping[int, Opening]
    certain: Mapping[int, tuple[Step, ...]] = field(default_factory=dict)


def choose_outline(
    blocks: Sequence[Block], attached: Callable[[Sequence[Block], int], int]
) -> tuple[ChosenOutline, Mapping[int, int]]:
    """The best outline, and the attached texts: the index of each and the number of blocks that its head takes."""
    beam = [Hypothesis()]
    heads: dict[int, int] = {}
    index = quotation = 0
    while index < len(blocks):
        block = blocks[index]
        taken = 0
        if isinstance(block, Paragraph):
            taken = 1 if block.opens else attached(blocks, index) if beam[0].trail else 0
            if taken:
                heads[index] = taken
                beam, quotation = [_text_after(beam[0])], 0
            else:
                # A quotation costs nothing, so that every hypothesis must hold it where the best one does.
                inside, quotation = quotation_after(quotation, beam[0].last_value, blocks, index)
                beam = beam if inside else _beam_after(beam, blocks, index)
        index += max(taken, 1)
    return ChosenOutline(_openings(beam[0].trail), _certain_places(beam[0].doubt)), heads


def _text_after(best: Hypothesis) -> Hypothesis:
    """The hypothesis when an attached text begins: nothing is open any more."""
    return replace(best, units=(), key=(), article=None, text=best.text + 1)


def _openings(trail: Trail | None) -> dict[int, Opening]:
    found: dict[int, Opening] = {}
    while trail is not None:
        found[trail.index] = trail.opening
        trail = trail.before
    return found


def _certain_places(doubt: PlaceDoubt | None) -> dict[int, tuple[Step, ...]]:
    found: dict[int, tuple[Step, ...]] = {}
    while doubt is not None:
        found = {**doubt.places, **found}
        doubt = doubt.before
    return found


def _beam_after(beam: list[Hypothesis], blocks: Sequence[Block], index: int) -> list[Hypothesis]:
    """The hypotheses after a paragraph, the best one first."""
    paragraph = marked_paragraph(blocks, index) or unmarked_candidate(blocks, index)
    if paragraph is None or (_names_form(paragraph) and is_form_list_entry(blocks, index)):
        return beam
    following: dict[tuple[object, ...], Hypothesis] = {}
    limit = float("inf")
    for hypothesis in beam:
        for after in _hypotheses_after(hypothesis, paragraph, limit):
            limit = min(limit, after.cost + _MARGIN)
            key = (after.key, after.article, after.text)
            rival = following.get(key)
            if rival is None:
                following[key] = after
                continue
            best, other = (after, rival) if after.cost < rival.cost else (rival, after)
            if other.cost - best.cost < _DOUBT and (places := _doubtful_places(best, other)):
                best = replace(best, doubt=PlaceDoubt(places, best.doubt))
            following[key] = best
    ordered = sorted(following.values(), key=lambda one: one.cost)[:_WIDTH]
    return [one for one in ordered if one.cost <= ordered[0].cost + _MARGIN]


def _names_form(paragraph: UnitCandidate) -> bool:
    return any(reading.mark.kind in FORM_NAMES for reading in paragraph.readings)


def _hypotheses_after(hypothesis: Hypothesis, paragraph: UnitCandidate, limit: float) -> Iterator[Hypothesis]:
    """The paragraph as each unit that it may open, and as running text, if that is not dearer than ``limit``."""
    second = hypothesis.trail is not None and hypothesis.trail.index == paragraph.index - 2
    found = list(openings(hypothesis.units, hypothesis.article, hypothesis.nestings, paragraph, second))
    fits = any(opening.cost < _FITTING for opening in found)
    passed = hypothesis.cost + paragraph.ignoring + (_PASSED_OVER if fits else 0.0)
    limit = min([limit, passed + _MARGIN, *(hypothesis.cost + opening.cost + _MARGIN for opening in found)])
    if passed <= limit:
        yield replace(hypothesis, cost=passed)
    for opening in found:
        if hypothesis.cost + opening.cost <= limit:
            yield _opened(hypothesis, opening, paragraph)


def _opened(hypothesis: Hypothesis, opening: Opening, paragraph: UnitCandidate) -> Hypothesis:
    mark, kept = opening.mark, opening.kept
    above = hypothesis.units[:kept]
    units = (*above, OpenUnit(mark, opening.kind, paragraph.look, paragraph.index))
    key = (*hypothesis.key[:kept], f"{mark.style} {mark.prefix} {mark.number}")
    article, text = hypothesis.article, hypothesis.text
    if opening.anew or opening.kind in OWN_NUMBERING:
        article, text = None, text + 1
    if opening.kind == "dieu":
        article = mark.value
    again = kept < len(hypothesis.units) and hypothesis.units[kept].mark.style == mark.style and mark.value == 1
    custom = restart(mark) if again else nesting(above[-1] if above else None, mark)
    nestings = hypothesis.nestings
    if custom not in nestings:
        nestings |= {custom}
    trail = Trail(paragraph.index, opening, units, hypothesis.trail)
    return Hypothesis(hypothesis.cost + opening.cost, units, key, article, text, nestings, trail, hypothesis.doubt)


def _doubtful_places(best: Hypothesis, other: Hypothesis) -> dict[int, tuple[Step, ...]]:
    """What two hypotheses agree on, for each unit of the better one since they parted."""
    own, rivals = _parted(best.trail, other.trail)
    if own is None or rivals is None:
        return {}
    found: dict[int, tuple[Step, ...]] = {}
    for position, trail in enumerate(own):
        until = own[position + 1].index if position + 1 < len(own) else trail.index + 1
        place = _steps(trail.units)
        before = [rival for rival in rivals if rival.index <= trail.index]
        during = [rival for rival in rivals if trail.index < rival.index < until]
        agreed = place
        for rival in [*before[-1:], *during]:
            there = _steps(rival.units)
            agreed = tuple(step for step in agreed if step in there)
        if agreed != place:
            found[trail.index] = agreed
    return found


def _parted(own: Trail | None, other: Trail | None) -> tuple[list[Trail] | None, list[Trail] | None]:
    """The openings of both since their last common one, in reading order; None when they parted too long ago."""
    mine: list[Trail] = []
    theirs: list[Trail] = []
    while own is not other:
        if len(mine) + len(theirs) > _LONGEST_DOUBT:
            return None, None
        if other is None or (own is not None and own.index >= other.index):
            assert own is not None
            mine.append(own)
            own = own.before
        else:
            theirs.append(other)
            other = other.before
    if own is not None:
        theirs.append(own)
    return mine[::-1], theirs[::-1]


def _steps(units: tuple[OpenUnit, ...]) -> tuple[Step, ...]:
    return tuple(Step(unit.kind, unit.mark.number) for unit in units)
