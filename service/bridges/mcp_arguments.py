"""Arguments of MCP tools: what a tool does not know is refused, and every refusal is a Vietnamese sentence.

The SDK passes over unknown arguments: a misspelt filter would be dropped, and another question answered than was asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, InputRequiredResult
from pydantic import ValidationError

from service.http.problems import field_reason

#: Names of unknown arguments that a refusal repeats, and how much of each.
NAMED, NAME_CHARS = 5, 60


class StrictServer(MCPServer[Any]):
    """The SDK's server with these refusals."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        tools = {tool.name: tool.input_schema for tool in await self.list_tools()}
        if name not in tools:
            raise ToolError(f"Không có công cụ “{name[:NAME_CHARS]}”; các công cụ: {', '.join(tools)}.")
        if refusal := unknown_arguments(name, arguments, list(tools[name]["properties"])):
            raise ToolError(refusal)
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError:
            raise
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                raise ToolError(invalid_arguments(name, cause.errors())) from cause
            raise ToolError(str(cause or error)) from cause


def unknown_arguments(tool: str, arguments: Mapping[str, object], known: Sequence[str]) -> str:
    """The sentence about arguments that a tool does not have; empty if it has all.

    >>> unknown_arguments("ask", {"question": "a", "nam": 2023}, ["question", "conversation_id"])
    'Công cụ ask không có tham số “nam”, nên chưa chạy. Các tham số của nó: question, conversation_id.'
    """
    unknown = sorted(set(arguments) - set(known))
    if not unknown:
        return ""
    named = ", ".join(f"“{one[:NAME_CHARS]}”" for one in unknown[:NAMED])
    return f"Công cụ {tool} không có tham số {named}, nên chưa chạy. Các tham số của nó: {', '.join(known)}."


def invalid_arguments(tool: str, errors: Sequence[Mapping[str, Any]]) -> str:
    """The sentence about arguments whose values cannot be used."""
    told = (f"{'.'.join(map(str, item['loc'])) or 'arguments'}: {field_reason(item)}" for item in errors)
    return f"Công cụ {tool} chưa chạy: {'; '.join(told)}."
