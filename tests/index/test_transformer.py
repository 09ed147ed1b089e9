"""The transformer's vectors: the same as sentence-transformers makes, whatever texts are beside a text."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path

import numpy as np
import pytest

from index.embedding import transformer
from index.embedding.encoders import load
from index.embedding.transformer import TransformerEncoder, deep_encoder, deep_text
from tests.support.deep_weights import needs_weights

TEXTS = [
    "Cấp lại Giấy chứng nhận quyền sử dụng đất do bị mất",
    "Xử phạt vi phạm nồng độ cồn khi lái xe",
    "Kinh phí",
    "Kế hoạch phòng cháy, chữa cháy rừng năm 2026 của UBND tỉnh. " * 40,
]


@pytest.fixture(scope="module")
def encoder() -> TransformerEncoder:
    return TransformerEncoder.load()


@needs_weights
def test_vectors_equal_those_of_sentence_transformers(encoder: TransformerEncoder) -> None:
    pytest.importorskip("torch")
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(transformer.FOLDER), device="cpu", trust_remote_code=True, local_files_only=True)
    passages = theirs.encode(TEXTS, prompt_name="passage", normalize_embeddings=True, batch_size=1)
    ours = encoder.embed_passages([deep_text("", (), text) for text in TEXTS])
    np.testing.assert_allclose(passages, ours, atol=1e-5)
    question = theirs.encode([TEXTS[0]], prompt_name="query", batch_size=1)[0]
    np.testing.assert_allclose(encoder.embed_question(TEXTS[0]), question, atol=1e-5)


@needs_weights
def test_a_text_has_the_same_vector_alone_and_among_others(encoder: TransformerEncoder) -> None:
    texts = [deep_text("về việc trồng rừng", ("II. Kinh phí",), text) for text in TEXTS]
    together, alone = encoder.embed_passages(texts), np.concatenate([encoder.embed_passages([t]) for t in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(together, encoder.with_threads(2).embed_passages(texts[::-1])[::-1])
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)


@needs_weights
def test_meaning_is_nearer_than_words(encoder: TransformerEncoder) -> None:
    question = encoder.embed_question("mất sổ đỏ thì xin lại ở đâu")
    near = encoder.embed_passages([deep_text("", (), text) for text in TEXTS[:3]]) @ question
    assert near.argmax() == 0


@needs_weights
def test_a_question_is_encoded_once(encoder: TransformerEncoder) -> None:
    first = encoder.embed_question("kinh phí thực hiện là bao nhiêu")
    assert encoder.embed_question("kinh phí thực hiện là bao nhiêu") is first
    assert not first.flags.writeable


@needs_weights
def test_no_text_and_empty_text(encoder: TransformerEncoder) -> None:
    assert encoder.embed_passages([]).shape == (0, encoder.dimension)
    assert np.isfinite(encoder.embed_passages([deep_text("", (), "")])).all()


def test_other_models_have_no_deep_vectors() -> None:
    assert deep_encoder("static") is None
    assert deep_encoder("intfloat/multilingual-e5-small") is None
    assert load("static").name == load("bundled").name == load().name


def test_without_its_weights_the_static_model_serves_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(transformer, "FOLDER", tmp_path)
    with caplog.at_level(logging.WARNING):
        assert deep_encoder(None) is None
    assert len(caplog.records) == 1


def test_name_changes_with_weights_and_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (transformer.MODEL_FILE, transformer.TOKENIZER_FILE):
        (tmp_path / name).write_text("a")
    first = TransformerEncoder.load(tmp_path).name
    (tmp_path / transformer.MODEL_FILE).write_text("b")
    second = TransformerEncoder.load(tmp_path).name
    monkeypatch.setattr(transformer, "TEXT_VERSION", transformer.TEXT_VERSION + 1)
    assert len({first, second, TransformerEncoder.load(tmp_path).name}) == 3


def test_a_graph_written_anew_keeps_the_name_until_it_changes(tmp_path: Path) -> None:
    model, graph = tmp_path / transformer.MODEL_FILE, tmp_path / transformer.GRAPH_FILE
    model.write_text("exported")
    (tmp_path / transformer.TOKENIZER_FILE).write_text("a")
    exported, first = hashlib.sha256(b"exported").hexdigest(), TransformerEncoder.load(tmp_path).name
    model.write_text("written")
    graph.write_text(json.dumps({"exported": exported, "written": hashlib.sha256(b"written").hexdigest()}))
    assert TransformerEncoder.load(tmp_path).name == first
    model.write_text("other weights")
    assert TransformerEncoder.load(tmp_path).name != first


@needs_weights
def test_the_bundled_vectors_keep_the_name_they_had_as_exported() -> None:
    """Libraries that were embedded with the graph as it was exported are not embedded anew."""
    assert TransformerEncoder.load().name == "meaning@287e28ef3f1b"
