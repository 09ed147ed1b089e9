"""The transformer encoder: texts to "deep" vectors, which lie near one another where texts mean the same.

The static encoder adds up words; this one reads them together, so that "mất sổ đỏ" lies near "cấp lại Giấy chứng nhận
quyền sử dụng đất". A passage costs some ten milliseconds, a hundred times as much as there: a document answers without
its deep vectors, which follow (``index.ingestion.deep_embedding``). onnxruntime alone runs it, without torch.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding.encoders import BOTH
from index.records import Floats, VectorModel

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parents[1] / "models" / "transformer"
MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"
#: The digests of a graph that was written anew and of the exported one (``index.training.transformer_graph``).
GRAPH_FILE = "graph.json"
DIMENSION = 384
#: What onnxruntime does not take together: the graph itself says which sums and norms are one node, as each way rounds
#: otherwise (docs/decisions/0066).
UNFUSED = ("SkipLayerNormFusion",)
#: Prefixes by which the model tells questions from passages.
QUESTION_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "
#: Pieces read of a passage and of a question. More add little (the right one of ten candidates nearest by itself: 80
#: .573, 128 .588, 192 .615; mixed into the ranking .754, .765, .765).
MOST_PIECES, QUESTION_PIECES = 128, 40
#: Characters read of a document's subject, of a heading, and of the one right above: the text needs the pieces.
SUBJECT_CHARACTERS, HEADING_CHARACTERS, LAST_CHARACTERS = 100, 80, 160
#: Characters of a passage that are cut to pieces; 128 pieces are some 500.
MOST_CHARACTERS = 2000
#: Texts cut to pieces at a time.
CUT_TEXTS = 512
#: Vectors of the latest questions kept: follow-ups and second searches ask the same text again.
QUESTIONS_KEPT = 1024
#: Raise it whenever ``deep_text`` puts other words together: vectors of two ways are never mixed.
TEXT_VERSION = 1

_log = logging.getLogger("hoivanban")


def deep_text(subject: str, headings: Sequence[str], text: str) -> str:
    """The text of a passage as the transformer reads it: its document's subject, the titles above it, its own text.

    >>> deep_text("VỀ VIỆC TRỒNG RỪNG", ("II. Kinh phí",), "1. Ngân sách\\ntỉnh")
    'passage: về việc trồng rừng II. Kinh phí 1. Ngân sách tỉnh'
    """
    parts = [_cut(subject, SUBJECT_CHARACTERS), *(_cut(one, HEADING_CHARACTERS) for one in headings[-3:-1])]
    # An opening line is often its own heading.
    if headings and not text.startswith(headings[-1]):
        parts.append(_cut(headings[-1], LAST_CHARACTERS))
    parts.append(text)
    return PASSAGE_PREFIX + " ".join(" ".join(_small(part).split()) for part in parts if part)


def _cut(text: str, most: int) -> str:
    """A text's first words, at most so many characters."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0]


def _small(text: str) -> str:
    """A text in capitals in small letters: capitals cost three times the pieces and mean little."""
    letters = sum(map(str.isalpha, text))
    return text.lower() if 2 * sum(map(str.isupper, text)) > letters else text


class TransformerEncoder:
    """A transformer in a folder. Its weights are read with the first text: who never asks pays nothing."""

    def __init__(self, folder: Path, name: str, threads: int = 1) -> None:
        self.model = VectorModel(name, DIMENSION)
        self.name = name
        self.dimension = DIMENSION
        self._folder = folder
        self._threads = threads
        self._opening = threading.Lock()
        self._tokenizer: Tokenizer | None = None
        self._session: Any = None
        self._question_vector: Callable[[str], Floats] = lru_cache(QUESTIONS_KEPT)(self._embed_one)

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> TransformerEncoder:
        """The encoder in a folder (the bundled one), which runs on so many threads. Its name changes with its files.

        :raises OSError: if a file is missing.
        """
        folder = folder or FOLDER
        digest = hashlib.sha256(str(TEXT_VERSION).encode())
        digest.update(_model_digest(folder))
        digest.update(_file_digest(folder / TOKENIZER_FILE))
        return cls(folder, f"meaning@{digest.hexdigest()[:12]}", threads)

    def with_threads(self, threads: int) -> TransformerEncoder:
        """The same encoder on so many threads, to embed many passages."""
        return TransformerEncoder(self._folder, self.name, threads)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Unit vectors of texts as :func:`deep_text` makes them, one row each."""
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for start in range(0, len(texts), CUT_TEXTS):
            part = [text[:MOST_CHARACTERS] for text in texts[start : start + CUT_TEXTS]]
            for row, pieces in enumerate(self._pieces(part, MOST_PIECES), start):
                vectors[row] = self._run(pieces)
        return vectors

    def embed_question(self, text: str) -> Floats:
        """The unit vector of a question."""
        return self._question_vector(text)

    def _embed_one(self, text: str) -> Floats:
        vector: Floats = self._run(self._pieces([QUESTION_PREFIX + text[:MOST_CHARACTERS]], QUESTION_PIECES)[0])
        vector.flags.writeable = False
        return vector

    def _pieces(self, texts: list[str], most: int) -> list[list[int]]:
        """The ids of each text's pieces, at most so many; the sign at the end stays."""
        self._open()
        assert self._tokenizer is not None
        found = [encoded.ids for encoded in self._tokenizer.encode_batch_fast(texts)]
        return [ids if len(ids) <= most else [*ids[: most - 1], ids[-1]] for ids in found]

    def _run(self, pieces: list[int]) -> Floats:
        """The vector of a text, run alone.

        The weights' eight bits are scaled to all texts that are run together: beside seven others a text got a vector
        with a cosine of .983 to .997 to its own, another one beside others. Alone it costs 8 % more.
        """
        ids = np.array([pieces], np.int64)
        vector: Floats = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0]
        return vector

    def _open(self) -> None:
        with self._opening:
            if self._session is None:
                self._tokenizer, self._session = self._opened()

    def _opened(self) -> tuple[Tokenizer, Any]:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER_FILE))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer, opened_graph(str(self._folder / MODEL_FILE), self._threads)


def opened_graph(graph: str | bytes, threads: int, unfused: Sequence[str] = UNFUSED) -> Any:
    """A graph (a file's path, or its content) as onnxruntime runs it, on so many threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # Threads that spin while they wait would take the cores from the questions.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=list(unfused)
    )


def _file_digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _model_digest(folder: Path) -> bytes:
    """The digest that counts for the model: the exported graph's, where the file is that graph written anew.

    It has the same weights, so that libraries keep the vectors that they have.
    """
    own = _file_digest(folder / MODEL_FILE)
    try:
        digests = json.loads((folder / GRAPH_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return own
    return bytes.fromhex(digests["exported"]) if digests["written"] == own.hex() else own


def deep_encoder(model: str | None, threads: int = 1) -> TransformerEncoder | None:
    """The transformer that goes with the setting ``HOIVANBAN_MODEL``; None for ``static`` and for other models.

    Without its weights the static vectors serve alone, and the log says so.
    """
    if model not in (None, BOTH):
        return None
    try:
        return TransformerEncoder.load(FOLDER, threads)
    except OSError as error:
        _log.warning("no deep vectors: the transformer's files are missing (%s)", error)
        return None
