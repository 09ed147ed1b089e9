"""The MCP server inside the HTTP service: started by the first call, closed with the service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from service.http.problems import ProblemError

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

NOT_INSTALLED = "Chưa cài phần MCP. Hãy cài: pip install “hoivanban[mcp]”."


class McpSessions:
    """The MCP server of one process, started by the first call, so that it costs nothing where nobody uses it."""

    def __init__(self, make: Callable[[], StreamableHTTPSessionManager]) -> None:
        self._make = make
        self._starting = asyncio.Lock()
        self._closing = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._manager: StreamableHTTPSessionManager | None = None

    async def manager(self) -> StreamableHTTPSessionManager:
        """The manager that answers calls; started if it is the first one.

        :raises ProblemError: if the package ``mcp`` is not installed.
        """
        async with self._starting:
            if self._manager is None:
                try:
                    # The import takes half a second, in which other requests must be answered.
                    self._manager = await asyncio.to_thread(self._make)
                except ImportError:
                    raise ProblemError(501, "mcp_not_installed", "Chưa có MCP", NOT_INSTALLED) from None
                started = asyncio.Event()
                self._running = asyncio.create_task(self._run(self._manager, started))
                await started.wait()
            return self._manager

    async def close(self) -> None:
        """Stop the server, if it was started."""
        self._closing.set()
        if self._running is not None:
            await self._running

    async def _run(self, manager: StreamableHTTPSessionManager, started: asyncio.Event) -> None:
        """Run the server until :meth:`close`. One task does it, because it must also leave what it entered."""
        async with manager.run():
            started.set()
            await self._closing.wait()
