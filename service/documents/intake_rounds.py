"""Rounds over the sources of documents: of several services on one library one follows them, another takes over."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from index.ingestion.records import IngestReport
from index.intake.configuration import SourcesError, read_sources
from index.intake.follower import INTAKE, ReadingOptions, SourceFollower, next_round
from index.intake.source import IntakeSource
from index.intake.state import SourceState, read_state
from index.library.library import WrongModel
from service.assistant import Assistant
from service.documents.reader_options import reader_for
from service.http.sources import source_out
from service.schemas.sources import IntakeSourceOut
from service.settings import Settings

#: How often it is looked whether a source's time has come, or somebody asked for it.
LOOK_SECONDS = 1.0
#: How often this process tries to take over from another one.
AGAIN_SECONDS = 5.0
#: A file in a source's folder that asks for a round now.
ASKED_FILE = "follow-now"

_log = logging.getLogger("hoivanban")


def followed_sources(settings: Settings) -> tuple[IntakeSourceOut, ...]:
    """The sources of the settings, as their last rounds left them.

    :raises SourcesError: if the file of sources cannot be used.
    """
    return tuple(_followed(settings))


def _followed(settings: Settings) -> Iterator[IntakeSourceOut]:
    for source in read_sources(settings.sources) if settings.sources is not None else ():
        folder = settings.home / INTAKE / source.name
        state = read_state(folder)
        waits = not state.tried_at or (folder / ASKED_FILE).exists()
        yield source_out(source, state, None if waits else next_round(source, state))


def ask_for_round(settings: Settings, name: str) -> bool:
    """Ask for a round of a source now, whichever process follows it. Returns whether there is such a source."""
    if settings.sources is None or name not in {source.name for source in read_sources(settings.sources)}:
        return False
    folder = settings.home / INTAKE / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / ASKED_FILE).touch()
    return True


class IntakeRounds:
    """Follows the sources of the settings until the service ends."""

    def __init__(self, settings: Settings, assistant: Assistant, ending: threading.Event) -> None:
        self._settings = settings
        self._desk = assistant
        self._ending = ending
        self._folder = settings.home / INTAKE

    def run(self) -> None:
        """Follow the sources; whatever fails is tried again."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._folder / "lock").open("a") as lock:
            while not self._ending.is_set():
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._follow_until_end()
                except BlockingIOError:
                    pass  # another process follows them
                except SourcesError as error:
                    _log.error("%s", error)
                except WrongModel:
                    _log.warning("the library goes over to another model; sources are followed when it is open")
                except (OSError, RuntimeError, SQLAlchemyError):
                    _log.exception("the sources cannot be followed; trying again")
                self._ending.wait(AGAIN_SECONDS)

    def _follow_until_end(self) -> None:
        assert self._settings.sources is not None
        follower = source_follower(self._settings, self._desk, self._ending)
        # Kept here, because a state names every file of its source: too much to be read each second.
        next_at = {source.name: next_round(source, follower.state(source)) for source in follower.sources}
        while not self._ending.is_set():
            for source in follower.sources:
                asked = self._folder / source.name / ASKED_FILE
                is_due = next_at[source.name] <= datetime.now(UTC) or asked.exists()
                if is_due and not self._ending.is_set():
                    asked.unlink(missing_ok=True)
                    state, report = follower.follow(source)
                    next_at[source.name] = next_round(source, state)
                    self._after_round(source, state, report)
            self._ending.wait(LOOK_SECONDS)

    def _after_round(self, source: IntakeSource, state: SourceState, report: IngestReport | None) -> None:
        self._desk.refresh(self._settings.model)
        if state.error:
            _log.warning("source %s: %s", source.name, state.error)
        for file in report.files if report is not None else ():
            if file.result == "refused":
                _log.warning("source %s, %s: %s", source.name, Path(file.path).name, file.reason)


def source_follower(settings: Settings, assistant: Assistant, ending: threading.Event) -> SourceFollower:
    """The follower of the settings' sources, reading as the service reads.

    :raises SourcesError: if the file of sources cannot be used.
    """
    folder = settings.home / INTAKE
    sources = read_sources(settings.sources) if settings.sources is not None else ()
    options = ReadingOptions(settings.workers, settings.max_file_mb << 20, reader_for(settings, [folder]))
    return SourceFollower(assistant.library, assistant.encoder, sources, folder, options, ending.is_set)
