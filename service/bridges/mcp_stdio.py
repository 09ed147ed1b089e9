"""The MCP server over standard input and output, on a library of this machine."""

from __future__ import annotations

from typing import Any

import anyio
from mcp.server.mcpserver import Context

from service.access.principal import Principal, with_included_scopes
from service.ask_queue import AskQueue
from service.assistant import Assistant
from service.bridges.mcp_server import ToolContext, build_server
from service.settings import Settings
from service.transcripts.conversations import Conversations
from service.transcripts.recorder import Recorder

#: Whoever starts the program reads the library's public documents.
LOCAL_PRINCIPAL = Principal("local", "Máy này", "local", with_included_scopes(("ask", "read")))


def serve_stdio(assistant: Assistant, settings: Settings) -> None:
    """Serve until the input ends."""
    recorder = Recorder(assistant.library.transcripts, settings.keep_days)
    asking = AskQueue(assistant, Conversations(settings.conversations, recorder.conversation), recorder)

    def reach(_: Context[Any, Any]) -> ToolContext:
        # Cheap when nothing changed: what was taken in since the last call is found.
        assistant.refresh(settings.model)
        return ToolContext(assistant, asking, LOCAL_PRINCIPAL, settings.max_question_chars)

    try:
        anyio.run(build_server(reach).run_stdio_async)
    finally:
        asking.close()
        recorder.close()
