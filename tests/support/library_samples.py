"""Small real components for the library's tests: an encoder, documents, and readers that misbehave."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.read.context import ReadingContext
from ingest.reading import RefusedFile
from ingest.records import Citation, Document, Metadata, OutlineNode, Passage, Step

DIMENSION = 16


class SmallEncoder:
    """Feature hashing of words: deterministic, and alike texts lie near one another."""

    name = "small-test-encoder@1"
    dimension = DIMENSION

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        out = np.full((len(texts), DIMENSION), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                out[row, hashlib.md5(word.encode()).digest()[0] % DIMENSION] += 1
        rows: npt.NDArray[np.float32] = out / np.linalg.norm(out, axis=1, keepdims=True)
        return rows

    def embed_question(self, text: str) -> npt.NDArray[np.float32]:
        vector: npt.NDArray[np.float32] = self.embed_passages([text])[0]
        return vector


def make_document(
    *texts: str, number: int | None = None, issuer: str | None = "UBND tỉnh Mẫu", day: date | None = date(2026, 3, 5)
) -> Document:
    """A document of these passages; with a number it is known by its key."""
    passages = tuple(
        Passage(i, text, Citation("", (Step("dieu", str(i + 1)),), f"Điều {i + 1}", f"Điều {i + 1}"), node=i, parent=i)
        for i, text in enumerate(texts)
    )
    metadata = Metadata(subject=None)
    if number is not None:
        key = f"{number}||KH|UBND"
        metadata = Metadata(
            number=f"{number}/KH-UBND", canonical_key=key, type="KH", issuer=issuer, issued_date=day,
            subject="về việc trồng cây ven đường", recipients=("Như trên",), sources={"number": "text_layer"},
        )  # fmt: skip
    return Document(
        sha256=hashlib.sha256("\0".join([str(number), *texts]).encode()).hexdigest(),
        file_name="mẫu.txt",
        kind="text",
        text_source="text",
        metadata=metadata,
        outline=tuple(OutlineNode(i, None, "dieu", str(i + 1), "", f"Điều {i + 1}") for i in range(len(texts))),
        passages=passages,
    )


def read_lines(path: Path, _: ReadingContext) -> Document:
    """A real little reader: each line is a passage; the first word may ask for trouble."""
    data = path.read_bytes()
    text = data.decode()
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    if word == "":
        raise RefusedFile("empty", "Tệp rỗng.")
    if word == "CRASH":
        os.abort()
    if word == "SLOW":  # gets a fourth of the processor
        for _turn in range(10):
            end = time.process_time() + 0.05
            while time.process_time() < end:
                pass
            time.sleep(0.15)
    if word == "HANG":
        time.sleep(60)
    if word == "SURROGATE":
        text = "Chữ hỏng \udce3."
    if word == "BUG":
        raise KeyError("không có")
    number = int(word[2:]) if word.startswith("SO") else None
    document = make_document(*text.splitlines(), number=number)
    fields = {name: getattr(document, name) for name in Document.__slots__}
    return Document(**fields | {"sha256": hashlib.sha256(data).hexdigest(), "file_name": path.name})
