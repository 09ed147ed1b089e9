"""Watched folders: new files are ingested, and documents of removed ones withdrawn.

The work is done by the same ingestion as for ``hoivanban ingest``; this module only decides which paths are ready. A
complete file is ingested at once; any other waits until its size and times stop changing. A burst waits in a queue
and is ingested in portions, so that its first files answer while its last are read. Changes without a notice from
the system (the watch was not running, or a network share) are found by scanning the folders from time to time.
"""

from __future__ import annotations

import logging
import math
import os
import stat
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from watchfiles import Change, watch

from index.embedding.encoders import Encoder
from index.ingestion.complete_files import is_complete
from index.ingestion.folder_scan import is_ignored, leads_outside
from index.ingestion.ingest import MAX_FILE_BYTES, ingest
from index.ingestion.records import IngestReport, Progress
from index.library.library import Library
from index.store import original_files
from index.store.source_files import path_key
from ingest.run import Reader, preload_readers, read_one

#: A file that cannot be checked for its end counts as complete when it has not changed for so long.
SETTLE_SECONDS = 0.4
#: A missing file waits so long for others to settle: it may be one of them, under a new name.
MOVE_SECONDS = 2.0
#: How often waiting files are checked, and how long the system's notices are gathered.
TICK_MS, GATHER_MS = 100, 20
#: Files ingested at a time; they answer before the next portion is read.
PORTION = 100
#: How often the folders are scanned from end to end.
RESCAN_SECONDS = 600.0
#: Pause after a notice that could not be read.
UNREAD_SECONDS = 1.0
#: How often the folders are checked for coming or going (a share that is mounted, a disk taken away).
FOLDER_CHECK_SECONDS = 5.0

#: The appearance of a missing path, of a folder, and of a path not yet checked; that of a file is its stamp.
_GONE, _FOLDER, _UNSEEN = "", "folder", "?"

log = logging.getLogger(__name__)


class _Sight(NamedTuple):
    """The appearance of a waiting path, how long it has had it, and whether it has changed since the last check."""

    appearance: str
    seconds: float
    changed: bool

    def is_complete_file(self, path: Path) -> bool:
        """True for a file that has not changed for long enough, or that has just changed and has its end."""
        settled = self.seconds >= SETTLE_SECONDS or (self.changed and is_complete(path))
        return self.appearance != _FOLDER and settled


class FolderWatch:
    """A watch over folders, which runs until it is stopped."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        folders: Sequence[Path],
        *,
        on_report: Callable[[IngestReport], None] = lambda _: None,
        on_progress: Callable[[Progress], None] | None = None,
        workers: int | None = None,
        max_bytes: int = MAX_FILE_BYTES,
        reader: Reader = read_one,
    ) -> None:
        self._library = library
        self._encoder = encoder
        self._folders = [Path(os.path.abspath(folder)) for folder in folders]
        self._on_report = on_report
        self._on_progress = on_progress
        self._workers = workers
        self._max_bytes = max_bytes
        self._reader = reader
        #: Changed paths, each with its appearance and the time since when it has had it.
        self._waiting: dict[Path, tuple[str, float]] = {}
        self._stop = threading.Event()

    def stop(self) -> None:
        """Make :meth:`run` return; a file that is being read is given up and read next time."""
        self._stop.set()

    def run(self) -> None:
        """Scan the folders, then watch them.

        A missing folder is reported and looked for from time to time; the others are watched meanwhile.
        """
        preload_readers(self._reader)
        while not self._stop.is_set():
            here = _existing_folders(self._folders)
            if here:
                try:
                    self._follow_folders(here)
                except RuntimeError:
                    # A notice that cannot be read (a name in another code page): the folders are scanned anew.
                    log.exception("a notice of the system could not be read")
                    self._stop.wait(UNREAD_SECONDS)
                continue
            self._ingest(self._folders)
            while not self._stop.wait(FOLDER_CHECK_SECONDS) and not _existing_folders(self._folders):
                pass

    def _follow_folders(self, here: Mapping[Path, tuple[int, int]]) -> None:
        """Scan the folders and watch those that are there, until another one comes or one of them goes."""
        scanned = -math.inf
        looked = time.monotonic()
        events = watch(
            *here,
            watch_filter=lambda _, path: not is_ignored(Path(path).name),
            stop_event=self._stop,
            step=GATHER_MS,
            debounce=TICK_MS,
            rust_timeout=TICK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        for happened in events:
            self._queue_events(happened)
            if (now := time.monotonic()) - scanned > RESCAN_SECONDS:
                # The first time too: files that come during the scan are in the queue already.
                self._ingest(self._folders)
                scanned = now
            ready = self._ready_paths(time.monotonic())
            for start in range(0, len(ready), PORTION):
                if not self._stop.is_set():
                    self._ingest(ready[start : start + PORTION])
            if now - looked > FOLDER_CHECK_SECONDS:
                if _existing_folders(self._folders) != here:
                    return
                looked = now

    def _queue_events(self, happened: Iterable[tuple[Change, str]]) -> None:
        for _, name in happened:
            if not self._leads_outside(Path(name)):
                self._waiting.setdefault(Path(name), (_UNSEEN, 0.0))

    def _leads_outside(self, path: Path) -> bool:
        """True for a symbolic link that leads out of the watched folder in which it stands."""
        folder = next((folder for folder in self._folders if path.is_relative_to(folder)), None)
        return folder is not None and leads_outside(path, folder)

    def _ready_paths(self, at: float) -> list[Path]:
        """Waiting paths that have stood still, by name; they no longer wait.

        A file that was moved is gone in one place and new in another: both are handed out together.
        """
        complete: list[Path] = []
        gone: list[tuple[Path, float]] = []
        unsettled = False
        for path in list(self._waiting):
            sight = self._check(path, at)
            if sight.appearance == _GONE:
                gone.append((path, sight.seconds))
            elif sight.appearance == _FOLDER and sight.seconds >= SETTLE_SECONDS:
                unsettled = self._queue_folder_files(path) or unsettled
            elif sight.is_complete_file(path):
                complete.append(path)
            else:
                unsettled = True
        patience = MOVE_SECONDS if unsettled else SETTLE_SECONDS
        leaving = [path for path, seconds in gone if (complete and not unsettled) or seconds >= patience]
        for path in (*complete, *leaving):
            del self._waiting[path]
        return sorted({*complete, *map(self._path_to_ingest, leaving)})

    def _check(self, path: Path, at: float) -> _Sight:
        """Check a waiting path, and remember its appearance if that has changed."""
        before, since = self._waiting[path]
        appearance = _appearance(path)
        if appearance == before:
            return _Sight(appearance, at - since, changed=False)
        self._waiting[path] = (appearance, at)
        return _Sight(appearance, 0.0, changed=True)

    def _queue_folder_files(self, folder: Path) -> bool:
        """Queue a new folder's files in its place; returns whether any of them was not waiting yet.

        For a folder that came with its files the system gives notice of the folder only.
        """
        del self._waiting[folder]
        fresh: list[Path] = []
        for parent, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            there = [Path(parent) / name for name in names if not is_ignored(name)]
            there = [path for path in there if not self._leads_outside(path)]
            fresh += [path for path in there if path not in self._waiting]
        for path in fresh:
            self._waiting[path] = (_UNSEEN, 0.0)
        return bool(fresh)

    def _path_to_ingest(self, path: Path) -> Path:
        """The path itself; for a folder that is gone, the nearest one above it that is left."""
        if path.exists() or self._library.sources.get(path_key(path)) is not None:
            return path
        for place in (path, *path.parents):
            # Never above a watched folder, also when that folder itself is gone.
            if place in self._folders or place.is_dir():
                return place
        return path

    def _ingest(self, paths: Sequence[Path]) -> None:
        try:
            report = ingest(
                self._library, self._encoder, paths, self._on_progress, workers=self._workers,
                max_bytes=self._max_bytes, stop=self._stop.is_set, reader=self._reader,
            )  # fmt: skip
        except (OSError, SQLAlchemyError):
            # The library cannot be written just now; the next scan of the folders finds the same files.
            log.exception("watched files could not be taken in")
            return
        except Exception:
            # A defect that one file shows must not keep the others out: each is tried by itself.
            log.exception("watched files could not be taken in together")
            if len(paths) > 1:
                for path in paths:
                    self._ingest([path])
            return
        if any(file.result != "unchanged" for file in report.files):
            self._on_report(report)


def _existing_folders(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """The folders that are there, with device and inode: these change when a share is mounted over a folder."""
    found = {}
    for folder in folders:
        try:
            status = folder.stat()
        except OSError:
            continue
        if stat.S_ISDIR(status.st_mode):
            found[folder] = (status.st_dev, status.st_ino)
    return found


def _appearance(path: Path) -> str:
    """The appearance of a path: a file's stamp, or the mark of a folder or of a missing path."""
    try:
        return _FOLDER if path.is_dir() else original_files.file_stamp(path)
    except OSError:
        return _GONE
