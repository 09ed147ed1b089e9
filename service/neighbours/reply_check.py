"""Checks of a neighbour's reply: what is shown of it must be word for word in a passage whose digest is right.

A neighbour may be broken, changed by somebody on the way, or lie. Nothing of a reply is used that this service can make
itself: the sentence before the quotes is ours, and so are the addresses, made from the one that the operator set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from index.transcripts.transcript_store import text_digest
from service.access.permalinks import passage_path
from service.neighbours.neighbour import Neighbour
from service.records import value_with_unit
from service.schemas.documents import PassageOut
from service.schemas.neighbours import ServiceOut
from service.schemas.questions import AnswerOut, SourceOut, StatementOut
from service.schemas.searches import HitOut, SearchOut

Passage = TypeVar("Passage", SourceOut, HitOut)

#: Most warnings of one source, and letters of one, that are taken over.
MOST_NOTICES, LONGEST_NOTICE = 8, 600
#: Most passages and statements of one reply; more than a question may ask for.
MOST_PASSAGES, MOST_STATEMENTS = 100, 200
#: Most letters of a passage, and of anything else that is said of it.
LONGEST_TEXT, LONGEST_WORD = 200_000, 8_000
#: Letters that no document has: they are not seen, and make the others be read in another order.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
#: Fields that hold the words of a passage.
_LONG_FIELDS = frozenset(("text", "quote", "sentence"))
#: Longest unit and longest label of a value: they stand outside the quote, so they are kept short.
LONGEST_LABEL = 300


class InvalidReply(ValueError):
    """A reply of which nothing is used; the message says why, for the log, ``reason`` for people."""

    reason = "trả lời không đúng dạng"


class UntrueReply(InvalidReply):
    """A reply that quotes what is not there."""

    reason = "câu trích, giá trị hoặc mã băm không khớp nguyên văn"


def checked_answer(body: bytes, neighbour: Neighbour) -> AnswerOut:
    """The answer in a reply, its sources marked as the neighbour's.

    :raises InvalidReply: if it has another form, or a quote is not word for word in its source.
    """
    try:
        answer = AnswerOut.model_validate_json(body, extra="ignore")
    except ValidationError as error:
        raise InvalidReply(f"not an answer: {error.error_count()} fields") from None
    _check_form(answer.confidence, len(answer.sources), len(answer.statements))
    _check_strings(answer.model_dump())
    sources = tuple(
        _marked(source, neighbour).model_copy(update={"notices": _short(source.notices)}) for source in answer.sources
    )
    statements = tuple(_checked_statement(statement, sources) for statement in answer.statements)
    return answer.model_copy(update={"sources": sources, "statements": statements})


def checked_search(body: bytes, neighbour: Neighbour) -> SearchOut:
    """The passages in a reply, marked as the neighbour's.

    :raises InvalidReply: if it has another form, or the digest of a passage is wrong.
    """
    try:
        found = SearchOut.model_validate_json(body, extra="ignore")
    except ValidationError as error:
        raise InvalidReply(f"not a search: {error.error_count()} fields") from None
    _check_form(found.confidence, len(found.hits), 0)
    _check_strings(found.model_dump())
    return found.model_copy(update={"hits": tuple(_marked(hit, neighbour) for hit in found.hits)})


def _check_form(confidence: float, passages: int, statements: int) -> None:
    """Refuse what no service of this kind says: it would lead every order, or take long to check.

    :raises InvalidReply: a confidence that is none, too many passages or statements.
    """
    if not 0 <= confidence <= 1:  # also true of what is no number
        raise InvalidReply("a confidence that is no probability")
    if passages > MOST_PASSAGES or statements > MOST_STATEMENTS:
        raise InvalidReply("more passages or statements than can be asked for")


def _check_strings(value: object, field: str = "") -> None:
    """Refuse words that are longer than any document's, or hold letters that nobody sees.

    What is said beside the quotes is the neighbour's word, is kept with every answer, and is read by people.

    :raises InvalidReply: if there is such a word.
    """
    if isinstance(value, str):
        if len(value) > (LONGEST_TEXT if field in _LONG_FIELDS else LONGEST_WORD) or _UNSEEN.search(value):
            raise InvalidReply(f"words that no document has, in {field or 'the reply'}")
    elif isinstance(value, Mapping):
        for name, one in value.items():
            _check_strings(one, str(name))
    elif isinstance(value, (list, tuple)):
        for one in value:
            _check_strings(one, field)


def _marked(passage: Passage, neighbour: Neighbour) -> Passage:
    if passage.digest != text_digest(passage.text):
        raise UntrueReply("the digest of a passage is not that of its text")
    return passage.model_copy(update=_addresses(passage, neighbour))


def _addresses(passage: PassageOut, neighbour: Neighbour) -> dict[str, object]:
    """The addresses of a passage at the neighbour, made here: what stands in the reply might lead anywhere."""
    base = neighbour.address.rstrip("/")
    document = passage.document
    documents = f"{base}/api/v1/documents/{quote(document.id, safe='')}"
    page = f"{documents}/pages/{passage.page_from}.png?passage={passage.id}"
    own = {"file_url": f"{documents}/file", "outline_url": f"{documents}/outline"}
    shown_at = f"{base}/{passage_path(quote(document.id, safe=''), passage.id)}"
    return {
        "document": document.model_copy(update=own),
        "page_url": None if passage.page_url is None or passage.page_from is None else page,
        "view_url": f"{documents}/passages/{passage.id}",
        "service": ServiceOut(name=neighbour.name, title=neighbour.title, page=shown_at),
    }


def _checked_statement(statement: StatementOut, sources: tuple[SourceOut, ...]) -> StatementOut:
    if not 0 <= statement.source < len(sources):
        raise InvalidReply("a statement without its source")
    if not statement.quote or statement.quote not in sources[statement.source].text:
        raise UntrueReply("a quote that is not in its source")
    for part in (statement.value, statement.sentence):
        if part is not None and part not in sources[statement.source].text:
            raise UntrueReply("a value that is not in its source")
    if any(len(label or "") > LONGEST_LABEL for label in (statement.slot, statement.about, statement.unit)):
        raise InvalidReply("a label that is too long")
    return statement.model_copy(update={"shown": value_with_unit(statement.value, statement.unit)})


def _short(notices: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(notice[:LONGEST_NOTICE] for notice in notices[:MOST_NOTICES])
