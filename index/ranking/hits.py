"""Hits of a search: which of the ranked candidates become one, with their passages and documents."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.query.parse import Query
from index.ranking.candidates import CandidateRanker, RankedCandidates, matched_terms
from index.ranking.features import FEATURES
from index.records import Hit, Ints

if TYPE_CHECKING:
    from index.library.library import Library

#: Hits of one parent in a result: a long section must not fill the page.
MOST_PER_GROUP = 3
#: A hit below this share of the one above it, or below its square of the best, is where relevance drops.
RELEVANCE_DROP = 0.75
_LEXICAL, _COSINE = FEATURES.index("lexical"), FEATURES.index("cosine")


def make_hits(
    ranker: CandidateRanker, library: Library, query: Query, ranked: RankedCandidates, limit: int, *, explain: bool
) -> tuple[Hit, ...]:
    """The first hits, at most ``limit`` and ``MOST_PER_GROUP`` of one parent."""
    positions = _grouped_positions(ranker, ranked, limit)
    found = library.answering_passages(ranked.ids[positions].tolist())
    hits = []
    for position in positions.tolist():
        # A document withdrawn since the snapshot was taken no longer answers.
        answering = found.get(int(ranked.ids[position]))
        if answering is None:
            continue
        passage, document = answering
        features = ranked.features[position]
        legs = {"lexical": float(features[_LEXICAL]), "dense": float(features[_COSINE])}
        hits.append(
            Hit(
                passage,
                document,
                float(ranked.scores[position]),
                legs,
                matched_terms(query, passage.text) if explain else (),
                dict(zip(FEATURES, features.tolist(), strict=True)) if explain else {},
                ranker.score_reasons(features) if explain else {},
            )
        )
    return tuple(hits)


def _grouped_positions(ranker: CandidateRanker, ranked: RankedCandidates, limit: int) -> Ints:
    """Positions in the ranking that become hits."""
    groups = ranker.snapshot.columns.arrays.text_codes["group"][ranked.rows]
    taken: dict[int, int] = {}
    chosen: list[int] = []
    for position, group in enumerate(groups.tolist()):
        if len(chosen) == limit:
            break
        taken[group] = taken.get(group, 0) + 1
        if taken[group] <= MOST_PER_GROUP:
            chosen.append(position)
    return np.array(chosen, np.int64)


def relevant_count(hits: Sequence[Hit]) -> int:
    """The number of hits before relevance drops: those that keep up with the best of all and with the one above.

    >>> relevant_count([])
    0
    """
    for position, (above, hit) in enumerate(itertools.pairwise(hits), 1):
        if hit.score < RELEVANCE_DROP * above.score or hit.score < RELEVANCE_DROP**2 * hits[0].score:
            return position
    return len(hits)
