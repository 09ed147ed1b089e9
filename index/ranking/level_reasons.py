"""What each part of the two levels added to the place of a hit: computed only where an explanation is asked for.

Names begin with their level: ``document.held``, ``passage.words``; ``document.best`` is the document's best candidate.
What the passage level adds is on the same scale, so that the parts of one hit can be compared with those of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.derived.columns import Columns
from index.ranking import document_level
from index.ranking.candidates import RankedCandidates
from index.ranking.levels import DOCUMENT_WEIGHT, MOST_PASSAGES, Asked
from index.ranking.occurrences import QueryWeights, match_counts
from index.ranking.passage_level import PASSAGE_WEIGHTS, passage_features, with_meant
from index.ranking.question_meaning import QuestionMeaning
from index.records import Hit, Ints


def with_level_reasons(
    hits: Sequence[Hit], ranked: RankedCandidates, asked: Asked, question: QueryWeights, columns: Columns,
    meaning: QuestionMeaning | None = None,
) -> tuple[Hit, ...]:  # fmt: skip
    """The hits with what both levels added; ``ranked`` are the candidates as they were before the levels."""
    rows = columns.rows_of(np.array([hit.passage.id for hit in hits], np.int64))
    codes = columns.arrays.text_codes["document"][rows]
    parts: dict[int, dict[str, float]] = {}
    for code in dict.fromkeys(codes[rows >= 0].tolist()):
        wanted = rows[(codes == code) & (rows >= 0)]
        parts |= _parts_of_document(columns.document_rows(code), wanted, ranked, asked, question, columns, meaning)
    return tuple(replace(hit, levels=parts.get(int(row), {})) for hit, row in zip(hits, rows, strict=True))


def _parts_of_document(
    members: Ints, wanted: Ints, ranked: RankedCandidates, asked: Asked, question: QueryWeights, columns: Columns,
    meaning: QuestionMeaning | None,
) -> dict[int, dict[str, float]]:  # fmt: skip
    """The parts of some passages of one document, by row; none where the levels leave the document alone."""
    if len(members) > MOST_PASSAGES or not len(document_level.name_codes(columns, int(members[0]))):
        return {}
    scores = dict(zip(ranked.rows.tolist(), ranked.scores.tolist(), strict=True))
    own = np.array([scores.get(row, 0.0) for row in members.tolist()])
    best = float(own.max())
    counts = match_counts(question, columns, members)
    owner = np.zeros(len(members), np.int64)
    features = passage_features(
        asked.kinds, question, columns, members, owner, own / max(best, 1e-9), counts, asks_basis=asked.basis
    )
    similarities = None if meaning is None else meaning.similarities(columns.arrays.ids[members])
    added = with_meant(features, similarities, owner) * np.array(list(PASSAGE_WEIGHTS.values())) / DOCUMENT_WEIGHT
    fit = document_level.document_features(
        asked.years, tuple(asked.types), question, columns, [int(members[0])], [counts.counts > 0]
    )[0]
    weighed = fit * np.array(list(document_level.DOCUMENT_WEIGHTS.values()))
    document = {f"document.{name}": float(x) for name, x in zip(document_level.DOCUMENT_WEIGHTS, weighed, strict=True)}
    made = {}
    for row in wanted.tolist():
        at = int(np.flatnonzero(members == row)[0])
        passage = {f"passage.{name}": float(x) for name, x in zip(PASSAGE_WEIGHTS, added[at], strict=True)}
        every = {"document.best": best, **document, **passage}
        made[row] = {name: value for name, value in every.items() if value}
    return made
