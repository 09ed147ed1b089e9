"""The engine beside the embedded legs: the first ten of every legal question, and what a question costs.

``python -m tests.benchmarks engine``, or with a library of the legal articles that is there already
``python -m tests.benchmarks.engine --home FOLDER [--questions N]``. The engine is Qdrant's own, in this process behind
its REST interface on 127.0.0.1 (``tests/support/qdrant_server.py``): what it costs includes JSON both ways. With
``--cost`` it is a process of its own, and the processor time of both sides is told apart.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from index.derived.sync import Indexes
from index.embedding.encoders import load
from index.evaluation.article_collections import read_json_lines
from index.library.library import Library
from index.records import Filters, VectorModel
from index.search import Searcher
from tests.benchmarks.library_speed import kept_home
from tests.benchmarks.runs import Figures, need_shared

FIRST = 10


def _firsts(searcher: Searcher, questions: Sequence[str]) -> tuple[list[list[int]], list[float]]:
    """The ids of each question's first hits, and how many milliseconds the search took."""
    found, times = [], []
    for question in questions:
        started = time.perf_counter()
        hits = searcher.search(question, Filters(), limit=FIRST).hits
        times.append((time.perf_counter() - started) * 1000)
        found.append([hit.passage.id for hit in hits])
    return found, times


def _overlap(ours: list[list[int]], theirs: list[list[int]]) -> float:
    """The mean share of the first ten that both have."""
    shares = [len({*a} & {*b}) / max(1, len(a)) for a, b in zip(ours, theirs, strict=True)]
    return round(statistics.mean(shares), 4)


def engine_overlap(home: Path | None = None, most: int | None = None) -> Figures:
    """Both over the legal articles: before the engine has built its graphs (exact) and after (approximate)."""
    from index.engine.address import EngineAddress
    from index.engine.beside import EngineBeside
    from index.engine.follower import EngineFollower
    from index.engine.qdrant import Qdrant
    from tests.support.qdrant_server import qdrant_server

    lines = read_json_lines(need_shared() / "data/legal-questions.jsonl")
    questions = [line["question"] for line in lines][:most]
    encoder = load()
    figures: Figures = {"questions": len(questions)}
    with (
        tempfile.TemporaryDirectory(prefix="hoivanban-engine-") as folder,
        qdrant_server(Path(folder)) as server,
        Library.open(home or kept_home()) as library,
    ):
        library.use_model(encoder.name, encoder.dimension)
        indexes = Indexes.open(library.home, library)
        embedded, times = _firsts(Searcher(indexes.snapshot(), library, encoder), questions)
        figures |= {"passages": len(indexes.snapshot().columns), "embedded_p50_ms": round(statistics.median(times), 1)}
        engine = Qdrant.at(EngineAddress(server.url, seconds=30), library.id)
        beside = EngineBeside(engine, EngineFollower(engine, library, VectorModel(encoder.name, encoder.dimension)))
        started = time.perf_counter()
        beside.follow(library.change)
        figures |= {"built_s": round(time.perf_counter() - started)}
        searcher = Searcher(replace(indexes.snapshot(), engine=beside, views={}), library, encoder)
        for name in ("exact", "graph"):
            if name == "graph":
                server.optimize()
            server.asked.clear()
            found, times = _firsts(searcher, questions)
            asked = sum(call.endswith("/query/batch") for call in server.asked)
            if asked < len(questions) or beside.health(library.change).state != "ok":
                raise RuntimeError(f"the engine was asked {asked} times only: {beside.health(library.change)}")
            figures |= {
                f"{name}_overlap": _overlap(embedded, found),
                f"{name}_same": round(sum(a == b for a, b in zip(embedded, found, strict=True)) / len(questions), 4),
                f"{name}_p50_ms": round(statistics.median(times), 1),
            }
    return figures


def _served(folder: str, told: Connection) -> None:
    """A process that serves the engine: it tells its address, then its processor time whenever it is asked."""
    from tests.support.qdrant_server import qdrant_server

    with qdrant_server(Path(folder)) as server:
        told.send(server.url)
        while told.recv():
            told.send(time.process_time())


def _engine_seconds(told: Connection) -> float:
    told.send(True)
    return float(told.recv())


def engine_cost(home: Path, most: int | None = None) -> Figures:
    """Processor time of a search with either legs, in milliseconds: of the service, and of the engine's process."""
    from index.engine.address import EngineAddress
    from index.engine.beside import EngineBeside
    from index.engine.follower import EngineFollower
    from index.engine.qdrant import Qdrant

    lines = read_json_lines(need_shared() / "data/legal-questions.jsonl")
    questions = [line["question"] for line in lines][:most]
    encoder, context = load(), multiprocessing.get_context("spawn")
    told, theirs = context.Pipe()
    with tempfile.TemporaryDirectory(prefix="hoivanban-engine-") as folder, Library.open(home) as library:
        process = context.Process(target=_served, args=(folder, theirs))
        process.start()
        indexes = Indexes.open(library.home, library)
        engine = Qdrant.at(EngineAddress(told.recv(), seconds=30), library.id)
        beside = EngineBeside(engine, EngineFollower(engine, library, VectorModel(encoder.name, encoder.dimension)))
        before = time.process_time()
        beside.follow(library.change)
        figures: Figures = {
            "passages": len(indexes.snapshot().columns),
            "questions": len(questions),
            "filled_service_s": round(time.process_time() - before, 1),
            "filled_engine_s": round(_engine_seconds(told), 1),
        }
        with_engine = replace(indexes.snapshot(), engine=beside, views={})
        for name, snapshot in (("embedded", indexes.snapshot()), ("engine", with_engine)):
            searcher = Searcher(snapshot, library, encoder)
            _firsts(searcher, questions[:20])
            ours, engines = time.process_time(), _engine_seconds(told)
            _firsts(searcher, questions)
            figures[f"{name}_service_ms"] = round((time.process_time() - ours) * 1000 / len(questions), 2)
            figures[f"{name}_engine_ms"] = round((_engine_seconds(told) - engines) * 1000 / len(questions), 2)
        if beside.health(library.change).state != "ok":
            raise RuntimeError(f"the engine did not answer: {beside.health(library.change)}")
        told.send(False)
        process.join()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a library of the legal articles")
    parser.add_argument("--questions", type=int, help="the first so many alone")
    parser.add_argument("--cost", action="store_true", help="processor time of both sides, with --home")
    given = parser.parse_args()
    print(engine_cost(given.home, given.questions) if given.cost else engine_overlap(given.home, given.questions))


if __name__ == "__main__":
    main()
