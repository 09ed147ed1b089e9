"""A clerk's decisions about tasks: done, corrected, rejected; kept when the file is read again.

They stand among the reviews, which are only ever added to. A decision is of a task's id, which follows from its words.
Where a later reading cuts the task a little differently, the decision goes to the one row that holds its words or is
held by them; where no row or several do, it goes to none and stays in the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from index.library.task_records import TaskAct, TaskCorrection, TaskDecision
from index.store.database import now
from index.store.json_codec import texts_to_json
from index.store.relation_rows import reviews
from index.store.task_rows import DONE, OPEN, REJECTED, body_rows, marks_task, task_bodies, task_words, tasks

_STATES: dict[TaskAct, str] = {"done": DONE, "reopen": OPEN, "reject": REJECTED, "accept": OPEN}
#: Columns that a correction changes.
_CORRECTED = ("leads", "deadline", "due", "due_rule")
_review, _task = reviews.c, tasks.c


def with_decisions(rows: Sequence[dict[str, Any]], decisions: Iterable[TaskDecision]) -> list[dict[str, Any]]:
    """Rows as read, with what was decided about them; the earlier decisions first."""
    made = {row["position"]: row for row in rows}
    for decision in decisions:
        row = row_meant(rows, decision)
        if row is not None:
            made[row["position"]] = decided_row(made[row["position"]], decision)
    return list(made.values())


def row_meant(rows: Sequence[Mapping[str, Any]], decision: TaskDecision) -> Mapping[str, Any] | None:
    """The row that a decision is about, by its id, else by its words; None where that is not certain."""
    same = [row for row in rows if row["id"] == decision.task_id]
    if same:
        return same[0]
    words = f" {task_words(decision.quote)} "
    alike = [row for row in rows if words in (own := f" {task_words(row['quote'])} ") or own in words]
    return alike[0] if len(alike) == 1 else None


def decided_row(row: Mapping[str, Any], decision: TaskDecision) -> dict[str, Any]:
    """A row after a decision."""
    changed = {**row, "who": decision.who, "at": decision.at, "note": decision.note}
    given = decision.correction
    if given is None:
        return {**changed, "state": _STATES[decision.act]}
    if not row["as_read"]:
        changed["as_read"] = json.dumps({name: row[name] for name in _CORRECTED}, ensure_ascii=False)
    if "leads" in given.given:
        changed["leads"] = texts_to_json(given.leads)
    if "deadline" in given.given:
        changed["deadline"] = given.deadline
    if "due" in given.given:
        # The rule by which the day was computed is not that of the clerk's day.
        changed |= {"due": given.due.isoformat() if given.due else None, "due_rule": None}
    return changed


def stored_decisions(connection: Connection, document_id: str) -> list[TaskDecision]:
    """Every decision about a document's tasks, oldest first."""
    query = (
        select(reviews).where(_review.document_id == document_id, marks_task(_review.fingerprint)).order_by(_review.id)
    )
    return [
        TaskDecision(
            row.fingerprint, cast(TaskAct, row.decision), row.who, row.at, row.note, **_value_from_json(row.value)
        )
        for row in connection.execute(query)
    ]


def stored_rows(connection: Connection, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Rows of all versions that fulfil a condition."""
    return [row_columns(row) for row in connection.execute(select(tasks).where(condition))]


def row_columns(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """The columns of a stored row."""
    return {column.name: getattr(row, column.name) for column in tasks.c}


def decided(act: TaskAct, row: Mapping[str, Any], who: str, note: str, given: TaskCorrection | None) -> TaskDecision:
    """A decision made now about a row."""
    return TaskDecision(row["id"], act, who, now(), note, row["quote"], given)


def record(connection: Connection, document_id: str, decision: TaskDecision) -> None:
    """Keep a decision, and let the task's rows in all versions of the document follow it."""
    connection.execute(
        insert(reviews).values(
            document_id=document_id, fingerprint=decision.task_id, decision=decision.act, since="", who=decision.who,
            at=decision.at, note=decision.note, value=_value_to_json(decision),
        )
    )  # fmt: skip
    for row in stored_rows(connection, _task.id == decision.task_id):
        changed = decided_row(row, decision)
        place = (_task.version_id == row["version_id"], _task.position == row["position"])
        connection.execute(update(tasks).where(*place).values(**changed))
        if changed["leads"] != row["leads"]:
            own = (task_bodies.c.version_id == row["version_id"], task_bodies.c.position == row["position"])
            connection.execute(delete(task_bodies).where(*own))
            if bodies := body_rows(changed):
                connection.execute(insert(task_bodies), bodies)


def _value_to_json(decision: TaskDecision) -> str:
    """The words of the task, and the correction, as a review's value."""
    fields: dict[str, Any] = {"quote": decision.quote}
    given = decision.correction
    if given is not None:
        fields["given"] = sorted(given.given)
        fields |= {"leads": list(given.leads), "deadline": given.deadline}
        fields["due"] = given.due.isoformat() if given.due else None
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _value_from_json(text: str) -> dict[str, Any]:
    fields = json.loads(text)
    found: dict[str, Any] = {"quote": fields["quote"]}
    if "given" in fields:
        due = date.fromisoformat(fields["due"]) if fields["due"] else None
        found["correction"] = TaskCorrection(
            frozenset(fields["given"]), tuple(fields["leads"]), fields["deadline"], due
        )
    return found
