"""The work of jobs: claiming the next one, doing it, and what becomes of a job whose work ends, fails or is put off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from index.embedding.encoders import Encoder
from index.ingestion.ingest import ingest
from index.ingestion.jobs import Job, JobQueue, RunningJob
from index.ingestion.records import FileResult
from index.library.library import Library, WrongModel
from ingest.run import Reader, read_one

#: The work of a job: it reports progress to the running job and asks it whether to stop.
Work = Callable[[RunningJob], None]


class Postponed(Exception):
    """Raised by work that was stopped before its end and should be done again later."""


def run_next_job(jobs: JobQueue, works: Mapping[str, Work], owner: str | None = None) -> Job | None:
    """Claim a job and run its work. Returns the job as it ended; None when there was none."""
    running = jobs.claim(owner)
    if running is None:
        return None
    job = running.job
    work = works.get(job.kind)
    try:
        if work is None:
            raise ValueError(f"Không biết loại việc {job.kind!r}.")
        with running.background_reports():
            work(running)
    except Postponed:
        jobs.release(job.id, running.owner)
    except (OSError, ValueError, RuntimeError, SQLAlchemyError, WrongModel) as error:
        jobs.end(job.id, running.owner, "failed", str(error))
    else:
        jobs.end(job.id, running.owner, "cancelled" if running.is_stopped() else "done")
    return jobs.get(job.id)


def ingest_work(
    library: Library,
    encoder: Encoder,
    *,
    workers: int | None = None,
    reader: Reader = read_one,
    ending: Callable[[], bool] = lambda: False,
) -> Work:
    """The work of an ``ingest`` job. When ``ending`` returns true the process ends, and the job is queued again."""

    def work(running: RunningJob) -> None:
        request = dict(running.job.request)
        paths = [Path(path) for path in request.pop("paths")]
        running.add_known([FileResult(**file) for file in request.pop("before", ())])
        ingest(
            library, encoder, paths, running.add_progress, workers=workers, reader=reader,
            stop=lambda: running.is_stopped() or ending(), **request,
        )  # fmt: skip
        if ending() and not running.is_stopped():
            raise Postponed

    return work
