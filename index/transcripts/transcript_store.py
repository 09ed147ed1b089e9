"""Transcripts: conversations, questions with their answers and evidence, and readers' verdicts.

An answer is kept with the text, page and digest of every passage that it cites, so that it can be shown again as it
was given, whatever has become of the documents since. Nothing here changes later answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, or_, select

from index.store.database import read_transaction, write_transaction
from index.store.touch_tables import touches
from index.store.transcript_tables import UNANSWERED, answers, conversations, evidence, feedback


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cited passage as it stood when it was cited."""

    passage_id: int
    document_id: str
    version_id: int
    file_sha256: str
    page_from: int | None
    page_to: int | None
    citation: str
    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class FeedbackVerdict:
    """A reader's verdict on an answer; ``document_named`` is the right document in the reader's words."""

    useful: bool
    at: str
    reason: str | None = None
    comment: str = ""
    document_id: str | None = None
    document_named: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer (``body``: as sent), its evidence, and the reader's verdict if there is one."""

    id: str
    conversation_id: str | None
    asked_at: str
    question: str
    status: str
    change: int
    body: str
    evidence: tuple[Evidence, ...] = ()
    request_key: str | None = None
    verdict: FeedbackVerdict | None = None
    owner: str = "local"
    took_ms: int | None = None
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class ConversationState:
    """A conversation after its last question; ``state`` is JSON of the service."""

    id: str
    started_at: str
    last_at: str
    state: str


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """One question to record: its exchange, and the conversation after it."""

    exchange: Exchange
    conversation: ConversationState | None = field(default=None)


def text_digest(text: str) -> str:
    """SHA-256 of a cited text."""
    return hashlib.sha256(text.encode()).hexdigest()


class TranscriptStore:
    """The store of conversations and answers in the library's database. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, entries: Sequence[TranscriptEntry]) -> None:
        """Write questions with their answers in one transaction. An answer that is there already stays as it is."""
        with write_transaction(self._engine) as connection:
            known = _recorded_ids(connection, entries)
            fresh = [item.exchange for item in entries if item.exchange.id not in known]
            for state in {item.conversation.id: item.conversation for item in entries if item.conversation}.values():
                values = {"last_at": state.last_at, "state": state.state}
                known_conversation = conversations.update().where(conversations.c.id == state.id)
                if not connection.execute(known_conversation.values(values)).rowcount:
                    row = {"id": state.id, "started_at": state.started_at, **values}
                    connection.execute(insert(conversations), [row])
            if fresh:
                connection.execute(insert(answers), [_answer_row(item) for item in fresh])
            if rows := [row for item in fresh for row in _evidence_rows(item)]:
                connection.execute(insert(evidence), rows)

    def replace_answers(self, replaced: Mapping[str, tuple[str, str]]) -> None:
        """Keep answers in another form: by id the status and body. One that is gone meanwhile stays gone."""
        if not replaced:
            return
        with write_transaction(self._engine) as connection:
            for answer_id, (status, body) in replaced.items():
                connection.execute(answers.update().where(answers.c.id == answer_id).values(status=status, body=body))

    def record_verdict(self, answer_id: str, verdict: FeedbackVerdict) -> bool:
        """Keep a reader's verdict in place of an earlier one; False if there is no such answer."""
        with write_transaction(self._engine) as connection:
            if connection.execute(select(answers.c.id).where(answers.c.id == answer_id)).first() is None:
                return False
            connection.execute(delete(feedback).where(feedback.c.answer_id == answer_id))
            row = {
                "answer_id": answer_id,
                "at": verdict.at,
                "useful": verdict.useful,
                "reason": verdict.reason,
                "comment": verdict.comment,
                "document_id": verdict.document_id,
                "document_named": verdict.document_named,
            }
            connection.execute(insert(feedback), [row])
            return True

    def exchange(self, answer_id: str) -> Exchange | None:
        """One question with its answer as it was given."""
        return next(self._exchanges(answers.c.id == answer_id), None)

    def exchange_by_request(self, request_key: str) -> Exchange | None:
        """The answer that a request with this key was given."""
        return next(self._exchanges(answers.c.request_key == request_key), None)

    def conversation_exchanges(self, conversation_id: str) -> list[Exchange]:
        """A conversation's questions and answers in order."""
        return list(self._exchanges(answers.c.conversation_id == conversation_id))

    def conversation_state(self, conversation_id: str) -> ConversationState | None:
        """A conversation's state."""
        query = select(conversations).where(conversations.c.id == conversation_id)
        with read_transaction(self._engine) as connection:
            row = connection.execute(query).first()
        return None if row is None else ConversationState(row.id, row.started_at, row.last_at, row.state)

    def open_questions(self) -> Iterator[Exchange]:
        """Questions without an answer, or with one that a reader found not useful; oldest first."""
        bad = select(feedback.c.answer_id).where(~feedback.c.useful)
        good = select(feedback.c.answer_id).where(feedback.c.useful)
        return self._exchanges(or_(answers.c.status.in_(UNANSWERED), answers.c.id.in_(bad)), answers.c.id.not_in(good))

    def judged_exchanges(self) -> Iterator[Exchange]:
        """Answers with a reader's verdict, oldest first."""
        return self._exchanges(answers.c.id.in_(select(feedback.c.answer_id)))

    def delete_conversation(self, conversation_id: str, owner: str = "local") -> bool:
        """Delete an owner's conversation with its answers, evidence and verdicts; False if there is none.

        Each answer belongs to the person who asked for it; the conversation goes with the last answer in it.
        """
        with write_transaction(self._engine) as connection:
            mine = (answers.c.conversation_id == conversation_id) & (answers.c.owner == owner)
            gone = _delete_answers(connection, mine)
            left = select(answers.c.id).where(answers.c.conversation_id == conversation_id)
            if gone and connection.execute(left).first() is None:
                connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        return gone > 0

    def delete_before(self, moment: str) -> int:
        """Delete answers and conversations last used before ``moment`` (ISO, UTC). Returns the number of answers."""
        old = select(conversations.c.id).where(conversations.c.last_at < moment)
        with read_transaction(self._engine) as connection:
            if connection.execute(select(answers.c.id).where(answers.c.asked_at < moment).limit(1)).first() is None:
                return 0  # usual, and spares a turn among the writers
        with write_transaction(self._engine) as connection:
            gone = _delete_answers(connection, answers.c.asked_at < moment)
            connection.execute(delete(conversations).where(conversations.c.id.in_(old)))
        return gone

    def _exchanges(self, *conditions: Any) -> Iterator[Exchange]:
        query = (
            select(answers, feedback)
            .outerjoin(feedback, feedback.c.answer_id == answers.c.id)
            .where(*conditions)
            .order_by(answers.c.asked_at, answers.c.id)
        )
        with read_transaction(self._engine) as connection:
            rows = list(connection.execute(query))
            ids = [row.id for row in rows]
            cited = _evidence_of(connection, ids)
        for row in rows:
            yield _exchange(row, cited.get(row.id, ()))


def _recorded_ids(connection: Any, entries: Iterable[TranscriptEntry]) -> set[str]:
    """Ids of the entries that are recorded already, found by their own id or by their request's key."""
    listed = list(entries)
    keys = {item.exchange.request_key: item.exchange.id for item in listed if item.exchange.request_key}
    query = select(answers.c.id, answers.c.request_key).where(
        or_(answers.c.id.in_([item.exchange.id for item in listed]), answers.c.request_key.in_(list(keys)))
    )
    known: set[str] = set()
    for row in connection.execute(query):
        known |= {row.id, keys.get(row.request_key, row.id)}
    return known


def _delete_answers(connection: Any, condition: Any) -> int:
    """Delete answers with their evidence and verdicts, table by table: not every database is set to cascade."""
    wanted = select(answers.c.id).where(condition)
    for table in (evidence, feedback, touches):
        connection.execute(delete(table).where(table.c.answer_id.in_(wanted)))
    return int(connection.execute(delete(answers).where(condition)).rowcount)


def _answer_row(exchange: Exchange) -> dict[str, Any]:
    return {
        "id": exchange.id,
        "conversation_id": exchange.conversation_id,
        "request_key": exchange.request_key,
        "asked_at": exchange.asked_at,
        "question": exchange.question,
        "status": exchange.status,
        "change": exchange.change,
        "body": exchange.body,
        "owner": exchange.owner,
        "took_ms": exchange.took_ms,
        "intent": exchange.intent,
        "first_document": exchange.evidence[0].document_id if exchange.evidence else None,
    }


def _evidence_rows(exchange: Exchange) -> list[dict[str, Any]]:
    names = Evidence.__dataclass_fields__
    return [
        {"answer_id": exchange.id, "place": place, **{name: getattr(passage, name) for name in names}}
        for place, passage in enumerate(exchange.evidence)
    ]


def _evidence_of(connection: Any, answer_ids: Collection[str]) -> dict[str, tuple[Evidence, ...]]:
    cited: dict[str, tuple[Evidence, ...]] = {}
    ids = list(answer_ids)
    for start in range(0, len(ids), 500):  # below every database's limit on parameters
        query = select(evidence).where(evidence.c.answer_id.in_(ids[start : start + 500]))
        for row in connection.execute(query.order_by(evidence.c.answer_id, evidence.c.place)):
            passage = Evidence(**{name: getattr(row, name) for name in Evidence.__dataclass_fields__})
            cited[row.answer_id] = (*cited.get(row.answer_id, ()), passage)
    return cited


def _exchange(row: Row[*tuple[Any, ...]], cited: tuple[Evidence, ...]) -> Exchange:
    judged = row.answer_id is not None
    verdict = (
        FeedbackVerdict(row.useful, row.at, row.reason, row.comment, row.document_id, row.document_named)
        if judged
        else None
    )
    return Exchange(
        id=row.id,
        conversation_id=row.conversation_id,
        asked_at=row.asked_at,
        question=row.question,
        status=row.status,
        change=row.change,
        body=row.body,
        evidence=cited,
        request_key=row.request_key,
        verdict=verdict,
        owner=row.owner,
        took_ms=row.took_ms,
        intent=row.intent,
    )
