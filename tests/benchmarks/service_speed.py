"""Start-up, memory, latency and reading speed, each measured from outside the process."""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.benchmarks.runs import ROOT, Figures, Skipped, hoivanban, need_shared, resident_mb, served

QUESTION = "Kế hoạch 516 do ai chủ trì?"
RUNS = 9


def _median_seconds(home: Path, *arguments: str) -> float:
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        hoivanban(home, *arguments)
        times.append(time.perf_counter() - started)
    return round(statistics.median(times), 3)


def sample_home(folder: str) -> Path:
    home = Path(folder) / "home"
    hoivanban(home, "ingest", "corpus/documents")
    return home


def help_time() -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        return {"median_s": _median_seconds(Path(folder), "--help"), "must_s": 0.5}


def cold_ask() -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        return {"median_s": _median_seconds(sample_home(folder), "ask", QUESTION), "must_s": 1.5}


def memory() -> Figures:
    """Resident memory of the service over the sample library, after a hundred questions."""
    with tempfile.TemporaryDirectory() as folder, served(sample_home(folder)) as (address, pid):
        before = resident_mb(pid)
        for number in range(100):
            ask(address, f"{QUESTION} ({number})")
        return {"start_mb": round(before), "after_100_questions_mb": round(resident_mb(pid)), "must_mb": 350}


def ask(address: str, question: str) -> dict[str, object]:
    request = urllib.request.Request(
        f"{address}/api/v1/ask",
        data=json.dumps({"question": question}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: dict[str, object] = json.load(response)
        return answer


def latency() -> Figures:
    """Milliseconds a question over HTTP, one client, sample library."""
    lines = (ROOT / "tests/gold/sixty_questions.jsonl").read_text(encoding="utf-8").splitlines()
    flat = [turn["question"] for line in lines if line.strip() for turn in json.loads(line)["turns"]]
    with tempfile.TemporaryDirectory() as folder, served(sample_home(folder)) as (address, _):
        for question in flat[:5]:
            ask(address, question)
        times = []
        for question in flat:
            started = time.perf_counter()
            ask(address, question)
            times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return {"p50_ms": round(statistics.median(times), 1), "p95_ms": round(times[int(len(times) * 0.95)], 1)}


def pages_per_second() -> Figures:
    """Born-digital PDF pages a second, file to searchable: a text PDF of the sample library, copied fifty times."""
    import pypdf

    originals = [p for p in sorted((ROOT / "corpus/documents").glob("*.pdf")) if "S11" not in p.name]
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "inbox"
        inbox.mkdir()
        pages = 0
        for number in range(60):
            source = originals[number % len(originals)]
            target = inbox / f"{number:03d}-{source.name}"
            # Bytes after %%EOF change the hash but not the document, so that nothing is taken for a duplicate.
            target.write_bytes(source.read_bytes() + f"\n% {number}\n".encode())
            pages += len(pypdf.PdfReader(source).pages)
        started = time.perf_counter()
        hoivanban(Path(folder) / "home", "ingest", "--no-deep", str(inbox))
        seconds = time.perf_counter() - started
    return {"pages": pages, "seconds": round(seconds, 1), "pages_per_s": round(pages / seconds, 1), "must": 50}


def drop() -> Figures:
    """One new text PDF ingested into a library that a service has open: seconds until the service answers from it."""
    need_shared()
    source = next((ROOT / "corpus/documents").glob("S02*.pdf"), None)
    if source is None:
        raise Skipped("corpus/documents has no S02 PDF")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        inbox = Path(folder) / "inbox"
        inbox.mkdir()
        shutil.copy(next((ROOT / "corpus/documents").glob("S07*.pdf")), inbox)
        hoivanban(home, "ingest", str(inbox))
        with served(home) as (address, _):
            shutil.copy(source, inbox)
            started = time.perf_counter()
            hoivanban(home, "ingest", "--no-deep", str(inbox))
            ingested = time.perf_counter() - started
            while True:
                sources = ask(address, "Quyết định 901/2017/QĐ-UBND")["sources"]
                if sources and "901/2017" in json.dumps(sources, ensure_ascii=False):
                    break
                time.sleep(0.05)
                if time.perf_counter() - started > 60:
                    raise RuntimeError("the service did not answer from the new document within 60 s")
            return {"ingest_s": round(ingested, 2), "answering_s": round(time.perf_counter() - started, 2), "must_s": 2}
