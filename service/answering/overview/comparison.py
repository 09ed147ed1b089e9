"""Two documents side by side: what stands in both with other figures, days, bodies or words, and what in one only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.records import StoredDocument, StoredPassage
from ingest.grammar.citations import paper_of
from service.answering.overview.alignment import pairs_of, row_label
from service.answering.overview.aspects import main_aspect
from service.answering.overview.records import ASPECTS, Comparison, Difference, Unit, ValueChange
from service.answering.overview.units import document_units
from service.answering.overview.values import value_changes
from service.records import AspectName

#: Running numbers of rows differ when a row is put in; that is no difference of what they say.
_UNCOMPARED_CELLS = frozenset(("stt", "tt", "số tt", "số thứ tự"))


def comparison(
    left: StoredDocument, left_passages: Sequence[StoredPassage],
    right: StoredDocument, right_passages: Sequence[StoredPassage],
) -> Comparison:  # fmt: skip
    """The differences between two documents, by aspect and in the order of the first; what is only in the second
    stands behind."""
    units = _own_units(left, left_passages), _own_units(right, right_passages)
    pairs = dict(pairs_of(*units))
    found = list(_differences(*units, pairs))
    rank = {name: place for place, name in enumerate(ASPECTS)}
    found.sort(key=lambda difference: rank[difference.aspect])
    changed = sum(difference.kind == "changed" for difference in found)
    return Comparison(left, right, tuple(found), len(pairs) - changed)


def _own_units(document: StoredDocument, passages: Sequence[StoredPassage]) -> list[Unit]:
    own = [passage for passage in passages if paper_of(document.metadata, passage.citation.component) is None]
    return [unit for unit in document_units(own, titles=True) if len(unit.text) > 3]


def _differences(left: Sequence[Unit], right: Sequence[Unit], pairs: dict[int, int]) -> Iterator[Difference]:
    for place, unit in enumerate(left):
        if place not in pairs:
            yield Difference("gone", _aspect(unit), _label(unit), unit, None)
            continue
        other = right[pairs[place]]
        values = _changed_values(unit, other)
        if values:
            yield Difference("changed", _aspect(unit, other), _label(unit), unit, other, values)
    taken = set(pairs.values())
    for place, unit in enumerate(right):
        if place not in taken:
            yield Difference("added", _aspect(unit), _label(unit), None, unit)


def _changed_values(left: Unit, right: Unit) -> tuple[ValueChange, ...]:
    """The values that differ; in rows of tables column by column."""
    if left.passage.kind != "table_row" or not left.passage.cells or not right.passage.cells:
        return value_changes(left.text, right.text)
    there = {_column(head): value for head, value in right.passage.cells}
    changes: list[ValueChange] = []
    for head, value in left.passage.cells:
        other = there.pop(_column(head), "")
        if _column(head) not in _UNCOMPARED_CELLS and value != other:
            changes += value_changes(value, other)
    for head, value in there.items():
        if head not in _UNCOMPARED_CELLS and value:
            changes += value_changes("", value)
    return tuple(changes)


def _column(head: str) -> str:
    """A column's head as two years of one table share it: "Chỉ tiêu năm 2024" and "Chỉ tiêu năm 2025"."""
    return " ".join("".join(char for char in head if not char.isdigit()).lower().split())


def _aspect(unit: Unit, other: Unit | None = None) -> AspectName:
    found = main_aspect(unit) or (main_aspect(other) if other else None)
    return found or "content"


def _label(unit: Unit) -> str:
    """What a row of the comparison is called: the row's own name, the body, the title above, the place."""
    if name := row_label(unit):
        return name
    titles = unit.passage.headings[-1:]
    return unit.body or (titles[0] if titles else unit.passage.citation.label)
