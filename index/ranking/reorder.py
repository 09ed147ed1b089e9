"""Steps after ranking: each gives the same candidates, or hits, in another order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from index.derived.columns import Columns
from index.embedding.encoders import passage_text
from index.ranking.candidates import RankedCandidates
from index.ranking.cross_encoder import MOST_RERANKED, RERANKER_SHARE, Reranker
from index.records import Hit, StoredPassage

if TYPE_CHECKING:
    from index.library.library import Library

#: What the documents that a question cites score beyond others, on a scale where the best candidate is near 1.
PREFERENCE_BONUS = 0.15
#: Candidates looked at for replaced documents: what an answer is made from; the others are never shown.
MOST_DEMOTED = 40
#: How far behind its successor's best passage a replaced document's best one is put, on the ranker's scale of 0 to 1.
BEHIND = 1e-3


def prefer_documents(ranked: RankedCandidates, columns: Columns, document_ids: Sequence[str]) -> RankedCandidates:
    """The candidates with those of some documents moved up."""
    if not document_ids or not len(ranked.rows):
        return ranked
    documents = columns.texts("document", ranked.rows)
    return ranked.ordered_by(
        ranked.scores + PREFERENCE_BONUS * np.isin(np.array(documents, object), list(document_ids))
    )


def rerank(ranked: RankedCandidates, library: Library, reranker: Reranker, question: str) -> RankedCandidates:
    """The first candidates in the order of a cross-encoder and the ranker together; the others stay behind them."""
    ids = [int(passage_id) for passage_id in ranked.ids[:MOST_RERANKED]]
    passages = library.passages(ids)
    positions = [position for position, passage_id in enumerate(ids) if passage_id in passages]
    if not positions:
        return ranked
    texts = [passage_text(passages[ids[position]]) for position in positions]
    scores = ranked.scores.copy()
    floor = scores[positions].min()
    mixed = RERANKER_SHARE * reranker.scores(question, texts) + (1 - RERANKER_SHARE) * (scores[positions] - floor)
    scores[positions] = floor + mixed
    return ranked.ordered_by(scores)


def demote_superseded(ranked: RankedCandidates, columns: Columns, library: Library, day: date) -> RankedCandidates:
    """The candidates with those of documents replaced on ``day`` behind the best passage of what replaced them.

    For questions that do not ask for an old document. A replaced document whose successor is no candidate keeps its
    position: the fixed notice says what it is.
    """
    rows = ranked.rows[:MOST_DEMOTED]
    documents = np.array(columns.texts("document", rows), object)
    present = set(documents.tolist())
    if len(present) < 2:
        return ranked
    scores = ranked.scores.copy()
    for replaced, successor in library.relations.ended_among(present, day).items():
        best = scores[: len(rows)][documents == successor].max()
        positions = np.flatnonzero(documents == replaced)
        above = scores[positions].max() - best + BEHIND
        if above > 0:
            scores[positions] -= above
    return ranked if (scores[1:] <= scores[:-1]).all() else ranked.ordered_by(scores)


def pin_passages(hits: Sequence[Hit], passages: Sequence[StoredPassage], library: Library) -> tuple[Hit, ...]:
    """The hits with the passages that the question cites ("Điều 5 Quy chế 901") above everything ranked.

    Works on hits, as a cited passage need not be a candidate.
    """
    documents = library.documents_by_id({passage.document_id for passage in passages})
    ranked = {hit.passage.id: hit for hit in hits}
    top = 1.0 + max((hit.score for hit in hits), default=0.0)
    pinned = []
    for passage in passages:
        hit = ranked.pop(passage.id, None) or Hit(passage, documents[passage.document_id], 0.0)
        pinned.append(replace(hit, score=top))
    return (*pinned, *ranked.values())
