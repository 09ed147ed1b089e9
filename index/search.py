"""The only query path: question -> query -> candidates of both legs -> order -> hits with their passages."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from index.embedding.encoders import Encoder
from index.embedding.transformer import TransformerEncoder
from index.query.document_references import DocumentReferences, find_document_references
from index.query.filters import implied_conditions, merge_filters, resolve_names, with_document_ids
from index.query.parse import LibraryVocabulary, Query, parse_query
from index.query.place_references import PlaceReference
from index.query.question import Question, as_question
from index.ranking.candidates import CandidateRanker, IndexSnapshot, RankedCandidates
from index.ranking.cited_places import find_cited_passages, place_confidence
from index.ranking.cross_encoder import Reranker
from index.ranking.hits import make_hits, relevant_count
from index.ranking.level_reasons import with_level_reasons
from index.ranking.levels import rank_by_levels, what_is_asked
from index.ranking.meaning import rank_by_meaning
from index.ranking.narrowing import rank_within_references, with_implied_filters
from index.ranking.ranker import Ranker
from index.ranking.reorder import demote_superseded, pin_passages, rerank
from index.records import Filters, Hit, QueryInterpretation, SearchResult

if TYPE_CHECKING:
    from index.library.library import Library

#: Hits read to tell which document a place without a document's number belongs to.
VOTING_HITS = 40


class Searcher:
    """Searches one snapshot: reads a question, ranks its candidates, and brings the hits with their documents."""

    def __init__(
        self,
        snapshot: IndexSnapshot,
        library: Library,
        encoder: Encoder,
        ranker: Ranker | None = None,
        reranker: Reranker | None = None,
        deep_encoder: TransformerEncoder | None = None,
    ) -> None:
        self.candidate_ranker = CandidateRanker(snapshot, encoder, ranker, deep_encoder)
        self._snapshot = snapshot
        self._library = library
        self._reranker = reranker

    def search(
        self, question: str | Question, filters: Filters | None = None, limit: int = 10, explain: bool = False
    ) -> SearchResult:
        """The best passages for a question, at most ``limit``, grouped so that no parent fills the list."""
        started = time.perf_counter()
        question, filters = as_question(question), filters or Filters()
        visible = self._snapshot.visible_to(filters.access)
        if visible is not self._snapshot:
            return self._on(visible, filters).search(question, filters, limit, explain)

        # What the question says.
        columns, library = self._snapshot.columns, self._library
        vocabulary = LibraryVocabulary.of(self._snapshot)
        given = resolve_names(filters, columns)
        query = parse_query(question, given, vocabulary)
        applied = query.filters
        query = replace(query, filters=with_document_ids(applied, library, columns, self._snapshot.change))
        references = (
            find_document_references(query.question, library, query.filters) if query.keys else DocumentReferences()
        )

        # Candidates, best first.
        query, ranked = rank_within_references(self.candidate_ranker, query, references, vocabulary)
        if references.document_ids or references.cited_ids:
            applied = replace(applied, document_ids=query.filters.document_ids)
        else:
            implied, ranked = with_implied_filters(self.candidate_ranker, library, query, ranked)
            applied = merge_filters(applied, implied)
        found, ranked = ranked, self._by_levels(question, query, ranked, references)
        if references.place is None and (applied.document_ids, applied.validity, applied.year) == (None, None, None):
            ranked = demote_superseded(ranked, columns, library, query.filters.as_of or date.today())

        # Hits, with what stands at a cited place first.
        hits, confidence = self._hits(query, ranked, limit, explain=explain), ranked.confidence
        if references.place is not None:
            hits, confidence = self._with_cited_place(references.place, query, ranked, hits, limit)
        hits = self._explained(question, query, found, hits) if explain else hits
        understood = QueryInterpretation(
            question=question.text,
            accents=query.accents,
            document_ids=references.document_ids,
            numbers=references.numbers,
            path=references.place.label if references.place else None,
            filters=applied,
            expansions=tuple((expansion.found, expansion.other) for expansion in query.expansions),
            corrections=tuple((slip.typed, slip.corrected) for slip in query.corrections),
            read=implied_conditions(given, applied),
            restored=self.candidate_ranker.restored_text(query) if explain and query.accents != "full" else "",
        )
        return SearchResult(
            hits,
            confidence,
            understood,
            took_ms=(time.perf_counter() - started) * 1000,
            change=self._snapshot.change,
            relevant=relevant_count(hits),
            ranking_ms=self.candidate_ranker.ranking_ms,
        )

    def confidence(self, query: Query, missing: Sequence[int] = ()) -> float:
        """How sure the ranking is of its first candidate, as if the collection did not hold the passages ``missing``.

        Of the candidates alone, before documents are weighed.
        """
        ranked = self.candidate_ranker.rank(query, missing)
        return rank_by_meaning(ranked, self.candidate_ranker.meaning(query), self._snapshot.columns).confidence

    def _on(self, visible: IndexSnapshot, filters: Filters) -> Searcher:
        """The searcher of what somebody with these access labels may see."""
        library, own = self._library.visible_to(filters.access), self.candidate_ranker
        return Searcher(visible, library, own.encoder, own.ranker, self._reranker, own.deep_encoder)

    def _by_levels(
        self, question: Question, query: Query, ranked: RankedCandidates, references: DocumentReferences
    ) -> RankedCandidates:
        """The candidates by what they mean, by document and within it (a place is looked up), then reread."""
        if references.place is None:
            meaning, columns = self.candidate_ranker.meaning(query), self._snapshot.columns
            ranked = rank_by_meaning(ranked, meaning, columns)
            words = self.candidate_ranker.query_weights(query)
            ranked = rank_by_levels(ranked, question, words, columns, meaning)
        return ranked if self._reranker is None else rerank(ranked, self._library, self._reranker, query.text)

    def _explained(
        self, question: Question, query: Query, found: RankedCandidates, hits: tuple[Hit, ...]
    ) -> tuple[Hit, ...]:
        """The hits with what both levels added to the candidates as they were ``found``."""
        words, meaning = self.candidate_ranker.query_weights(query), self.candidate_ranker.meaning(query)
        found = rank_by_meaning(found, meaning, self._snapshot.columns)
        return with_level_reasons(hits, found, what_is_asked(question), words, self._snapshot.columns, meaning)

    def _hits(self, query: Query, ranked: RankedCandidates, limit: int, *, explain: bool) -> tuple[Hit, ...]:
        return make_hits(self.candidate_ranker, self._library, query, ranked, limit, explain=explain)

    def _with_cited_place(
        self, place: PlaceReference, query: Query, ranked: RankedCandidates, hits: tuple[Hit, ...], limit: int
    ) -> tuple[tuple[Hit, ...], float]:
        """The hits and their confidence with the passages at the cited place first, where there are any."""
        cited = find_cited_passages(
            place, query, self._library, hits, lambda: self._hits(query, ranked, VOTING_HITS, explain=False)
        )
        if not cited.passages:
            return hits, ranked.confidence
        hits = pin_passages(hits, cited.passages, self._library)[:limit]
        if not cited.is_document_known:
            return hits, ranked.confidence
        lexical = self._snapshot.lexical
        return hits, place_confidence(place, cited.passages, partial(lexical.document_frequency, "folded"))
