"""Snapshots of the derived indexes at one change of the library, and views of them for some access labels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from index.derived.columns import Columns
from index.derived.legs import EmbeddedLegs, Legs, LegsElsewhere
from index.derived.lexical import LexicalIndex
from index.derived.per_label_terms import LabelledTerms, VisibleTerms
from index.derived.per_label_vectors import LabelledVectors, VisibleVectors
from index.derived.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class VisibleSnapshot:
    """A view of a snapshot: the indexes of the passages with some access labels. Immutable."""

    change: int
    lexical: LexicalIndex | VisibleTerms
    vectors: VectorIndex | VisibleVectors
    columns: Columns
    labels: tuple[str, ...]
    deep: VectorIndex | VisibleVectors | None = None
    engine: LegsElsewhere | None = None

    @property
    def legs(self) -> Legs:
        """The two ways of finding passages with these labels."""
        embedded = EmbeddedLegs(self.lexical, self.vectors, self.columns)
        return embedded if self.engine is None else self.engine.legs(embedded, self.labels, self.change)

    def visible_to(self, labels: Collection[str]) -> VisibleSnapshot:
        """The view itself: it is never widened again."""
        return self


@dataclass(frozen=True, slots=True)
class DerivedSnapshot:
    """All indexes at one change of the library. Immutable; ``views`` are those made so far.

    ``deep`` follows in the background and lacks passages for a while; None where no transformer is used. ``engine``
    is the one that may answer in place of the embedded legs, None where there is none.
    """

    change: int
    lexical: LabelledTerms
    vectors: LabelledVectors
    columns: Columns
    deep: LabelledVectors | None = None
    engine: LegsElsewhere | None = None
    views: dict[tuple[str, ...], VisibleSnapshot] = field(default_factory=dict, compare=False, repr=False)

    @property
    def legs(self) -> Legs:
        """The embedded legs over the whole library."""
        return EmbeddedLegs(self.lexical, self.vectors, self.columns)

    def visible_to(self, labels: Collection[str]) -> VisibleSnapshot:
        """A view of the passages with these labels; the others are in none of its counts and vocabularies."""
        key = tuple(sorted(set(labels)))
        if key not in self.views:
            made = VisibleSnapshot(
                self.change,
                self.lexical.visible_to(key),
                self.vectors.visible_to(key),
                self.columns.visible_to(key),
                key,
                None if self.deep is None else self.deep.visible_to(key),
                self.engine,
            )
            # Where two threads make it at once, the first one's view is kept.
            self.views.setdefault(key, made)
        return self.views[key]
