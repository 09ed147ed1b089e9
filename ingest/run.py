"""The stage itself: files -> documents, in a pool of processes. One bad file never stops the run.

Each worker is one process with one file in hand, so a reader that crashes, hangs or eats the memory costs
that file and nothing else: its worker is replaced and the file is refused with a reason.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from ingest.read.context import ReadingContext
from ingest.reading import RefusedFile
from ingest.records import Document
from ingest.temporary_rooms import keep_sockets_in_room, remove_left_rooms
from ingest.worker_limits import end_with_parent, fitting_bytes, limit_resources

#: A scanned page takes 1-2 s, so this is a scan of several hundred pages. A worker that gets little of a busy machine
#: has longer, if it has worked for so much of the time.
FILE_SECONDS = 900.0
BUSY_MACHINE, WORKING_SHARE = 4.0, 0.1
#: Processor time of its worker that a file may take: so much, and a second for so many of its bytes. A scanned page
#: takes a second and 8 kB at least, written text a tenth of that: a small file that takes longer is made to.
LEAST_CPU_SECONDS, BYTES_A_CPU_SECOND, WRITTEN_BYTES_A_CPU_SECOND = 8.0, 4_000, 40_000
#: Kinds of files that hold written text; a scan inside one is large.
WRITTEN_SUFFIXES = frozenset(
    (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".rtf", ".html", ".htm", ".xml", ".txt", ".md")
)
#: How often the memory of busy workers is looked at.
WATCH_SECONDS = 0.25
#: A worker is replaced after so many files: libraries that leak cannot add up.
FILES_PER_WORKER = 200

TOO_MUCH_MEMORY = "Tệp cần quá nhiều bộ nhớ để đọc. Hãy chia nhỏ tệp rồi thử lại."

TOO_MUCH_WORK = "Tệp nhỏ nhưng cần quá nhiều thời gian xử lý nên đã dừng; hãy xuất lại tệp từ văn bản gốc rồi thử lại."

Reader = Callable[[Path, ReadingContext], Document]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """One file read: its document, or the code and the Vietnamese reason why there is none."""

    path: Path
    document: Document | None = None
    code: str | None = None
    reason: str | None = None
    seconds: float = 0.0


def read_one(path: Path, context: ReadingContext) -> Document:
    """Read a file to a document; the reader of the workers unless another one is given."""
    # Imported here so that the parent process never loads a PDF reader.
    from ingest.document import read_document

    return read_document(path, context)


@lru_cache(maxsize=1)
def reader_version() -> str:
    """Changes with the code that reads files, so that a file once refused is tried again by a better reader."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def read_files(
    paths: Iterable[Path],
    *,
    workers: int | None = None,
    seconds: float = FILE_SECONDS,
    most_bytes: int | None = None,
    reader: Reader = read_one,
    converted: Path | None = None,
) -> Generator[FileOutcome]:
    """Read files in parallel; outcomes come as they are ready. ``reader`` must be importable by a fresh process.

    ``paths`` is drawn from as workers become free. ``converted`` is the folder of
    :func:`ingest.read.libreoffice.convert_in_advance`.
    """
    waiting = iter(paths)
    count = max(1, workers or os.cpu_count() or 1)
    most_bytes = most_bytes or fitting_bytes(count)
    pool: list[_Worker] = []
    following = next(waiting, None)
    try:
        while following is not None or any(worker.path for worker in pool):
            pool = [worker for worker in pool if worker.is_usable()]
            while following is not None:
                worker = next((idle for idle in pool if idle.path is None), None)
                if worker is None:
                    if len(pool) >= count:
                        break
                    pool.append(worker := _Worker(reader, converted))
                worker.assign(following)
                following = next(waiting, None)
            yield from _collect_outcomes(pool, seconds, most_bytes)
    finally:
        for worker in pool:
            worker.stop()


def _collect_outcomes(pool: list[_Worker], seconds: float, most_bytes: int) -> Iterator[FileOutcome]:
    """Wait until a worker answers, dies, runs out of time or takes too much memory."""
    busy = [worker for worker in pool if worker.path is not None]
    first_limit = min(worker.started for worker in busy) + seconds
    left = first_limit - time.monotonic()
    patience = min(WATCH_SECONDS, left) if left > 0 else WATCH_SECONDS
    ready = set(wait([worker.connection for worker in busy], timeout=patience))
    for worker in busy:
        if worker.connection in ready:
            outcome = worker.outcome()
            if outcome is not None:
                yield outcome
        elif worker.is_overdue(seconds):
            reason = f"Đọc tệp quá {seconds:.0f} giây nên đã dừng. Hãy chia nhỏ tệp rồi thử lại."
            yield worker.give_up("timeout", reason)
        elif worker.cpu_seconds() >= worker.cpu_limit:
            yield worker.give_up("timeout", TOO_MUCH_WORK)
        elif worker.resident_bytes() > most_bytes:
            yield worker.give_up("too_large", TOO_MUCH_MEMORY)


def cpu_limit(path: Path) -> float:
    """Seconds of processor time that reading a file may take, by its size and kind."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    written = path.suffix.lower() in WRITTEN_SUFFIXES
    return LEAST_CPU_SECONDS + size / (WRITTEN_BYTES_A_CPU_SECOND if written else BYTES_A_CPU_SECOND)


def preload_readers(reader: Reader) -> None:
    """Have the readers imported before there is anything to read, so that the first file need not wait for it."""
    _context(reader)
    forkserver.ensure_running()


def _context(reader: Reader) -> ForkServerContext:
    """The server imports the readers once; every worker is then a cheap fork of it."""
    keep_sockets_in_room()
    context = multiprocessing.get_context("forkserver")
    # Most files are PDF: importing their readers in each worker would cost 0.15 s of the 0.3 s that 20 pages take.
    module = reader.func.__module__ if isinstance(reader, partial) else reader.__module__
    context.set_forkserver_preload(["ingest.run", module, "ingest.document", "ingest.read.paged", "pypdf"])
    return context


class _Worker:
    """One process and the file that it reads."""

    def __init__(self, reader: Reader, converted: Path | None) -> None:
        context = _context(reader)
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, reader, converted), daemon=False)
        self.process.start()
        theirs.close()
        self.path: Path | None = None
        self.started = self.cpu_limit = self._cpu_before = 0.0
        self._files_done = 0

    def assign(self, path: Path) -> None:
        self.path, self.started = path, time.monotonic()
        self.cpu_limit, self._cpu_before = cpu_limit(path), self._cpu_total()
        try:
            self.connection.send(path)
        except OSError:
            # The worker died while idle; outcome() sees the closed pipe and says so.
            return

    def outcome(self) -> FileOutcome | None:
        """The outcome of the file; None if the worker only reports a wait (``ingest.read.ocr.concurrency``)."""
        path = self._current_path()
        try:
            message = self.connection.recv()
            if isinstance(message, float):
                # The time is the file's own, not that of others' scans.
                self.started += message
                return None
            document, code, reason = message
        except (EOFError, OSError):
            took, self.path = time.monotonic() - self.started, None
            self.stop()
            remove_left_rooms()
            reason = "Chương trình đọc tệp dừng đột ngột; tệp có thể bị hỏng. Hãy xuất lại tệp rồi thử lại."
            return FileOutcome(path, code="damaged", reason=reason, seconds=took)
        took, self.path = time.monotonic() - self.started, None
        self._files_done += 1
        return FileOutcome(path, document, code, reason, took)

    def give_up(self, code: str, reason: str) -> FileOutcome:
        """Stop reading the file, and this worker with it."""
        path, self.path = self._current_path(), None
        self.process.kill()
        self.stop()
        remove_left_rooms()
        return FileOutcome(path, code=code, reason=reason, seconds=time.monotonic() - self.started)

    def is_overdue(self, seconds: float) -> bool:
        """True if the file has had its time: by the processor's clock, or by the wall's where it does not work on."""
        waited = time.monotonic() - self.started
        if waited < seconds:
            return False
        worked = self.cpu_seconds()
        return worked >= seconds or worked < WORKING_SHARE * waited or waited >= BUSY_MACHINE * seconds

    def cpu_seconds(self) -> float:
        """Processor time that the process has spent on its file; its helpers (Tesseract, LibreOffice) not counted."""
        return self._cpu_total() - self._cpu_before

    def _cpu_total(self) -> float:
        """Processor time of the process so far; 0 where the system does not say."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_bytes(self) -> int:
        """Bytes that the process holds in memory; 0 where the system does not say."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        except (OSError, IndexError):
            return 0
        return int(pages) * resource.getpagesize()

    def is_usable(self) -> bool:
        if self.path is None and (self._files_done >= FILES_PER_WORKER or self.connection.closed):
            self.stop()
            return False
        return True

    def stop(self) -> None:
        if not self.connection.closed:
            self.connection.close()
        if self.path is not None or self.process.is_alive():
            # An idle worker ends by itself when its pipe closes; one that hangs must be killed.
            self.process.join(timeout=0 if self.path is not None else 0.2)
            self.process.kill()
        self.process.join()

    def _current_path(self) -> Path:
        if self.path is None:
            raise RuntimeError("this worker holds no file")
        return self.path


def _serve(connection: Connection, reader: Reader, converted: Path | None) -> None:
    """The worker's loop: a path in, an outcome out, until the pipe closes."""
    end_with_parent()
    limit_resources()
    context = ReadingContext(on_wait=connection.send, converted=converted)
    while True:
        try:
            path = connection.recv()
            connection.send(_read_or_refuse(path, context, reader))
        except (EOFError, OSError):  # the parent process has gone
            return


def _read_or_refuse(
    path: Path, context: ReadingContext, reader: Reader
) -> tuple[Document | None, str | None, str | None]:
    try:
        return reader(path, context), None, None
    except RefusedFile as refusal:
        return None, refusal.code, refusal.reason
    except MemoryError:
        return None, "too_large", TOO_MUCH_MEMORY
    except PermissionError:
        return None, "unreadable", "Không có quyền đọc tệp."
    except OSError as error:
        return None, "unreadable", f"Không đọc được tệp: {error.strerror or error}."
    except Exception as error:  # noqa: BLE001 - any defect of a reader costs one file, and is named in the report
        return None, "damaged", f"Lỗi khi đọc tệp ({type(error).__name__}: {error}). Hãy xuất lại tệp rồi thử lại."
