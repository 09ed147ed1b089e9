"""The MCP server: search, answers and documents of this service as tools of a language model.

It is built twice: by ``hoivanban mcp`` (stdio), and for ``/mcp`` of the HTTP service.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from index.library.library import Library
from index.records import Filters, Hit
from service.access.principal import Principal
from service.answering import list_wording, wording
from service.answering.notices import source_notices
from service.answering.question.clean import QuestionError, clean_question
from service.ask_queue import AskQueue, AskRequest
from service.assistant import Assistant
from service.bridges import mcp_overviews, mcp_search
from service.bridges.mcp_arguments import StrictServer
from service.http import document_lists, documents_by_number, overviews, serialise
from service.http.paging import cursor_number
from service.http.passages_in_context import first_passages, require_passage
from service.http.problems import ProblemError
from service.http.tasks import task_query, tasks_out
from service.neighbours.neighbours import Neighbours
from service.schemas.lists import ListConditionsIn
from service.schemas.mcp import (
    AskResult,
    DocumentCard,
    DocumentListResult,
    DocumentResult,
    FoundPassage,
    McpListConditionsIn,
    McpSearchResult,
    OutlineEntry,
    PassageResult,
    TaskListResult,
)
from service.schemas.tasks import TaskFiltersIn

INSTRUCTIONS = (
    "Kho văn bản hành chính và văn bản quy phạm pháp luật. Luôn dẫn lại nguyên văn và trích dẫn mà công cụ trả về; khi "
    "status là none thì nói rằng kho không có, không tự trả lời thay. Phải nói kèm các notices. Đoạn có service là của "
    "kho khác: phải nói tên kho ấy."
)
#: Passages shown on each side of one.
NEIGHBOURS = 3
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def _ignore_question(question: str) -> None:
    """The default of ``on_question``: questions are not audited."""


def _no_page(_: str) -> None:
    """Default of ``ToolContext.page_of``: over stdio there is no page."""


@dataclass(frozen=True, slots=True)
class ToolContext:
    """The services and the principal with which a tool answers one call."""

    assistant: Assistant
    ask_queue: AskQueue
    principal: Principal
    most_chars: int
    #: Called with each question, for the audit log.
    on_question: Callable[[str], None] = _ignore_question
    #: The address of an answer's page; None where answers have none.
    page_of: Callable[[str], str | None] = _no_page
    #: Other services that are searched too; None where there are none.
    neighbours: Neighbours | None = None

    @property
    def library(self) -> Library:
        """The library as the caller may see it."""
        return self.assistant.library.visible_to(self.principal.labels)


ToolContextFactory = Callable[[Context[Any, Any]], ToolContext]
QuestionText = Annotated[str, Field(description="Câu hỏi hoặc nội dung cần tìm, tiếng Việt, có dấu hoặc không dấu")]


def build_server(context_of: ToolContextFactory) -> MCPServer:
    """The server with its tools; ``context_of`` gives the services and the principal of a call."""
    server = _empty_server()

    @server.tool(title="Tìm đoạn văn bản", annotations=_READS, description=(
        "Tìm các đoạn nguyên văn trong kho, kèm trích dẫn. Dùng khi cần nhiều đoạn để tự đọc."
    ))  # fmt: skip
    async def search(
        query: QuestionText,
        context: Context[Any, Any],
        limit: Annotated[int, Field(ge=1, le=50, description="Số đoạn nhiều nhất")] = 10,
        document_id: Annotated[str | None, Field(description="Chỉ tìm trong văn bản này")] = None,
        year: Annotated[int | None, Field(ge=1900, le=2200, description="Năm ban hành")] = None,
    ) -> McpSearchResult:
        called = context_of(context)
        return await mcp_search.search(called, _clean_question(called, query), limit, document_id, year)

    @server.tool(title="Hỏi", annotations=_READS, description=(
        "Trả lời một câu hỏi bằng câu trích nguyên văn kèm trích dẫn; nói rõ khi kho không có câu trả lời."
    ))  # fmt: skip
    async def ask(
        question: QuestionText,
        context: Context[Any, Any],
        conversation_id: Annotated[str | None, Field(max_length=80, description="Của câu trả lời trước")] = None,
    ) -> AskResult:
        return await _ask(context_of(context), question, conversation_id)

    @server.tool(title="Xem văn bản", annotations=_READS, description=(
        "Thông tin, hiệu lực và bố cục của một văn bản, theo mã hoặc theo số, ký hiệu (516/KH-UBND)."
    ))  # fmt: skip
    async def get_document(
        context: Context[Any, Any],
        document_id: Annotated[str | None, Field(max_length=80, description="Mã văn bản")] = None,
        number: Annotated[str | None, Field(max_length=200, description="Số, ký hiệu, khi không có mã")] = None,
        year: Annotated[int | None, Field(ge=1900, le=2200, description="Năm ban hành")] = None,
    ) -> DocumentResult:
        return await asyncio.to_thread(_document, context_of(context), document_id, number, year)

    @server.tool(title="Xem đoạn", annotations=_READS, description=(
        "Một đoạn nguyên văn kèm trích dẫn, cùng các đoạn ngay trước và sau nó."
    ))  # fmt: skip
    async def get_passage(
        context: Context[Any, Any],
        document_id: Annotated[str, Field(max_length=80, description="Mã văn bản")],
        passage_id: Annotated[int, Field(ge=0, le=2**63 - 1, description="Mã đoạn")],
    ) -> PassageResult:
        return await asyncio.to_thread(_passage, context_of(context), document_id, passage_id)

    _add_lists(server, context_of)
    mcp_overviews.add_tools(server, context_of)
    return server


def _add_lists(server: MCPServer, context_of: ToolContextFactory) -> None:
    """Add the tools that list documents and tasks over the whole library."""

    @server.tool(title="Liệt kê văn bản", annotations=_READS, description=(
        "Danh sách văn bản theo điều kiện, đếm đủ, chia trang: cơ quan, chủ đề, thời gian ban hành, loại, hiệu lực, "
        "người ký, văn bản được viện dẫn, thời hạn. Dùng khi hỏi có bao nhiêu hoặc những văn bản nào."
    ))  # fmt: skip
    async def list_documents(
        context: Context[Any, Any],
        conditions: Annotated[McpListConditionsIn, Field(description="Điều kiện; bỏ trống thì không giới hạn")],
        limit: Annotated[int, Field(ge=1, le=100, description="Số văn bản của một trang")] = 20,
        after: Annotated[str | None, Field(max_length=200, description="following của trang trước")] = None,
    ) -> DocumentListResult:
        return await asyncio.to_thread(_list_documents, context_of(context), conditions, limit, after)

    @server.tool(title="Liệt kê nhiệm vụ", annotations=_READS, description=(
        "Ai làm gì, hạn nào: các nhiệm vụ mà văn bản giao, đếm đủ, theo cơ quan, văn bản, thời hạn, tình trạng. "
        "Dùng khi hỏi việc của một cơ quan hoặc việc đến hạn trên toàn kho."
    ))  # fmt: skip
    async def list_tasks(
        context: Context[Any, Any],
        conditions: Annotated[TaskFiltersIn, Field(description="Điều kiện; bỏ trống thì không giới hạn")],
        limit: Annotated[int, Field(ge=1, le=100, description="Số nhiệm vụ của một trang")] = 20,
        after: Annotated[str | None, Field(max_length=200, description="following của trang trước")] = None,
    ) -> TaskListResult:
        return await asyncio.to_thread(_list_tasks, context_of(context), conditions, limit, after)


def _empty_server() -> MCPServer:
    """The server without tools. The SDK is kept from adding its own handler to the root logger."""
    root, own = logging.getLogger(), logging.NullHandler()
    root.addHandler(own)
    try:
        return StrictServer("hoivanban", title="Hỏi Văn Bản", instructions=INSTRUCTIONS, version=version("hoivanban"))
    finally:
        root.removeHandler(own)


async def _ask(context: ToolContext, question: str, conversation_id: str | None) -> AskResult:
    if not context.principal.may("ask"):
        raise ToolError("Khóa đang dùng không có quyền ask.")
    filters = Filters(access=context.principal.labels)
    cleaned = _clean_question(context, question)
    await asyncio.to_thread(context.on_question, cleaned)
    request = AskRequest(
        cleaned, conversation_id, filters, 5, owner=context.principal.owner, signs_in=context.principal.signs_in
    )
    answer = await context.ask_queue.answer(request)
    return AskResult.from_answer(answer, await asyncio.to_thread(context.page_of, answer.id))


def _list_documents(
    context: ToolContext, conditions: ListConditionsIn, limit: int, after: str | None
) -> DocumentListResult:
    today = date.today()
    found = document_lists.find_documents(context.library, conditions, today)
    try:
        page = document_lists.documents_out(context.library, found, limit, after)
    except ProblemError as problem:
        raise ToolError(problem.detail) from None
    return DocumentListResult.from_page(page, (*list_wording.unknown_notices(found), wording.DISCLAIMER))


def _list_tasks(context: ToolContext, conditions: TaskFiltersIn, limit: int, after: str | None) -> TaskListResult:
    if not context.principal.may("read"):
        raise ToolError("Khóa đang dùng không có quyền read.")
    try:
        start = max(0, cursor_number(after, 0))
    except ProblemError as problem:
        raise ToolError(problem.detail) from None
    query = replace(task_query(conditions), limit=limit, after=start)
    return TaskListResult.from_page(tasks_out(context.library, context.library.tasks.page(query), query.on))


def _document(context: ToolContext, document_id: str | None, number: str | None, year: int | None) -> DocumentResult:
    library = context.library
    if number is not None and document_id is None:
        try:
            found = documents_by_number.find_documents_by_number(library, number, year, None)
        except ProblemError as problem:
            raise ToolError(problem.detail) from None
    else:
        document = library.document(document_id or "")
        found = (document,) if document is not None and document.state == "active" else ()
    if not found:
        raise ToolError(f"Không có văn bản {document_id or number!r} trong kho.")
    statuses = serialise.statuses(library, found)
    cards = [
        DocumentCard.from_document(serialise.document_out(document, statuses), overviews.notices_of(library, document))
        for document in found
    ]
    if len(found) > 1:
        return DocumentResult(document=None, outline=(), candidates=tuple(cards))
    units = library.outline(found[0].version_id)
    first = first_passages(units, library.version_passages(found[0].version_id))
    entries = (OutlineEntry(label=unit.label, title=unit.title, passage_id=first.get(unit.id)) for unit in units)
    return DocumentResult(document=cards[0], outline=tuple(entries), candidates=())


def _passage(context: ToolContext, document_id: str, passage_id: int) -> PassageResult:
    library = context.library
    document = library.document(document_id)
    if document is None or document.state != "active":
        raise ToolError(f"Không có văn bản {document_id!r} trong kho.")
    try:
        passage = require_passage(library, document, passage_id)
    except ProblemError as problem:
        raise ToolError(problem.detail) from None
    statuses = serialise.statuses(library, [document])
    shown = serialise.passage_out(passage, document, statuses)
    notices = source_notices(Hit(passage, document, 0.0), statuses[document.id], date.today())
    passages = library.version_passages(document.version_id)
    near = [neighbour for neighbour in passages if abs(neighbour.ordinal - passage.ordinal) <= NEIGHBOURS]
    return PassageResult(
        passage=FoundPassage.from_passage(shown, notices),
        before=tuple(neighbour.text for neighbour in near if neighbour.ordinal < passage.ordinal),
        after=tuple(neighbour.text for neighbour in near if neighbour.ordinal > passage.ordinal),
    )


def _clean_question(context: ToolContext, question: str) -> str:
    try:
        return clean_question(question, context.most_chars)
    except QuestionError as error:
        raise ToolError(str(error)) from None
