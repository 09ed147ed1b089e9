"""The narrow port of both legs: weighted terms and a vector in, ids and scores out.

What stands behind it knows neither Vietnamese nor questions: terms are cut and weighed, vectors made, labels and
conditions decided on this side. The embedded legs (tantivy and FAISS, in this process) and an engine on other machines
(``index.engine``) answer the same query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from index.derived.columns import Columns
from index.derived.lexical import LexicalIndex, WeightedTerms
from index.derived.per_label_terms import VisibleTerms
from index.derived.per_label_vectors import VisibleVectors
from index.derived.vectors import VectorIndex
from index.records import Filters, Floats, Ints


@dataclass(frozen=True, slots=True)
class LegsQuery:
    """A query of both legs. ``filters`` holds the conditions and, as ``access``, the labels that the asker has.

    ``most_lexical`` and ``most_dense`` are the most passages wanted of each leg.
    """

    terms: WeightedTerms
    vector: Floats
    filters: Filters
    most_lexical: int
    most_dense: int


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that one leg found, best first."""

    ids: Ints
    scores: Floats


class Legs(Protocol):
    """Both legs, of the passages that the asker may see."""

    def search(self, query: LegsQuery) -> tuple[Found, Found]:
        """What the lexical leg found, and what the dense one did."""
        ...


class LegsElsewhere(Protocol):
    """An engine on other machines that may answer in place of the embedded legs."""

    def legs(self, embedded: EmbeddedLegs, labels: tuple[str, ...], change: int) -> Legs:
        """The legs of somebody with these labels at this change: the engine's while it holds that change."""
        ...


@dataclass(frozen=True, slots=True)
class EmbeddedLegs:
    """The legs of this process: tantivy and FAISS over one state of the library."""

    lexical: LexicalIndex | VisibleTerms
    vectors: VectorIndex | VisibleVectors
    columns: Columns

    def search(self, query: LegsQuery) -> tuple[Found, Found]:
        """What both legs found; conditions are checked only where some passage does not meet them."""
        mask = self.columns.filter_mask(query.filters)
        conditions = None if mask is None else query.filters
        ids, scores = self.lexical.search(query.terms, query.most_lexical, conditions)
        allowed = None if mask is None else self.columns.arrays.ids[mask]
        near, near_ids = self.vectors.search(query.vector, query.most_dense, allowed)
        there = near_ids[0] >= 0
        return Found(ids, scores), Found(near_ids[0][there], near[0][there])
