"""SQL conditions of a query on the register of tasks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select, tuple_

from index.library.task_records import TaskQuery
from index.records import HELD_BACK
from index.store import tables
from index.store.body_keys import base_key, full_key, group_of
from index.store.rows_read import ACTIVE
from index.store.task_rows import DONE, OPEN, REJECTED, task_bodies, tasks
from ingest.grammar.territory import agencies, provinces_in
from ingest.text.normalize import fold

_task, _body, _document = tasks.c, task_bodies.c, tables.documents.c


@dataclass(frozen=True, slots=True)
class FormerBody:
    """An agency that ended, by its key, whose tasks are now another's.

    Only tasks of these ``fields`` went to it; with ``others``, those that are of none of these.
    """

    key: str
    fields: tuple[str, ...]
    others: tuple[str, ...]


def former_bodies(name: str) -> tuple[FormerBody, ...]:
    """The agencies whose tasks a body took over.

    >>> [former.key for former in former_bodies("Sở Xây dựng")]
    ['so giao thong van tai']
    """
    asked = base_key(full_key(name))
    found = []
    for agency in agencies():
        if full_key(agency.successor) == asked:
            shared = [other.fields for other in agencies() if other.name == agency.name and other != agency]
            others = () if agency.fields else tuple(fold(one) for fields in shared for one in fields)
            found.append(FormerBody(full_key(agency.name), tuple(map(fold, agency.fields)), others))
    return tuple(found)


def visible_rows(labels: Sequence[str] | None) -> list[ColumnElement[bool]]:
    """The rows of answering documents with these labels (None: all); never those of a document held back."""
    return [_document.version_id == _task.version_id, *visible_documents(labels)]


def visible_documents(labels: Sequence[str] | None) -> list[ColumnElement[bool]]:
    """Answering documents with these labels (None: all but those held back)."""
    seen = ~_document.access.startswith(HELD_BACK) if labels is None else _document.access.in_(labels)
    return [_document.state == ACTIVE, seen]


@dataclass(frozen=True, slots=True)
class UncountedTasks:
    """What has ended on a query's day, and what is not counted twice.

    ``documents`` were ended by another document, ``tasks`` stand in provisions that another one repealed;
    ``renditions`` are other files of documents that are counted.
    """

    documents: Collection[str] = ()
    tasks: Collection[str] = ()
    renditions: Collection[str] = ()


def query_conditions(query: TaskQuery, left_out: UncountedTasks) -> list[ColumnElement[bool]]:
    """The conditions of a query."""
    found = [*_selected(query, left_out), ~_document.id.in_(left_out.renditions)]
    if query.bodies:
        found.append(or_(false(), *(_of_body(name, query) for name in query.bodies)))
    if query.document_ids is not None:
        found.append(_document.id.in_(query.document_ids))
    if query.year is not None:
        found.append(and_(_task.first_year <= query.year, _task.last_year >= query.year))
    if query.document_text:
        words = fold(query.document_text).split()
        found += [_document.folded.contains(word, autoescape=True) for word in words]
    if query.text:
        found += [_task.folded.contains(word, autoescape=True) for word in fold(query.text).split()]
    if query.due_from is not None:
        found.append(_task.due >= query.due_from.isoformat())
    if query.due_to is not None:
        found.append(_task.due <= query.due_to.isoformat())
    return found


def is_overdue(query: TaskQuery) -> ColumnElement[bool]:
    """Rows whose day has passed on the query's day and that nobody has marked done."""
    return and_(_task.state == OPEN, _task.due < query.on.isoformat())


def _selected(query: TaskQuery, left_out: UncountedTasks) -> Iterator[ColumnElement[bool]]:
    chosen = query.selection
    if chosen == "all":
        return
    if chosen == "rejected":
        yield _task.state == REJECTED
        return
    # A list of ids in one statement has its limit; what has ended by another document's word is a small part.
    gone = or_(_document.id.in_(left_out.documents), _task.id.in_(left_out.tasks))
    yield gone if chosen == "ended" else ~gone
    if chosen in ("open", "done"):
        yield _task.state == (OPEN if chosen == "open" else DONE)
    elif chosen == "overdue":
        yield is_overdue(query)
    else:
        yield _task.state != REJECTED


def _of_body(name: str, query: TaskQuery) -> ColumnElement[bool]:
    """Rows of a body: by its name as asked, by the name that it had, in the province that the name says."""
    key = full_key(name)
    base = base_key(key)
    own: list[ColumnElement[bool]] = [_body.name_key == key, _body.name_key.startswith(f"{key} ", autoescape=True)]
    if key == base:
        own = [_body.base_key == base]
    elif places := provinces_in(name):
        # A plan of the province itself prints "Sở Nội vụ" and leaves the place out.
        own.append(and_(_body.base_key == base, _is_bare(base), _document.territory.in_(places)))
    else:
        own.append(_body.name_key == base)
    role = query.role
    if query.shared and (group := group_of(base)) is not None:
        own.append(_body.name_key == group)
    found = [_has_body(or_(*own), role)]
    for former in former_bodies(name):
        conditions = [_has_body(_body.base_key == former.key, role)]
        if former.fields:
            conditions.append(or_(*(_task.folded.contains(word, autoescape=True) for word in former.fields)))
        conditions += [~_task.folded.contains(word, autoescape=True) for word in former.others]
        found.append(and_(*conditions))
    return or_(*found)


def _is_bare(base: str) -> ColumnElement[bool]:
    return _body.name_key.in_([base, f"{base} tinh", f"{base} thanh pho"])


def _has_body(condition: ColumnElement[bool], role: str | None) -> ColumnElement[bool]:
    """Tasks with a body that meets the condition.

    Not a correlated EXISTS: SQLite, which does not know the tables' sizes, walks all rows of the body for each task
    (measured on 50,000 tasks: minutes of CPU in place of 0.1 s).
    """
    own = [condition] if role is None else [condition, _body.role == role]
    return tuple_(_task.version_id, _task.position).in_(select(_body.version_id, _body.position).where(*own))
