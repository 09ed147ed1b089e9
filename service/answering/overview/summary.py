"""The summary of a document on one page: which of its own sentences are shown, and how many are left out.

Every aspect gets its best lines first, then the room that is left goes to what says most for its length. Lines stand in
the order of the document.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from index.library.task_records import TaskRow
from index.records import StoredDocument, StoredPassage
from ingest.grammar.citations import paper_of
from service.answering.overview.aspects import main_aspect, references, weights
from service.answering.overview.assigned import with_tasks
from service.answering.overview.records import ASPECTS, Aspect, Summary, SummaryLine, Unit
from service.answering.overview.units import document_units, is_dangerous
from service.records import AspectName

#: What one page holds, in lines of its width.
PAGE_LINES = 56
LINE_CHARS = 112
#: The lines that each aspect gets in the first and in the second round, the most wanted first; the rest of the page
#: then goes round in the same order.
_ROUNDS: tuple[Mapping[AspectName, int], ...] = (
    {
        "validity": 2, "changes": 4, "purpose": 1, "reporting": 2, "deadlines": 2, "money": 2, "targets": 3, "tasks": 5,
        "basis": 2, "content": 1,
    },
    {
        "reporting": 2, "deadlines": 3, "targets": 3, "money": 2, "tasks": 4, "changes": 2, "purpose": 1, "validity": 1,
        "basis": 1, "content": 1,
    },
)  # fmt: skip
#: A line longer than this is shown only where its aspect has nothing shorter.
_LONG = 330
_LONGEST = 620
#: A shorter item of a list says nothing without the line above it ("Trưởng đoàn: 3.900.000 đồng/người/ngày").
_ITEM = 70


@dataclass(frozen=True, slots=True)
class _Candidate:
    unit: Unit
    aspect: AspectName
    weight: float
    order: int

    @property
    def lines(self) -> int:
        """How many lines of the page it takes; references stand one behind the other."""
        if self.aspect == "basis":
            return 1 + sum(end - start for start, end in references(self.unit.text)) // LINE_CHARS
        return 1 + (len(self.unit.text) + len(self.unit.body or "") + 22) // LINE_CHARS


def summary(document: StoredDocument, passages: Sequence[StoredPassage], tasks: Sequence[TaskRow] = ()) -> Summary:
    """The summary of a document; of a file that holds several, that of the first one. ``tasks`` are its rows in the
    register."""
    own = [passage for passage in passages if paper_of(document.metadata, passage.citation.component) is None]
    candidates = _candidates(with_tasks(document_units(own), tasks))
    chosen = _chosen(candidates)
    return Summary(document, tuple(_aspects(candidates, chosen)))


def _candidates(units: Iterable[Unit]) -> list[_Candidate]:
    """The parts that may be shown, each under the aspect that it says most on."""
    found, seen = [], set()
    for order, unit in enumerate(units):
        aspect = main_aspect(unit)
        key = (unit.text.casefold(), unit.body)
        if aspect is None or key in seen or len(unit.text) < 12:
            continue
        seen.add(key)
        found.append(_Candidate(unit, aspect, weights(unit)[aspect], order))
    return found


def _chosen(candidates: Sequence[_Candidate]) -> set[int]:
    """The orders of the parts that are shown."""
    queues: dict[AspectName, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.aspect == "basis" or len(candidate.unit.text) <= _LONGEST:
            queues[candidate.aspect].append(candidate)
    queues = {name: _ranked(queue) for name, queue in queues.items()}
    room, chosen = PAGE_LINES - len(queues), set[int]()
    for quota in chain(_ROUNDS, repeat(dict.fromkeys(_ROUNDS[1], 1))):
        if room <= 0 or not any(queues.values()):
            return chosen
        for name, most in quota.items():
            for candidate in _taken(queues.get(name, []), most):
                if candidate.lines <= room:
                    chosen.add(candidate.order)
                    room -= candidate.lines
    return chosen


def _taken(queue: list[_Candidate], most: int) -> list[_Candidate]:
    """The first of a queue, taken out of it."""
    taken, queue[:] = queue[:most], queue[most:]
    return taken


def _ranked(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Parts of one aspect, the best first; of several on one body, or under one title, the later ones count less."""
    met: Counter[object] = Counter()
    scored = []
    for candidate in candidates:
        key = candidate.unit.body if candidate.aspect == "tasks" else candidate.unit.passage.headings[-1:]
        again = met[key] if candidate.aspect == "tasks" else max(0, met[key] - 1) / 3
        met[key] += 1
        length = max(0, len(candidate.unit.text) - _LONG) / 150
        row = 1.5 if candidate.unit.passage.kind == "table_row" else 0.0
        scored.append((candidate.weight - row - 1.2 * min(again, 3) - length - candidate.order / 2000, candidate))
    return [candidate for _, candidate in sorted(scored, key=lambda pair: -pair[0])]


def _aspects(candidates: Sequence[_Candidate], chosen: set[int]) -> Iterable[Aspect]:
    for name in ASPECTS:
        own = [candidate for candidate in candidates if candidate.aspect == name]
        shown = [candidate.unit for candidate in own if candidate.order in chosen]
        hidden = [candidate.unit for candidate in own if candidate.order not in chosen]
        if shown or hidden:
            lines = tuple(line for unit in shown for line in _lines(unit, name))
            yield Aspect(name, lines, _sections(shown), len(hidden), _places(hidden))


def _lines(unit: Unit, aspect: AspectName) -> Iterator[SummaryLine]:
    """The lines of a part: of a basis the documents that it names, of all else its own words."""
    named = references(unit.text) if aspect == "basis" else []
    if named:
        yield from (SummaryLine(unit, unit.text[start:end]) for start, end in named)
        return
    body = unit.body if unit.body and unit.body not in unit.text else None
    yield SummaryLine(unit, unit.text, body, _needed_lead(unit, body))


def _needed_lead(unit: Unit, body: str | None) -> str | None:
    """The line above without which a part says something else: a condition, a negation, what a short item is of."""
    if unit.lead and unit.lead != body and is_dangerous(unit.lead):
        return unit.lead
    if unit.passage.kind == "table_row" or len(unit.text) > _ITEM or body:
        return None
    title = unit.passage.headings[-1] if unit.passage.headings else ""
    lead = unit.lead or title
    return lead if lead and lead not in unit.text and unit.text.rstrip(" .;") not in lead else None


def _sections(units: Iterable[Unit]) -> tuple[str, ...]:
    """The document's own names of the parts that these are from, each once."""
    return tuple(dict.fromkeys(unit.passage.headings[0] for unit in units if unit.passage.headings))


def _places(units: Iterable[Unit]) -> tuple[str, ...]:
    """Where the parts left out stand: their sections, else their places."""
    counted = Counter(
        unit.passage.headings[0] if unit.passage.headings else unit.passage.citation.label for unit in units
    )
    return tuple(name for name, _ in counted.most_common(3))
