"""Any sentence-transformers model, made here with random weights: what is proven is the path, not the judgement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.derived.sync import Indexes
from index.embedding import encoders
from index.embedding.encoders import ModelMissing, SentenceEncoder, passage_text
from index.embedding.presets import PRESETS, find_preset
from index.library.library import Library, WrongModel
from index.library.records import PublishRequest
from index.ranking.cross_encoder import Reranker
from index.search import Searcher
from ingest.records import Citation, Document, Metadata, Passage
from service.assistant import Assistant

TEXTS = (
    "Sở Ngoại vụ chủ trì công tác thông tin đối ngoại.",
    "Kinh phí được bố trí trong dự toán ngân sách hằng năm.",
    "Báo cáo kết quả trước ngày 15 tháng 12.",
)
WORDS = sorted({word.strip(".").lower() for text in TEXTS for word in text.split()} | {"query", "passage", ":", "."})
SIZE: dict[str, Any] = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}


def _vocabulary(folder: Path) -> None:
    import transformers

    made: Any = transformers
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    made.BertTokenizerFast(str(folder / "vocab.txt"), strip_accents=False).save_pretrained(folder)


def transformer(folder: Path, pooling: str, seed: int = 1) -> Path:
    """A tiny BERT-like model with the pooling that its folder states, saved as sentence-transformers saves one."""
    torch = pytest.importorskip("torch")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from transformers import BertConfig, BertModel

    torch.manual_seed(seed)
    raw = folder.with_name(folder.name + "-raw")
    _vocabulary(raw)
    BertModel(BertConfig(vocab_size=len(WORDS) + 5, max_position_embeddings=64, **SIZE)).save_pretrained(raw)
    word = modules.Transformer(str(raw), max_seq_length=64)
    SentenceTransformer(modules=[word, modules.Pooling(16, pooling_mode=pooling)], device="cpu").save(str(folder))
    return folder


def cross_encoder(folder: Path) -> Path:
    """A tiny cross-encoder."""
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(1)
    _vocabulary(folder)
    size: dict[str, Any] = {**SIZE, "num_labels": 1}
    config = BertConfig(vocab_size=len(WORDS) + 5, **size)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("pooling", ["cls", "mean"])
def test_a_model_is_read_with_the_pooling_that_it_states(tmp_path: Path, pooling: str) -> None:
    from sentence_transformers import SentenceTransformer

    folder = transformer(tmp_path / "model", pooling)
    ours = encoders.load(str(folder))
    assert isinstance(ours, SentenceEncoder)
    theirs: Any = SentenceTransformer(str(folder), device="cpu")
    expected = theirs.encode(list(TEXTS), normalize_embeddings=True)
    np.testing.assert_allclose(ours.embed_passages(TEXTS), expected, atol=1e-5)
    hidden = theirs[0].auto_model(**theirs.tokenizer([TEXTS[0]], return_tensors="pt")).last_hidden_state[0]
    pooled = hidden[0] if pooling == "cls" else hidden.mean(0)
    pooled = (pooled / pooled.norm()).detach().numpy()
    np.testing.assert_allclose(ours.embed_question(TEXTS[0]), pooled, atol=1e-4)


def test_prefixes_and_length_are_those_of_the_preset(tmp_path: Path) -> None:
    """The folder's name tells which published model lies in it."""
    folder = transformer(tmp_path / "multilingual-e5-small", "mean")
    plain = transformer(tmp_path / "other", "mean")
    e5, bare = encoders.load(str(folder)), encoders.load(str(plain))
    assert isinstance(e5, SentenceEncoder)
    assert e5._model.max_seq_length == 64  # the preset's 512 never lengthens what a model can read
    np.testing.assert_allclose(e5.embed_question(TEXTS[0]), bare.embed_question("query: " + TEXTS[0]), atol=1e-5)
    np.testing.assert_allclose(e5.embed_passages(TEXTS[:1]), bare.embed_passages(["passage: " + TEXTS[0]]), atol=1e-5)
    assert not np.allclose(e5.embed_question(TEXTS[0]), bare.embed_question(TEXTS[0]), atol=1e-3)


def test_models_made_from_phobert_are_given_words(tmp_path: Path) -> None:
    pytest.importorskip("pyvi", reason="pyvi joins the syllables of words; install it to run this test")
    folder = transformer(tmp_path / "vietnamese-bi-encoder", "mean")
    encoder = encoders.load(str(folder))
    assert isinstance(encoder, SentenceEncoder)
    assert encoder.preset.segmented
    assert "ngân_sách" in encoder._segmented(TEXTS[1])
    assert encoder.embed_passages(TEXTS).shape == (3, 16)


@pytest.mark.parametrize(
    ("name", "prefix", "length", "segmented"),
    [
        ("AITeamVN/Vietnamese_Embedding", "", 2048, False),
        ("BAAI/bge-m3", "", 2048, False),
        ("intfloat/multilingual-e5-small", "query: ", 512, False),
        ("intfloat/multilingual-e5-base", "query: ", 512, False),
        ("intfloat/multilingual-e5-large", "query: ", 512, False),
        ("bkai-foundation-models/vietnamese-bi-encoder", "", 256, True),
        ("hiieu/halong_embedding", "", 512, False),
        ("dangvantuan/vietnamese-embedding", "", 256, True),
    ],
)
def test_presets_of_the_known_models(name: str, prefix: str, length: int, segmented: bool) -> None:
    preset = PRESETS[name]
    assert (preset.question_prefix, preset.max_length, preset.segmented) == (prefix, length, segmented)
    assert preset.passage_prefix == prefix.replace("query", "passage")
    assert 0 < preset.weight < 1
    assert find_preset(f"/srv/models/{name.partition('/')[2]}@0123456789ab") is preset
    assert bool(preset.trained_on) == (name == "bkai-foundation-models/vietnamese-bi-encoder")


@pytest.mark.parametrize("name", ["no-such-organisation/no-such-model", "./no/such/folder"])
def test_a_missing_model_is_one_sentence(name: str) -> None:
    """Nothing is downloaded: a name that is not on this machine is refused at once."""
    with pytest.raises(ModelMissing, match=r"^Không mở được mô hình .*HOIVANBAN_MODEL.*\.$"):
        encoders.load(name)
    with pytest.raises(ModelMissing, match=r"^Không mở được mô hình .*HOIVANBAN_RERANKER.*\.$"):
        Reranker.load(name)


@pytest.fixture
def home(tmp_path: Path) -> tuple[Path, Path]:
    """A library whose vectors were made by a model of another kind than the bundled one."""
    folder = transformer(tmp_path / "model", "cls")
    encoder = encoders.load(str(folder))
    passages = tuple(Passage(i, text, Citation("", (), f"đoạn {i}", f"đoạn {i}")) for i, text in enumerate(TEXTS))
    document = Document("a" * 64, "a.txt", "text", "text", Metadata(type="KH"), (), passages)
    home = tmp_path / "home"
    with Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        library.publish_many(
            [PublishRequest(document, encoder.embed_passages([passage_text(one) for one in passages]))]
        )
        assert Searcher(Indexes.open(home, library).snapshot(), library, encoder).search("kinh phí").hits
    return home, folder


def test_a_library_is_asked_with_the_model_that_made_it(home: tuple[Path, Path], tmp_path: Path) -> None:
    folder, model = home
    with Assistant.open(folder, str(model), reranker=str(cross_encoder(tmp_path / "cross"))) as assistant:
        assert assistant.search("kinh phí lấy từ đâu", explain=True).hits[0].passage.text == TEXTS[1]
    with pytest.raises(WrongModel):
        Assistant.open(folder)
    with pytest.raises(WrongModel):  # the same kind of model with other weights
        Assistant.open(folder, str(transformer(tmp_path / "again" / "model", "cls", seed=2)))


def test_the_cross_encoder_orders_the_first_hits(home: tuple[Path, Path], tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder

    name = str(cross_encoder(tmp_path / "cross"))
    scores = Reranker.load(name).scores("kinh phí", TEXTS)
    direct = CrossEncoder(name, device="cpu").predict([("kinh phí", text) for text in TEXTS])
    assert scores.argsort().tolist() == direct.argsort().tolist()
    assert (scores.min(), scores.max()) == (0.0, 1.0)
    assert Reranker.load(name).scores("kinh phí", []).shape == (0,)
