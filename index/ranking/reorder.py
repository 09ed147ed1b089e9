"""A document that was replaced stands behind the one that replaced it, as long as nobody asked for the old one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from index.derived.columns import Columns
from index.ranking.candidates import RankedCandidates

if TYPE_CHECKING:
    from index.library.library import Library

#: Candidates looked at: what an answer is made from; the others are never shown.
LOOKED_AT = 40
#: How far behind its successor's best passage a replaced document's best one is put, on the ranker's scale of 0 to 1.
BEHIND = 1e-3


def demote_superseded(ranked: RankedCandidates, columns: Columns, library: Library, day: date) -> RankedCandidates:
    """The same candidates, those of documents replaced on ``day`` behind the best passage of what replaced them.

    A replaced document whose successor is no candidate keeps its place: the fixed notice tells what it is.
    """
    rows = ranked.rows[:LOOKED_AT]
    documents = np.array(columns.texts("document", rows), object)
    held = set(documents.tolist())
    if len(held) < 2:
        return ranked
    scores = ranked.scores.copy()
    for old, status in library.relations.statuses(held, day).items():
        if status.code != "expired" or status.cause is None or status.cause.source_id not in held:
            continue
        best = scores[: len(rows)][documents == status.cause.source_id].max()
        places = np.flatnonzero(documents == old)
        above = scores[places].max() - best + BEHIND
        if above > 0:
            scores[places] -= above
    order = np.argsort(-scores, kind="stable")
    return RankedCandidates(
        ranked.rows[order], ranked.ids[order], scores[order], ranked.features[order], ranked.confidence
    )
