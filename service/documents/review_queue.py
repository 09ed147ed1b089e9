"""The clerk's queue: documents with something to decide, the most doubted and the most asked about first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from index.library.document_table import TableRequest
from index.library.library import Library

if TYPE_CHECKING:
    from index.library.duplicates import DuplicatePair
    from index.records import StoredDocument
    from index.validity.records import StoredEdge, ValidityStatus

QueueKind = Literal["approval", "head", "relation", "status", "duplicate"]

#: Weights beside those of a head's doubts, whose number alone weighs up to 100.
_APPROVAL, _RELATION, _STATUS, _DUPLICATE = 150, 60, 40, 50
#: Relations of one document that add to its weight, and those looked at in all.
_MOST_RELATIONS, _MOST_EDGES = 3, 2000


@dataclass(frozen=True, slots=True)
class QueuedDocument:
    """A document that waits: its weight, how many answers quoted it, and what is to be decided of it.

    ``doubts`` is the column of the head's doubts (``index.store.head_doubts``).
    """

    document: StoredDocument
    asked: int = 0
    weight: int = 0
    kinds: tuple[QueueKind, ...] = ()
    doubts: str = ""
    edges: Sequence[StoredEdge] = ()
    status: ValidityStatus | None = None
    pairs: Sequence[DuplicatePair] = ()

    @property
    def score(self) -> float:
        """How early it comes."""
        return _score(self.weight, self.asked)


def _score(weight: int, asked: int) -> float:
    """The doubt, the heavier the more often the document is asked about: once doubles it, seven times by four."""
    return weight * (1 + math.log2(1 + asked))


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How many documents wait, and how many of them for each kind of decision."""

    documents: int
    kinds: Mapping[QueueKind, int]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What waits, by the document's id."""

    heads: Mapping[str, tuple[int, str]]
    held_back: frozenset[str]
    edges: Mapping[str, list[StoredEdge]]
    statuses: Mapping[str, ValidityStatus]
    pairs: Mapping[str, list[DuplicatePair]]

    @property
    def ids(self) -> set[str]:
        return {*self.heads, *self.held_back, *self.edges, *self.statuses, *self.pairs}

    def weights(self, document_id: str) -> dict[QueueKind, int]:
        """What is to be decided of a document, and how much each weighs."""
        relations = min(len(self.edges.get(document_id, ())), _MOST_RELATIONS)
        found: dict[QueueKind, int] = {
            "approval": _APPROVAL * (document_id in self.held_back),
            "head": self.heads.get(document_id, (0, ""))[0],
            "relation": _RELATION * relations,
            "status": _STATUS * (document_id in self.statuses),
            "duplicate": _DUPLICATE * (document_id in self.pairs),
        }
        return {kind: weight for kind, weight in found.items() if weight}


def _waiting(library: Library) -> _Waiting:
    edges: dict[str, list[StoredEdge]] = defaultdict(list)
    for edge in library.relations.undecided_edges(_MOST_EDGES):
        edges[edge.source_id].append(edge)
    held_back = frozenset(library.table.ids(TableRequest(state="held_back")))
    statuses, pairs = _unknown_statuses(library, edges), _pairs(library)
    return _Waiting(library.waiting.doubted(), held_back, edges, statuses, pairs)


def waiting_counts(library: Library) -> WaitingCounts:
    """How many documents of the queue wait; no document is read for it."""
    waiting = _waiting(library)
    return WaitingCounts(
        len(waiting.ids),
        {
            "approval": len(waiting.held_back),
            "head": len(waiting.heads),
            "relation": len(waiting.edges),
            "status": len(waiting.statuses),
            "duplicate": len(waiting.pairs),
        },
    )


def review_queue(library: Library, limit: int, kind: QueueKind | None = None) -> tuple[list[QueuedDocument], int]:
    """The first of the queue, and how many documents wait."""
    waiting = _waiting(library)
    weights = {document_id: waiting.weights(document_id) for document_id in waiting.ids}
    wanted = [document_id for document_id, own in weights.items() if kind is None or kind in own]
    asked = library.waiting.times_asked(wanted)
    scores = {one: _score(sum(weights[one].values()), asked.get(one, 0)) for one in wanted}
    first = sorted(wanted, key=lambda one: (-scores[one], one))[:limit]
    documents = library.documents_by_id(first)  # thousands may wait: only those that are shown are read
    return [
        QueuedDocument(
            documents[one], asked.get(one, 0), sum(weights[one].values()), tuple(weights[one]),
            waiting.heads.get(one, (0, ""))[1], waiting.edges.get(one, ()), waiting.statuses.get(one),
            waiting.pairs.get(one, ()),
        )
        for one in first
        if one in documents
    ], len(wanted)  # fmt: skip


def _pairs(library: Library) -> dict[str, list[DuplicatePair]]:
    """Pairs that may be one, each under the document that came first in them: a clerk decides it once."""
    found: dict[str, list[DuplicatePair]] = defaultdict(list)
    for pair in library.duplicates.pairs():
        found[pair.first].append(pair)
    return found


def _unknown_statuses(library: Library, edges: Mapping[str, list[StoredEdge]]) -> dict[str, ValidityStatus]:
    """Unknown statuses that no clerk has set: of normative documents, and of those that another one affects."""
    normative = set(library.waiting.normative())
    affected = {edge.target_id for own in edges.values() for edge in own if edge.target_id is not None}
    found = library.relations.statuses([*normative, *(affected - normative)], date.today())
    return {
        document_id: status
        for document_id, status in found.items()
        if status.code == "unknown"
        and status.confirmed_by is None
        and (document_id in normative or status.cause is not None)
    }
