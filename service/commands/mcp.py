"""``hoivanban mcp``: the MCP server on standard input and output, for programs that start it themselves."""

from __future__ import annotations

from importlib.util import find_spec

import typer

from service.commands.shared_options import HomeOption, fail, open_assistant, settings_of


def register(app: typer.Typer) -> None:
    """Put the command under ``app``."""
    app.command("mcp")(mcp)


def mcp(home: HomeOption = None) -> None:
    """Chạy máy chủ MCP qua stdin/stdout: công cụ search, ask, list_documents, list_tasks, get_document, get_passage."""
    if find_spec("mcp") is None:
        from service.bridges.mcp_sessions import NOT_INSTALLED

        fail(NOT_INSTALLED)
    settings = settings_of(home)
    from service.neighbours.configuration import NeighboursError
    from service.neighbours.neighbours import Neighbours

    try:
        neighbours = Neighbours.of(settings)
    except NeighboursError as error:
        fail(str(error))
    with open_assistant(settings) as assistant:
        from service.bridges.mcp_stdio import serve_stdio

        serve_stdio(assistant, settings, neighbours)
