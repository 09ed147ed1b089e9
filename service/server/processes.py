"""Several processes answering on the same sockets: started, kept alive and stopped together.

The parent answers nothing itself. It opens nothing but the sockets and starts no thread, so that a worker can be forked
from it at any time: what was imported is shared memory, and a worker that died is replaced within a second or two.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType

_log = logging.getLogger("hoivanban")

#: A worker that died is replaced after so long: one that dies at once must not keep a core busy.
RESTART_SECONDS = 1.0
#: Longer than answers in hand and jobs take to come to an end; whoever still runs then is killed.
STOP_SECONDS = 45.0

#: Runs a worker until it is told to stop: its number, and its end of the channel to the parent. What it sends says that
#: it is ready; when the channel ends, so has the parent, and it should stop.
Work = Callable[[int, socket.socket], None]


@dataclass(slots=True)
class _Worker:
    number: int
    process: ForkProcess
    channel: socket.socket
    ready: bool = False


class WorkerProcesses:
    """``count`` workers, numbered from 0. ``ready`` is called once, when all are; ``stopping`` before the end.

    ``lost`` is told the process id of a worker that died meanwhile.
    """

    def __init__(
        self,
        count: int,
        work: Work,
        ready: Callable[[], object],
        stopping: Callable[[], object],
        lost: Callable[[int], object] = bool,
    ) -> None:
        self._count = count
        self._work = work
        self._ready = ready
        self._stopping = stopping
        self._died = lost
        self._workers: dict[int, _Worker] = {}
        #: Numbers whose worker died, and when to start another.
        self._missing: dict[int, float] = {}
        self._told = False
        self._signal: int | None = None
        self._news, self._news_in = socket.socketpair()

    def run(self) -> int:
        """Run until told to stop (SIGTERM, SIGINT); returns the exit status, 1 when a worker could not start."""
        before = {number: signal.signal(number, self._on_stop_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for number in range(self._count):
                self._start(number)
            failed = False
            while self._signal is None and not failed:
                failed = not self._handle_next_events()
            self._stop()
            return int(failed)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            self._news.close()
            self._news_in.close()

    def _on_stop_signal(self, number: int, _: FrameType | None) -> None:
        self._signal = number
        self._news_in.send(b"s")

    def _start(self, number: int) -> None:
        here, there = socket.socketpair()
        process = multiprocessing.get_context("fork").Process(
            target=self._run_worker, args=(number, here, there), name=f"hoivanban-{number}"
        )
        process.start()
        there.close()
        self._workers[number] = _Worker(number, process, here)

    def _run_worker(self, number: int, here: socket.socket, there: socket.socket) -> None:
        # The other workers' channels must end with the parent, not with this process.
        for held in (here, self._news, self._news_in, *(one.channel for one in self._workers.values())):
            held.close()
        for stopped_by in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stopped_by, signal.SIG_DFL)
        self._work(number, there)

    def _handle_next_events(self) -> bool:
        """Wait for what happens next and see to it. False when a worker ended before the service was ever ready."""
        due = [number for number, moment in self._missing.items() if moment <= time.monotonic()]
        for number in due:
            del self._missing[number]
            self._start(number)
        pause = min(self._missing.values()) - time.monotonic() if self._missing else None
        workers = list(self._workers.values())
        channels = [worker.channel for worker in workers]
        heard = wait([*channels, self._news], None if pause is None else max(pause, 0.0))
        for worker in workers:
            if worker.channel not in heard:
                continue
            if worker.channel.recv(16):
                worker.ready = True
            elif not self._lost(worker):
                return False
        if not self._told and len(self._workers) == self._count and all(one.ready for one in self._workers.values()):
            self._told = True
            self._ready()
        return True

    def _lost(self, worker: _Worker) -> bool:
        del self._workers[worker.number]
        worker.channel.close()
        worker.process.join()
        self._died(worker.process.pid or 0)
        if not self._told:
            return False
        if self._signal is None:
            _log.error("worker %d ended (status %s); another is started", worker.number, worker.process.exitcode)
        self._missing[worker.number] = time.monotonic() + RESTART_SECONDS
        return True

    def _stop(self) -> None:
        """Tell all to finish what is in hand, and wait for them."""
        self._stopping()
        running = [worker.process for worker in self._workers.values()]
        for process in running:
            process.terminate()
        end = time.monotonic() + STOP_SECONDS
        for process in running:
            process.join(max(0.0, end - time.monotonic()))
            if process.is_alive():
                _log.error("process %s did not stop in time and is killed", process.pid)
                process.kill()
                process.join()
        for worker in self._workers.values():
            worker.channel.close()
