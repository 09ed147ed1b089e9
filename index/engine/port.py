"""The port of an engine: what is asked of it, what it keeps of the library, and that it may be away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Protocol

from index.derived.legs import Found
from index.engine.weights import SparseVector, WeighedPassage
from index.records import Filters, Floats


class EngineAway(Exception):
    """The engine did not answer in time, or not as it should."""


@dataclass(frozen=True, slots=True)
class LabelLengths:
    """The lengths of the passages with one label.

    ``means`` of each field are those that their weights were made with, of the first ``weighed`` passages; ``seen``
    passages of ``total`` terms have come in all. Passages that left are not taken off: only a rebuild counts anew.
    """

    means: Mapping[str, float]
    weighed: int
    seen: int
    total: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EngineState:
    """What a collection holds: which library, of which model, as of which change, weighed with which lengths."""

    format: int
    library: str
    model: str
    dimension: int
    change: int
    lengths: Mapping[str, LabelLengths] = field(default_factory=dict)

    def to_text(self) -> str:
        """The state as it is kept in the engine."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> EngineState | None:
        """The state that a text says; None when it says none, or that of another release."""
        try:
            fields = json.loads(text)
            fields["lengths"] = {label: LabelLengths(**lengths) for label, lengths in fields["lengths"].items()}
            return cls(**fields)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """A query of both legs in numbers alone."""

    terms: SparseVector
    vector: Floats
    labels: Sequence[str]
    filters: Filters
    most_lexical: int
    most_dense: int


class SearchEngine(Protocol):
    """A collection of passages in an engine. Every method raises :class:`EngineAway` when it is not there."""

    def search(self, query: EngineQuery) -> tuple[Found, Found]:
        """What the lexical leg found, and what the dense one did: ids and scores, best first."""
        ...

    def add(self, passages: Sequence[WeighedPassage]) -> None:
        """Add passages; one that is there already is replaced."""
        ...

    def withdraw(self, passage_ids: Sequence[int]) -> None:
        """Remove passages by id; unknown ids are ignored."""
        ...

    def state(self) -> EngineState | None:
        """What the collection holds; None where there is none that this release can use."""
        ...

    def record(self, state: EngineState) -> None:
        """Say what the collection holds from now on."""
        ...

    def beside(self, dimension: int) -> SearchEngine:
        """A new, empty collection, which nobody asks until it goes live."""
        ...

    def go_live(self) -> None:
        """Answer from this collection from now on, and drop the others of this library."""
        ...
