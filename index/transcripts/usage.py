"""Use of the library in a span of time: what was asked, with which outcome, how long it took, what was quoted.

Answers that quote a document which the reader of these figures may not see are left out, as in the log of questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    String,
    cast,
    column,
    func,
    select,
    tuple_,
    values,
)  # fmt: skip

from index.store import tables
from index.store.database import read_transaction
from index.store.transcript_tables import answers, evidence, feedback

_answer = answers.c
#: The documents that somebody may not see are looked for in this many at once.
_PART = 500


@dataclass(frozen=True, slots=True)
class UsageFigures:
    """Figures of some answers: how many of each status, and the milliseconds of those that were timed, in order."""

    statuses: Mapping[str, int] = field(default_factory=dict)
    times: Sequence[int] = ()

    @property
    def p50_ms(self) -> int | None:
        """What half of them took at most."""
        return percentile(self.times, 50)

    @property
    def p95_ms(self) -> int | None:
        """What 95 of 100 took at most."""
        return percentile(self.times, 95)


@dataclass(frozen=True, slots=True)
class LogConditions:
    """Conditions on the log of questions; None and an empty tuple set none. ``before`` is not in it."""

    since: str | None = None
    before: str | None = None
    statuses: tuple[str, ...] = ()
    intent: str | None = None
    document_id: str | None = None
    slower_ms: int | None = None


def usage_figures(engine: Engine, cuts: Sequence[str], labels: Sequence[str]) -> list[UsageFigures]:
    """The figures of the answers between each two of some moments, which are in order.

    The database counts, and hands over one row a part and status: rows of tens of thousands of answers cost more.
    """
    if len(cuts) < 2:
        return []
    made = values(column("part", Integer), column("since", String), column("before", String))
    parts = made.data([(part, *pair) for part, pair in enumerate(pairwise(cuts))]).cte("parts")
    times = func.aggregate_strings(cast(_answer.took_ms, String), ",")
    query = select(parts.c.part, _answer.status, func.count(), times).where(
        _answer.asked_at >= parts.c.since, _answer.asked_at < parts.c.before
    )
    statuses: list[dict[str, int]] = [{} for _ in cuts[1:]]
    taken: list[list[int]] = [[] for _ in cuts[1:]]
    with read_transaction(engine) as connection:
        grouped = query.where(*_seen(connection, labels)).group_by(parts.c.part, _answer.status)
        for part, status, count, listed in connection.execute(grouped):
            statuses[part][status] = count
            taken[part] += map(int, listed.split(",")) if listed else ()
    return [UsageFigures(counted, sorted(took)) for counted, took in zip(statuses, taken, strict=True)]


def together(parts: Sequence[UsageFigures]) -> UsageFigures:
    """The figures of some parts as one."""
    statuses: Counter[str] = Counter()
    for part in parts:
        statuses.update(part.statuses)
    return UsageFigures(statuses, sorted(chain.from_iterable(part.times for part in parts)))


def asked_intents(engine: Engine, since: str, labels: Sequence[str]) -> dict[str, int]:
    """The kinds of thing asked for since a moment, with how often; the most frequent first."""
    return dict(_counted(engine, _answer.intent, since, labels))


def quoted_documents(
    engine: Engine, since: str, labels: Sequence[str], limit: int, offset: int = 0
) -> list[tuple[str, int]]:
    """The documents that answers since a moment were taken from (that of the first source), the most frequent first."""
    return _counted(engine, _answer.first_document, since, labels, limit, offset)


def _counted(
    engine: Engine,
    counted: Column[Any],
    since: str,
    labels: Sequence[str],
    limit: int | None = None,
    offset: int = 0,
) -> list[tuple[str, int]]:
    count = func.count()
    query = select(counted, count).where(_answer.asked_at >= since, counted.is_not(None)).group_by(counted)
    with read_transaction(engine) as connection:
        ordered = query.where(*_seen(connection, labels)).order_by(count.desc(), counted)
        return [(name, number) for name, number in connection.execute(ordered.limit(limit).offset(offset))]


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
