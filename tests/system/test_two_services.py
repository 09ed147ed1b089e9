"""Two services, each with its own folder and indexes, on one PostgreSQL: what one takes in the other answers from."""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, text

from tests.support.checkout import ROOT
from tests.support.small_library import PLAN, REGULATION, SAME_NUMBER

#: What one service publishes the other answers from.
FOLLOWS_SECONDS = 1.0
#: One turn alone may fall together with something else that the machine does.
TURNS = 5


@dataclass
class Service:
    process: subprocess.Popen[bytes]
    client: httpx.Client

    def take_in(self, *texts: str) -> int:
        files = [("file", (f"{number}.txt", one.encode())) for number, one in enumerate(texts)]
        sent = self.client.post("/api/v1/documents", files=files)
        assert sent.status_code == 202
        return int(sent.json()["id"])

    def job(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/api/v1/jobs/{number}").json()
        return found

    def finds(self, question: str, number: str) -> bool:
        hits = self.client.post("/api/v1/search", json={"question": question}).json()["hits"]
        return any(hit["document"]["number"] == number for hit in hits)


def until(holds: Callable[[], bool], seconds: float) -> float:
    """How long it took until something held."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < seconds
        time.sleep(0.02)
    return time.monotonic() - started


def _reachable(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def serve(home: Path, url: str) -> Iterator[Service]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {"HOIVANBAN_DATABASE_URL": url, "HOIVANBAN_WORKERS": "1", "HOIVANBAN_OCR": "false"}
    given["HOIVANBAN_PROCESSES"] = "1"  # a job is then owned by the process that is killed
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve", "--home", str(home), "--port", str(port)],
        cwd=ROOT, env={**os.environ, **given}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            until(lambda: _reachable(client), 60)
            yield Service(process, client)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)


def test_one_publishes_the_other_answers_and_takes_over_a_job(url: str, tmp_path: Path) -> None:
    with serve(tmp_path / "một", url) as one, serve(tmp_path / "hai", url) as two:
        number = one.take_in(PLAN)
        until(lambda: one.job(number)["state"] == "done", 60)
        asked = "Kinh phí phát triển thư viện cơ sở là bao nhiêu?"
        for service in (one, two):
            until(lambda service=service: service.finds(asked, "9701/KH-UBND"), 30)  # type: ignore[misc]
        lags = [_lag(url, one, two, f"{9710 + turn}/KH-UBND") for turn in range(TURNS)]
        assert statistics.median(lags) < FOLLOWS_SECONDS, lags

        number = two.take_in(REGULATION, SAME_NUMBER)
        until(lambda: two.job(number)["state"] == "running", 60)
        owner = _owner(url, number)
        first, other = (one, two) if owner == one.process.pid else (two, one)
        assert owner == first.process.pid
        first.process.kill()
        first.process.wait()
        until(lambda: other.job(number)["state"] == "done", 90)
        assert _owner(url, number) == other.process.pid
        until(lambda: other.finds("Trách nhiệm của chủ bến thuyền?", "9702/2023/QĐ-UBND"), 30)


def _lag(url: str, one: Service, two: Service, number: str) -> float:
    """How long after a document was committed by one service the other found it."""
    engine = create_engine(url)

    def committed() -> bool:
        with engine.connect() as connection:
            held = text("SELECT count(*) FROM documents WHERE number = :number")
            return bool(connection.execute(held, {"number": number}).scalar())

    one.take_in(PLAN.replace("9701/KH-UBND", number))
    until(committed, 60)
    engine.dispose()
    return until(lambda: two.finds(f"Kinh phí phát triển thư viện cơ sở theo {number} là bao nhiêu?", number), 30)


def _owner(url: str, number: int) -> int:
    """The process that does a job."""
    engine = create_engine(url)
    with engine.connect() as connection:
        owner = connection.execute(text("SELECT owner FROM jobs WHERE id = :id"), {"id": number}).scalar_one()
    engine.dispose()
    return int(owner.rpartition(":")[2])
