"""The only query path: question -> keys -> both legs -> features -> order -> hits with their passages."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from index.derived import terms
from index.embedding.encoders import Encoder, passage_text
from index.query import document_references as naming
from index.query import filters as conditions
from index.query import parse as asking
from index.query.place_references import PlaceReference, passages_at_place
from index.ranking.candidates import CandidateRanker, IndexSnapshot, RankedCandidates
from index.ranking.cross_encoder import MOST_RERANKED, RERANKER_SHARE, Reranker
from index.ranking.features import FEATURES
from index.ranking.matching import Ints
from index.ranking.ranker import Ranker
from index.ranking.reorder import demote_superseded
from index.ranking.wanted import matched_terms
from index.records import Condition, Filters, Hit, QueryInterpretation, SearchResult, StoredPassage

if TYPE_CHECKING:
    from index.library.library import Library

#: Hits of one parent in a result: a long section must not fill the page.
MOST_PER_GROUP = 3
#: A place found by its path in a document found by its number is what was asked for.
PLACED_CONFIDENCE = 0.97
#: So much of the question's other words, by weight, must stand at a place to be sure that it answers.
ENOUGH_HELD = 0.5
#: What the documents that a question cites score beyond others, on a scale where the best candidate is near 1; and by
#: how much less of the question they may cover than the best of all and still be taken for the ones asked about.
PREFERENCE_BONUS, COVERAGE_TOLERANCE = 0.15, 0.2
#: Candidates that are looked at again under a condition read from the words; with fewer left they are ranked anew.
LOOKED_AT, ENOUGH_LEFT = 100, 10
#: A hit below this share of the one above it, or below its square of the best, is where relevance drops.
RELEVANCE_DROP = 0.75
#: A place is looked for exactly in at most this many known documents.
MOST_PLACE_DOCUMENTS = 3
_LEXICAL, _COSINE = FEATURES.index("lexical"), FEATURES.index("cosine")
#: Hits read to tell which document a place without a document's number belongs to.
VOTING_HITS = 40


class Searcher(CandidateRanker):
    """Searches one snapshot: ranks a question, reads what it names, and brings the hits with their documents."""

    def __init__(
        self,
        snapshot: IndexSnapshot,
        library: Library,
        encoder: Encoder,
        ranker: Ranker | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        super().__init__(snapshot, encoder, ranker)
        self._reranker = reranker
        self._library = library

    def search(
        self, question: str, filters: Filters | None = None, limit: int = 10, explain: bool = False
    ) -> SearchResult:
        """The best passages for a question, at most ``limit``, grouped so that no parent fills the list."""
        started = time.perf_counter()
        filters = filters or Filters()
        seen = self.snapshot.visible_to(filters.access)
        if seen is not self.snapshot:
            view = Searcher(seen, self._library.visible_to(filters.access), self.encoder, self.ranker, self._reranker)
            return view.search(question, filters, limit, explain)
        columns = self.snapshot.columns
        known = asking.LibraryVocabulary(
            self.snapshot.lexical.document_frequency, columns.short_forms, columns.near_words
        )
        given = conditions.resolve_names(filters, columns)
        asked = asking.parse_query(question, given, known)
        shown = asked.filters
        asked = replace(
            asked, filters=conditions.with_document_ids(shown, self._library, columns, self.snapshot.change)
        )
        named = (
            naming.find_document_references(asked.text, self._library, asked.filters)
            if asked.keys
            else naming.DocumentReferences()
        )
        asked, ranked = self._rank_within_references(asked, named, known)
        if named.document_ids or named.cited_ids:
            shown = replace(shown, document_ids=asked.filters.document_ids)
        else:
            shown, ranked = self._with_implied_filters(asked, shown, ranked)
        if self._reranker is not None:
            ranked = self._rerank(self._reranker, asked.text, ranked)
        if named.place is None and (shown.document_ids, shown.validity, shown.year) == (None, None, None):
            ranked = demote_superseded(ranked, columns, self._library, asked.filters.as_of or date.today())
        hits = self._make_hits(asked, ranked, self._choose_positions(ranked, limit), explain=explain)
        confidence = ranked.confidence
        if named.place is not None and asked.keys:
            placed, sure = self._passages_at_place(named, asked, ranked, hits)
            if placed:
                hits = self._pin_passages(placed, hits)[:limit]
                confidence = self._place_confidence(named.place, placed, asked) if sure else confidence
        understood = QueryInterpretation(
            question=question,
            accents=asked.accents,
            document_ids=named.document_ids,
            numbers=named.numbers,
            path=named.place.label if named.place else None,
            filters=shown,
            expansions=tuple((e.found, e.other) for e in asked.expansions),
            corrections=tuple((one.typed, one.corrected) for one in asked.corrections),
            read=_implied_conditions(given, shown),
            restored=self.restored_text(asked) if explain and asked.accents != "full" else "",
        )
        took = (time.perf_counter() - started) * 1000
        return SearchResult(
            hits, confidence, understood, took, self.snapshot.change, relevant_count(hits), self.ranking_ms
        )

    def _with_implied_filters(
        self, asked: asking.Query, shown: Filters, ranked: RankedCandidates
    ) -> tuple[Filters, RankedCandidates]:
        """The candidates that meet what the words say of their documents, as long as they answer nearly as well.

        Each condition is tried on its own: a province that is the question's topic must not take the year away.
        """
        read = conditions.implied_filters(asked.text, asked.filters, self.snapshot.columns)
        for kind in read.kinds:
            one = conditions.single_filter(read.filters, kind)
            narrow = self._candidates_meeting(asked, one, ranked)
            if len(narrow.rows) and _best_coverage(narrow) >= _best_coverage(ranked) - COVERAGE_TOLERANCE:
                ranked, shown = narrow, conditions.merge_filters(shown, one)
        return shown, ranked

    def _candidates_meeting(
        self, asked: asking.Query, condition: Filters, ranked: RankedCandidates
    ) -> RankedCandidates:
        """The candidates whose documents meet a condition; ranked anew when hardly any of the first do."""
        columns = self.snapshot.columns
        first = ranked.rows[:LOOKED_AT]
        if condition.validity is not None or condition.period is not None:
            documents = columns.texts("document", first)
            wanted = replace(condition, as_of=asked.filters.as_of)
            ids = {one for one in documents if one is not None}
            met = conditions.documents_meeting(wanted, ids, self._library, self.snapshot.change)
            keep = np.isin(np.array(documents, object), list(met))
        else:
            mask = columns.filter_mask(replace(condition, access=asked.filters.access))
            if mask is None:
                return ranked
            keep = mask[first]
            if int(keep.sum()) < ENOUGH_LEFT < int(mask.sum()):
                return self.rank(replace(asked, filters=conditions.merge_filters(asked.filters, condition)))
        if keep.all():
            return ranked
        rows, scores, features = first[keep], ranked.scores[:LOOKED_AT][keep], ranked.features[:LOOKED_AT][keep]
        confidence = self.ranker.confidence(features, scores, np.arange(len(rows)), self.answer_signals(asked, rows))
        return RankedCandidates(rows, ranked.ids[:LOOKED_AT][keep], scores, features, confidence)

    def _rank_within_references(
        self, asked: asking.Query, named: naming.DocumentReferences, known: asking.LibraryVocabulary
    ) -> tuple[asking.Query, RankedCandidates]:
        """The ranking among the documents that the question is about, and the question as it was ranked.

        A document asked for by its number is a condition. One that is only cited is a condition too as long as it has
        the words that are asked for; otherwise, or when another document is meant, it is preferred and no more.
        """
        ids = (*named.document_ids, *named.cited_ids)
        if not ids:
            return asked, self.rank(asked)
        within = replace(asked.filters, document_ids=ids)
        if named.document_ids:
            # The number has done its work; left in, it would only draw passages that repeat it.
            rest = (
                asking.parse_query(named.remaining_text, within, known)
                if terms.words(named.remaining_text)
                else replace(asked, filters=within)
            )
            return rest, self._prefer_documents(self.rank(rest), named.document_ids if named.cited_ids else ())
        everywhere = self.rank(asked)
        if not named.asks_other:
            narrow = self.rank(replace(asked, filters=within))
            if _best_coverage(narrow) >= _best_coverage(everywhere) - COVERAGE_TOLERANCE:
                return replace(asked, filters=within), narrow
        return asked, self._prefer_documents(everywhere, ids)

    def _rerank(self, reranker: Reranker, question: str, ranked: RankedCandidates) -> RankedCandidates:
        """The first candidates in the order of a cross-encoder and the ranker together; the others stay behind them."""
        passages = self._library.passages([int(one) for one in ranked.ids[:MOST_RERANKED]])
        held = [place for place in range(min(MOST_RERANKED, len(ranked.ids))) if int(ranked.ids[place]) in passages]
        if not held:
            return ranked
        texts = [passage_text(passages[int(ranked.ids[place])]) for place in held]
        scores = ranked.scores.copy()
        floor = scores[held].min()
        mixed = RERANKER_SHARE * reranker.scores(question, texts) + (1 - RERANKER_SHARE) * (scores[held] - floor)
        scores[held] = floor + mixed
        order = np.argsort(-scores, kind="stable")
        return RankedCandidates(
            ranked.rows[order], ranked.ids[order], scores[order], ranked.features[order], ranked.confidence
        )

    def _prefer_documents(self, ranked: RankedCandidates, document_ids: Sequence[str]) -> RankedCandidates:
        """The same candidates with those of some documents moved up."""
        if not document_ids or not len(ranked.rows):
            return ranked
        preferred = self.snapshot.columns.texts("document", ranked.rows)
        scores = ranked.scores + PREFERENCE_BONUS * np.isin(np.array(preferred, object), list(document_ids))
        order = np.argsort(-scores, kind="stable")
        return RankedCandidates(
            ranked.rows[order], ranked.ids[order], scores[order], ranked.features[order], ranked.confidence
        )

    def _place_confidence(self, place: PlaceReference, placed: Sequence[StoredPassage], asked: asking.Query) -> float:
        """How sure it is that passages at the place asked for answer: what else the question says must stand there."""
        if not naming.says_more_than_place(place):
            return PLACED_CONFIDENCE
        held = {
            key for passage in placed for key in terms.fold_keys(terms.syllables(f"{passage.context} {passage.text}"))
        }
        wanted = {key for key in terms.fold_keys(terms.syllables(place.remaining_text)) if key.isalpha()}
        lexical = self.snapshot.lexical
        weights = {key: 1 / (1 + lexical.document_frequency("folded", key)) ** 0.5 for key in wanted}
        share: float = sum(weight for key, weight in weights.items() if key in held) / max(sum(weights.values()), 1e-9)
        return PLACED_CONFIDENCE * min(1.0, share / ENOUGH_HELD)

    def _passages_at_place(
        self, named: naming.DocumentReferences, asked: asking.Query, ranked: RankedCandidates, hits: tuple[Hit, ...]
    ) -> tuple[list[StoredPassage], bool]:
        """The passages at a named place of the document meant, and whether the question says which document that is."""
        place = named.place
        assert place is not None
        known = asked.filters.document_ids
        sure = known is not None and len(known) <= MOST_PLACE_DOCUMENTS
        documents = list(self._library.documents_by_id(known).values()) if sure and known else []
        if not sure:
            wanted = naming.vote_for_document(
                self._make_hits(asked, ranked, self._choose_positions(ranked, VOTING_HITS), explain=False),
                place,
                asked.text,
            )
            documents = [wanted] if wanted else []
        there = [
            one
            for each in documents
            for one in passages_at_place(place, self._library.version_passages(each.version_id))
        ]
        if naming.says_more_than_place(place):
            order = {hit.passage.id: rank for rank, hit in enumerate(hits)}
            there.sort(key=lambda passage: order.get(passage.id, len(order)))
        return there, sure

    def _pin_passages(self, placed: Sequence[StoredPassage], hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Passages at a named place of a named document stand before everything ranked, in their own order."""
        documents = self._library.documents_by_id({passage.document_id for passage in placed})
        ranked = {hit.passage.id: hit for hit in hits}
        top = 1.0 + max((hit.score for hit in hits), default=0.0)
        first = []
        for passage in placed:
            known = ranked.pop(passage.id, None) or Hit(passage, documents[passage.document_id], 0.0)
            first.append(replace(known, score=top))
        return (*first, *ranked.values())

    def _choose_positions(self, ranked: RankedCandidates, limit: int) -> Ints:
        """Places in the ranking that become hits: at most ``MOST_PER_GROUP`` of one parent."""
        groups = self.snapshot.columns.arrays.text_codes["group"][ranked.rows]
        taken: dict[int, int] = {}
        chosen: list[int] = []
        for place, group in enumerate(groups.tolist()):
            if len(chosen) == limit:
                break
            taken[group] = taken.get(group, 0) + 1
            if taken[group] <= MOST_PER_GROUP:
                chosen.append(place)
        return np.array(chosen, np.int64)

    def _make_hits(
        self, asked: asking.Query, ranked: RankedCandidates, chosen: Ints, *, explain: bool
    ) -> tuple[Hit, ...]:
        held = self._library.answering_passages(ranked.ids[chosen].tolist())
        hits = []
        for place in chosen.tolist():
            # A document withdrawn since the snapshot was taken no longer answers.
            found = held.get(int(ranked.ids[place]))
            if found is None:
                continue
            passage, document = found
            features = ranked.features[place]
            legs = {"lexical": float(features[_LEXICAL]), "dense": float(features[_COSINE])}
            hits.append(
                Hit(
                    passage,
                    document,
                    float(ranked.scores[place]),
                    legs,
                    matched_terms(asked, passage.text) if explain else (),
                    dict(zip(FEATURES, features.tolist(), strict=True)) if explain else {},
                    self.score_reasons(features) if explain else {},
                )
            )
        return tuple(hits)


def relevant_count(hits: Sequence[Hit]) -> int:
    """How many hits stand before relevance drops: those that keep up with the best of all and with the one above.

    >>> relevant_count([])
    0
    """
    for place, (above, hit) in enumerate(itertools.pairwise(hits), 1):
        if hit.score < RELEVANCE_DROP * above.score or hit.score < RELEVANCE_DROP**2 * hits[0].score:
            return place
    return len(hits)


def _implied_conditions(given: Filters, shown: Filters) -> tuple[Condition, ...]:
    """The conditions that were read from the words: those that hold and were not given."""
    held: dict[Condition, tuple[object, object]] = {
        "types": (given.types, shown.types),
        "issuers": (given.issuers, shown.issuers),
        "year": (given.year, shown.year),
        "period": (given.period, shown.period),
        "territory": (given.territories, shown.territories),
        "validity": (given.validity, shown.validity),
        "as_of": (given.as_of, shown.as_of),
    }
    return tuple(kind for kind, (before, now) in held.items() if before is None and now is not None)


def _best_coverage(ranked: RankedCandidates) -> float:
    """The most of the question's weight that one candidate holds."""
    return float(ranked.features[:, FEATURES.index("coverage")].max(initial=0.0))
