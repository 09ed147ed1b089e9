"""Other search engines over the same passages and questions: a script for an interpreter of its own.

``PYTHON tests/benchmarks/peer_engines.py FOLDER ENGINE`` with bm25s, tantivy, lancedb or txtai installed there; it
imports nothing of this project. FOLDER holds ``passages.jsonl`` (a text a line), ``questions.jsonl`` (set and text) and
our static vectors of both (``passages.npy``, ``questions.npy``): engines that mix words and vectors are given these.
The first ten passages are asked for. One line of JSON: CPU of the index in seconds; of each set of questions the median
CPU and wall time of a question in milliseconds, then the 95th percentiles.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

FIRST, WARM = 10, 10
#: A search by the text of a question and its vector.
Search = Callable[[str, Any], Any]


def bm25s_search(texts: Sequence[str], vectors: Any) -> Search:
    """BM25 over words in sparse matrices."""
    bm25s: Any = import_module("bm25s")

    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)

    def search(question: str, vector: Any) -> Any:
        asked = bm25s.tokenize([question], stopwords=None, show_progress=False)
        return index.retrieve(asked, k=min(FIRST, len(texts)), show_progress=False)

    return search


def tantivy_search(texts: Sequence[str], vectors: Any) -> Search:
    """BM25 over words by tantivy's own tokeniser."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=False)
    builder.add_integer_field("id", stored=True)
    index = tantivy.Index(builder.build(), path=tempfile.mkdtemp())
    writer = index.writer(128_000_000, num_threads=1)
    for number, text in enumerate(texts):
        writer.add_document(tantivy.Document(body=text, id=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: str, vector: Any) -> Any:
        words = "".join(letter if letter.isalnum() else " " for letter in question)
        hits = searcher.search(index.parse_query(words, ["body"]), FIRST).hits
        return [searcher.doc(address)["id"] for _, address in hits]

    return search


def lancedb_search(texts: Sequence[str], vectors: Any) -> Search:
    """Words and vectors together, ranks merged (its default)."""
    lancedb: Any = import_module("lancedb")

    table = lancedb.connect(tempfile.mkdtemp()).create_table(
        "passages",
        [{"id": number, "text": text, "vector": vectors[number].tolist()} for number, text in enumerate(texts)],
    )
    table.create_fts_index("text")

    def search(question: str, vector: Any) -> Any:
        return table.search(query_type="hybrid").vector(vector.tolist()).text(question).limit(FIRST).to_list()

    return search


def txtai_search(texts: Sequence[str], vectors: Any) -> Search:
    """Words and vectors together; its vectors are given from outside."""
    embeddings: Any = import_module("txtai").Embeddings

    known = dict(zip(texts, vectors, strict=True))

    def transform(asked: Sequence[str]) -> Any:
        return np.stack([known[one] for one in asked])

    index = embeddings({"method": "external", "transform": transform, "hybrid": True})
    index.index([(number, text, None) for number, text in enumerate(texts)])

    def search(question: str, vector: Any) -> Any:
        known[question] = vector
        return index.search(question, FIRST)

    return search


ENGINES = {"bm25s": bm25s_search, "tantivy": tantivy_search, "lancedb": lancedb_search, "txtai": txtai_search}


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        print(json.dumps({"missing": name}))
        return
    texts, lines = (_lines(folder / f"{kind}.jsonl") for kind in ("passages", "questions"))
    passages, vectors = np.load(folder / "passages.npy"), np.load(folder / "questions.npy")
    began = time.process_time()
    search = ENGINES[name](texts, passages)
    indexed = time.process_time() - began
    took: dict[str, list[tuple[float, float]]] = {}
    for position in range(min(WARM, len(lines))):
        search(f"{lines[-1 - position][1]} ?", vectors[-1 - position])
    for (kind, question), vector in zip(lines, vectors, strict=True):
        started, ticking = time.process_time(), time.perf_counter()
        search(question, vector)
        took.setdefault(kind, []).append((time.process_time() - started, time.perf_counter() - ticking))
    sets = {kind: np.percentile(times, (50, 95), axis=0).ravel() * 1000 for kind, times in took.items()}
    shown = {kind: [round(float(one), 2) for one in figures] for kind, figures in sets.items()}
    print(json.dumps({"version": version, "index_s": round(indexed, 1), "sets": shown}))


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
