"""Before the ranking: documents named by number and places named by path are looked up, not searched."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.embed import Encoder
from index.library import Library
from index.records import Filters, Hit, SearchResult, StoredDocument
from index.search import Searcher, Snapshot
from ingest.normalize import fold
from service.intent import classify
from service.lookup import Named, named_documents
from service.places import Place, asked_place, passages_at

#: A place found by its path in a document found by its number is what was asked for.
LOOKED_UP_CONFIDENCE = 0.97
#: Ranked passages read to order what stands at a place, and to tell which document is meant.
READ = 60
#: A question with fewer other words than this only asks to see the place.
FEW_WORDS = 4
_WORDS_OF_ASKING = re.compile(
    r"\b(?:noi|gi|quy dinh|the nao|neu|yeu cau|nhu|nhiem vu|giao|viec|noi dung|cua|tai|trong|o|la|ve|theo|so|nam|ngay"
    r"|ban hanh|kem|quyet dinh|ke hoach|chi thi|thong tu|nghi dinh|nghi quyet|bao cao|luat|quy che|dieu le"
    r"|tinh|hay|cho biet)\b"
)


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds passages in one snapshot of the library."""

    library: Library
    snapshot: Snapshot
    encoder: Encoder

    def find(self, question: str, filters: Filters, limit: int) -> SearchResult:
        """Ranked passages; a document named by its number narrows the search, a place named comes first."""
        named = named_documents(self.library, question)
        ids = tuple(document.id for document in named.documents)
        # Whether a document is still in force, or what replaced it, stands in other documents.
        if ids and filters.document_ids is None and classify(question) != "validity":
            filters = replace(filters, document_ids=ids)
        place = asked_place(question)
        result = self._search(question, filters, limit)
        if place is not None:
            result = self._at_place(place, named, question, filters, limit) or result
        understood = replace(
            result.understood, numbers=named.numbers, document_ids=ids, path=place.label if place else None
        )
        return replace(result, understood=understood)

    def _search(self, question: str, filters: Filters, limit: int) -> SearchResult:
        return Searcher(self.snapshot, self.library, self.encoder).search(question, filters, limit)

    def _at_place(self, place: Place, named: Named, question: str, filters: Filters, limit: int) -> SearchResult | None:
        """The passages at the place in the document meant, then the ranking; None when it has no such place."""
        ranked = self._search(place.rest, filters, READ)
        document = named.documents[0] if len(named.documents) == 1 else _meant(ranked.hits)
        if document is None:
            return None
        there = passages_at(place, self.library.passages_of(document.version_id))
        if not there:
            return None
        order = {hit.passage.id: rank for rank, hit in enumerate(ranked.hits)}
        if len(_other_words(place.rest)) >= FEW_WORDS:
            there.sort(key=lambda passage: order.get(passage.id, READ))
        best = ranked.hits[0].score if ranked.hits else 1.0
        hits = [Hit(passage, document, best + (len(there) - i) / 1000) for i, passage in enumerate(there[:limit])]
        seen = {hit.passage.id for hit in hits}
        hits += [hit for hit in ranked.hits if hit.passage.id not in seen]
        sure = LOOKED_UP_CONFIDENCE if named.documents or filters.document_ids else ranked.confidence
        return replace(ranked, hits=tuple(hits[:limit]), confidence=max(sure, ranked.confidence))


def _meant(hits: Sequence[Hit]) -> StoredDocument | None:
    """The document that the best hits agree on: each hit votes with its rank."""
    votes: dict[str, float] = defaultdict(float)
    for rank, hit in enumerate(hits[:10]):
        votes[hit.document.id] += 1 / (rank + 1)
    if not votes:
        return None
    best = max(votes, key=lambda document_id: votes[document_id])
    return next(hit.document for hit in hits if hit.document.id == best)


def _other_words(rest: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", _WORDS_OF_ASKING.sub(" ", re.sub(r"\S*\d\S*", " ", fold(rest))))
