"""The clerk's queue: documents with something to decide, the most doubted and the most asked about first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from index.access_labels import is_held_back
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


@dataclass(slots=True)
class QueuedDocument:
    """A document that waits: its weight, how many answers quoted it, and what is to be decided of it.

    ``doubts`` is the column of the head's doubts (``index.store.head_doubts``).
    """

    document: StoredDocument
    asked: int = 0
    weight: int = 0
    kinds: list[QueueKind] = field(default_factory=list)
    doubts: str = ""
    edges: list[StoredEdge] = field(default_factory=list)
    status: ValidityStatus | None = None
    pairs: list[DuplicatePair] = field(default_factory=list)

    @property
    def score(self) -> float:
        """The doubt, the heavier the more often the document is asked about: once doubles it, seven times by four."""
        return self.weight * (1 + math.log2(1 + self.asked))


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
    heads, edges, statuses, ids = waiting.heads, waiting.edges, waiting.statuses, waiting.ids
    documents, asked = library.documents_by_id(ids), library.waiting.times_asked(ids)
    queue = []
    for document in documents.values():
        weight, doubts = heads.get(document.id, (0, ""))
        queued = QueuedDocument(document, asked.get(document.id, 0), weight, doubts=doubts)
        if is_held_back(document.access):
            _add(queued, "approval", _APPROVAL)
        if weight:
            queued.kinds.append("head")
        if own := edges.get(document.id):
            queued.edges = own
            _add(queued, "relation", _RELATION * min(len(own), _MOST_RELATIONS))
        if (status := statuses.get(document.id)) is not None:
            queued.status = status
            _add(queued, "status", _STATUS)
        if (alike := waiting.pairs.get(document.id)) is not None:
            queued.pairs = alike
            _add(queued, "duplicate", _DUPLICATE)
        queue.append(queued)
    chosen = [queued for queued in queue if queued.kinds and (kind is None or kind in queued.kinds)]
    chosen.sort(key=lambda queued: (-queued.score, queued.document.id))
    return chosen[:limit], len(chosen)


def _pairs(library: Library) -> dict[str, list[DuplicatePair]]:
    """Pairs that may be one, each under the document that came first in them: a clerk decides it once."""
    found: dict[str, list[DuplicatePair]] = defaultdict(list)
    for pair in library.duplicates.pairs():
        found[pair.first].append(pair)
    return found


def _add(queued: QueuedDocument, kind: QueueKind, weight: int) -> None:
    queued.kinds.append(kind)
    queued.weight += weight


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
