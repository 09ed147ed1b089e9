"""Pages drawn as pictures in processes of their own, and kept: what one file does to the drawing costs nobody else.

A page may be made to take hours or all the memory. So each is drawn by a fresh process with limits of its own, a few at
once, and the last ones are kept: whoever looks at an answer again waits for nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.reading import Box
from ingest.run import preload_readers, read_one
from ingest.temporary_rooms import keep_sockets_in_room
from service.http.page_pictures import NoSuchPageError, page_png

#: Seconds for a page (processor and wall), bytes of memory above what the process has when it begins.
PAGE_SECONDS, PAGE_BYTES = 8.0, 1 << 30
#: Pages drawn at once, how long another one waits for its turn, and how many pictures are kept (150 kB each).
AT_ONCE, TURN_SECONDS, KEPT = 2, 10.0, 64
#: A process may take so long to begin: the first one waits until the server of processes is up.
STARTING_SECONDS = 20.0
#: The processor's own limit is a little later than the parent's, for a parent that is gone.
_CPU_GRACE = 2

#: What draws a page; a test puts another one in its place.
Draw = Callable[[Path, str, int, Sequence[Box]], bytes]


class PageTooHeavyError(Exception):
    """The page takes more time or memory than a page may."""


class PagesBusyError(Exception):
    """So many pages are being drawn that this one found no turn."""


class PageWorkers:
    """Draws pages in other processes. Safe to use from several threads."""

    def __init__(
        self, draw: Draw = page_png, seconds: float = PAGE_SECONDS, turn_seconds: float = TURN_SECONDS
    ) -> None:
        self._draw, self._seconds, self._turn_seconds = draw, seconds, turn_seconds
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], bytes | None] = OrderedDict()

    def page_png(self, path: Path, kind: str, number: int, boxes: Sequence[Box]) -> bytes:
        """The PNG of a page with its marks; one that was too heavy once is not tried again while it is remembered.

        :raises NoSuchPageError: the file has no such page.
        :raises PageTooHeavyError: the page takes too much time or memory.
        :raises PagesBusyError: too many pages are being drawn.
        """
        key = (str(path), number, tuple(boxes))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return _picture(self._kept[key])
        if not self._turns.acquire(timeout=self._turn_seconds):
            raise PagesBusyError
        try:
            picture = self._drawn(path, kind, number, boxes)
        finally:
            self._turns.release()
        with self._lock:
            self._kept[key] = picture
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return _picture(picture)

    def _drawn(self, path: Path, kind: str, number: int, boxes: Sequence[Box]) -> bytes | None:
        """The picture; None for a page that was given up."""
        preload_readers(read_one)  # the same server of processes as for reading files; it has the drawing's libraries
        keep_sockets_in_room()
        context = multiprocessing.get_context("forkserver")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(
            target=_draw_and_send,
            args=(theirs, self._draw, path, kind, number, tuple(boxes), self._seconds),
            daemon=True,
        )
        process.start()
        theirs.close()
        try:
            answer = ours.recv() if ours.poll(self._seconds + STARTING_SECONDS) else None
        except (EOFError, OSError):  # the process died: of its memory, or of the file
            answer = None
        finally:
            process.kill()
            process.join()
            ours.close()
        if isinstance(answer, str):
            raise NoSuchPageError(number)
        return answer


def _picture(kept: bytes | None) -> bytes:
    if kept is None:
        raise PageTooHeavyError
    return kept


def _draw_and_send(
    connection: Connection, draw: Draw, path: Path, kind: str, number: int, boxes: Sequence[Box], seconds: float
) -> None:
    """The worker: one page, then the end."""
    limit = int(seconds) + _CPU_GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + PAGE_BYTES, held + PAGE_BYTES))
    ending = threading.Timer(seconds, _end)  # what it draws may hold Python back, but not this process's clock
    ending.daemon = True
    ending.start()
    try:
        connection.send(draw(path, kind, number, boxes))
    except NoSuchPageError:
        connection.send("no such page")
    except MemoryError:
        connection.send(None)
    except Exception:  # noqa: BLE001 - whatever the file does to the drawing, it is a page that cannot be shown
        connection.send(None)


def _end() -> None:
    os._exit(1)


#: The drawing of this process.
PAGES = PageWorkers()
