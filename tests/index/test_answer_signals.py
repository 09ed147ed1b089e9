"""Whether a passage tells the kind of thing that a question asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.derived import terms
from index.derived.columns import Columns
from index.ranking import answer_signals
from index.ranking.calibration import LIST_SIGNALS
from index.ranking.features import FEATURES
from index.ranking.ranker import BUNDLED, Ranker
from index.training.collection import article_row
from index.training.training_pairs import Article
from ingest.text import normalize

ARTICLES = (
    Article("a", "Chợ nổi", "Phạm vi điều chỉnh", "Quy định này nói về điều kiện mở quầy trên chợ nổi."),
    Article("b", "Chợ nổi", "Giải thích từ ngữ", "Quầy ghép là hai quầy dùng chung một mái che."),
    Article("c", "Chợ nổi", "Điều kiện mở quầy", "Người mở quầy phải đáp ứng yêu cầu về phao cứu sinh."),
    Article("d", "", "", "Quầy đóng cửa lúc trời tối."),
)


@pytest.fixture
def columns(tmp_path: Path) -> Columns:
    made = Columns.open(tmp_path)
    made.add([article_row(article, place) for place, article in enumerate(ARTICLES)])
    return made


def _told(columns: Columns, question: str) -> dict[str, list[float]]:
    found = answer_signals.answer_signals(terms.syllables(question), columns, range(len(ARTICLES)))
    return {name: found[:, place].tolist() for place, name in enumerate(answer_signals.SIGNALS)}


def test_scope_and_meanings_are_told_by_the_title(columns: Columns) -> None:
    found = _told(columns, "Quầy ghép là gì?")
    assert found["scope"] == [1, 0, 0, 0]
    assert found["meanings"] == found["defines"] == [0, 1, 0, 0]
    assert _told(columns, "Quầy ghép mở khi nào?")["defines"] == [0, 0, 0, 0]


def test_the_kind_asked_for_is_looked_for_in_title_and_text(columns: Columns) -> None:
    found = _told(columns, "Điều kiện mở quầy trên chợ nổi?")
    assert found["in_title"] == [0, 0, 1, 0]
    assert found["in_text"] == [1, 0, 1, 0]
    assert found["cues"] == [1, 0, 1, 0]


def test_accents_make_no_difference(columns: Columns) -> None:
    question = "Điều kiện mở quầy và mức phạt là gì?"
    assert _told(columns, question) == _told(columns, normalize.fold(question))


def test_bundled_confidence_falls_when_another_kind_of_thing_is_told() -> None:
    ranker = Ranker.load(BUNDLED)
    rows, scores, order = np.zeros((20, len(FEATURES)), np.float32), np.linspace(1, 0, 20), np.arange(20)
    values = dict.fromkeys(answer_signals.SIGNALS, 0.0)
    scope = np.array(list((values | {"scope": 1.0}).values()), np.float32)
    meant = np.array(list((values | {"in_title": 1.0, "in_text": 1.0, "cues": 1.0}).values()), np.float32)
    assert ranker.confidence(rows, scores, order, scope) < ranker.confidence(rows, scores, order, meant)


def test_every_signal_has_a_weight() -> None:
    certainty = Ranker.load(BUNDLED)._calibration
    assert certainty is not None
    assert len(certainty.weights) == len(LIST_SIGNALS) + len(answer_signals.SIGNALS)
