"""Lists of what was asked, a page at a time, newest first: conversations, judged answers, questions left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Row, and_, func, or_, select, tuple_

from index.store.database import reading
from index.store.transcript_tables import UNANSWERED, answers, conversations, feedback
from index.transcripts.transcript_store import Verdict


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with how it was answered and judged."""

    answer_id: str
    conversation_id: str | None
    asked_at: str
    question: str
    status: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation: when it began, when something was last asked in it, and how many answers it holds."""

    id: str
    started_at: str
    last_at: str
    answers: int


@dataclass(frozen=True, slots=True)
class AskedPage:
    """Questions of one page, and the cursor of the next (None at the end)."""

    items: tuple[Asked, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Conversations of one page, and the cursor of the next (None at the end)."""

    items: tuple[Held, ...]
    following: str | None


def conversations_page(engine: Engine, limit: int, after: str | None) -> HeldPage:
    """Conversations, the one last used first."""
    talk = conversations.c
    count = select(func.count()).where(answers.c.conversation_id == talk.id).scalar_subquery()
    query = select(talk.id, talk.started_at, talk.last_at, count.label("answers"))
    with reading(engine) as connection:
        rows, following = _page(connection, query, (talk.last_at, talk.id), limit, after)
    return HeldPage(tuple(Held(*row) for row in rows), following)


def open_page(engine: Engine, limit: int, after: str | None) -> AskedPage:
    """Questions that were not answered, or whose answer a reader found wanting."""
    wanting = or_(and_(answers.c.status.in_(UNANSWERED), feedback.c.useful.is_(None)), feedback.c.useful.is_(False))
    return _asked(engine, wanting, (answers.c.asked_at, answers.c.id), limit, after)


def judged_page(engine: Engine, limit: int, after: str | None) -> AskedPage:
    """Answers that a reader has judged, the last judged first."""
    return _asked(engine, feedback.c.useful.is_not(None), (feedback.c.at, answers.c.id), limit, after)


def _asked(
    engine: Engine, wanted: ColumnElement[bool], order: tuple[Column[Any], Column[Any]], limit: int, after: str | None
) -> AskedPage:
    answer = answers.c
    columns = (answer.id, answer.conversation_id, answer.asked_at, answer.question, answer.status)
    judged = (feedback.c.at, feedback.c.useful, feedback.c.reason, feedback.c.comment, feedback.c.document_id,
              feedback.c.document_named)  # fmt: skip
    query = select(*columns, *judged).outerjoin(feedback, feedback.c.answer_id == answer.id).where(wanted)
    with reading(engine) as connection:
        rows, following = _page(connection, query, order, limit, after)
    return AskedPage(tuple(_read(row) for row in rows), following)


def _page(
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


def _read(row: Row[*tuple[Any, ...]]) -> Asked:
    verdict = None
    if row.useful is not None:
        verdict = Verdict(row.useful, row.at, row.reason, row.comment, row.document_id, row.document_named)
    return Asked(row.id, row.conversation_id, row.asked_at, row.question, row.status, verdict)
