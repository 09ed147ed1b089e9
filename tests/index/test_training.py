"""The training commands on a few made-up articles: they run from data to model, and learn from nothing held out."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from index.embedding import encoders
from index.evaluation.held_out import is_held_out
from index.ranking import features
from index.ranking.ranker import Ranker
from index.training import calibration, encoder, ranker, tokenizer, training_pairs
from index.training.collection import indexed_collection
from index.training.encoder import semi_hard_negatives
from index.training.ranking_cases import ranking_cases
from tests.support.tiny_training_data import write_training_data


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_training_data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder made by the documented command's own function, in small batches."""
    folder = tmp_path_factory.mktemp("encoder")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder, "BATCH", 32)
        patch.setattr(encoder, "QUESTIONS_IN_BATCH", 0)
        patch.setattr(tokenizer, "MIN_PHRASE", 4)
        encoder.train(data, folder, 2, with_questions=False)
    return folder


def test_the_two_parts_of_the_questions_share_nothing(data: Path) -> None:
    learned = {question.id for question in training_pairs.read_questions(data, held_out=False)}
    reported = {question.id for question in training_pairs.read_questions(data, held_out=True)}
    assert learned
    assert reported
    assert not learned & reported
    assert all(map(is_held_out, reported))
    assert (
        len(training_pairs.read_recent_articles(data, held_out=True))
        + len(training_pairs.read_recent_articles(data, held_out=False))
        == 1
    )


def test_every_epoch_pairs_a_question_side_with_a_passage(data: Path) -> None:
    articles = training_pairs.read_articles(data)
    encode = encoder.piece_encoder(tokenizer.train_tokenizer(f"{a.topic}\n{a.title}\n{a.text}" for a in articles))
    cut = training_pairs.encode_articles(articles, encode, limit=1000)
    made = [list(training_pairs.make_pairs(cut, [([], [1])], 0.1, random.Random(seed))) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]
    assert all(passage for _, passage in made[0])


def test_encoder_finds_the_article_of_its_title(data: Path, trained: Path) -> None:
    model = encoders.load(str(trained))
    articles = training_pairs.read_articles(data)
    vectors = model.embed_passages([encoders.text_with_titles([a.topic, a.title], a.text) for a in articles])
    nearest = [int((vectors @ model.embed_question(article.title)).argmax()) for article in articles]
    assert np.mean([found == place for place, found in enumerate(nearest)]) > 0.8
    assert "index.training.encoder" in (trained / "README.md").read_text(encoding="utf-8")


def test_a_title_counts_more_than_the_text(trained: Path) -> None:
    model = encoders.load(str(trained))
    title, text = model.embed_question("gia hạn hộ chiếu"), "Cơ quan có thẩm quyền thu hồi giấy phép"
    plain, titled = model.embed_passages(
        [f"gia hạn hộ chiếu\n{text}", encoders.text_with_titles(["gia hạn hộ chiếu"], text)]
    )
    assert title @ titled > title @ plain


def test_mined_negatives_are_never_answers(data: Path) -> None:
    questions = training_pairs.read_questions(data, held_out=False)[:5]
    for question, wrong in zip(
        questions, semi_hard_negatives(training_pairs.read_articles(data), questions, 3), strict=True
    ):
        assert len(set(wrong)) == 3
        assert not set(wrong) & set(question.gold)


def test_ranker_is_trained_and_read_back(data: Path, trained: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranker, "ROUNDS", 5)
        patch.setattr(calibration, "ROUNDS", 5)
        ranker.train(data, tmp_path, encoders.load(str(trained)))
    model = Ranker.load(tmp_path)
    assert model.is_trained
    asked = training_pairs.read_questions(data, held_out=True)
    with indexed_collection(training_pairs.read_articles(data), encoders.load(str(trained))) as index:
        made = ranking_cases(index, encoders.load(str(trained)), asked)
    for case in made:
        scores = model.scores(case.matrix)
        assert case.matrix.shape[1] == len(features.FEATURES)
        assert np.isfinite(case.matrix).all()
        order = np.argsort(-scores, kind="stable")
        assert case.right[order[:3]].any()
        assert len(case.matrix_without) == len(case.matrix) - case.right.sum()
        assert 0 <= model.confidence(case.matrix, scores, order) <= 1
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "## Measured" in card
    assert "| legal, held out |" in card
