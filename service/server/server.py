"""The HTTP server: its address, its start, and a stop that breaks off no answer."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import gc
import ipaddress
import logging
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from index.accounts.keys_and_sessions import AccountStore
from index.embedding.encoders import BOTH, STATIC, bundled_encoder
from index.library.library import Library
from index.store.database import FILE_NAME, write_transaction
from service.app import ProcessRole, create_app
from service.monitoring import logs, process_counters
from service.server.listening import FairListener, OpenConnections, OwnCount
from service.server.processes import WorkerProcesses
from service.server.systemd import notify
from service.settings import Settings
from service.transcripts.shared_states import SharedStates

#: Time for answers in hand to be finished before the service stops; a question takes well under a second.
GRACE_SECONDS = 10
#: The exit status of a service that could not start; uvicorn's own.
STARTUP_FAILURE = 3


class Server(uvicorn.Server):
    """uvicorn's server, with callbacks when it is ready and when it stops.

    ``parent`` is the channel to the process that started this one: when it ends, this server stops by itself. With
    ``together`` it listens as the process of that number among several (``service.server.listening``).
    """

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[], object],
        stopping: Callable[[], object],
        parent: socket.socket | None = None,
        together: tuple[OpenConnections, int] | None = None,
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping
        self._parent = parent
        self._count = None if together is None else OwnCount(*together, lambda: len(self.server_state.connections))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets if self._count is None else [])
        if self.started:
            if self._count is not None:
                self.servers += [self._listener(one, self._count) for one in sockets or ()]
            if self._parent is not None:
                asyncio.get_running_loop().add_reader(self._parent, self._left_alone, self._parent)
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)

    async def on_tick(self, counter: int) -> bool:
        if self._count is not None:
            self._count.tell()
        return await super().on_tick(counter)

    def _listener(self, listening: socket.socket, count: OwnCount) -> Any:
        """A socket served together with other processes; uvicorn stops it as one of its own servers."""
        listening.listen(self.config.backlog)

        def protocol() -> asyncio.Protocol:
            made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
                config=self.config, server_state=self.server_state, app_state=self.lifespan.state
            )
            return made

        return FairListener(listening, count, protocol, self.config.ssl)

    def _left_alone(self, parent: socket.socket) -> None:
        asyncio.get_running_loop().remove_reader(parent)
        self.should_exit = True


def address_problem(settings: Settings) -> str | None:
    """The reason why the address cannot be listened on, as a Vietnamese sentence; None if it can."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((settings.host, settings.port))
    except OSError as error:
        reason = error.strerror or str(error)
        return f"Không mở được địa chỉ {settings.host}:{settings.port}: {reason}. Hãy chọn cổng khác bằng --port."
    return None


def with_allowed_address(settings: Settings) -> tuple[Settings, str]:
    """The settings with the address that may be listened on, and a Vietnamese notice if only this machine has access.

    Until there is a key (or an identity provider) everybody who reaches the service may do everything, so only this
    machine may reach it. The authenticator refuses other machines too, whichever socket they come by.
    """
    if settings.oidc_issuer is not None or _has_keys(settings):
        return settings, ""
    how = "để mở cho máy khác, hãy tạo khóa bằng “hoivanban keys create”"
    if is_loopback(settings.host):
        return settings, f"Chưa có khóa nào nên dịch vụ chỉ nhận yêu cầu từ chính máy này; {how}."
    notice = f"Chưa có khóa nào nên dịch vụ chỉ lắng nghe tại 127.0.0.1 thay vì {settings.host}; {how}."
    return settings.model_copy(update={"host": "127.0.0.1"}), notice


def is_loopback(host: str) -> bool:
    """True if an address to listen on is reachable from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _has_keys(settings: Settings) -> bool:
    if settings.library_url is None and not (settings.home / FILE_NAME).is_file():
        return False
    with Library.open(settings.home, settings.library_url) as library:
        return bool(AccountStore(library.engine).all_keys())


@dataclass(frozen=True, slots=True)
class PreparedService:
    """An application that is ready to be served, the role to set in each process, and the folder of their counters."""

    app: FastAPI
    role: ProcessRole
    shared: Path | None


def prepare_service(settings: Settings) -> PreparedService:
    """Make the application, so that an error in its settings is found before the server listens.

    :raises TracingMissing: if traces are to be sent and the packages for it are not installed.
    :raises SQLAlchemyError: if the library cannot be written.
    """
    with Library.open(settings.home, settings.library_url) as library, write_transaction(library.engine):
        pass  # a disk that is full or may only be read, a database that another process holds
    shared = process_counters.make_shared_folder() if settings.processes > 1 else None
    if shared is not None:
        atexit.register(_remove_in_parent, shared, os.getpid())
    role = ProcessRole(states=SharedStates(settings.conversations) if shared is not None else None)
    app = create_app(settings, shared, role)
    if shared is not None:
        # This process answers nothing: its own index change of 0 would be the slowest's.
        process_counters.forget_process(shared, os.getpid())
        _read_shared_models(settings)
    return PreparedService(app, role, shared)


def serve(settings: Settings, sockets: Sequence[socket.socket], prepared: PreparedService) -> int:
    """Serve until stopped by a signal (SIGTERM, SIGINT); on ``sockets`` if systemd passed some.

    Returns the exit status.
    """
    logs.configure(settings.log)
    logging.getLogger("index.ranking.ranker").setLevel(logging.NOTSET)
    config = uvicorn.Config(
        prepared.app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        server_header=False,
        # X-Forwarded-For is trusted only from a proxy that the settings name.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    ready, stopping = partial(notify, "READY=1"), partial(notify, "STOPPING=1")
    if settings.processes == 1:
        server = Server(config, ready, stopping)
        server.run(list(sockets) or None)
        return 0 if server.started else STARTUP_FAILURE
    shared = prepared.shared
    assert shared is not None, "made for one process"
    listening, connections = list(sockets) or [config.bind_socket()], OpenConnections(settings.processes)

    def work(number: int, parent: socket.socket) -> None:
        prepared.role.leading = number == 0
        Server(config, partial(tell_parent, parent), bool, parent, (connections, number)).run(listening)

    lost = partial(process_counters.forget_process, shared)
    return WorkerProcesses(settings.processes, work, ready, stopping, lost).run()


def tell_parent(parent: socket.socket) -> None:
    """Tell the parent that this process is ready. One whose parent was killed meanwhile ends by itself, in order."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        parent.send(b"r")


def _read_shared_models(settings: Settings) -> None:
    """Read what all processes hold alike before they are forked, and keep the collector from writing on its pages."""
    if settings.model in (None, STATIC, BOTH):
        bundled_encoder()
    gc.collect()
    gc.freeze()


def _remove_in_parent(shared: Path, made_by: int) -> None:
    # The workers inherit this exit handler, but the folder belongs to the parent.
    if os.getpid() == made_by:
        process_counters.remove_shared_folder(shared)
