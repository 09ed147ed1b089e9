"""Speed and memory of deep vectors over 69,664 articles: ``python -m tests.benchmarks.deep_speed HOME [QUESTIONS]``.

Makes the library in HOME (kept for the next run). To embed all of it takes twenty minutes of one core, so 768 passages
get their vectors and the others random ones of length 1: the time of a search is the same, its hits mean nothing.
CPU times of one process with one thread; searches with and without deep vectors, each in a process of its own.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from index.derived.sync import Indexes
from index.embedding import encoders
from index.embedding.transformer import TransformerEncoder, deep_text
from index.evaluation.evaluate import _publish_requests
from index.library.library import Library
from index.records import Filters, Floats
from index.search import Searcher
from index.store import deep_vectors
from index.store.database import read_transaction
from tests.support.checkout import SHARED

REAL, AT_ONCE, WARM = 768, 8192, 20


def milliseconds(work: Callable[[], object]) -> float:
    """CPU time of this process."""
    before = time.process_time()
    work()
    return 1000 * (time.process_time() - before)


def spread(times: list[float]) -> str:
    middle, high = np.percentile(times, (50, 95))
    return f"p50 {middle:.1f}, p95 {high:.1f} ms"


def opened(home: Path) -> Library:
    static, library = encoders.load(), Library.open(home)
    library.use_model(static.name, static.dimension)
    return library


def publish(home: Path) -> None:
    with opened(home) as library:
        if library.count_answering() == 0:
            for one in _publish_requests(SHARED / "data" / "legal-articles.jsonl.gz", encoders.load(), {}):
                library.publish_many([one])


def unit_rows(count: int, dimension: int) -> Floats:
    drawn = np.random.default_rng(count).standard_normal((count, dimension)).astype(np.float32)
    rows: Floats = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return rows


def embed(home: Path) -> None:
    deep = TransformerEncoder.load()
    with opened(home) as library:
        number = deep_vectors.register_model(library.engine, deep.model)
        real = True
        while True:
            with read_transaction(library.engine) as connection:
                rows = deep_vectors.unread_passages(connection, number, REAL if real else AT_ONCE)
            if not rows:
                break
            texts = [deep_text(row.subject, row.headings, row.text) for row in rows]
            if real:
                deep.embed_passages(texts[:8])
                took = milliseconds(lambda texts=texts: deep.embed_passages(texts))  # type: ignore[misc]
                print(f"embedding: {1000 * len(rows) / took:.0f} passages a CPU second")
            vectors = deep.embed_passages(texts) if real else unit_rows(len(rows), deep.dimension)
            deep_vectors.store_vectors(library.engine, number, [row.id for row in rows], vectors)
            real = False
        print(f"first taken up: {milliseconds(lambda: Indexes.open(home, library, deep.model)):.0f} ms")


def search(home: Path, questions: list[str], *, with_deep: bool) -> None:
    deep = TransformerEncoder.load() if with_deep else None
    with opened(home) as library:
        snapshot = Indexes.open(home, library, deep.model if deep else None).snapshot()
        searcher = Searcher(snapshot, library, encoders.load(), deep_encoder=deep)
        times = [milliseconds(lambda one=one: searcher.search(one, Filters(), 10)) for one in questions]  # type: ignore[misc]
        lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
        resident = sum(int(line.split()[1]) for line in lines if line.startswith("Rss")) // 1024
        print(f"{'with' if deep else 'without'} deep vectors: {spread(times[WARM:])}; {resident} MB resident")
        if deep is not None:
            again = [f"{one} {number}" for number, one in enumerate(questions)]
            asked = [milliseconds(lambda one=one: deep.embed_question(one)) for one in again]  # type: ignore[misc]
            print(f"a question encoded: {spread(asked)}")


def main() -> int:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    home, most = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 220
    lines = (SHARED / "data" / "legal-questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [str(json.loads(line)["question"]) for line in lines[:most]]
    context = multiprocessing.get_context("spawn")
    for target, given in (
        (publish, {}), (embed, {}), (search, {"questions": questions, "with_deep": False}),
        (search, {"questions": questions, "with_deep": True}),
    ):  # fmt: skip
        process = context.Process(target=target, args=(home,), kwargs=given)
        process.start()
        process.join()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
