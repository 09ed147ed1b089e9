"""Files sent to a service of two processes: seconds until every process answers from them.

``python -m tests.benchmarks uploads``: letters of one page, sent over HTTP to the sample library one after another.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path

import httpx

from tests.benchmarks.runs import Figures, served
from tests.benchmarks.service_speed import ask, sample_home
from tests.support.bundled_papers import letter, write_text

#: Answers in a row, each on a connection of its own, after which no process is taken to lack the file.
IN_A_ROW = 8
FILES, PROCESSES = 10, 2
#: Pause between two questions, and seconds after which a file is given up.
PAUSE, MOST_SECONDS = 0.02, 60.0


def uploads() -> Figures:
    """Seconds from sending a file to the first of so many answers in a row that come from it."""
    with tempfile.TemporaryDirectory() as folder, served(sample_home(folder), PROCESSES) as (address, _):
        ask(address, "Kinh phí là bao nhiêu?")
        took = [_seconds_to_all(address, Path(folder), number) for number in range(7301, 7301 + FILES)]
    return {
        "files": FILES, "processes": PROCESSES, "median_s": round(statistics.median(took), 2),
        "least_s": round(min(took), 2), "most_s": round(max(took), 2),
    }  # fmt: skip


def _seconds_to_all(address: str, folder: Path, number: int) -> float:
    paper = write_text(folder / f"{number}.txt", (letter(f"{number}/SYT-NV", mark=f"giếng làng {number}"),))
    sent = time.perf_counter()
    httpx.post(f"{address}/api/v1/documents", files={"file": (paper.name, paper.read_bytes())}).raise_for_status()
    first, answered = sent, 0
    while answered < IN_A_ROW:
        asked = time.perf_counter()
        sources = ask(address, f"Công văn {number}/SYT-NV yêu cầu gì?")["sources"]
        if str(number) not in json.dumps(sources):
            answered = 0
        else:
            first = first if answered else time.perf_counter()
            answered += 1
        if asked - sent > MOST_SECONDS:
            raise RuntimeError(f"{paper.name} does not answer from all processes")
        time.sleep(PAUSE)
    return first - sent
