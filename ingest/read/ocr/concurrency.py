"""Few pages are recognised at once on a machine, however many processes read files.

Recognising keeps a core busy for seconds, so that several people's scans would leave no core to those who ask. A
process takes one of a few places for each page; the places are locks on files, which go with a process that is killed.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

#: How often it is tried again while every place is taken; a page takes 1-2 s.
_RETRY_SECONDS = 0.05
#: How often it is told that this process waits.
REPORT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class OcrPlaces:
    """``count`` places, whose files lie in ``folder``."""

    folder: Path
    count: int


class _Here:
    """What this process was told."""

    places: OcrPlaces | None = None
    tell: Callable[[float], object] | None = None


def use_places(places: OcrPlaces | None) -> None:
    """Recognise pages in these places from now on; None for no limit."""
    _Here.places = places


def report_waiting(waited: Callable[[float], object]) -> None:
    """Have ``waited`` told how many seconds this process waited since it was told last."""
    _Here.tell = waited


@contextmanager
def hold_place() -> Iterator[None]:
    """Wait for a place and hold it for one page."""
    if _Here.places is None:
        yield
        return
    place = _take_place(_Here.places)
    try:
        yield
    finally:
        os.close(place)


def _take_place(places: OcrPlaces) -> int:
    places.folder.mkdir(parents=True, exist_ok=True)
    since = told = time.monotonic()
    while True:
        for number in range(places.count):
            place = os.open(places.folder / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            with suppress(BlockingIOError):
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _report_wait(told, least=0.0 if told > since else REPORT_SECONDS / 10)
                return place
            os.close(place)
        told = _report_wait(told, least=REPORT_SECONDS)
        time.sleep(_RETRY_SECONDS)


def _report_wait(told: float, least: float) -> float:
    """Tell of the time since then, if it is long enough to speak of; returns until when it was told."""
    now = time.monotonic()
    if now - told < least:
        return told
    if _Here.tell is not None:
        _Here.tell(now - told)
    return now
