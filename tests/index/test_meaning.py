"""The first candidates reordered by what they mean."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.derived.columns import Columns
from index.ranking import meaning
from index.ranking.candidates import RankedCandidates
from index.ranking.features import FEATURES
from index.ranking.meaning import NAMES, MeaningRanker, rank_by_meaning
from index.records import Doubles, Floats, IndexRow, Ints


class _BySimilarity:
    """A second ranker that looks at the similarity alone."""

    def scores(self, features: Floats) -> Doubles:
        found: Doubles = features[:, NAMES.index("similarity")].astype(np.float64)
        return found


class _Meaning:
    """A question's meaning with fixed similarities."""

    def __init__(self, similarities: dict[int, float]) -> None:
        self._similarities = similarities

    def similarities(self, ids: Ints) -> Doubles:
        return np.array([self._similarities.get(int(number), np.nan) for number in ids])


def _order(similarities: dict[int, float], scores: dict[int, float], subject: str = "") -> list[int]:
    """The candidates of one document, which has a name where a subject is given, by their ids."""
    columns = Columns.open(Path("/nowhere"))
    columns.add(
        [
            IndexRow(number, "d", f"d:{number}", "Điều khoản", "", subject, "body", b"", type=subject[:2] or None)
            for number in scores
        ]
    )
    ids = np.array(list(scores), np.int64)
    matrix = np.zeros((len(ids), len(FEATURES)), np.float32)
    ranked = RankedCandidates(columns.rows_of(ids), ids, np.array(list(scores.values())), matrix, 0.4)
    found = rank_by_meaning(ranked, _Meaning(similarities), columns)  # type: ignore[arg-type]
    order: list[int] = found.ids.tolist()
    return order


@pytest.fixture(autouse=True)
def by_similarity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "bundled_ranker", _BySimilarity)


def test_articles_stand_in_the_order_of_the_second_ranker() -> None:
    assert _order({1: 0.7, 2: 0.8, 3: 0.9}, {1: 0.9, 2: 0.6, 3: 0.3}) == [3, 2, 1]


def test_in_documents_with_a_name_the_second_ranker_has_half_a_say() -> None:
    similarities, scores = {1: 0.9, 2: 0.7, 3: 0.8}, {1: 0.95, 2: 0.9, 3: 0.1}
    assert _order(similarities, scores) == [1, 3, 2]
    assert _order({1: 0.7, 2: 0.8, 3: 0.9}, {1: 0.9, 2: 0.5, 3: 0.4}, "KH phòng cháy rừng") == [1, 3, 2]


def test_a_passage_without_a_vector_stands_in_the_middle() -> None:
    assert _order({1: 0.7, 3: 0.9}, {1: 0.9, 2: 0.6, 3: 0.3}) == [3, 2, 1]


def test_with_few_vectors_the_order_stays() -> None:
    assert _order({3: 0.9}, {1: 0.9, 2: 0.6, 3: 0.3}) == [1, 2, 3]


def test_the_bundled_second_ranker_is_made_for_these_features() -> None:
    assert MeaningRanker.load() is not None
