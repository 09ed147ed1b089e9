"""The MCP server over standard input and output, on a library of this machine."""

from __future__ import annotations

from typing import Any

import anyio
from mcp.server.mcpserver import Context

from service.access.principal import Principal, with_included_scopes
from service.ask_queue import AskQueue
from service.assistant import Assistant
from service.bridges.mcp_server import ToolContext, build_server
from service.neighbours.neighbours import Neighbours
from service.settings import Settings
from service.transcripts.conversations import Conversations
from service.transcripts.recorder import Recorder

#: The user who starts the program: may ask, and read the public documents.
LOCAL_PRINCIPAL = Principal("local", "Máy này", "local", with_included_scopes(("ask", "read")))


def serve_stdio(assistant: Assistant, settings: Settings, neighbours: Neighbours | None = None) -> None:
    """Serve on standard input and output until the input ends."""
    recorder = Recorder(assistant.library.transcripts, settings.keep_days)
    conversations = Conversations(settings.conversations, recorder.conversation)
    ask_queue = AskQueue(assistant, conversations, recorder, neighbours=neighbours)

    def tool_context(_: Context[Any, Any]) -> ToolContext:
        # Brings documents ingested since the last call into the answers; cheap when nothing changed.
        assistant.refresh(settings.model)
        return ToolContext(assistant, ask_queue, LOCAL_PRINCIPAL, settings.max_question_chars, neighbours=neighbours)

    async def run() -> None:
        try:
            await build_server(tool_context).run_stdio_async()
        finally:
            if neighbours is not None:
                await neighbours.close()

    try:
        anyio.run(run)
    finally:
        ask_queue.close()
        recorder.close()
