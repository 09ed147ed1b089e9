"""The transformer's folder as sentence-transformers opens it: the class that its ``modules.json`` names.

    SentenceTransformer("index/models/transformer", trust_remote_code=True).encode(texts, prompt_name="passage")

For training and comparing only: serving takes ``index.embedding.transformer``, which needs no torch.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers.base.modules.input_module import InputModule
from tokenizers import Tokenizer

from index.embedding.transformer import DIMENSION, MODEL_FILE, MOST_PIECES, TOKENIZER_FILE, opened_graph

#: The piece that fills up the shorter texts of a batch.
PADDING = 1


class OnnxModule(InputModule):
    """The exported model: pieces in, unit vectors out."""

    def __init__(self, folder: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the package does not say its types
        self.folder = folder
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self.tokenizer.enable_truncation(MOST_PIECES)
        self.tokenizer.enable_padding(pad_id=PADDING)
        self.session: Any = opened_graph(str(folder / MODEL_FILE), threads=0)

    def preprocess(self, inputs: Any, prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """The pieces of texts, each with the prompt before it."""
        encoded = self.tokenizer.encode_batch([f"{prompt or ''}{text}" for text in inputs])
        return {
            "input_ids": torch.tensor([one.ids for one in encoded]),
            "attention_mask": torch.tensor([one.attention_mask for one in encoded]),
        }

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        given = {"ids": features["input_ids"].cpu().numpy(), "mask": features["attention_mask"].cpu().numpy()}
        features["sentence_embedding"] = torch.from_numpy(self.session.run(None, given)[0])
        return features

    def get_embedding_dimension(self) -> int:
        return DIMENSION

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        for name in (MODEL_FILE, TOKENIZER_FILE):
            shutil.copy(self.folder / name, Path(output_path) / name)

    @classmethod
    def load(cls, model_name_or_path: str, *_: Any, **__: Any) -> Self:
        return cls(Path(model_name_or_path))
