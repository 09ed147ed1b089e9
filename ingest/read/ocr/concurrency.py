"""Limit of the pages that are recognised at once on a machine, however many processes read files.

Recognising keeps a core busy for seconds, so that several people's scans would leave no core to those who ask. A
process takes one of a few places for each page; the places are locks on files, which go with a process that is killed.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from ingest.read.context import OcrPlaces, ReadingContext

#: Pause between two tries while every place is taken; a page takes 1-2 s.
_RETRY_SECONDS = 0.05
#: Time between two reports that this process waits.
REPORT_SECONDS = 1.0


@contextmanager
def hold_place(context: ReadingContext) -> Iterator[None]:
    """Wait for a place and hold it for one page; at once where the context sets no limit."""
    if context.ocr_places is None:
        yield
        return
    place = _take_place(context.ocr_places, context.on_wait)
    try:
        yield
    finally:
        os.close(place)


def _take_place(places: OcrPlaces, on_wait: Callable[[float], object] | None) -> int:
    """File descriptor of a locked place."""
    places.folder.mkdir(parents=True, exist_ok=True)
    since = reported = time.monotonic()
    while True:
        for number in range(places.count):
            place = os.open(places.folder / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            with suppress(BlockingIOError):
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _report_wait(reported, on_wait, least=0.0 if reported > since else REPORT_SECONDS / 10)
                return place
            os.close(place)
        reported = _report_wait(reported, on_wait, least=REPORT_SECONDS)
        time.sleep(_RETRY_SECONDS)


def _report_wait(since: float, on_wait: Callable[[float], object] | None, least: float) -> float:
    """Report the seconds waited since ``since`` where they are ``least`` or more; the time of the last report."""
    now = time.monotonic()
    if now - since < least:
        return since
    if on_wait is not None:
        on_wait(now - since)
    return now
