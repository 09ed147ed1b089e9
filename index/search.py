"""The only query path: question -> keys -> both legs -> features -> order -> hits with their passages."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index import features as ranking
from index import named as naming
from index import question as asking
from index import terms
from index.columns import Columns
from index.embed import PRESETS, Encoder, passage_text
from index.lexical import LexicalIndex
from index.places import Place, passages_at
from index.rank import BUNDLED, DENSE_WEIGHT, Ranker
from index.records import Filters, Hit, SearchResult, StoredPassage, Understood
from index.rerank import RERANKED, SHARE, Reranker
from index.restore import restore
from index.vectors import VectorIndex
from index.wanted import matched_terms, weighted_terms

if TYPE_CHECKING:
    from index.library import Library

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]

#: Candidates of each leg. Measured: recall at 200 of the lexical leg .97; more costs time and finds nothing.
LEXICAL_CANDIDATES = 200
DENSE_CANDIDATES = 100
#: Hits of one parent in a result: a long section must not fill the page.
PER_GROUP = 3
#: A place found by its path in a document found by its number is what was asked for.
PLACED_CONFIDENCE = 0.97
#: So much of the question's other words, by weight, must stand at a place to be sure that it answers.
ENOUGH = 0.5
#: What the documents that a question cites score beyond others, on a scale where the best candidate is near 1; and by
#: how much less of the question they may cover than the best of all and still be taken for the ones asked about.
PREFERRED, LACKING = 0.15, 0.2
#: Features named when a hit is explained.
REASONS = 6
#: A hit below this share of the one above it, or below its square of the best, is where relevance drops.
KEPT_UP = 0.75
#: A place is looked for exactly in at most this many known documents.
PLACES_IN = 3
#: Hits read to tell which document a place without a document's number belongs to.
MEANT_READ = 40


class Snapshot(Protocol):
    """The derived indexes at one change of the library."""

    @property
    def lexical(self) -> LexicalIndex: ...
    @property
    def vectors(self) -> VectorIndex: ...
    @property
    def columns(self) -> Columns: ...
    @property
    def change(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Ranked:
    """Rows of the columns in order, best first, with what ordered them."""

    rows: Ints
    ids: Ints
    scores: Doubles
    features: ranking.Floats
    confidence: float


@cache
def _ranker(folder: Path, dense_weight: float) -> Ranker:
    return Ranker.load(folder, dense_weight)


class Searcher:
    """Searches one snapshot. Cheap to make: one for each question is fine."""

    def __init__(
        self,
        snapshot: Snapshot,
        library: Library,
        encoder: Encoder,
        ranker: Ranker | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._reranker = reranker
        self._snapshot = snapshot
        self._library = library
        self._encoder = encoder
        preset = PRESETS.get(encoder.name)
        self._ranker = ranker or _ranker(BUNDLED, preset.weight if preset else DENSE_WEIGHT)

    def search(
        self, question: str, filters: Filters | None = None, limit: int = 10, explain: bool = False
    ) -> SearchResult:
        """The best passages for a question, at most ``limit``, grouped so that no parent fills the list."""
        started = time.perf_counter()
        known = asking.Known(self._snapshot.lexical.document_frequency, self._snapshot.columns.defined)
        asked = asking.read(question, filters or Filters(), known)
        named = naming.find(asked.text, self._library, asked.filters) if asked.keys else naming.Named()
        asked, ranked = self._ranked_within(asked, named, known)
        if self._reranker is not None:
            ranked = self._read_again(self._reranker, asked.text, ranked)
        hits = self._hits(asked, ranked, self._chosen(ranked, limit), explain=explain)
        confidence = ranked.confidence
        if named.place is not None and asked.keys:
            placed, sure = self._at_place(named, asked, ranked, hits)
            if placed:
                hits = self._placed_first(placed, hits)[:limit]
                confidence = self._placed_confidence(named.place, placed, asked) if sure else confidence
        understood = Understood(
            question=question,
            accents=asked.accents,
            document_ids=named.document_ids,
            numbers=named.numbers,
            path=named.place.label if named.place else None,
            filters=asked.filters,
            expansions=tuple((e.found, e.other) for e in asked.expansions),
            corrections=tuple((one.typed, one.read) for one in asked.corrections),
        )
        took = (time.perf_counter() - started) * 1000
        return SearchResult(hits, confidence, understood, took, self._snapshot.change, relevant(hits))

    def _ranked_within(
        self, asked: asking.Asked, named: naming.Named, known: asking.Known
    ) -> tuple[asking.Asked, Ranked]:
        """The ranking among the documents that the question is about, and the question as it was ranked.

        A document asked for by its number is a condition. One that is only cited is a condition too as long as it has
        the words that are asked for; otherwise, or when another document is meant, it is preferred and no more.
        """
        ids = (*named.document_ids, *named.mentioned)
        if not ids:
            return asked, self.rank(asked)
        within = replace(asked.filters, document_ids=ids)
        if named.document_ids:
            # The number has done its work; left in, it would only draw passages that repeat it.
            rest = asking.read(named.rest, within, known) if terms.words(named.rest) else replace(asked, filters=within)
            return rest, self._preferring(self.rank(rest), named.document_ids if named.mentioned else ())
        everywhere = self.rank(asked)
        if not named.other:
            narrow = self.rank(replace(asked, filters=within))
            if _covered(narrow) >= _covered(everywhere) - LACKING:
                return replace(asked, filters=within), narrow
        return asked, self._preferring(everywhere, ids)

    def _read_again(self, reranker: Reranker, question: str, ranked: Ranked) -> Ranked:
        """The first candidates in the order of a cross-encoder and the ranker together; the others stay behind them."""
        passages = self._library.passages([int(one) for one in ranked.ids[:RERANKED]])
        held = [place for place in range(min(RERANKED, len(ranked.ids))) if int(ranked.ids[place]) in passages]
        if not held:
            return ranked
        texts = [passage_text(passages[int(ranked.ids[place])]) for place in held]
        scores = ranked.scores.copy()
        floor = scores[held].min()
        mixed = SHARE * reranker.scores(question, texts) + (1 - SHARE) * (scores[held] - floor)
        scores[held] = floor + mixed
        order = np.argsort(-scores, kind="stable")
        return Ranked(ranked.rows[order], ranked.ids[order], scores[order], ranked.features[order], ranked.confidence)

    def _preferring(self, ranked: Ranked, document_ids: Sequence[str]) -> Ranked:
        """The same candidates with those of some documents moved up."""
        if not document_ids or not len(ranked.rows):
            return ranked
        preferred = self._snapshot.columns.texts("document", ranked.rows)
        scores = ranked.scores + PREFERRED * np.isin(np.array(preferred, object), list(document_ids))
        order = np.argsort(-scores, kind="stable")
        return Ranked(ranked.rows[order], ranked.ids[order], scores[order], ranked.features[order], ranked.confidence)

    def _placed_confidence(self, place: Place, placed: Sequence[StoredPassage], asked: asking.Asked) -> float:
        """How sure it is that passages at the place asked for answer: what else the question says must stand there."""
        if not naming.says_more(place):
            return PLACED_CONFIDENCE
        held = {key for passage in placed for key in terms.fold(terms.syllables(f"{passage.context} {passage.text}"))}
        wanted = {key for key in terms.fold(terms.syllables(place.rest)) if key.isalpha()}
        lexical = self._snapshot.lexical
        weights = {key: 1 / (1 + lexical.document_frequency("folded", key)) ** 0.5 for key in wanted}
        share: float = sum(weight for key, weight in weights.items() if key in held) / max(sum(weights.values()), 1e-9)
        return PLACED_CONFIDENCE * min(1.0, share / ENOUGH)

    def _at_place(
        self, named: naming.Named, asked: asking.Asked, ranked: Ranked, hits: tuple[Hit, ...]
    ) -> tuple[list[StoredPassage], bool]:
        """The passages at a named place of the document meant, and whether the question says which document that is."""
        place = named.place
        assert place is not None
        known = asked.filters.document_ids
        sure = known is not None and len(known) <= PLACES_IN
        documents = list(self._library.documents_by_id(known).values()) if sure and known else []
        if not sure:
            wanted = naming.meant(
                self._hits(asked, ranked, self._chosen(ranked, MEANT_READ), explain=False), place, asked.text
            )
            documents = [wanted] if wanted else []
        there = [one for each in documents for one in passages_at(place, self._library.passages_of(each.version_id))]
        if naming.says_more(place):
            order = {hit.passage.id: rank for rank, hit in enumerate(hits)}
            there.sort(key=lambda passage: order.get(passage.id, len(order)))
        return there, sure

    def _placed_first(self, placed: Sequence[StoredPassage], hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Passages at a named place of a named document stand before everything ranked, in their own order."""
        documents = self._library.documents_by_id({passage.document_id for passage in placed})
        ranked = {hit.passage.id: hit for hit in hits}
        top = 1.0 + max((hit.score for hit in hits), default=0.0)
        first = []
        for passage in placed:
            known = ranked.pop(passage.id, None) or Hit(passage, documents[passage.document_id], 0.0)
            first.append(replace(known, score=top))
        return (*first, *ranked.values())

    def rank(self, asked: asking.Asked) -> Ranked:
        """All candidates of a question in order."""
        columns = self._snapshot.columns
        if not asked.keys or not len(columns):
            none = np.zeros(0, np.int64)
            return Ranked(none, none, np.zeros(0), np.zeros((0, len(ranking.FEATURES)), np.float32), 0.0)
        candidates = self.candidates(asked)
        query = self.query(asked)
        matrix = ranking.matrix(query, columns, candidates)
        scores = self._ranker.scores(matrix)
        order = np.lexsort((columns.arrays.tie[candidates.rows], -scores.round(9)))
        confidence = self._ranker.confidence(matrix, scores, order)
        rows = candidates.rows[order]
        return Ranked(rows, columns.arrays.ids[rows], scores[order], matrix[order], confidence)

    def query(self, asked: asking.Asked) -> ranking.Query:
        """The question as the ranker matches it."""
        folded = asked.accents != "full"
        field = "folded" if folded else "combined"
        lexical = self._snapshot.lexical
        return ranking.query(
            asked.keys, len(lexical), lambda key: lexical.document_frequency(field, key), folded=folded
        )

    def candidates(self, asked: asking.Asked) -> ranking.Candidates:
        """The best of both legs together."""
        snapshot = self._snapshot
        columns, vectors = snapshot.columns, snapshot.vectors
        mask = columns.allowed(asked.filters)
        ids, scores = snapshot.lexical.search(
            weighted_terms(asked), LEXICAL_CANDIDATES, None if mask is None else asked.filters
        )
        lexical_leg = snapshot.lexical
        accented = asked.text
        if asked.accents != "full":
            accented = restore(
                accented, lambda term: lexical_leg.document_frequency("combined", term), len(lexical_leg)
            )  # fmt: skip
        vector = self._encoder.question(accented)
        allowed = None if mask is None else columns.arrays.ids[mask]
        nearest, near_ids = vectors.search(vector, DENSE_CANDIDATES, allowed)
        near_ids, nearest = near_ids[0], nearest[0]
        keep = near_ids >= 0
        near_ids, nearest = near_ids[keep], nearest[keep]
        new = near_ids[~np.isin(near_ids, ids)]
        every = np.concatenate([ids, new])
        rows = columns.rows_of(every)
        known = rows >= 0
        every, rows = every[known], rows[known]
        lexical = np.zeros(len(every))
        lexical[: len(ids)] = scores[known[: len(ids)]] if len(ids) else 0.0
        place = {int(one): rank for rank, one in enumerate(near_ids)}
        places = vectors.vectors(every)
        return ranking.Candidates(
            rows=rows,
            lexical=lexical,
            cosine=(places @ vector).astype(np.float64),
            lexical_rank=np.where(lexical > 0, np.arange(len(every)), LEXICAL_CANDIDATES),
            dense_rank=np.array([place.get(int(one), DENSE_CANDIDATES) for one in every], np.int64),
            vectors=places,
        )

    def _chosen(self, ranked: Ranked, limit: int) -> Ints:
        """Places in the ranking that become hits: at most ``PER_GROUP`` of one parent."""
        groups = self._snapshot.columns.arrays.named["group"][ranked.rows]
        taken: dict[int, int] = {}
        chosen: list[int] = []
        for place, group in enumerate(groups.tolist()):
            if len(chosen) == limit:
                break
            taken[group] = taken.get(group, 0) + 1
            if taken[group] <= PER_GROUP:
                chosen.append(place)
        return np.array(chosen, np.int64)

    def _reasons(self, features: ranking.Floats) -> dict[str, float]:
        """The features that added most to a hit's score or took most from it."""
        added = self._ranker.contributions(features[None])[0]
        first = np.argsort(-np.abs(added), kind="stable")[:REASONS]
        return {ranking.FEATURES[i]: float(added[i]) for i in first if added[i]}

    def _hits(self, asked: asking.Asked, ranked: Ranked, chosen: Ints, *, explain: bool) -> tuple[Hit, ...]:
        passages = self._library.passages([int(one) for one in ranked.ids[chosen]])
        documents = self._library.documents_by_id({passage.document_id for passage in passages.values()})
        hits = []
        for place in chosen.tolist():
            passage = passages.get(int(ranked.ids[place]))
            # A document withdrawn since the snapshot was taken no longer answers.
            document = documents.get(passage.document_id) if passage else None
            if passage is None or document is None or document.state != "active":
                continue
            named = dict(zip(ranking.FEATURES, ranked.features[place].tolist(), strict=True))
            legs = {"lexical": named["lexical"], "dense": named["cosine"]}
            hits.append(
                Hit(
                    passage,
                    document,
                    float(ranked.scores[place]),
                    legs,
                    matched_terms(asked, passage.text) if explain else (),
                    named if explain else {},
                    self._reasons(ranked.features[place]) if explain else {},
                )
            )
        return tuple(hits)


def relevant(hits: Sequence[Hit]) -> int:
    """How many hits stand before relevance drops: those that keep up with the best of all and with the one above.

    >>> relevant([])
    0
    """
    for place, (above, hit) in enumerate(itertools.pairwise(hits), 1):
        if hit.score < KEPT_UP * above.score or hit.score < KEPT_UP**2 * hits[0].score:
            return place
    return len(hits)


def _covered(ranked: Ranked) -> float:
    """The most of the question's weight that one candidate holds."""
    return float(ranked.features[:, ranking.FEATURES.index("coverage")].max(initial=0.0))
