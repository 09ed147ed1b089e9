"""Follower of sources: each is mirrored when its time has come, and its mirror ingested."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from index.embedding.encoders import Encoder
from index.ingestion.ingest import MAX_FILE_BYTES, ingest
from index.ingestion.records import IngestReport
from index.intake.bucket import open_bucket
from index.intake.feed import open_feed
from index.intake.imap_mailbox import open_mailbox
from index.intake.mirror import Mirror
from index.intake.packet_folder import open_packet_folder
from index.intake.source import IntakeSource, Kind, Opening, SourceError
from index.intake.state import SourceState, read_state
from index.intake.web_folder import open_web_folder
from index.library.library import Library
from index.library.purged_files import PURGED, purged_files
from index.records import PUBLIC
from index.store.original_files import sha256_of
from ingest.run import Reader, read_one

#: Folder of all mirrors, in the library's home.
INTAKE = "intake"
#: File in a source's folder that is locked during a round.
ROUND_FILE = "round.lock"
#: A source that could not be followed is tried again after so long, however long its own time is.
AGAIN_MINUTES = 5.0

OPENERS: Mapping[Kind, Callable[[IntakeSource], Opening]] = {
    "imap": open_mailbox,
    "s3": open_bucket,
    "webdav": open_web_folder,
    "folder": open_packet_folder,
    "feed": open_feed,
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How the files of a mirror are read."""

    workers: int | None = None
    max_bytes: int = MAX_FILE_BYTES
    reader: Reader = read_one


class SourceFollower:
    """Follows the sources of a library, one round at a time."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        sources: Sequence[IntakeSource],
        folder: Path,
        options: ReadingOptions | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._library = library
        self._encoder = encoder
        self._folder = folder
        self._options = options or ReadingOptions()
        self._stop = stop
        self.sources = tuple(sources)

    def state(self, source: IntakeSource) -> SourceState:
        """What is known of a source."""
        return read_state(self._folder / source.name)

    def follow(self, source: IntakeSource) -> tuple[SourceState, IngestReport | None]:
        """Mirror a source and ingest its mirror. A source that cannot be used says so in its state.

        A round that another process is at (a service, ``hoivanban sources follow``) is waited for: what it has fetched
        is then there.
        """
        with _round_of(self._folder / source.name):
            return self._follow(source)

    def _follow(self, source: IntakeSource) -> tuple[SourceState, IngestReport | None]:
        mirror = Mirror(self._folder / source.name, source, self._options.max_bytes)
        mirror.look_for_purged(purged_files(self._library.engine).names())
        try:
            with OPENERS[source.kind](source) as connection:
                state = mirror.follow(connection, self._stop)
        except SourceError as error:
            state = mirror.fail(str(error))
        except OSError as error:
            log.exception("source %s cannot be mirrored", source.name)
            state = mirror.fail(f"Không ghi được bản sao của nguồn: {error.strerror or error}.")
        report = self._ingest(source, mirror)
        return self._without_purged(mirror, report) or state, report

    def _without_purged(self, mirror: Mirror, report: IngestReport | None) -> SourceState | None:
        """Copies of purged files leave the mirror; the state then, or None where there were none."""
        refused = [] if report is None else [file for file in report.files if file.code == PURGED]
        paths = {Path(file.path): file.reason or "" for file in refused if Path(file.path).is_file()}
        if not paths:
            return None
        known = purged_files(self._library.engine)
        for path, reason in paths.items():
            if purged := known.find(sha256_of(path)):
                mirror.set_aside(path, purged.name, reason)
        return mirror.state

    def _ingest(self, source: IntakeSource, mirror: Mirror) -> IngestReport | None:
        """Ingest what the mirror holds; also after a round that was given up, because some files may have come."""
        if self._stop() or not mirror.files.is_dir():
            return None
        options = self._options
        try:
            # Whether an empty mirror means an emptied source was decided when it was mirrored.
            return ingest(
                self._library, self._encoder, [mirror.files], access=source.access, workers=options.workers,
                max_bytes=options.max_bytes, reader=options.reader, stop=self._stop, empty_ok=True,
                replaces=(PUBLIC, source.access),
            )  # fmt: skip
        except (OSError, SQLAlchemyError):
            # The library cannot be written just now; the next round finds the same files.
            log.exception("the files of source %s could not be taken in", source.name)
            return None


@contextmanager
def _round_of(folder: Path) -> Iterator[None]:
    """A source's round, one at a time among all processes. The system frees a killed one's lock."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ROUND_FILE).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def next_round(source: IntakeSource, state: SourceState) -> datetime:
    """When a source is followed next; at once before its first round."""
    if not state.tried_at:
        return datetime.min.replace(tzinfo=datetime.now().astimezone().tzinfo)
    minutes = min(source.minutes, AGAIN_MINUTES) if state.error else source.minutes
    return datetime.fromisoformat(state.tried_at) + timedelta(minutes=minutes)
