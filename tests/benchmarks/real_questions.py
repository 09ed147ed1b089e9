"""Searches and answers with real questions, beside other engines: ``python -m tests.benchmarks.real_questions``.

CPU and wall time of one process with the settings as shipped, on the sample library, the real documents and 69,664
articles; each with questions about it (its own words) and about something else (words that it lacks). Options:
``--home NAME=FOLDER`` takes a library that is there already, ``--peers PYTHON`` an interpreter that has bm25s, tantivy,
lancedb and txtai (without it ours is measured alone), ``--most N`` questions of a set. The encoder's share is shown by
itself: its vector of a question is made first and then kept.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.benchmarks import peer_engines
from tests.benchmarks.deep_speed import embed
from tests.benchmarks.library_speed import large_home
from tests.benchmarks.question_sets import questions_of
from tests.benchmarks.runs import ROOT, Skipped, hoivanban, need_shared

#: Libraries, and the sets that each is asked: first those about it, then others.
ASKED = {
    "sample": ("sixty", "official", "first visit", "realdocs-2", "legal"),
    "realdocs": ("realdocs", "realdocs-2", "legal"),
    "realdocs-2": ("realdocs-2", "realdocs", "legal"),
    "articles": ("legal", "realdocs-2"),
}
WARM = 20


def made_home(name: str, folder: Path) -> Path:
    """The library of a name, made unless it is there."""
    home = folder / name
    if (home / "library.sqlite").exists():
        return home
    if name == "articles":
        large_home(home)
        embed(home)
    else:
        documents = ROOT / "corpus/documents" if name == "sample" else need_shared() / name / "docs"
        hoivanban(home, "ingest", str(documents))
    return home


def spread(times: Sequence[float]) -> str:
    """The median and the 95th percentile."""
    middle, high = np.percentile(times, (50, 95))
    return f"{middle:.1f} / {high:.1f}"


def ours(home: Path, sets: Sequence[str], most: int) -> None:
    """Print a line a set: CPU of a search without the encoder, of the encoder, of an answer with it; wall times."""
    from index.records import Filters
    from service.answering.question.follow_up import new_conversation
    from service.assistant import Assistant

    with Assistant.open(home) as assistant:
        assistant.read_weights()
        deep = assistant.deep_encoder
        for name in sets:
            questions = questions_of(name, most)
            for question in questions[:WARM]:
                assistant.search(f"{question} nhé", Filters())
            took: dict[str, list[float]] = {"encoder": [], "search": [], "ask": [], "search wall": [], "ask wall": []}
            for question in questions:
                took["encoder"].append(_cpu(lambda one=question: deep.embed_question(one) if deep else None)[0])
                for kind, work in (
                    ("search", lambda one=question: assistant.search(one, Filters())),
                    ("ask", lambda one=question: assistant.ask(one, new_conversation("x"), Filters())),
                ):
                    cpu, wall = _cpu(work)
                    took[kind].append(cpu)
                    took[f"{kind} wall"].append(wall)
            print(
                f"  ours, {name} ({len(questions)}): {'; '.join(f'{kind} {spread(one)}' for kind, one in took.items())}"
            )


def _cpu(work: object) -> tuple[float, float]:
    """Milliseconds of this process's CPU and of the clock."""
    assert callable(work)
    started, ticking = time.process_time(), time.perf_counter()
    work()
    return (time.process_time() - started) * 1000, (time.perf_counter() - ticking) * 1000


def peers(home: Path, sets: Sequence[str], most: int, interpreter: str) -> None:
    """Print a line an engine and set: the same passages and questions, with our static vectors."""
    from index.embedding import encoders
    from index.embedding.encoders import text_with_titles
    from index.library.library import Library

    encoder = encoders.load()
    with Library.open(home) as library:
        rows = [row for part in library.index_rows() for row in part]
    texts = list(dict.fromkeys(f"{row.heading}\n{row.body}" for row in rows))
    vectors = encoder.embed_passages([text_with_titles((row.heading,), row.body) for row in rows])
    by_text = dict(zip((f"{row.heading}\n{row.body}" for row in rows), vectors, strict=True))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _write(folder / "passages", texts, np.stack([by_text[text] for text in texts]))
        asked = [(name, question) for name in sets for question in questions_of(name, most)]
        _write(folder / "questions", asked, np.stack([encoder.embed_question(one) for _, one in asked]))
        for engine in peer_engines.ENGINES:
            for line in _peer(interpreter, folder, engine):
                print(f"  {engine} {line}", flush=True)


def _write(path: Path, texts: Sequence[object], vectors: object) -> None:
    lines = "".join(json.dumps(one) + "\n" for one in texts)
    path.with_suffix(".jsonl").write_text(lines, encoding="ascii")
    np.save(path.with_suffix(".npy"), np.asarray(vectors, np.float32))


def _peer(interpreter: str, folder: Path, engine: str) -> list[str]:
    """The lines of an engine, one a set."""
    script = str(Path(peer_engines.__file__))
    done = subprocess.run([interpreter, script, str(folder), engine], capture_output=True, text=True, check=False)
    if done.returncode:
        return [f"could not be run: {(done.stderr.strip().splitlines() or ['?'])[-1]}"]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    if "missing" in told:
        return ["is not installed there"]
    return [
        f"{told['version']}, {name}: CPU {cpu} / {high}; wall {wall} / {wall_high}; index {told['index_s']} s"
        for name, (cpu, wall, high, wall_high) in told["sets"].items()
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.real_questions", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ASKED, []], help="libraries; default: all")
    parser.add_argument("--home", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--most", type=int, default=200)
    asked = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    given = dict(one.split("=", 1) for one in asked.home)
    if not asked.peers:
        print("other engines are not measured: --peers names no interpreter that has them")
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.names or list(ASKED):
            try:
                home = Path(given[name]) if name in given else made_home(name, Path(folder))
                print(f"{name} (p50 / p95 ms)", flush=True)
                # A process of its own: neither the memory nor the caches of the one before count.
                process = context.Process(target=ours, args=(home, ASKED[name], asked.most))
                process.start()
                process.join()
                if asked.peers:
                    peers(home, ASKED[name], asked.most, asked.peers)
            except Skipped as reason:
                print(f"{name} skipped: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
