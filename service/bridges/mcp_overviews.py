"""Overviews as tools of a language model: a document on one page, two documents side by side."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from index.library.library import Library
from index.records import StoredDocument
from service.http import documents_by_number, overviews
from service.http.problems import ProblemError
from service.schemas.overviews import ComparisonOut, SummaryOut

if TYPE_CHECKING:
    from service.bridges.mcp_server import ToolContextFactory

_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
DocumentNamed = Annotated[str, Field(max_length=200, description="Mã văn bản (d_...), hoặc số, ký hiệu (516/KH-UBND)")]


def add_tools(server: MCPServer, context_of: ToolContextFactory) -> None:
    """Add the tools of overviews to a server."""

    @server.tool(title="Tóm tắt văn bản", annotations=_READS, description=(
        "Tóm tắt một văn bản trong một trang, mỗi dòng là câu trích nguyên văn kèm vị trí. Phải nói kèm các notices."
    ))  # fmt: skip
    async def summarize_document(document: DocumentNamed, context: Context[Any, Any]) -> SummaryOut:
        library = context_of(context).library
        return await asyncio.to_thread(lambda: overviews.summary_out(library, _document(library, document)))

    @server.tool(title="So sánh hai văn bản", annotations=_READS, description=(
        "So sánh hai văn bản: số liệu, thời hạn, cơ quan, dòng trong bảng khác nhau; mỗi bên là câu trích nguyên văn."
    ))  # fmt: skip
    async def compare_documents(
        first: DocumentNamed, second: DocumentNamed, context: Context[Any, Any]
    ) -> ComparisonOut:
        library = context_of(context).library
        return await asyncio.to_thread(
            lambda: overviews.comparison_out(library, _document(library, first), _document(library, second))
        )


def _document(library: Library, named: str) -> StoredDocument:
    """The document of an id or a number.

    :raises ToolError: if there is none, or several bear the number.
    """
    document = library.document(named)
    if document is not None and document.state == "active":
        return document
    try:
        found = documents_by_number.find_documents_by_number(library, named, None, None)
    except ProblemError as problem:
        raise ToolError(problem.detail) from None
    if not found:
        raise ToolError(f"Không có văn bản {named!r} trong kho.")
    if len(found) > 1:
        listed = "; ".join(f"{one.id} ({one.metadata.issuer}, {one.metadata.issued_date})" for one in found)
        raise ToolError(f"Có {len(found)} văn bản {named!r}; hãy dùng mã: {listed}.")
    return found[0]
