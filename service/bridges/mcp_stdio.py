"""The MCP server over standard input and output, on a library of this machine."""

from __future__ import annotations

from typing import Any

import anyio
from mcp.server.mcpserver import Context

from service.access.principal import Principal, with_included
from service.answering.question.follow_up import Conversations
from service.ask_queue import Asking
from service.assistant import Desk
from service.bridges.mcp_server import Reach, build
from service.settings import Settings
from service.transcripts.recorder import Recorder

#: Whoever starts the program reads the library's public documents.
HERE = Principal("local", "Máy này", "local", with_included(("ask", "read")))


def serve(desk: Desk, settings: Settings) -> None:
    """Serve until the input ends."""
    recorder = Recorder(desk.library.transcripts, settings.keep_days)
    asking = Asking(desk, Conversations(settings.conversations, recorder.conversation), recorder)

    def reach(_: Context[Any, Any]) -> Reach:
        # Cheap when nothing changed: what was taken in since the last call is found.
        desk.refresh(settings.model)
        return Reach(desk, asking, HERE, settings.max_question_chars)

    try:
        anyio.run(build(reach).run_stdio_async)
    finally:
        asking.close()
        recorder.close()
