"""Listening together: of several processes the one with the fewest connections takes the next.

A connection stays with its process for as long as it is open, those of a proxy for hours. Whoever wakes first would
take all that wait: of 32 connections opened at once one process got up to 25, and their requests waited three times as
long as the others' (docs/decisions/0067).
"""

from __future__ import annotations

import asyncio
import logging
import mmap
import select
import socket
import ssl
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger("hoivanban")

#: A waiting connection is left to a process that has fewer, and looked after so often: at most 20 ms in all. That
#: process may be in the middle of a search.
LOOK_SECONDS, MOST_LOOKS = 0.002, 10
#: A process that was not heard of for so long hangs or has ended: nothing is left to it.
SILENT_SECONDS = 1.0
#: Pause after a connection could not be taken, as where too many files are open.
FAILED_SECONDS = 1.0
#: When a process was heard of, and how many connections it has.
_SLOT = struct.Struct("=dd")


class OpenConnections:
    """The numbers of open connections of all processes, in memory that is shared with those forked from this one."""

    def __init__(self, processes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._memory = mmap.mmap(-1, processes * _SLOT.size)
        self._processes = processes
        self._clock = clock

    def tell(self, process: int, number: int) -> None:
        """Tell the others how many connections a process has."""
        _SLOT.pack_into(self._memory, process * _SLOT.size, self._clock(), number)

    def others_have_fewer(self, process: int, number: int) -> bool:
        """True if a process that was heard of lately has fewer than ``number``, which ``process`` has."""
        since = self._clock() - SILENT_SECONDS
        others = (_SLOT.unpack_from(self._memory, one * _SLOT.size) for one in range(self._processes) if one != process)
        return any(heard > since and theirs < number for heard, theirs in others)


@dataclass(frozen=True, slots=True)
class OwnCount:
    """A process among those that listen together; ``number`` counts its own open connections."""

    all: OpenConnections
    process: int
    number: Callable[[], int]

    def tell(self) -> None:
        self.all.tell(self.process, self.number())

    def others_have_fewer(self) -> bool:
        return self.all.others_have_fewer(self.process, self.number())


class FairListener:
    """A listening socket as one of its processes serves it: takes a connection at a time, while no other has fewer.

    It has the methods of a server that uvicorn stops.
    """

    def __init__(
        self,
        listening: socket.socket,
        count: OwnCount,
        protocol: Callable[[], asyncio.Protocol],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._socket = listening
        self._count = count
        self._protocol = protocol
        self._tls = tls
        self._loop = asyncio.get_running_loop()
        self._opening: set[asyncio.Task[None]] = set()
        self._pause: asyncio.TimerHandle | None = None
        listening.setblocking(False)
        self._wait()

    def close(self) -> None:
        """Take no more connections; the socket stays open."""
        self._loop.remove_reader(self._socket)
        if self._pause is not None:
            self._pause.cancel()

    async def wait_closed(self) -> None:
        """Wait for connections that were just taken."""
        await asyncio.gather(*self._opening, return_exceptions=True)

    def _wait(self) -> None:
        """Wait for the next connection."""
        self._pause = None
        self._loop.add_reader(self._socket, self._look, 0)

    def _look(self, looks: int) -> None:
        """Take a waiting connection, or leave it to others for a moment; ``looks`` is how often it was left already."""
        self._count.tell()
        if looks and not select.select([self._socket], [], [], 0)[0]:
            self._wait()
        elif looks < MOST_LOOKS and self._count.others_have_fewer():
            self._loop.remove_reader(self._socket)
            self._pause = self._loop.call_later(LOOK_SECONDS, self._look, looks + 1)
        else:
            self._wait()
            self._take()

    def _take(self) -> None:
        try:
            taken, _ = self._socket.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # another process was quicker, or the client went away
        except OSError:
            _log.exception("a connection could not be taken")
            self._loop.remove_reader(self._socket)
            self._pause = self._loop.call_later(FAILED_SECONDS, self._wait)
            return
        opening = self._loop.create_task(self._open(taken))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)

    async def _open(self, taken: socket.socket) -> None:
        try:
            taken.setblocking(False)
            if taken.family in (socket.AF_INET, socket.AF_INET6):
                taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self._loop.connect_accepted_socket(self._protocol, taken, ssl=self._tls)
        except OSError:
            taken.close()
        self._count.tell()
