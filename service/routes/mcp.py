"""``/mcp``: the MCP server over streamable HTTP, with the same authentication as the other routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from service.http.problems import ProblemError, problem_response
from service.http.public_address import public_address
from service.state import service_state

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from service.bridges.mcp_server import ToolContext

PATH = "/mcp"


class McpEndpoint:
    """The ASGI application at :data:`PATH`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        state = service_state(request)
        try:
            _check_origin(request, state.settings.origins)
            principal = await state.authenticator.principal(request)
            if not principal.may("ask", "read"):
                raise ProblemError(
                    403, "forbidden", "Không được phép", "Việc này cần quyền ask hoặc read; khóa đang dùng không có."
                )
            manager = await state.mcp.manager()
        except ProblemError as problem:
            await problem_response(problem, instance=PATH)(scope, receive, send)
            return
        await manager.handle_request(scope, receive, send)


def make_session_manager() -> StreamableHTTPSessionManager:
    """The session manager; for :class:`service.bridges.mcp_sessions.McpSessions`."""
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from service.bridges.mcp_server import build_server

    # Stateless, so that any process may answer any call. `_lowlevel_server` is what the SDK's own application uses.
    return StreamableHTTPSessionManager(
        build_server(_tool_context)._lowlevel_server, json_response=True, stateless=True
    )


def _tool_context(context: Context[Any, Any]) -> ToolContext:
    """The services and the principal of a call, from the HTTP request that carries it."""
    from service.bridges.mcp_server import ToolContext

    request = context.request_context.request
    assert isinstance(request, Request)
    state = service_state(request)
    principal = request.state.principal

    def told(question: str) -> None:
        state.audit.record_question(question, principal, request)

    def page_of(answer_id: str) -> str | None:
        if not state.recorder.is_recording:
            return None
        return f"{public_address(state.settings.public_url, request)}/{state.permalinks.answer_path(answer_id)}"

    return ToolContext(
        state.assistant, state.ask_queue, principal, state.settings.max_question_chars, told, page_of, state.neighbours
    )


def _check_origin(request: Request, allowed: tuple[str, ...]) -> None:
    """Refuse foreign pages, as the MCP specification demands against DNS rebinding."""
    origin = request.headers.get("origin")
    if origin is not None and origin not in allowed and urlsplit(origin).netloc != request.headers.get("host"):
        raise ProblemError(
            403, "origin_not_allowed", "Trang này không được phép", "Trang gửi yêu cầu không được cho phép."
        )
