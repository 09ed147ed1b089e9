"""Pages of the transcripts, newest first: conversations, judged answers, open questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Row, and_, func, or_, select, tuple_

from index.store.database import read_transaction
from index.store.transcript_tables import UNANSWERED, answers, conversations, feedback
from index.transcripts.transcript_store import FeedbackVerdict


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question with the status of its answer and the reader's verdict."""

    answer_id: str
    conversation_id: str | None
    asked_at: str
    question: str
    status: str
    verdict: FeedbackVerdict | None


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation with its first and last moment and its number of answers."""

    id: str
    started_at: str
    last_at: str
    answers: int


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Questions of one page, and the cursor of the next (None at the end)."""

    items: tuple[LoggedQuestion, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """Conversations of one page, and the cursor of the next (None at the end)."""

    items: tuple[ConversationSummary, ...]
    following: str | None


def conversations_page(engine: Engine, limit: int, after: str | None) -> ConversationPage:
    """Conversations, the last used first."""
    column = conversations.c
    count = select(func.count()).where(answers.c.conversation_id == column.id).scalar_subquery()
    query = select(column.id, column.started_at, column.last_at, count.label("answers"))
    with read_transaction(engine) as connection:
        rows, following = _keyset_page(connection, query, (column.last_at, column.id), limit, after)
    return ConversationPage(tuple(ConversationSummary(*row) for row in rows), following)


def open_questions_page(engine: Engine, limit: int, after: str | None) -> QuestionPage:
    """Questions that were not answered, or whose answer a reader found wanting."""
    wanting = or_(and_(answers.c.status.in_(UNANSWERED), feedback.c.useful.is_(None)), feedback.c.useful.is_(False))
    return _questions_page(engine, wanting, (answers.c.asked_at, answers.c.id), limit, after)


def judged_answers_page(engine: Engine, limit: int, after: str | None) -> QuestionPage:
    """Answers with a reader's verdict, the last judged first."""
    return _questions_page(engine, feedback.c.useful.is_not(None), (feedback.c.at, answers.c.id), limit, after)


def _questions_page(
    engine: Engine, wanted: ColumnElement[bool], order: tuple[Column[Any], Column[Any]], limit: int, after: str | None
) -> QuestionPage:
    answer = answers.c
    columns = (answer.id, answer.conversation_id, answer.asked_at, answer.question, answer.status)
    judged = (feedback.c.at, feedback.c.useful, feedback.c.reason, feedback.c.comment, feedback.c.document_id,
              feedback.c.document_named)  # fmt: skip
    query = select(*columns, *judged).outerjoin(feedback, feedback.c.answer_id == answer.id).where(wanted)
    with read_transaction(engine) as connection:
        rows, following = _keyset_page(connection, query, order, limit, after)
    return QuestionPage(tuple(_question_from_row(row) for row in rows), following)


def _keyset_page(
    connection: Connection, query: Any, order: tuple[Column[Any], Column[Any]], limit: int, after: str | None
) -> tuple[Sequence[Row[*tuple[Any, ...]]], str | None]:
    """One page of a query ordered by a moment and an id, both descending; the cursor names the last row shown."""
    moment, name = order
    if after is not None:
        at, _, last = after.partition("~")
        query = query.where(tuple_(moment, name) < (at, last))
    rows = list(connection.execute(query.order_by(moment.desc(), name.desc()).limit(limit + 1)))
    shown = rows[:limit]
    if len(rows) <= limit:
        return shown, None
    return shown, f"{shown[-1]._mapping[moment]}~{shown[-1]._mapping[name]}"


def _question_from_row(row: Row[*tuple[Any, ...]]) -> LoggedQuestion:
    verdict = None
    if row.useful is not None:
        verdict = FeedbackVerdict(row.useful, row.at, row.reason, row.comment, row.document_id, row.document_named)
    return LoggedQuestion(row.id, row.conversation_id, row.asked_at, row.question, row.status, verdict)
