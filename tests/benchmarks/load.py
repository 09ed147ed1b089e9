"""Searches a second under load: ``python -m tests.benchmarks.load [--seconds N] [--home FOLDER --questions FILE]``.

wrk on the same machine, 32 connections, at least 500 different questions, no cache of results in the service. Without
``--home`` the sample library is asked, with questions made from its own passages.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.benchmarks.runs import Figures, Skipped, all_resident_mb, served
from tests.benchmarks.service_speed import sample_home

SCRIPT = Path(__file__).with_suffix(".lua")
CONNECTIONS, THREADS = 32, 2
#: One a core of the machine that the requirement names.
PROCESSES = 2
QUESTIONS = 600
ENDINGS = ("là gì?", "do ai chủ trì?", "thời hạn khi nào?", "kinh phí bao nhiêu?", "quy định thế nào?")


def sample_questions(home: Path) -> list[str]:
    """Questions of five to twelve words of the sample library's passages, the same in every run."""
    from index.library.library import Library

    with Library.open(home) as library:
        texts = [row.body.split() for rows in library.index_rows() for row in rows]
    texts = [words for words in texts if len(words) >= 12]
    draw = random.Random(516)
    questions: set[str] = set()
    while len(questions) < QUESTIONS:
        words = draw.choice(texts)
        count = draw.randint(5, 12)
        start = draw.randrange(len(words) - count + 1)
        questions.add(" ".join([*words[start : start + count], draw.choice(ENDINGS)]))
    return sorted(questions)


def load(home: Path, questions: list[str], seconds: int) -> Figures:
    """Requests a second, latencies, errors and the service's memory before and after."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise Skipped("wrk is not installed (Debian: wrk)")
    if len(set(questions)) < 500:
        raise ValueError("at least 500 different questions are needed")
    with tempfile.TemporaryDirectory() as folder, served(home, PROCESSES) as (address, pid):
        bodies = Path(folder) / "bodies"
        # Characters stay one-byte in JSON, as wrk's Lua counts bytes.
        bodies.write_text("".join(json.dumps({"question": one}) + "\n" for one in questions), encoding="ascii")

        def run(duration: int) -> dict[str, float]:
            command = [wrk, f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{duration}s", "--timeout", "10s"]
            command += ["-s", str(SCRIPT), f"{address}/api/v1/search", "--", str(bodies)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            measured: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
            return measured

        run(5)
        before = all_resident_mb(pid)
        figures: Figures = dict(run(seconds))
        return {
            "requests_per_s": round(float(str(figures["requests"])) / float(str(figures["seconds"])), 1),
            **figures,
            "start_mb": round(before),
            "end_mb": round(all_resident_mb(pid)),
        }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--home", type=Path, help="a library that is there already")
    parser.add_argument("--questions", type=Path, help="JSON lines with a field question")
    given = parser.parse_args()
    if given.home is not None:
        lines = given.questions.read_text(encoding="utf-8").splitlines()
        print(load(given.home, [json.loads(line)["question"] for line in lines], given.seconds))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = sample_home(folder)
        print(load(home, sample_questions(home), given.seconds))


if __name__ == "__main__":
    main()
