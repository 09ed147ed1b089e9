"""Jobs: claimed once, reported while they run, cancelled, retried, and taken over from a process that was killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import update

from index.ingestion import jobs as jobs_module
from index.ingestion.job_work import Work, ingest_work, run_next_job
from index.ingestion.jobs import JobQueue, RunningJob
from index.library.library import Library
from index.store import tables
from tests.support.library_samples import SmallEncoder, read_lines

ENCODER = SmallEncoder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "kho") as opened:
        opened.use_model(ENCODER.name, ENCODER.dimension)
        yield opened


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    for i in range(4):
        (path / f"{i}.txt").write_text(f"Điều {i}.")
    return path


def works(library: Library) -> dict[str, Work]:
    return {"ingest": ingest_work(library, ENCODER, workers=1, reader=read_lines)}


def test_a_job_runs_once_and_keeps_its_results(library: Library, inbox: Path) -> None:
    jobs = JobQueue(library)
    number = jobs.submit_ingest([inbox])
    done = run_next_job(jobs, works(library))
    assert done is not None
    assert (done.id, done.state, done.done, done.total) == (number, "done", 4, 4)
    assert [file.result for file in jobs.files(number)] == ["indexed"] * 4
    assert [Path(file.path).name for file in jobs.files(number, after=1)] == ["2.txt", "3.txt"]
    assert run_next_job(jobs, works(library)) is None
    assert jobs.retry(number)
    run_next_job(jobs, works(library))
    assert {file.result for file in jobs.files(number)} == {"unchanged"}


def test_only_one_process_gets_a_job(library: Library) -> None:
    jobs = JobQueue(library)
    jobs.submit("ingest", {"paths": []})
    assert jobs.claim("một") is not None
    assert jobs.claim("hai") is None


def test_cancelling(library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = JobQueue(library)
    waiting = jobs.submit_ingest([inbox])
    assert jobs.cancel(waiting)
    assert run_next_job(jobs, works(library)) is None
    running = jobs.submit("slow", {})
    monkeypatch.setattr(jobs_module, "BEAT_SECONDS", 0.05)

    def slow(work: RunningJob) -> None:
        assert jobs.cancel(running)
        for _ in range(200):
            if work.is_stopped():
                return
            time.sleep(0.02)
        pytest.fail("was not told to stop")

    ended = run_next_job(jobs, {"slow": slow})
    assert ended is not None
    assert ended.state == "cancelled"
    assert not jobs.cancel(running)


def test_a_failing_job_says_why(library: Library) -> None:
    jobs = JobQueue(library)
    jobs.submit("lạ", {})
    ended = run_next_job(jobs, {})
    assert ended is not None
    assert (ended.state, ended.error) == ("failed", "Không biết loại việc 'lạ'.")


@pytest.mark.parametrize("shift", [-3600, 3600], ids=["owner silent", "clock set back"])
def test_a_job_whose_owner_is_gone_is_taken_over(library: Library, inbox: Path, shift: int) -> None:
    jobs = JobQueue(library)
    number = jobs.submit_ingest([inbox])
    first = jobs.claim("đã chết")
    assert first is not None
    with library.engine.begin() as connection:
        connection.execute(update(tables.jobs).values(beat=int(time.time()) + shift))
    ended = run_next_job(jobs, works(library), "người khác")
    assert ended is not None
    assert (ended.state, ended.attempts) == ("done", 2)
    first.report_progress()
    assert first.is_stopped(), "the first owner notices that it is no longer its own"
    jobs.end(number, "đã chết", "failed", "muộn")
    again = jobs.get(number)
    assert again is not None
    assert again.state == "done"


def _killed_worker(home: Path, out: Connection) -> None:
    with Library.open(home) as library:
        library.use_model(ENCODER.name, ENCODER.dimension)

        def work(running: RunningJob) -> None:
            out.send(running.job.id)
            time.sleep(60)

        run_next_job(JobQueue(library), {"ingest": work}, "nạn nhân")


def test_a_job_survives_its_process(
    library: Library, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = JobQueue(library)
    number = jobs.submit_ingest([inbox])
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_killed_worker, args=(tmp_path / "kho", theirs))
    process.start()
    assert ours.poll(60)
    assert ours.recv() == number
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    monkeypatch.setattr(jobs_module, "LEASE_SECONDS", -1)
    ended = run_next_job(jobs, works(library))
    assert ended is not None
    assert (ended.id, ended.state, ended.done) == (number, "done", 4)


def test_a_job_that_kills_its_processes_is_given_up(library: Library) -> None:
    jobs = JobQueue(library)
    number = jobs.submit("ingest", {"paths": []})
    for _ in range(jobs_module.MAX_ATTEMPTS):
        assert jobs.claim("x") is not None
        with library.engine.begin() as connection:
            connection.execute(update(tables.jobs).values(beat=0))
    assert jobs.claim("x") is None
    ended = jobs.get(number)
    assert ended is not None
    assert ended.state == "failed"
