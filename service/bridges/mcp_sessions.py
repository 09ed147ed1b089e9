"""The MCP server inside the HTTP service: begun when it is first called, ended with the service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from service.http.problems import ProblemError

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

NOT_INSTALLED = "Chưa cài phần MCP. Hãy cài: pip install “hoivanban[mcp]”."


class McpSessions:
    """The MCP server of one process, begun at the first call: whoever does not use it pays nothing for it."""

    def __init__(self, make: Callable[[], StreamableHTTPSessionManager]) -> None:
        self._make = make
        self._starting = asyncio.Lock()
        self._closing = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._manager: StreamableHTTPSessionManager | None = None

    async def manager(self) -> StreamableHTTPSessionManager:
        """What answers a call.

        :raises ProblemError: if the package ``mcp`` is not installed.
        """
        async with self._starting:
            if self._manager is None:
                try:
                    # Importing takes half a second, in which others must be answered.
                    self._manager = await asyncio.to_thread(self._make)
                except ImportError:
                    raise ProblemError(501, "mcp_not_installed", "Chưa có MCP", NOT_INSTALLED) from None
                started = asyncio.Event()
                self._running = asyncio.create_task(self._run(self._manager, started))
                await started.wait()
            return self._manager

    async def close(self) -> None:
        """End what is open."""
        self._closing.set()
        if self._running is not None:
            await self._running

    async def _run(self, manager: StreamableHTTPSessionManager, started: asyncio.Event) -> None:
        """Hold the server open; it must be left by the task that entered it."""
        async with manager.run():
            started.set()
            await self._closing.wait()
