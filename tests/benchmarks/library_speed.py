"""A library of 69,664 articles that changes while it serves: opening, a PDF dropped in, a withdrawal, a soak.

``python -m tests.benchmarks large_drop large_withdrawal soak`` measures in full (50 drops, a soak of 10 minutes);
``python -m tests.benchmarks.library_speed soak --seconds 120 --home FOLDER`` in short.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from ingest.records import Citation, Document, Metadata, Passage, Step
from tests.benchmarks.memory_of import service_memory
from tests.benchmarks.runs import COMMAND, Figures, environment, hoivanban, need_shared, served
from tests.benchmarks.service_speed import ask

PAGES = 20
#: Between two documents of the soak: 1,000 in ten minutes.
SOAK_PAUSE = 0.55
#: Documents of the soak that answer at a time: each is withdrawn after so many others have come, so that what grows is
#: not the library.
SOAK_KEPT = 20
#: Documents between two looks at the memory of the service's processes.
MEMORY_EVERY = 5
QUESTIONS = ("Điều kiện cấp giấy phép xây dựng?", "Thời hạn giải quyết khiếu nại lần đầu?", "Mức phạt vượt đèn đỏ?")


def large_home(home: Path) -> None:
    """Publish the articles of ``../shared`` unless the home holds them already."""
    if (home / "library.sqlite").exists():
        return
    from index.derived.sync import Indexes
    from index.embedding.encoders import load
    from index.evaluation.evaluate import _publish_requests
    from index.library.library import Library

    encoder = load()
    with Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        library.publish_many(_publish_requests(need_shared() / "data/legal-articles.jsonl.gz", encoder, {}))
        Indexes.open(home, library)


def kept_home() -> Path:
    """The large library that several benchmarks share, among the temporary files: making it takes minutes."""
    from index.embedding.encoders import load

    home = Path(tempfile.gettempdir()) / f"hoivanban-large-{load().name.partition('@')[2]}"
    large_home(home)
    return home


def report_pdf(number: int, pages: int = PAGES) -> bytes:
    """A numbered report as a text PDF of so many pages, written by hand (the font knows no accents)."""
    head = ["UY BAN NHAN DAN TINH GIA LAI", f"So: {number}/BC-UBND", "Gia Lai, ngay 10 thang 10 nam 2024", "BAO CAO"]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in range(pages):
        lines = head if page == 0 else []
        lines = [
            *lines,
            *(f"{page * 30 + i + 1}. Xa so {number} da kiem ke {i * 7} thiet bi loai {page}." for i in range(30)),
        ]
        shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
        content = f"BT /F1 12 Tf 72 790 Td {shown} ET".encode("ascii")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (len(objects))
        )
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), pages)
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for i, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


@contextlib.contextmanager
def watching(home: Path, inbox: Path) -> Iterator[None]:
    """``hoivanban watch`` on a folder, with the reading processes warm."""
    command = [COMMAND, "watch", str(inbox)]
    with subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        (inbox / "warm.txt").write_text("Khởi động.", encoding="utf-8")
        process.stdout.readline()
        out = process.stdout
        threading.Thread(target=lambda: [None for _ in out], daemon=True).start()
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)


def answered(address: str, number: int) -> bool:
    """Whether the service answers from the report."""
    sources = ask(address, f"Báo cáo {number}/BC-UBND kiểm kê thiết bị")["sources"]
    return f"{number}/BC-UBND" in json.dumps(sources, ensure_ascii=False)


def is_gone(address: str, number: int) -> bool:
    """True if the service no longer answers from the report."""
    return not answered(address, number)


def until(condition: Callable[[], bool], most: float = 60.0) -> float:
    """Seconds until the condition holds."""
    started = time.perf_counter()
    while not condition():
        if time.perf_counter() - started > most:
            raise RuntimeError(f"nothing happened within {most:.0f} s")
        time.sleep(0.03)
    return time.perf_counter() - started


def drop(home: Path, drops: int) -> Figures:
    """Seconds from a PDF standing in a watched folder until a service answers from it; and for its removal."""
    shown, gone = [], []
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "inbox"
        inbox.mkdir()
        started = time.perf_counter()
        with served(home) as (address, _):
            opened = time.perf_counter() - started
            with watching(home, inbox):
                first = 10_000 + int(time.time()) % 80_000
                for number in range(first, first + drops):
                    path = inbox / f"{number}.pdf"
                    path.write_bytes(report_pdf(number))
                    shown.append(until(partial(answered, address, number)))
                    path.unlink()
                    gone.append(until(partial(is_gone, address, number)))
    return {
        "drops": drops, "serve_opens_s": round(opened, 2), **_spread("answering", shown), **_spread("removed", gone),
        "must_s": 2,
    }  # fmt: skip


def withdrawal(home: Path, times: int) -> Figures:
    """Seconds from a withdrawal in another process until the service does not answer from the document."""
    from index.library.library import Library

    took = []
    with tempfile.TemporaryDirectory() as folder, served(home) as (address, _):
        for number in range(91_001, 91_001 + times):
            (Path(folder) / f"{number}.pdf").write_bytes(report_pdf(number, 2))
        hoivanban(home, "ingest", "--no-deep", folder)
        with Library.open(home) as library:
            for number in range(91_001, 91_001 + times):
                until(partial(answered, address, number))
                (held,) = library.find_by_key(f"{number}|||")
                library.withdraw(held.id, "đo")
                took.append(until(partial(is_gone, address, number)))
    return {"times": times, **_spread("withdrawn", took), "must_s": 1}


def soak(home: Path, seconds: float, clients: int = 16) -> Figures:
    """Clients ask without pause while documents are added and withdrawn; errors, latency, memory after warm-up."""
    from index.embedding.encoders import load
    from index.library.library import Library

    times: list[float] = []
    errors: list[str] = []
    stop = threading.Event()

    def client(address: str, which: int) -> None:
        while not stop.is_set():
            began = time.perf_counter()
            try:
                ask(address, QUESTIONS[which % len(QUESTIONS)] + f" ({which})")
            except (OSError, ValueError) as error:
                errors.append(repr(error))
            times.append(time.perf_counter() - began)
            which += 1

    encoder = load()
    memory: list[tuple[float, float]] = []
    added = withdrawn = 0
    answering: deque[str] = deque()
    with served(home, None) as (address, pid), Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        threads = [threading.Thread(target=client, args=(address, i * 1000)) for i in range(clients)]
        for thread in threads:
            thread.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            document = small_document(added)
            texts = [passage.text for passage in document.passages]
            done = library.publish(document, encoder.embed_passages(texts))
            added += 1
            answering.append(done.document_id)
            if len(answering) > SOAK_KEPT:
                library.withdraw(answering.popleft(), "đo")
                withdrawn += 1
            if added % MEMORY_EVERY == 0:
                parts = service_memory(pid)
                memory.append((sum(one.anonymous_share for one in parts), sum(one.file_share for one in parts)))
            time.sleep(SOAK_PAUSE)
        stop.set()
        for thread in threads:
            thread.join()
    warm = memory[len(memory) // 3 :]
    part = max(1, len(warm) // 4)
    return {
        "seconds": seconds, "clients": clients, "asked": len(times), "errors": len(errors),
        "first_error": errors[0] if errors else "", "added": added, "withdrawn": withdrawn, **_spread("ask", times),
        "private_memory_after_warm_up_mb": round(statistics.mean(own for own, _ in warm[:part])),
        "private_memory_at_end_mb": round(statistics.mean(own for own, _ in warm[-part:])),
        "mapped_files_after_warm_up_mb": round(statistics.mean(files for _, files in warm[:part])),
        "mapped_files_at_end_mb": round(statistics.mean(files for _, files in warm[-part:])),
    }  # fmt: skip


def small_document(serial: int) -> Document:
    """An invented document of twelve passages."""
    texts = [f"Đoạn {i} của văn bản thử {serial}: bố trí {i * 3} tủ sách, xong trước ngày {i + 1}." for i in range(12)]
    passages = tuple(
        Passage(i, text, Citation("", (Step("khoan", str(i + 1)),), f"khoản {i + 1}", f"khoản {i + 1}"))
        for i, text in enumerate(texts)
    )
    digest = hashlib.sha256(f"{time.time_ns()} {serial}".encode()).hexdigest()
    return Document(digest, f"{serial}.txt", "text", "text", Metadata(), (), passages)


def _spread(name: str, times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        f"{name}_p50_s": round(statistics.median(ordered), 3),
        f"{name}_p95_s": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 3),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.library_speed", description=__doc__)
    parser.add_argument("what", choices=["drop", "withdrawal", "soak"])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--drops", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=600)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder) / "home"
        large_home(home)
        if asked.what == "drop":
            print(drop(home, asked.drops))
        elif asked.what == "withdrawal":
            print(withdrawal(home, asked.drops))
        else:
            print(soak(home, asked.seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
