"""Questions with the features of all their candidates: what the ranker is trained and measured on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.embedding import encoders
from index.query import parse as asking
from index.ranking import answer_signals, features
from index.ranking.candidates import CandidateRanker
from index.ranking.ranker import Ranker
from index.records import Bools, Filters, Floats
from index.training import training_pairs
from index.training.collection import IndexedCollection
from ingest.text import normalize

FOLDS = 3


@dataclass(frozen=True, slots=True)
class RankingCase:
    """One question's candidates: features, which article each is, and which of them are right."""

    question: training_pairs.TrainingQuestion
    matrix: Floats
    ids: list[str]
    right: Bools
    #: Features computed without the right candidates.
    matrix_without: Floats
    #: What each candidate tells of the kind of thing that is asked for.
    signals: Floats

    @property
    def fold(self) -> int:
        """The question's fold of the cross-validation; the same with and without accents."""
        return int(self.question.id[-6:], 16) % FOLDS


def ranking_cases(
    index: IndexedCollection,
    encoder: encoders.Encoder,
    asked: Sequence[training_pairs.TrainingQuestion],
    *,
    bare: bool = False,
) -> list[RankingCase]:
    """Features of every question, with or without its accents."""
    ranking = CandidateRanker(index, encoder, Ranker(None, {}, 0.5))
    known = asking.LibraryVocabulary.of(index)
    made = []
    for one in asked:
        read = asking.parse_query(normalize.fold(one.text) if bare else one.text, Filters(), known)
        candidates = ranking.find_candidates(read)
        query = ranking.query_weights(read)
        ids = [index.ids[int(place)] for place in index.columns.arrays.ids[candidates.rows]]
        right = np.array([name in one.gold for name in ids], np.bool_)
        matrix = features.feature_matrix(query, index.columns, candidates)
        without = (
            features.feature_matrix(query, index.columns, features.without_rows(candidates, right))
            if right.any()
            else matrix
        )
        told = answer_signals.answer_signals(read.keys, index.columns, candidates.rows.tolist())
        made.append(RankingCase(one, matrix, ids, right, without, told))
    return made


def without_titles(index: IndexedCollection) -> IndexedCollection:
    """The collection without titles: they become the first line of the text."""
    columns, old = index.columns, index.columns.arrays
    lengths = np.diff(old.title_end, prepend=0)
    starts = np.repeat(np.concatenate([[0], old.body_end[:-1]]), lengths)
    body = np.insert(old.body, starts, old.title)
    bare = replace(
        old,
        body=body,
        body_end=old.body_end + np.cumsum(lengths),
        title=old.title[:0],
        title_end=np.zeros_like(old.title_end),
    )
    return replace(index, columns=type(columns)(columns.folder, bare, columns.names, columns.change))
