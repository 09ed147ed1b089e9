"""Processes that listen together: connections are shared evenly, and none waits for a process that takes none."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

import pytest
import uvloop

from service.server import listening
from service.server.listening import FairListener, OpenConnections, OwnCount

MANY = 40


class _Kept(asyncio.Protocol):
    """A protocol that keeps its connection open and greets."""

    def __init__(self, kept: list[asyncio.BaseTransport]) -> None:
        self._kept = kept

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._kept.append(transport)
        cast(asyncio.WriteTransport, transport).write(b"x")


class _Listening:
    """A thread in the place of a process: an event loop of its own with a listener."""

    def __init__(self, shared: socket.socket, connections: OpenConnections, number: int) -> None:
        self.kept: list[asyncio.BaseTransport] = []
        self._ready, self._stop = threading.Event(), asyncio.Event()
        self._loop = uvloop.new_event_loop()
        count = OwnCount(connections, number, lambda: len(self.kept))
        self._thread = threading.Thread(target=self._run, args=(shared.dup(), count))

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _run(self, shared: socket.socket, count: OwnCount) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve(shared, count))
        shared.close()

    async def _serve(self, shared: socket.socket, count: OwnCount) -> None:
        listener = FairListener(shared, count, lambda: _Kept(self.kept))
        count.tell()
        self._ready.set()
        while not self._stop.is_set():
            count.tell()
            await asyncio.sleep(0.05)
        listener.close()
        await listener.wait_closed()
        for transport in self.kept:
            transport.close()


@pytest.fixture
def shared() -> Iterator[socket.socket]:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        made.listen(MANY * 2)
        yield made


@contextmanager
def _started(one: _Listening) -> Iterator[_Listening]:
    one.start()
    try:
        yield one
    finally:
        one.stop()


def _greeted(shared: socket.socket, number: int, leaving: ExitStack) -> None:
    """Open connections at once, and wait until each was taken."""
    opened = [leaving.enter_context(socket.create_connection(shared.getsockname(), 10)) for _ in range(number)]
    for one in opened:
        assert one.recv(1) == b"x"


def test_connections_opened_at_once_are_shared_evenly(shared: socket.socket) -> None:
    connections = OpenConnections(2)
    with ExitStack() as leaving:
        one, other = (leaving.enter_context(_started(_Listening(shared, connections, n))) for n in range(2))
        _greeted(shared, MANY, leaving)
        assert len(one.kept) + len(other.kept) == MANY
        # Without the address a request would count as one of this machine.
        assert {kept.get_extra_info("peername")[0] for kept in (*one.kept, *other.kept)} == {"127.0.0.1"}
        assert abs(len(one.kept) - len(other.kept)) <= MANY // 5


def test_who_has_more_leaves_the_next_ones_to_the_other(shared: socket.socket) -> None:
    connections = OpenConnections(2)
    with ExitStack() as leaving:
        one = leaving.enter_context(_started(_Listening(shared, connections, 0)))
        _greeted(shared, 10, leaving)
        assert len(one.kept) == 10
        other = leaving.enter_context(_started(_Listening(shared, connections, 1)))
        _greeted(shared, 8, leaving)
        assert len(other.kept) >= 6


def test_no_connection_waits_for_a_process_that_takes_none(shared: socket.socket) -> None:
    """One that is heard of but takes nothing is waited for 20 ms a connection."""
    connections = OpenConnections(2)
    connections.tell(1, 0)
    with ExitStack() as leaving:
        one = leaving.enter_context(_started(_Listening(shared, connections, 0)))
        _greeted(shared, 5, leaving)
        assert len(one.kept) == 5


def test_a_silent_process_is_left_nothing() -> None:
    now = 100.0
    connections = OpenConnections(3, clock=lambda: now)
    connections.tell(1, 2)
    assert connections.others_have_fewer(0, 3)
    assert not connections.others_have_fewer(0, 2)
    now += listening.SILENT_SECONDS + 0.1
    assert not connections.others_have_fewer(0, 3)
    connections.tell(2, 0)
    assert connections.others_have_fewer(0, 3)
    assert not connections.others_have_fewer(2, 3)


def test_too_many_open_files_are_logged_and_tried_again(
    shared: socket.socket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listening, "FAILED_SECONDS", 0.05)
    taken = iter([OSError(errno.EMFILE, "too many open files"), BlockingIOError()])
    accept = socket.socket.accept

    def failing(self: socket.socket) -> tuple[socket.socket, object]:
        if (error := next(taken, None)) is not None:
            raise error
        return accept(self)

    monkeypatch.setattr(socket.socket, "accept", failing)
    with caplog.at_level(logging.ERROR), ExitStack() as leaving:
        one = leaving.enter_context(_started(_Listening(shared, OpenConnections(1), 0)))
        _greeted(shared, 3, leaving)
        assert len(one.kept) == 3
    assert [record.getMessage() for record in caplog.records] == ["a connection could not be taken"]


def test_after_closing_no_connection_is_taken(shared: socket.socket) -> None:
    with ExitStack() as leaving:
        one = _Listening(shared, OpenConnections(1), 0)
        with _started(one):
            _greeted(shared, 1, leaving)
        leaving.enter_context(socket.create_connection(shared.getsockname(), 10))
        time.sleep(0.1)
        assert len(one.kept) == 1
