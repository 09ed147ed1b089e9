"""Pages of touches: those of some answers, the newest of all or of one person, and those a web hook waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, and_, or_, select, update

from index.store import tables
from index.store.database import chunked, now, read_transaction, write_transaction
from index.store.touch_tables import touches
from index.store.transcript_tables import answers
from index.touched.records import Touch

_touch = touches.c
#: Messages of one round to the web hook.
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class TouchedAnswer:
    """A touch with the question that was answered."""

    touch: Touch
    question: str
    asked_at: str
    owner: str


@dataclass(frozen=True, slots=True)
class TouchPage:
    """Touches of one page, the newest first, and the number that the next page begins below (None at the end)."""

    items: tuple[TouchedAnswer, ...]
    following: int | None


def touches_of(engine: Engine, answer_ids: Collection[str], labels: Sequence[str] | None) -> dict[str, list[Touch]]:
    """The touches of answers, as far as a person with these access labels may know them; None: all."""
    found: dict[str, list[Touch]] = defaultdict(list)
    with read_transaction(engine) as connection:
        for part in chunked(answer_ids):
            query = select(touches).where(_touch.answer_id.in_(part), _may_be_known(labels)).order_by(_touch.id)
            for row in connection.execute(query):
                found[row.answer_id].append(_touch_from_row(row))
    return found


def touched_page(
    engine: Engine, limit: int, below: int | None, labels: Sequence[str] | None, owner: str | None = None
) -> TouchPage:
    """The newest touches, of one person's answers if ``owner`` is given."""
    query = _with_answers().where(_may_be_known(labels))
    if owner is not None:
        query = query.where(answers.c.owner == owner)
    if below is not None:
        query = query.where(_touch.id < below)
    with read_transaction(engine) as connection:
        rows = list(connection.execute(query.order_by(_touch.id.desc()).limit(limit + 1)))
    items = tuple(map(_touched_answer, rows[:limit]))
    return TouchPage(items, items[-1].touch.id if len(rows) > limit else None)


def waiting_touches(engine: Engine, moment: float) -> list[TouchedAnswer]:
    """Touches that the web hook has not taken and that may be sent at ``moment`` (Unix seconds), oldest first."""
    query = _with_answers().where(_touch.sent_at == "", _touch.not_before <= moment)
    with read_transaction(engine) as connection:
        return list(map(_touched_answer, connection.execute(query.order_by(_touch.id).limit(_AT_ONCE))))


def mark_sent(engine: Engine, ids: Collection[int]) -> None:
    """The web hook took these touches."""
    with write_transaction(engine) as connection:
        for part in chunked(ids):
            connection.execute(update(touches).where(_touch.id.in_(part)).values(sent_at=now()))


def put_off(engine: Engine, ids: Collection[int], moment: float, first: float, most: float) -> None:
    """The web hook did not take these touches: try them again later, each time after twice as long."""
    with write_transaction(engine) as connection:
        for part in chunked(ids):
            rows = list(connection.execute(select(_touch.id, _touch.tries).where(_touch.id.in_(part))))
            for row in rows:
                after = int(moment + min(first * 2 ** min(row.tries, 30), most))
                changed = update(touches).where(_touch.id == row.id)
                connection.execute(changed.values(tries=row.tries + 1, not_before=after))


def _with_answers() -> Any:
    columns = (answers.c.question, answers.c.asked_at, answers.c.owner)
    return select(touches, *columns).join(answers, answers.c.id == _touch.answer_id)


def _may_be_known(labels: Sequence[str] | None) -> Any:
    """Neither the cited document nor the one that changed it is hidden from a person with these labels."""
    if labels is None:
        return and_(True)
    seen = select(tables.documents.c.id).where(tables.documents.c.access.in_(list(labels)))
    return and_(_touch.document_id.in_(seen), or_(_touch.by_id == "", _touch.by_id.in_(seen)))


def _touched_answer(row: Row[*tuple[Any, ...]]) -> TouchedAnswer:
    return TouchedAnswer(_touch_from_row(row), row.question, row.asked_at, row.owner)


def _touch_from_row(row: Row[*tuple[Any, ...]]) -> Touch:
    return Touch(
        answer_id=row.answer_id,
        document_id=row.document_id,
        kind=row.kind,
        reason=row.reason,
        by_id=row.by_id,
        effective=date.fromisoformat(row.effective) if row.effective else None,
        change=row.change,
        at=row.at,
        id=row.id,
    )
