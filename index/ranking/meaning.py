"""The candidates reordered by what they mean, after the trees and before the two levels."""

from __future__ import annotations

from index.derived.columns import Columns
from index.ranking.candidates import RankedCandidates
from index.ranking.question_meaning import QuestionMeaning


def rank_by_meaning(ranked: RankedCandidates, meaning: QuestionMeaning | None, columns: Columns) -> RankedCandidates:
    """The candidates as the trees ordered them: no weight of the similarity has been fitted yet."""
    return ranked
