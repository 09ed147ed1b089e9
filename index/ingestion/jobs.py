"""Background jobs: a queue in the library, from which any process that is free claims the next.

A job is claimed in one write transaction, so two processes never run the same one. Its owner writes a beat every few
seconds; when that stops, the process was killed and another takes the job over. Running a job again does no harm:
files that were ingested before it stopped are found unchanged.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from index.ingestion.records import FileResult, Progress
from index.library.library import Library
from index.store import tables
from index.store.database import mark_unchanged, now, read_transaction, write_transaction

#: ``receiving``: an upload whose files are still being sent; nobody claims it yet.
JobState = Literal["receiving", "queued", "running", "done", "failed", "cancelled"]
INGEST = "ingest"

#: The owner writes a beat this often, and is given up after so long without one.
BEAT_SECONDS = 2.0
LEASE_SECONDS = 10
#: A job that ended three processes is not given a fourth.
MAX_ATTEMPTS = 3

_job, _file = tables.jobs.c, tables.job_files.c


@dataclass(frozen=True, slots=True)
class Job:
    """A job's row. ``cancelling``: it was asked to stop and has not yet."""

    id: int
    kind: str
    state: JobState
    request: Mapping[str, Any]
    done: int
    total: int
    attempts: int
    owner: str
    error: str
    made_at: str
    ended_at: str | None
    cancelling: bool = False


def newest_job_name(connection: Connection) -> str:
    """The name in the audit log of the job queued last. To be read in the write transaction that queued it."""
    return f"job {connection.execute(select(func.max(_job.id))).scalar_one()}"


class JobQueue:
    """The library's queue of jobs."""

    def __init__(self, library: Library) -> None:
        self._engine = library.engine

    def submit(self, kind: str, request: Mapping[str, Any], state: JobState = "queued") -> int:
        """Queue a job, or begin to receive its files; returns its number."""
        row = {
            "kind": kind, "state": state, "request": json.dumps(request, ensure_ascii=False), "done": 0, "total": 0,
            "attempts": 0, "owner": "", "beat": 0, "cancel": False, "error": "", "made_at": now(), "ended_at": None,
        }  # fmt: skip
        with write_transaction(self._engine) as connection:
            return int(connection.execute(insert(tables.jobs).returning(_job.id), row).scalar_one())

    def add_paths(self, job_id: int, paths: Sequence[Path]) -> bool:
        """Add files to a job that receives them. Returns whether it still does."""
        with write_transaction(self._engine) as connection:
            request = _receiving_request(connection, job_id)
            if request is None:
                return False
            changed = {**request, "paths": [*request["paths"], *map(str, paths)]}
            _write_request(connection, job_id, changed, "receiving")
        return True

    def begin(self, job_id: int, before: Sequence[FileResult] = ()) -> bool:
        """Queue a job that has received its files; ``before`` are results known already. Returns whether it was so."""
        with write_transaction(self._engine) as connection:
            request = _receiving_request(connection, job_id)
            if request is None:
                mark_unchanged()
                return False
            _write_request(connection, job_id, {**request, "before": [asdict(file) for file in before]}, "queued")
        return True

    def counts(self, job_ids: Sequence[int]) -> dict[int, dict[str, int]]:
        """How many files of each job had each result."""
        query = select(_file.job_id, _file.result, func.count()).where(_file.job_id.in_(list(job_ids)))
        found: dict[int, dict[str, int]] = {}
        with read_transaction(self._engine) as connection:
            for job_id, result, count in connection.execute(query.group_by(_file.job_id, _file.result)):
                found.setdefault(job_id, {})[str(result)] = int(count)
        return found

    def submit_ingest(self, paths: Sequence[Path], **options: Any) -> int:
        """Queue files and folders to be ingested, with the options of ``index.ingestion.ingest.ingest``."""
        return self.submit(INGEST, {"paths": [os.path.abspath(path) for path in paths], **options})

    def get(self, job_id: int) -> Job | None:
        with read_transaction(self._engine) as connection:
            row = connection.execute(select(tables.jobs).where(_job.id == job_id)).first()
        return None if row is None else _job_from_row(row)

    def list_jobs(self, limit: int = 50, before: int | None = None, state: JobState | None = None) -> list[Job]:
        """Jobs, newest first."""
        query = select(tables.jobs).order_by(_job.id.desc()).limit(limit)
        if before is not None:
            query = query.where(_job.id < before)
        if state is not None:
            query = query.where(_job.state == state)
        with read_transaction(self._engine) as connection:
            return [_job_from_row(row) for row in connection.execute(query)]

    def count_by_state(self) -> dict[str, int]:
        """The number of jobs in each state."""
        query = select(_job.state, func.count()).group_by(_job.state)
        with read_transaction(self._engine) as connection:
            return {str(row[0]): int(row[1]) for row in connection.execute(query)}

    def files(self, job_id: int, after: int = -1, limit: int = 1000) -> list[FileResult]:
        """Results of a job's files in the order in which they ended, after the position ``after``."""
        query = select(
            _file.path, _file.result, _file.document_id, _file.code, _file.reason, _file.version, _file.passages
        ).where(_file.job_id == job_id, _file.place > after)
        with read_transaction(self._engine) as connection:
            return [FileResult(*row) for row in connection.execute(query.order_by(_file.place).limit(limit))]

    def cancel(self, job_id: int) -> bool:
        """Ask a job to stop. A queued one is cancelled at once. Returns whether there was anything to stop."""
        with write_transaction(self._engine) as connection:
            waiting = update(tables.jobs).where(_job.id == job_id, _job.state.in_(("queued", "receiving")))
            if connection.execute(waiting.values(state="cancelled", ended_at=now())).rowcount:
                return True
            running = update(tables.jobs).where(_job.id == job_id, _job.state == "running")
            asked = bool(connection.execute(running.values(cancel=True)).rowcount)
            if not asked:
                mark_unchanged()
            return asked

    def retry(self, job_id: int, request: Mapping[str, Any] | None = None) -> bool:
        """Queue an ended job again, with another request where one is given. Returns whether it had ended."""
        ended = update(tables.jobs).where(_job.id == job_id, _job.state.in_(("done", "failed", "cancelled")))
        fresh: dict[str, object] = {} if request is None else {"request": json.dumps(request, ensure_ascii=False)}
        fresh |= {"state": "queued", "attempts": 0, "cancel": False, "error": "", "done": 0, "ended_at": None}
        with write_transaction(self._engine) as connection:
            queued = bool(connection.execute(ended.values(**fresh)).rowcount)
            if not queued:
                mark_unchanged()
            return queued

    # -- for the process that does the work --------------------------------------------------------

    def claim(self, owner: str | None = None) -> RunningJob | None:
        """Claim the oldest job that is queued or whose owner is gone; None when there is none."""
        owner = owner or f"{socket.gethostname()}:{os.getpid()}"
        at = int(time.time())
        # A beat in the future is as stale as an old one: the clock was set back.
        lost = (_job.state == "running") & or_(_job.beat < at - LEASE_SECONDS, _job.beat > at + LEASE_SECONDS)
        with write_transaction(self._engine) as connection:
            query = select(tables.jobs).where(or_(_job.state == "queued", lost)).order_by(_job.id)
            for row in connection.execute(query):
                this = update(tables.jobs).where(_job.id == row.id)
                if row.attempts >= MAX_ATTEMPTS or row.cancel:
                    error = "" if row.cancel else "Việc này đã làm dừng chương trình nhiều lần nên không chạy lại nữa."
                    state = "cancelled" if row.cancel else "failed"
                    connection.execute(this.values(state=state, error=error, ended_at=now()))
                    continue
                taken = {"state": "running", "owner": owner, "beat": at, "attempts": row.attempts + 1}
                connection.execute(this.values(**taken))
                connection.execute(delete(tables.job_files).where(_file.job_id == row.id))
                return RunningJob(self, _job_from_row(row), owner)
        return None

    def record_beat(self, job_id: int, owner: str, done: int, total: int, files: Sequence[FileResult]) -> bool:
        """Write that the job is being worked on, and its new results; returns whether it should go on."""
        with write_transaction(self._engine) as connection:
            mine = update(tables.jobs).where(_job.id == job_id, _job.owner == owner, _job.state == "running")
            if not connection.execute(mine.values(beat=int(time.time()), done=done, total=total)).rowcount:
                return False  # another process has taken it over
            if files:
                place = select(func.coalesce(func.max(_file.place), -1)).where(_file.job_id == job_id)
                first = int(connection.execute(place).scalar_one()) + 1
                rows = [{"job_id": job_id, "place": first + i, **asdict(file)} for i, file in enumerate(files)]
                connection.execute(insert(tables.job_files), rows)
            return not connection.execute(select(_job.cancel).where(_job.id == job_id)).scalar_one()

    def release(self, job_id: int, owner: str) -> None:
        """Put a running job back into the queue, because its process ends."""
        with write_transaction(self._engine) as connection:
            mine = update(tables.jobs).where(_job.id == job_id, _job.owner == owner, _job.state == "running")
            connection.execute(mine.values(state="queued", attempts=_job.attempts - 1))

    def end(self, job_id: int, owner: str, state: JobState, error: str = "") -> None:
        with write_transaction(self._engine) as connection:
            mine = update(tables.jobs).where(_job.id == job_id, _job.owner == owner, _job.state == "running")
            connection.execute(mine.values(state=state, error=error, ended_at=now()))


@dataclass
class RunningJob:
    """A claimed job, to which its work reports progress."""

    jobs: JobQueue
    job: Job
    owner: str
    _done: int = 0
    _total: int = 0
    _before: int = 0
    _files: list[FileResult] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)

    def add_known(self, files: Sequence[FileResult]) -> None:
        """Count files whose results were known before the work began."""
        with self._lock:
            self._before += len(files)
            self._done = self._total = self._before
            self._files.extend(files)

    def add_progress(self, progress: Progress) -> None:
        """Count one more finished file."""
        with self._lock:
            self._done, self._total = progress.done + self._before, progress.total + self._before
            self._files.append(progress.last)

    def is_stopped(self) -> bool:
        """True if the work should begin nothing more."""
        return self._stop.is_set()

    def report_progress(self) -> None:
        """Write the progress since the last time."""
        with self._lock:
            files, self._files = self._files, []
            if not self.jobs.record_beat(self.job.id, self.owner, self._done, self._total, files):
                self._stop.set()

    @contextmanager
    def background_reports(self) -> Iterator[None]:
        """Report progress from a thread while the block runs, also while one file takes minutes."""
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(BEAT_SECONDS / 4):
                self.report_progress()

        thread = threading.Thread(target=beat, name=f"job-{self.job.id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self.report_progress()


def _receiving_request(connection: Connection, job_id: int) -> dict[str, Any] | None:
    """The request of a job that still receives its files."""
    query = select(_job.request).where(_job.id == job_id, _job.state == "receiving")
    row = connection.execute(query).first()
    return None if row is None else dict(json.loads(row.request))


def _write_request(connection: Connection, job_id: int, request: Mapping[str, Any], state: JobState) -> None:
    text = json.dumps(request, ensure_ascii=False)
    connection.execute(update(tables.jobs).where(_job.id == job_id).values(request=text, state=state))


def _job_from_row(row: Row[Any]) -> Job:
    return Job(
        row.id, row.kind, row.state, json.loads(row.request), row.done, row.total, row.attempts, row.owner, row.error,
        row.made_at, row.ended_at, bool(row.cancel) and row.state == "running",
    )  # fmt: skip
