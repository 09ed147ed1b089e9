"""Growth of time and memory with the library: ``python -m tests.benchmarks.growth WHAT HOME ...``.

``make HOME PASSAGES`` publishes so many of the legal articles of ``../shared`` and indexes them, with ``--source HOME``
so many passages made from a library of the articles (:mod:`tests.benchmarks.growth_library`); ``index HOME`` makes the
indexes of such a library anew, ``compose HOME --source HOME`` puts them together from those of the source; ``ask HOME``
measures searches for the legal questions in one process, ``serve HOME`` the memory of a service. CPU times are those of
one process with one thread.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from index.derived.sync import Indexes
from index.embedding.encoders import load
from index.evaluation.article_collections import read_json_lines
from index.library.library import Library
from index.records import Filters
from service.assistant import Assistant
from tests.benchmarks.growth_indexes import compose
from tests.benchmarks.growth_library import multiply, publish
from tests.benchmarks.memory_of import process_memory, service_memory
from tests.benchmarks.runs import Figures, need_shared, served


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock and of the processor."""

    clock: float
    cpu: float

    @classmethod
    def now(cls) -> Spent:
        return cls(time.perf_counter(), time.process_time())

    def since(self) -> Spent:
        later = Spent.now()
        return Spent(later.clock - self.clock, later.cpu - self.cpu)


def index(home: Path) -> Figures:
    """Make the derived indexes of a library anew."""
    shutil.rmtree(home / "derived", ignore_errors=True)
    start = Spent.now()
    with Library.open(home) as library:
        Indexes.open(home, library)
        took = start.since()
        passages = library.count_answering()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "passages": passages, "index_s": round(took.clock), "index_cpu_s": round(took.cpu), "peak_mb": round(peak),
        "library_mb": _size_mb(home / "library.sqlite"), "derived_mb": _size_mb(home / "derived"),
    }  # fmt: skip


def make(home: Path, count: int, source: Path | None) -> Figures:
    """Publish and index; the seconds of both. ``source`` is a library of the articles, for more passages than these."""
    start = Spent.now()
    if source is None:
        publish(home, count)
    else:
        multiply(source, home, count)
    took = start.since()
    return {"publish_s": round(took.clock), "publish_cpu_s": round(took.cpu), **index(home)}


def composed(source: Path, home: Path) -> Figures:
    """Put the indexes of a multiplied library together, for measuring searches where a build would take too long."""
    shutil.rmtree(home / "derived", ignore_errors=True)
    start = Spent.now()
    compose(source, home)
    took = start.since()
    return {"compose_s": round(took.clock), "compose_cpu_s": round(took.cpu), "derived_mb": _size_mb(home / "derived")}


def ask(home: Path, most: int) -> Figures:
    """Searches for the legal questions in this process: CPU and clock of each, and the process's memory."""
    questions = [one["question"] for one in read_json_lines(need_shared() / "data/legal-questions.jsonl")]
    chosen = questions[:: max(1, len(questions) // most)][:most]
    load()
    start = Spent.now()
    with Assistant.open(home, "static") as assistant:
        opened = start.since()
        fresh = process_memory()
        times = []
        for question in chosen:
            before = Spent.now()
            assistant.search(question, Filters(), 10)
            times.append(before.since())
        memory = process_memory()
        passages = assistant.library.count_answering()
    clock, cpu = (sorted(times, key=name) for name in (lambda one: one.clock, lambda one: one.cpu))
    return {
        "passages": passages, "questions": len(chosen), "open_s": round(opened.clock, 2),
        "p50_ms": _ms(clock[len(clock) // 2].clock), "p95_ms": _ms(clock[int(len(clock) * 0.95)].clock),
        "cpu_p50_ms": _ms(cpu[len(cpu) // 2].cpu), "cpu_p95_ms": _ms(cpu[int(len(cpu) * 0.95)].cpu),
        "opened_private_mb": round(fresh.private), "private_mb": round(memory.private), "pss_mb": round(memory.share),
        "resident_mb": round(memory.resident),
    }  # fmt: skip


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def _size_mb(path: Path) -> int:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return round(sum(one.stat().st_size for one in files) / (1 << 20))


def served_memory(home: Path, most: int) -> Figures:
    """A service with its default processes, asked by eight clients: the memory of each process and of all."""
    questions = [one["question"] for one in read_json_lines(need_shared() / "data/legal-questions.jsonl")][:most]
    with served(home, None) as (address, pid):
        opened = service_memory(pid)
        with ThreadPoolExecutor(8) as clients:
            list(clients.map(lambda question: search(address, question), questions))
        asked = service_memory(pid)
    return {
        "processes": len(asked) - 1, "private_mb": [round(one.private) for one in asked],
        "anonymous_mb": round(sum(one.anonymous_share for one in asked)),
        "files_mb": round(sum(one.file_share for one in asked)), "all_mb": round(sum(one.share for one in asked)),
        "all_opened_mb": round(sum(one.share for one in opened)),
    }  # fmt: skip


def search(address: str, question: str) -> None:
    """A search over HTTP, on a connection of its own."""
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(f"{address}/api/v1/search", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=300) as response:
        response.read()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description=__doc__)
    parser.add_argument("what", choices=["make", "index", "compose", "ask", "serve"])
    parser.add_argument("home", type=Path)
    parser.add_argument("passages", type=int, nargs="?", default=69_664)
    parser.add_argument("--source", type=Path, help="a library of the articles, whose rows are multiplied")
    parser.add_argument("--questions", type=int, default=300)
    given = parser.parse_args()
    figures = {
        "make": lambda: make(given.home, given.passages, given.source),
        "index": lambda: index(given.home),
        "compose": lambda: composed(given.source, given.home),
        "ask": lambda: ask(given.home, given.questions),
        "serve": lambda: served_memory(given.home, given.questions),
    }[given.what]()
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
