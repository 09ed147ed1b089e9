"""Encoders: text to vectors. The bundled model is static and needs no torch; others run in sentence-transformers.

Importing sentence-transformers costs 5 s and 400 MB, so a pure static model (an embedding table and a tokenizer) is
read here with safetensors and tokenizers alone. A test compares its output with SentenceTransformer's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.embedding.fast_tokenizer import FastTokenizer
from index.embedding.presets import Preset, find_preset
from index.records import Floats, StoredPassage
from ingest.records import Passage

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

BUNDLED = Path(__file__).parents[1] / "models" / "encoder"
#: Names of the bundled models: the static one alone, and the transformer with it (as where none is named).
STATIC, BOTH = "static", "bundled"
#: Texts tokenised at a time; more gains nothing and costs memory.
BATCH = 1024
#: From so many texts on it pays to make the fast tokenizer (a tenth of a second).
FAST_FROM = 64
#: Characters of a text that a static model reads: a passage has about 1,000, and the tail of an overlong one only
#: blurs the mean.
MAX_CHARACTERS = 2000
#: How often a static model counts a passage's own title (train part, dense nDCG@10: once .580, three times .611, five
#: times .608): in a plain mean it would be lost in the text.
TITLE_WEIGHT = 3
#: Separates the titles of a passage from its text.
_TITLES_END = "\n\n"
#: Files that hold weights, in a model's folder or below it.
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
_TABLE_NAMES = ("embedding.weight", "embeddings", "embedding")


class Encoder(Protocol):
    """An embedding model, as the library and the search use it. ``name`` is stored beside the vectors it made."""

    name: str
    dimension: int

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Normalised vectors of passage texts, one row each."""

    def embed_question(self, text: str) -> Floats:
        """The normalised vector of a question."""


class ModelMissing(ValueError):
    """An embedding model that cannot be opened; the message is one Vietnamese sentence."""


def passage_text(passage: Passage | StoredPassage) -> str:
    """The text of a passage that is embedded: the titles above it and its own text."""
    return text_with_titles(passage.headings, passage.text)


def text_with_titles(titles: Sequence[str], text: str) -> str:
    """Titles and text as one string, with the blank line between them by which a static model tells them apart."""
    return "\n".join(titles) + _TITLES_END + text


def _with_repeated_title(text: str) -> str:
    """The text of a passage as a static model reads it: cut, and with the title right above it repeated."""
    titles, divided, rest = text[:MAX_CHARACTERS].partition(_TITLES_END)
    if not divided or not titles:
        return text[:MAX_CHARACTERS]
    return "\n".join([titles, *[titles.rpartition("\n")[2]] * (TITLE_WEIGHT - 1), rest])


class StaticEncoder:
    """A static model: a text's vector is the mean of the table's rows for its pieces."""

    def __init__(self, name: str, tokenizer: Tokenizer, table: npt.NDArray[np.float16] | Floats) -> None:
        self.name = name
        self.dimension = int(table.shape[1])
        self._tokenizer = tokenizer
        self._fast_tokenizer: FastTokenizer | None = None
        # Single precision: twice the memory of the stored halves, a third of the time of a mean.
        self._table = table.astype(np.float32)

    @classmethod
    def load(cls, folder: Path, name: str) -> StaticEncoder:
        """Read a folder in sentence-transformers format whose only layer is a StaticEmbedding."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tensors = load_file(str(folder / "model.safetensors"))
        table = next(tensors[key] for key in _TABLE_NAMES if key in tensors)
        return cls(name, tokenizer, table)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        return self._embed([_with_repeated_title(text) for text in texts])

    def embed_question(self, text: str) -> Floats:
        vector: Floats = self._embed([text[:MAX_CHARACTERS]])[0]
        return vector

    def _embed(self, texts: Sequence[str]) -> Floats:
        out = np.zeros((len(texts), self.dimension), np.float32)
        if self._fast_tokenizer is None and len(texts) >= FAST_FROM:
            self._fast_tokenizer = FastTokenizer.from_json(self._tokenizer.to_str())
        left: list[int] = []
        for row, text in enumerate(texts):
            ids = self._fast_tokenizer.piece_ids(text) if self._fast_tokenizer is not None else None
            if ids is None:
                left.append(row)
            elif ids:
                out[row] = self._table.take(ids, axis=0).sum(axis=0)
        for start in range(0, len(left), BATCH):
            part = left[start : start + BATCH]
            encoded = self._tokenizer.encode_batch_fast([texts[row] for row in part], add_special_tokens=False)
            for row, one in zip(part, encoded, strict=True):
                if one.ids:
                    out[row] = self._table.take(one.ids, axis=0).sum(axis=0)
        # The sum and the mean of a text's pieces have the same direction.
        return _normalise_rows(out)


class SentenceEncoder:
    """A sentence-transformers model, by name or path, with its preset."""

    def __init__(self, name: str, model: SentenceTransformer, preset: Preset) -> None:
        self.name = name
        # Renamed in sentence-transformers 5.
        dimension = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
        self.dimension = int(dimension() or 0)
        self.preset = preset
        self._model = model
        self._segment = _segmenter(name) if preset.segmented else None

    @classmethod
    def load(cls, name: str) -> SentenceEncoder:
        """Open a folder, or a model that was downloaded before; nothing is downloaded here.

        :raises ModelMissing: if there is no such model on this machine.
        """
        preset = find_preset(name) or Preset()
        try:
            limit_torch_threads()
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelMissing(missing_package_message("HOIVANBAN_MODEL", name)) from error
        try:
            model = SentenceTransformer(name, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise ModelMissing(missing_model_message("HOIVANBAN_MODEL", name)) from error
        if preset.max_length is not None:
            model.max_seq_length = min(preset.max_length, model.max_seq_length or preset.max_length)
        return cls(_versioned_name(Path(name), name) if Path(name).is_dir() else name, model, preset)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        return self._encode([self.preset.passage_prefix + self._segmented(text) for text in texts])

    def embed_question(self, text: str) -> Floats:
        vector: Floats = self._encode([self.preset.question_prefix + self._segmented(text)])[0]
        return vector

    def _segmented(self, text: str) -> str:
        return text if self._segment is None else self._segment(text)

    def _encode(self, texts: list[str]) -> Floats:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self._model.encode(texts, convert_to_numpy=True, show_progress_bar=False)
        return _normalise_rows(np.asarray(vectors, np.float32))


def _segmenter(name: str) -> Callable[[str], str]:
    """A word segmenter, which joins the syllables of words, for models that were trained on such text.

    :raises ModelMissing: if its package is not installed.
    """
    try:
        from pyvi.ViTokenizer import tokenize
    except ImportError:
        raise ModelMissing(f"Mô hình {name} cần tách từ trước khi nhúng. Hãy cài gói pyvi.") from None
    segment: Callable[[str], str] = tokenize
    return segment


def limit_torch_threads() -> None:
    """Let torch use half the cores, and its threads sleep while they wait. Call it before torch is imported."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import torch

    torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))


def missing_model_message(setting: str, name: str) -> str:
    """The Vietnamese message about a model that is not on this machine."""
    return (
        f"Không mở được mô hình {name} ({setting}) trên máy này. "
        "Hãy đặt đường dẫn tới thư mục mô hình dạng sentence-transformers đã tải về, hoặc bỏ trống."
    )


def missing_package_message(setting: str, name: str) -> str:
    """The Vietnamese message about a model that a small installation cannot run: it has no sentence-transformers."""
    return (
        f"Bản cài gọn không có gói sentence-transformers nên không chạy được mô hình {name} ({setting}). "
        "Hãy bỏ trống cài đặt này để dùng mô hình kèm theo, hoặc cài bản đầy đủ (make install)."
    )


def load(name_or_path: str | None = None) -> Encoder:
    """Open the bundled static model, or another (a folder, or a name that sentence-transformers downloaded before).

    :raises ModelMissing: if that model is not on this machine.
    """
    if name_or_path in (STATIC, BOTH):
        name_or_path = None
    if name_or_path is None:
        return bundled_encoder()
    folder = Path(name_or_path)
    if is_static(folder):
        return StaticEncoder.load(_first_layer_folder(folder), _versioned_name(folder, name_or_path))
    return SentenceEncoder.load(name_or_path)


@cache
def bundled_encoder() -> StaticEncoder:
    """The static model that comes with the program, read once: 70 MB, which processes forked afterwards share."""
    if not is_static(BUNDLED):
        raise FileNotFoundError(f"the bundled model is missing from {BUNDLED}; make it with index.training.encoder")
    return StaticEncoder.load(_first_layer_folder(BUNDLED), _versioned_name(BUNDLED, None))


def is_static(folder: Path) -> bool:
    """True if a folder holds a sentence-transformers model made of one StaticEmbedding (a Normalize may follow)."""
    modules = folder / "modules.json"
    if not modules.is_file():
        return False
    kinds = [module["type"].rsplit(".", 1)[-1] for module in json.loads(modules.read_text())]
    return kinds[:1] == ["StaticEmbedding"] and set(kinds[1:]) <= {"Normalize"}


def _first_layer_folder(folder: Path) -> Path:
    """The folder of the first layer; sentence-transformers puts it at the root or in a numbered folder."""
    first = json.loads((folder / "modules.json").read_text())[0]["path"]
    return folder / first if first else folder


def _versioned_name(folder: Path, given: str | None) -> str:
    """A name that changes with the weights: vectors of two models must never be mixed."""
    import hashlib

    hashes = []
    for path in sorted(path for kind in _WEIGHTS for path in folder.rglob(kind)):
        with path.open("rb") as file:
            hashes.append(hashlib.file_digest(file, "sha256").hexdigest())
    digest = hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
    return f"{'bundled' if given is None else folder.name}@{digest[:12]}"


def _normalise_rows(matrix: Floats) -> Floats:
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    normalised: Floats = (matrix / np.where(norms == 0, 1, norms)).astype(np.float32)
    return normalised
