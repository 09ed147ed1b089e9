"""Chats of OpenAI's interface: the question asked, its conversation, and the answer as text with citations."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Filters
from service.access.permalinks import passage_path
from service.access.principal import Principal
from service.answering import wording
from service.answering.question.clean import QuestionError, clean_question
from service.answering.question.follow_up import Conversation, new_conversation
from service.answering.source_lists import cited_positions
from service.assistant import Assistant
from service.http.problems import ProblemError
from service.schemas.openai import AnnotationOut, ChatIn, MessageIn, UrlCitationOut
from service.schemas.questions import AnswerOut, SourceOut, StatementOut
from service.transcripts.conversations import Conversations

#: Earlier questions that are asked again to resolve words like "đó", when the conversation is not known here.
REPLAYED = 3
#: Most conversations whose ids are remembered.
MOST_KNOWN = 5000


@dataclass(frozen=True, slots=True)
class RenderedAnswer:
    """An answer as text, in the parts that are sent one after the other, and its citations (offsets in the text)."""

    parts: tuple[str, ...]
    annotations: tuple[AnnotationOut, ...]

    @property
    def text(self) -> str:
        return "".join(self.parts)


class ChatThreads:
    """Finds the conversation that a chat continues, because OpenAI's interface sends messages without an id.

    A conversation with exactly the same earlier questions is continued; otherwise the last few questions are asked
    again, unrecorded, to build it anew. So editing or repeating a question in a chat page never mixes conversations.
    """

    def __init__(self, assistant: Assistant, conversations: Conversations) -> None:
        self._assistant = assistant
        self._conversations = conversations
        self._known: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def find_conversation_id(self, before: Sequence[str], principal: Principal) -> str | None:
        """The id of the conversation with exactly these earlier questions; None without earlier questions."""
        if not before:
            return None
        with self._lock:
            known = self._known.get(_digest(before, principal))
        if known is not None:
            conversation = self._conversations.get(known, principal.owner)
            questions = [turn.question for turn in conversation.turns]
            if conversation.id == known and questions[-len(before) :] == list(before):
                return known
        return self._replay_questions(before[-REPLAYED:], principal).id

    def remember(self, asked: Sequence[str], principal: Principal, conversation_id: str | None) -> None:
        """Remember under which questions this conversation can be found."""
        if conversation_id is None:
            return
        with self._lock:
            self._known[_digest(asked, principal)] = conversation_id
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)

    def _replay_questions(self, questions: Sequence[str], principal: Principal) -> Conversation:
        conversation = new_conversation(principal.owner)
        for question in questions:
            conversation = self._assistant.ask(question, conversation, Filters(access=principal.labels)).conversation
        self._conversations.keep(conversation)
        return conversation


def chat_questions(chat: ChatIn, most: int) -> list[str]:
    """The user's questions, cleaned; the last is the one to answer.

    :raises ProblemError: if there is none, or the last cannot be asked.
    """
    questions = [_message_text(message) for message in chat.messages if message.role == "user"]
    if not questions or chat.messages[-1].role not in ("user", "system", "developer"):
        raise ProblemError(
            422, "empty_question", "Thiếu câu hỏi", "Hãy gửi câu hỏi trong tin nhắn cuối với role là user.",
            more={"param": "messages"},
        )  # fmt: skip
    try:
        last = clean_question(questions[-1], most)
    except QuestionError as error:
        raise ProblemError(422, error.code, "Câu hỏi không hợp lệ", str(error), more={"param": "messages"}) from None
    return [*_askable_questions(questions[:-1], most), last]


def refuse_unsupported(chat: ChatIn) -> None:
    """Refuse parameters that the service cannot honour and must not silently ignore.

    :raises ProblemError: 400, naming the parameter.
    """
    response_format = chat.response_format or {}
    refused = {
        "n": chat.n not in (None, 1),
        "logprobs": bool(chat.logprobs),
        "modalities": any(kind != "text" for kind in chat.modalities or ()),
        "response_format": response_format.get("type", "text") != "text",
        "tool_choice": chat.tool_choice not in (None, "auto", "none"),
    }
    for name, wrong in refused.items():
        if wrong:
            raise ProblemError(
                400, "unsupported_parameter", "Tham số không được hỗ trợ",
                f"Giá trị đã gửi của {name} không được hỗ trợ; hãy bỏ tham số này.", more={"param": name},
            )  # fmt: skip


def render_answer(answer: AnswerOut, base: str, page: str = "") -> RenderedAnswer:
    """An answer as Markdown: the message, each quote with its mark [1], the sources, the notices.

    ``base`` is the address of this service, for the links of the citations; ``page`` the path of the answer's own page.
    """
    parts = [answer.message]
    annotations: list[AnnotationOut] = []
    for statement in answer.statements:
        slot = _slot_line(statement, answer)
        quoted = "\n".join(f"> {line}" for line in statement.quote.splitlines())
        mark = f"[{statement.source + 1}]"
        start = len("".join(parts)) + len(f"\n\n{slot}{quoted} ")
        source = answer.sources[statement.source]
        own_page = passage_path(source.document.id, source.id)
        cited = UrlCitationOut(
            start_index=start, end_index=start + len(mark), title=source.formal,
            url=source.service.page if source.service else f"{base.rstrip('/')}/{own_page}",
        )  # fmt: skip
        annotations.append(AnnotationOut(url_citation=cited))
        parts.append(f"\n\n{slot}{quoted} {mark}")
    if answer.listing is not None:
        whole = base.rstrip("/") + answer.listing.url
        parts.append("\n\n" + wording.WHOLE_LIST.format(total=answer.listing.total, address=whole))
    elif answer.candidates:
        parts.append("\n\n" + "\n".join(f"- {document.name} ({document.file_name})" for document in answer.candidates))
    parts += _source_lists(answer)
    if answer.notices:
        parts.append("\n\n" + "\n".join(f"*{notice}*" for notice in answer.notices))
    if page:
        parts.append(f"\n\n[{wording.ANSWER_PAGE}]({base.rstrip('/')}/{page})")
    return RenderedAnswer(tuple(parts), tuple(annotations))


def _slot_line(statement: StatementOut, answer: AnswerOut) -> str:
    """What stands above a quote: its label and value; in a summary its aspect and what it is about."""
    if statement.slot and statement.shown:
        return f"**{wording.label_with_body(statement.slot, statement.about)}:** {statement.shown}\n\n"
    title = wording.statement_title(statement.slot, statement.body, answer.intent)
    return f"**{title}:**\n\n" if title else ""


def word_count(text: str) -> int:
    """The number of words (Vietnamese syllables) in a text."""
    return len(text.split())


def chat_word_count(chat: ChatIn) -> int:
    """The number of words in all messages."""
    return sum(word_count(_message_text(message)) for message in chat.messages)


def _source_lists(answer: AnswerOut) -> list[str]:
    """The cited sources under their heading, then those that are only related, each with its warnings."""
    cited, others = cited_positions(answer.statements, len(answer.sources))
    related = wording.RELATED if cited else wording.NEAREST_PASSAGES
    return [
        f"\n\n{heading}\n"
        + "\n".join(f"{place + 1}. {_citation_with_notices(answer.sources[place])}" for place in places)
        for heading, places in ((wording.SOURCES, cited), (related, others))
        if places
    ]


def _citation_with_notices(source: SourceOut) -> str:
    return " ".join((source.formal, *(f"({notice})" for notice in source.notices)))


def _askable_questions(questions: Sequence[str], most: int) -> list[str]:
    """The earlier questions, cleaned, without those that cannot be asked."""
    kept = []
    for question in questions:
        try:
            kept.append(clean_question(question, most))
        except QuestionError:
            continue
    return kept


def _message_text(message: MessageIn) -> str:
    if isinstance(message.content, tuple):
        foreign = next((part.type for part in message.content if part.type not in ("text", "input_text")), None)
        if foreign is not None and message.role == "user":
            raise ProblemError(
                400, "unsupported_parameter", "Tham số không được hỗ trợ",
                f"Tin nhắn có phần loại {foreign!r}; dịch vụ chỉ đọc được chữ.", more={"param": "messages"},
            )  # fmt: skip
        return "\n".join(part.text or "" for part in message.content)
    return message.content or ""


def _digest(questions: Sequence[str], principal: Principal) -> str:
    return hashlib.sha256("\0".join((principal.owner, *principal.labels, *questions)).encode()).hexdigest()
