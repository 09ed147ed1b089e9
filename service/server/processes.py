"""Worker processes that answer on the same sockets: started, replaced and stopped together.

uvicorn's own ``--workers`` is not used because it has no ordered stop: here the service manager hears of the stop
first, and each worker finishes the answers in hand. The parent answers nothing itself. It opens nothing but the sockets
and starts no thread, so that a worker can be forked from it at any time: imported modules are shared memory, and a
worker that died is replaced within a second or two.
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

#: Pause before a worker that died is replaced: one that always dies at once must not keep a core busy.
RESTART_SECONDS = 1.0
#: Time for answers and jobs in hand to end, which is longer than they take; a worker still running then is killed.
STOP_SECONDS = 45.0

#: Runs a worker with this number until it is stopped. The socket is its channel to the parent: a byte sent means that
#: the worker is ready; when the channel ends, the parent has ended, and the worker should stop.
Work = Callable[[int, socket.socket], None]


@dataclass(slots=True)
class _Worker:
    number: int
    process: ForkProcess
    channel: socket.socket
    ready: bool = False


class WorkerProcesses:
    """Supervises ``count`` workers, numbered from 0.

    ``ready`` is called once all workers are ready, ``stopping`` before they are stopped, ``lost`` with the process id
    of each worker that ended.
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
        self._lost_worker = lost
        self._workers: dict[int, _Worker] = {}
        #: Number of each worker that died -> when to start another.
        self._missing: dict[int, float] = {}
        #: True once all workers were ready.
        self._was_ready = False
        self._signal: int | None = None
        self._wake, self._wake_in = socket.socketpair()

    def run(self) -> int:
        """Run until stopped by a signal (SIGTERM, SIGINT); returns the exit status, 1 if a worker could not start."""
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
            self._wake.close()
            self._wake_in.close()

    def _on_stop_signal(self, number: int, _: FrameType | None) -> None:
        self._signal = number
        self._wake_in.send(b"s")

    def _start(self, number: int) -> None:
        here, there = socket.socketpair()
        process = multiprocessing.get_context("fork").Process(
            target=self._run_worker, args=(number, here, there), name=f"hoivanban-{number}"
        )
        process.start()
        there.close()
        self._workers[number] = _Worker(number, process, here)

    def _run_worker(self, number: int, here: socket.socket, there: socket.socket) -> None:
        # The other workers' channels must be open in the parent alone, so that they end with it.
        for inherited in (here, self._wake, self._wake_in, *(other.channel for other in self._workers.values())):
            inherited.close()
        for stopped_by in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stopped_by, signal.SIG_DFL)
        self._work(number, there)

    def _handle_next_events(self) -> bool:
        """Wait for the next events and handle them. False if a worker ended before the service was ever ready."""
        due = [number for number, moment in self._missing.items() if moment <= time.monotonic()]
        for number in due:
            del self._missing[number]
            self._start(number)
        pause = min(self._missing.values()) - time.monotonic() if self._missing else None
        workers = list(self._workers.values())
        channels = [worker.channel for worker in workers]
        readable = wait([*channels, self._wake], None if pause is None else max(pause, 0.0))
        for worker in workers:
            if worker.channel not in readable:
                continue
            if worker.channel.recv(16):
                worker.ready = True
            elif not self._replace_worker(worker):
                return False
        if (
            not self._was_ready
            and len(self._workers) == self._count
            and all(worker.ready for worker in self._workers.values())
        ):
            self._was_ready = True
            self._ready()
        return True

    def _replace_worker(self, worker: _Worker) -> bool:
        del self._workers[worker.number]
        worker.channel.close()
        worker.process.join()
        self._lost_worker(worker.process.pid or 0)
        if not self._was_ready:
            return False
        if self._signal is None:
            _log.error("worker %d ended (status %s); another is started", worker.number, worker.process.exitcode)
        self._missing[worker.number] = time.monotonic() + RESTART_SECONDS
        return True

    def _stop(self) -> None:
        """Let all workers finish their work in hand, and wait for them."""
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
