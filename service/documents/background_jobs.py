"""Background jobs: the job queue and the watched folders, each in a thread of its own beside the questions."""

from __future__ import annotations

import fcntl
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from index.ingestion.folder_watch import FolderWatch
from index.ingestion.job_work import Postponed, ingest_work, run_next_job
from index.ingestion.jobs import INGEST, Job, JobQueue, JobState, RunningJob
from index.ingestion.records import FileResult, IngestReport
from index.ingestion.reread import replace_file, reread_documents
from index.library.library import WrongModel
from index.store.database import now
from index.store.source_files import container_key
from ingest.temporary_rooms import remove_left_rooms
from service.assistant import Assistant
from service.documents.deep_vectors import DeepEmbedding
from service.documents.intake_rounds import IntakeRounds
from service.documents.reader_options import reader_for
from service.settings import Settings

#: Kind of the job that ingests uploaded files, which are deleted when it is done.
UPLOAD = "upload"
#: Kinds of the jobs that read documents again, and that give a document another file.
REREAD, REPLACE = "reread", "replace"
#: Folder of uploads under the library's home; each upload has a folder of its own in it.
UPLOADS = "uploads"

#: Codes of refusals that another try may undo; the files of the others are not kept.
RETRIED_CODES = frozenset(("missing_tool", "unreadable", "storage", "timeout"))

#: How often the queue is polled for jobs that another process submitted: uploads must answer within a second.
QUEUE_SECONDS = 0.25
#: How often this process tries to take over folders that another process watches.
AGAIN_SECONDS = 5.0
#: Pause before a thread that failed begins anew.
RESTART_SECONDS = 1.0
#: Age at which an upload without a job is deleted, and the number of latest jobs whose uploads are kept.
ORPHAN_SECONDS, MOST_JOBS = 86_400.0, 10_000
#: Time for the work in hand to stop when the service stops.
GRACE_SECONDS = 10.0

_log = logging.getLogger("hoivanban")


def upload_folders(paths: Iterable[str], uploads: Path) -> set[Path]:
    """The folders of uploads that hold these files: each upload has one of its own."""
    inside = (Path(path) for path in paths if Path(path).is_relative_to(uploads))
    return {uploads / path.relative_to(uploads).parts[0] for path in inside}


def _age(job: Job) -> float:
    """Seconds since the job was made."""
    return (datetime.now(UTC) - datetime.fromisoformat(job.made_at)).total_seconds()


class BackgroundJobs:
    """Does the library's jobs and watches the folders of the settings, from :meth:`start` to :meth:`close`."""

    def __init__(self, settings: Settings, assistant: Assistant) -> None:
        self.jobs = JobQueue(assistant.library)
        self.uploads = settings.home / UPLOADS
        self._settings = settings
        self._desk = assistant
        self._ending = threading.Event()
        self._wake_up = threading.Event()
        self._watch: FolderWatch | None = None
        self._deep: DeepEmbedding | None = None
        self._threads: list[threading.Thread] = []
        self._ended: set[str] = set()
        #: How often a thread had to begin anew after an error that was not foreseen, and when it last did.
        self.restarts = 0
        self.restarted_at: str | None = None

    def start(self) -> None:
        """Start the threads."""
        loops: list[tuple[str, Callable[[], None]]] = [("jobs", self._run_jobs)]
        if self._desk.deep_encoder is not None:
            url, desk = self._settings.library_url, self._desk
            self._deep = DeepEmbedding(desk.library, url, lambda: desk.deep_encoder)
            loops.append(("deep", self._deep.run))
        if self._settings.watch:
            loops.append(("watch", self._watch_folders))
        if self._settings.sources is not None:
            loops.append(("intake", IntakeRounds(self._settings, self._desk, self._ending).run))
        for name, target in loops:
            thread = threading.Thread(target=self._supervise, args=(target,), name=f"hoivanban-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    @property
    def is_running(self) -> bool:
        """True if every thread that was started is alive, or has ended by itself with nothing left to do."""
        return all(thread.is_alive() or thread.name in self._ended for thread in self._threads)

    def _supervise(self, target: Callable[[], None]) -> None:
        """Run a thread's loop, and begin it anew whatever ends it: no file and no row may stop the others."""
        while not self._ending.is_set():
            try:
                target()
                self._ended.add(threading.current_thread().name)
                return
            except Exception:  # noqa: BLE001 - one defect must not stop all that comes after; it is logged, counted
                _log.exception("a background thread had to begin anew")
                self.restarts += 1
                self.restarted_at = now()
                self._ending.wait(RESTART_SECONDS)

    def close(self) -> None:
        """Stop the threads; a job in hand goes back into the queue."""
        self._ending.set()
        self._wake_up.set()
        if self._watch is not None:
            self._watch.stop()
        if self._deep is not None:
            self._deep.stop()
        for thread in self._threads:
            thread.join(GRACE_SECONDS)

    def submit(
        self, kind: str, paths: Sequence[Path], state: JobState = "queued", **options: bool | str | list[str] | None
    ) -> int:
        """Queue a job for files and folders, or begin to receive them; returns its number."""
        request = {"paths": [str(path) for path in paths], "max_bytes": self._settings.max_file_mb << 20, **options}
        number = self.jobs.submit(kind, request, state)
        self._wake_up.set()
        return number

    def wake(self) -> None:
        """Wake the thread that does the jobs: one is waiting."""
        self._wake_up.set()

    # -- jobs --------------------------------------------------------------------------------------

    def _delete_orphaned_uploads(self) -> None:
        """Delete uploads without a job, left by a process that was killed while it received them."""
        unfinished = [
            job for job in self.jobs.list_jobs(MOST_JOBS) if job.kind in (UPLOAD, REPLACE) and job.state != "done"
        ]
        for job in (job for job in unfinished if job.state == "receiving" and _age(job) > ORPHAN_SECONDS):
            self.jobs.cancel(job.id)
        in_use = {folder for job in unfinished for folder in upload_folders(job.request["paths"], self.uploads)}
        for folder in self.uploads.iterdir() if self.uploads.is_dir() else ():
            if folder not in in_use and time.time() - folder.stat().st_mtime > ORPHAN_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

    def _run_jobs(self) -> None:
        try:
            self._delete_orphaned_uploads()
            remove_left_rooms()
            remove_left_rooms(self._settings.home)
        except (OSError, SQLAlchemyError):
            _log.exception("old uploads could not be removed")
        handlers = {
            INGEST: self._run_ingest, UPLOAD: self._run_upload, REREAD: self._run_reread, REPLACE: self._run_replace,
        }  # fmt: skip
        while not self._ending.is_set():
            self._wake_up.clear()
            try:
                # A look comes first, because claiming a job takes the library's write lock.
                waiting = self.jobs.list_jobs(1, state="queued") or self.jobs.list_jobs(1, state="running")
                if waiting and run_next_job(self.jobs, handlers) is not None:
                    self._desk.refresh(self._settings.model)
                    continue
            except (OSError, RuntimeError, SQLAlchemyError, WrongModel):
                _log.exception("a job could not be done; it is tried again")
            self._wake_up.wait(QUEUE_SECONDS)

    def _run_ingest(self, running: RunningJob) -> None:
        paths = [Path(path) for path in running.job.request["paths"]]
        ingest_work(
            self._desk.library, self._desk.encoder, workers=self._settings.workers,
            reader=reader_for(self._settings, paths), ending=self._ending.is_set,
        )(running)  # fmt: skip

    def _run_upload(self, running: RunningJob) -> None:
        self._run_ingest(running)
        if running.is_stopped():
            return  # the job may be retried, so its files are kept
        running.report_progress()
        kept = {Path(container_key(file.path)) for file in self.all_files(running.job.id) if file.code in RETRIED_CODES}
        for folder in upload_folders(running.job.request["paths"], self.uploads):
            # The library has its own copy. With its folder gone the file counts as out of reach, not as removed.
            if not any(path.is_relative_to(folder) for path in kept):
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for path in (path for path in folder.rglob("*") if path.is_file() and path not in kept):
                path.unlink(missing_ok=True)

    def _run_reread(self, running: RunningJob) -> None:
        request = running.job.request
        reread_documents(
            self._desk.library, self._desk.encoder, request["documents"], running.add_progress,
            workers=self._settings.workers, reader=reader_for(self._settings, [], every_page=bool(request["ocr"])),
            stop=lambda: running.is_stopped() or self._ending.is_set(),
        )  # fmt: skip
        if self._ending.is_set() and not running.is_stopped():
            raise Postponed

    def _run_replace(self, running: RunningJob) -> None:
        (path,) = (Path(path) for path in running.job.request["paths"])
        if path.is_file():
            replace_file(
                self._desk.library, self._desk.encoder, running.job.request["document"], path, running.add_progress,
                reader=reader_for(self._settings, []),
            )  # fmt: skip
        for folder in upload_folders([str(path)], self.uploads):
            shutil.rmtree(folder, ignore_errors=True)

    def all_files(self, job_id: int) -> list[FileResult]:
        """All results of a job's files so far."""
        found: list[FileResult] = []
        while part := self.jobs.files(job_id, len(found) - 1):
            found += part
        return found

    # -- watched folders ---------------------------------------------------------------------------

    def _watch_folders(self) -> None:
        """Watch the folders; of several services on one library only one does, and another takes over when it ends."""
        with (self._settings.home / "watch.lock").open("a") as lock:
            while not self._ending.is_set():
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._watch_until_end(self._settings.watch)
                except BlockingIOError:
                    pass  # another process watches
                except WrongModel:
                    _log.warning("the library goes over to another model; watching goes on when it is open")
                except (OSError, RuntimeError, SQLAlchemyError):
                    _log.exception("the watched folders cannot be followed; trying again")
                self._ending.wait(AGAIN_SECONDS)

    def _watch_until_end(self, folders: Sequence[Path]) -> None:
        self._watch = FolderWatch(
            self._desk.library, self._desk.encoder, folders, on_report=self._after_watch_round,
            workers=self._settings.workers,
            max_bytes=self._settings.max_file_mb << 20, reader=reader_for(self._settings, folders),
        )  # fmt: skip
        if not self._ending.is_set():
            self._watch.run()

    def _after_watch_round(self, report: IngestReport) -> None:
        self._desk.refresh(self._settings.model)
        for file in report.files:
            if file.result == "refused":
                _log.warning("%s: %s", file.path, file.reason)
