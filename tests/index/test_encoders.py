"""The torch-free static model equals SentenceTransformer; models of another kind take the other path."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.embedding import encoders
from index.embedding.presets import PRESETS
from index.training import tokenizer as pieces

SENTENCES = [
    "Kế hoạch 516/KH-UBND do Sở Ngoại vụ chủ trì.",
    "ke hoach thong tin doi ngoai",
    "a) Kinh phí;\nb) Nguồn vốn: ngân sách nhà nước (2.015 triệu đồng)",
    "Từ lạ: xyzzy 🙂",
]


@pytest.fixture(scope="module")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small static model in sentence-transformers format, made by the project's own tokenizer and writer."""
    torch = pytest.importorskip("torch")
    from index.training.encoder import save_model

    tokenizer = pieces.train_tokenizer([" ".join(SENTENCES)] * 60)
    generator = torch.Generator().manual_seed(1)
    folder = tmp_path_factory.mktemp("static")
    save_model(tokenizer, torch.randn(tokenizer.get_vocab_size(), 16, generator=generator), folder)
    return folder


def test_static_model_equals_sentence_transformer(static_folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    ours = encoders.load(str(static_folder))
    assert isinstance(ours, encoders.StaticEncoder)
    theirs = SentenceTransformer(str(static_folder), device="cpu").float()
    expected = theirs.encode(SENTENCES, normalize_embeddings=True)
    np.testing.assert_allclose(ours.embed_passages(SENTENCES), expected, atol=2e-3)
    np.testing.assert_allclose(ours.embed_question(SENTENCES[0]), expected[0], atol=2e-3)


def test_name_changes_with_the_weights(static_folder: Path, tmp_path: Path) -> None:
    import shutil

    from safetensors.numpy import load_file, save_file

    copy = tmp_path / static_folder.name
    shutil.copytree(static_folder, copy)
    file = next(copy.rglob("model.safetensors"))
    assert encoders.load(str(copy)).name == encoders.load(str(static_folder)).name
    save_file({name: tensor * 2 for name, tensor in load_file(str(file)).items()}, str(file))
    assert encoders.load(str(copy)).name != encoders.load(str(static_folder)).name


def test_empty_text_is_a_zero_vector_and_no_text_no_rows(static_folder: Path) -> None:
    encoder = encoders.load(str(static_folder))
    assert not encoder.embed_passages([""]).any()
    assert encoder.embed_passages([]).shape == (0, 16)


def test_kind_of_a_model_is_read_from_its_modules(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text(
        json.dumps(
            [{"type": "sentence_transformers.models.Transformer"}, {"type": "sentence_transformers.models.Pooling"}]
        )
    )
    assert not encoders.is_static(tmp_path)
    assert not encoders.is_static(tmp_path / "nothing")


def test_presets_state_what_a_model_has_seen() -> None:
    assert PRESETS["bkai-foundation-models/vietnamese-bi-encoder"].trained_on
    assert PRESETS["intfloat/multilingual-e5-small"].question_prefix == "query: "
