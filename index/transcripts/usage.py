"""Use of the library in a span of time: what was asked, with which outcome, how long it took, what was quoted.

Answers that quote a document which the reader of these figures may not see are left out, as in the log of questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, func, select, tuple_

from index.store import tables
from index.store.database import read_transaction
from index.store.transcript_tables import answers, evidence, feedback

_answer = answers.c
#: The documents that somebody may not see are looked for in this many at once.
_PART = 500


class AnswerUse(NamedTuple):
    """One answer: when it was asked for (ISO, UTC), its status, its milliseconds, the kind of thing asked.

    ``document_id`` is the document that it was taken from: that of its first source.
    """

    asked_at: str
    status: str
    took_ms: int | None
    intent: str | None
    document_id: str | None


@dataclass(frozen=True, slots=True)
class UsageFigures:
    """Figures of some answers: how many of each status, and what half and 95 of 100 took at most."""

    statuses: Mapping[str, int] = field(default_factory=dict)
    p50_ms: int | None = None
    p95_ms: int | None = None


@dataclass(frozen=True, slots=True)
class LogConditions:
    """Conditions on the log of questions; None and an empty tuple set none. ``before`` is not in it."""

    since: str | None = None
    before: str | None = None
    statuses: tuple[str, ...] = ()
    intent: str | None = None
    document_id: str | None = None
    slower_ms: int | None = None


def answer_uses(engine: Engine, since: str, labels: Sequence[str]) -> list[AnswerUse]:
    """The answers since a moment, oldest first."""
    columns = (_answer.asked_at, _answer.status, _answer.took_ms, _answer.intent, _answer.first_document)
    query = select(*columns).order_by(_answer.asked_at)
    with read_transaction(engine) as connection:
        rows = connection.execute(query.where(_answer.asked_at >= since, *_seen(connection, labels)))
        return list(map(AnswerUse._make, rows.all()))  # there may be tens of thousands


def unhelpful_answers(engine: Engine, since: str, labels: Sequence[str]) -> int:
    """How many answers since a moment a reader found wanting."""
    with read_transaction(engine) as connection:
        # From the verdicts, which are few, to their answers: the other way round each answer would be looked at.
        asked = select(_answer.id).where(
            _answer.id == feedback.c.answer_id, _answer.asked_at >= since, *_seen(connection, labels)
        )
        query = select(func.count()).select_from(feedback).where(feedback.c.useful.is_(False), asked.exists())
        return int(connection.execute(query).scalar_one())


def logged_ids(
    engine: Engine, wanted: LogConditions, labels: Sequence[str], limit: int, after: str | None
) -> tuple[list[str], str | None]:
    """Ids of the answers of one page, newest first, and the cursor of the next page (None at the end)."""
    query = select(_answer.id, _answer.asked_at).where(*_conditions(wanted))
    if after is not None:
        at, _, last = after.partition("~")
        query = query.where(tuple_(_answer.asked_at, _answer.id) < (at, last))
    with read_transaction(engine) as connection:
        seen = query.where(*_seen(connection, labels))
        ordered = seen.order_by(_answer.asked_at.desc(), _answer.id.desc()).limit(limit + 1)
        rows = connection.execute(ordered).all()
    following = f"{rows[limit - 1][1]}~{rows[limit - 1][0]}" if len(rows) > limit else None
    return [str(row[0]) for row in rows[:limit]], following


def figures_of(uses: Sequence[AnswerUse]) -> UsageFigures:
    """The figures of some answers."""
    times = sorted([use.took_ms for use in uses if use.took_ms is not None])
    return UsageFigures(Counter([use.status for use in uses]), percentile(times, 50), percentile(times, 95))


def percentile(ordered: Sequence[int], share: int) -> int | None:
    """The smallest of some numbers in order that at least ``share`` of 100 do not pass; None of none.

    >>> percentile([1, 2, 3, 4], 50), percentile([1, 2, 3, 4], 95), percentile([], 50)
    (2, 4, None)
    """
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else None


def _conditions(wanted: LogConditions) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(_answer.asked_at >= wanted.since)
    if wanted.before is not None:
        found.append(_answer.asked_at < wanted.before)
    if wanted.statuses:
        found.append(_answer.status.in_(wanted.statuses))
    if wanted.intent is not None:
        found.append(_answer.intent == wanted.intent)
    if wanted.slower_ms is not None:
        found.append(_answer.took_ms >= wanted.slower_ms)
    if wanted.document_id is not None:
        found.append(_answer.first_document == wanted.document_id)
    return found


def _seen(connection: Connection, labels: Sequence[str]) -> list[ColumnElement[bool]]:
    """Conditions that leave out the answers which quote a document without one of these labels: usually none."""
    document = tables.documents.c
    quoted = select(evidence.c.document_id).where(evidence.c.document_id == document.id).exists()
    hidden = list(connection.execute(select(document.id).where(document.access.not_in(labels), quoted)).scalars())
    parts = (hidden[start : start + _PART] for start in range(0, len(hidden), _PART))
    return [_answer.id.not_in(select(evidence.c.answer_id).where(evidence.c.document_id.in_(part))) for part in parts]
