"""The search as a tool of a language model: passages of the own library and, where they are asked, of neighbours."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from index.records import Filters
from service.answering.notices import source_notices
from service.http import serialise
from service.neighbours.neighbour import Asker
from service.schemas.mcp import FoundPassage, McpSearchResult
from service.schemas.questions import FiltersIn
from service.schemas.searches import SearchIn, SearchOut

if TYPE_CHECKING:
    from service.bridges.mcp_server import ToolContext


async def search(
    context: ToolContext, query: str, limit: int, document_id: str | None, year: int | None
) -> McpSearchResult:
    """The passages found for a cleaned query, in the own library and at the neighbours, each saying its service."""
    found, notices = await asyncio.to_thread(_own_search, context, query, limit, document_id, year)
    if context.neighbours is not None:
        own = FiltersIn(document_ids=(document_id,) if document_id else None, year=year)
        asker = Asker(context.principal.labels, context.principal.signs_in)
        asked = SearchIn(question=query, filters=own, limit=limit)
        found = await context.neighbours.widen_search(found, asked, asker)
    passages = (
        FoundPassage.from_passage(hit, () if hit.service else notices.get((hit.document.id, hit.id), ()))
        for hit in found.hits
    )
    return McpSearchResult(passages=tuple(passages), confidence=found.confidence, services=found.services)


def _own_search(
    context: ToolContext, query: str, limit: int, document_id: str | None, year: int | None
) -> tuple[SearchOut, dict[tuple[str, int], tuple[str, ...]]]:
    """The passages of the own library, and the notices of each by document and passage."""
    filters = Filters((document_id,) if document_id else None, year=year, access=context.principal.labels)
    context.on_question(query)
    result = context.assistant.search(query, filters, limit)
    statuses = serialise.statuses(context.library, [hit.document for hit in result.hits])
    today = date.today()
    notices = {
        (hit.document.id, hit.passage.id): source_notices(hit, statuses[hit.document.id], today, query)
        for hit in result.hits
    }
    return serialise.search_out(result, statuses), notices
