"""Requests a second under load: ``python -m tests.benchmarks.load [--seconds N] [--route ask] [--connections N]``.

wrk on the same machine, 32 connections or one client's, people's questions of all sets in one order
(``tests.benchmarks.question_sets``): more of them than the encoder keeps vectors of, so that no question is known when
it comes again. The service runs as shipped unless ``--processes`` says otherwise. Without ``--home`` the sample library
is asked.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.benchmarks.question_sets import LEAST_MIXED, mixed_questions
from tests.benchmarks.runs import Figures, Skipped, all_cpu_s, all_resident_mb, served
from tests.benchmarks.service_speed import sample_home

SCRIPT = Path(__file__).with_suffix(".lua")
CONNECTIONS, THREADS = 32, 2


def load(
    home: Path,
    questions: list[str],
    seconds: int,
    route: str = "search",
    processes: int | None = None,
    connections: int = CONNECTIONS,
) -> Figures:
    """Requests a second, latencies, errors, the service's CPU a request and its memory before and after."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise Skipped("wrk is not installed (Debian: wrk)")
    if len(set(questions)) < LEAST_MIXED:
        raise ValueError(f"at least {LEAST_MIXED} different questions are needed")
    with tempfile.TemporaryDirectory() as folder, served(home, processes) as (address, pid):
        bodies = Path(folder) / "bodies"
        # Characters stay one-byte in JSON, as wrk's Lua counts bytes.
        bodies.write_text("".join(json.dumps({"question": one}) + "\n" for one in questions), encoding="ascii")

        def run(duration: int) -> dict[str, float]:
            command = [wrk, f"-t{min(THREADS, connections)}", f"-c{connections}", f"-d{duration}s", "--timeout", "10s"]
            command += ["-s", str(SCRIPT), f"{address}/api/v1/{route}", "--", str(bodies)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"wrk failed: {done.stderr or done.stdout}")
            measured: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
            return measured

        run(5)
        before, worked = all_resident_mb(pid), all_cpu_s(pid)
        figures: Figures = dict(run(seconds))
        worked = all_cpu_s(pid) - worked
        return {
            "requests_per_s": round(float(str(figures["requests"])) / float(str(figures["seconds"])), 1),
            **figures,
            "cpu_ms_a_request": round(1000 * worked / max(int(str(figures["requests"]).split(".")[0]), 1), 1),
            "start_mb": round(before),
            "end_mb": round(all_resident_mb(pid)),
        }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--home", type=Path, help="a library that is there already")
    parser.add_argument("--questions", type=Path, help="JSON lines with a field question")
    parser.add_argument("--route", choices=["search", "ask"], default="search")
    parser.add_argument("--processes", type=int, help="default: as the service starts by itself")
    parser.add_argument("--connections", type=int, default=CONNECTIONS, help="1 for the time that one person waits")
    given = parser.parse_args()
    if given.questions is not None:
        lines = given.questions.read_text(encoding="utf-8").splitlines()
        questions = [json.loads(line)["question"] for line in lines]
    else:
        questions = mixed_questions()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or sample_home(folder)
        print(load(home, questions, given.seconds, given.route, given.processes, given.connections))


if __name__ == "__main__":
    main()
