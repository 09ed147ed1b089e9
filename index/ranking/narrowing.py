"""Candidates narrowed to the documents that a question is about, as long as these answer nearly as well.

What a question cites or implies may be a condition on the documents, or only its topic; how much of the question the
best candidate covers with and without the condition decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from index.derived import terms
from index.derived.columns import Columns
from index.query.document_references import DocumentReferences
from index.query.filters import documents_meeting, implied_filters, merge_filters, single_filter
from index.query.parse import LibraryVocabulary, Query, parse_query
from index.ranking.candidates import CandidateRanker, RankedCandidates
from index.ranking.reorder import prefer_documents
from index.records import Bools, Filters

if TYPE_CHECKING:
    from index.library.library import Library

#: By how much less of the question the narrowed candidates may cover than all, and still be the ones asked about.
COVERAGE_TOLERANCE = 0.2
#: Candidates that are looked at again under an implied condition; with fewer left they are ranked anew.
LOOKED_AT, ENOUGH_LEFT = 100, 10


def rank_within_references(
    ranker: CandidateRanker, query: Query, references: DocumentReferences, vocabulary: LibraryVocabulary
) -> tuple[Query, RankedCandidates]:
    """The ranking among the documents that the question names, and the query as it was ranked.

    A document asked for by its number is a condition. One that is only cited is a condition too as long as it has
    the words that are asked for; otherwise, or when another document is meant, it is preferred and no more.
    """
    ids = (*references.document_ids, *references.cited_ids)
    if not ids:
        return query, ranker.rank(query)
    columns = ranker.snapshot.columns
    within = replace(query.filters, document_ids=ids)
    if references.document_ids:
        # The number has done its work; left in, it would only draw passages that repeat it.
        rest = replace(query, filters=within)
        if terms.words(references.remaining.text):
            rest = parse_query(references.remaining, within, vocabulary)
        preferred = references.document_ids if references.cited_ids else ()
        return rest, prefer_documents(ranker.rank(rest), columns, preferred)
    everywhere = ranker.rank(query)
    if not references.asks_other:
        inside = replace(query, filters=within)
        narrowed = ranker.rank(inside)
        if _covers_enough(narrowed, everywhere):
            return inside, narrowed
    return query, prefer_documents(everywhere, columns, ids)


def with_implied_filters(
    ranker: CandidateRanker, library: Library, query: Query, ranked: RankedCandidates
) -> tuple[Filters, RankedCandidates]:
    """The implied conditions that hold, and the candidates that meet them.

    Each condition is tried on its own: a province that is the question's topic must not take the year away.
    """
    implied = implied_filters(query.question, query.filters, ranker.snapshot.columns)
    applied = Filters()
    for kind in implied.kinds:
        condition = single_filter(implied.filters, kind)
        narrowed = _candidates_meeting(ranker, library, query, condition, ranked)
        if len(narrowed.rows) and _covers_enough(narrowed, ranked):
            ranked, applied = narrowed, merge_filters(applied, condition)
    return applied, ranked


def _candidates_meeting(
    ranker: CandidateRanker, library: Library, query: Query, condition: Filters, ranked: RankedCandidates
) -> RankedCandidates:
    """The candidates whose documents meet a condition; ranked anew when hardly any of the first do."""
    if condition.validity is not None or condition.period is not None:
        keep = _documents_mask(ranker, library, replace(condition, as_of=query.filters.as_of), ranked)
    else:
        columns = ranker.snapshot.columns
        mask = columns.filter_mask(replace(condition, access=query.filters.access))
        if mask is None:
            return ranked
        # What is unknown of a document (a scan whose head could not be read) speaks neither for nor against it.
        keep = (mask | _unknown_mask(columns, condition))[ranked.rows[:LOOKED_AT]]
        if int(keep.sum()) < ENOUGH_LEFT < int(mask.sum()):
            return ranker.rank(replace(query, filters=merge_filters(query.filters, condition)))
    return ranked if keep.all() else ranker.keep_candidates(query, ranked, keep)


def _unknown_mask(columns: Columns, condition: Filters) -> Bools:
    """The live rows of documents of which an issuer or a territory that the condition sets is not known."""
    asked = {"issuer": condition.issuers, "territory": condition.territories}
    unknown = [columns.arrays.text_codes[name] < 0 for name, texts in asked.items() if texts is not None]
    mask: Bools = np.logical_or.reduce(unknown) & columns.live if unknown else np.zeros(len(columns.live), np.bool_)
    return mask


def _documents_mask(ranker: CandidateRanker, library: Library, condition: Filters, ranked: RankedCandidates) -> Bools:
    """Of the first candidates, those whose documents meet a validity or a period."""
    documents = ranker.snapshot.columns.texts("document", ranked.rows[:LOOKED_AT])
    ids = {document_id for document_id in documents if document_id is not None}
    met = documents_meeting(condition, ids, library, ranker.snapshot.change)
    return np.isin(np.array(documents, object), list(met))


def _covers_enough(narrowed: RankedCandidates, ranked: RankedCandidates) -> bool:
    return narrowed.best_coverage >= ranked.best_coverage - COVERAGE_TOLERANCE
