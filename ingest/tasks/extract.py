"""A document -> the tasks that it assigns."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.records import Document, Passage, Task
from ingest.tasks.assignment import Assignment, coordinating, opens_with_verb
from ingest.tasks.bodies import HEAD, names_of
from ingest.tasks.deadlines import TaskDeadline, deadline_of_cell, deadlines_in
from ingest.tasks.evidence import ENOUGH, Standing, clues, weight
from ingest.tasks.items import Item, items_of
from ingest.tasks.labels import Field, labelled_values
from ingest.tasks.owners import Owners
from ingest.tasks.parts import own_assignment, parts_of, pieces_by_day
from ingest.tasks.products import product_in
from ingest.tasks.roles import roles_of
from ingest.tasks.rows import task_of_row
from ingest.tasks.times import Calendar, times_in
from ingest.text.sentences import stripped_span

_FEWEST_WORDS = 4
_TASK_LABEL = re.compile(r"(?i)\s*(?:nội dung|nhiệm vụ|công việc|nội dung công việc|nội dung thực hiện)\s*:\s*(?=\S)")


def with_tasks(document: Document) -> Document:
    """The document with its tasks.

    >>> from ingest.records import Metadata
    >>> with_tasks(Document("", "a.txt", "text", "text", Metadata(), (), ())).tasks
    ()
    """
    calendar = calendar_of(document)
    found: list[Task] = []
    text = _RunningText(document, calendar)
    for passage in document.passages:
        if passage.kind == "table_row":
            found.extend(text.flush())
            found.extend(task_of_row(passage, document.metadata, calendar))
        elif passage.kind in {"body", "mo_dau"} and not passage.citation.label.startswith("đoạn kết"):
            found.extend(text.tasks_of(passage))
    found.extend(text.flush())
    return replace(document, tasks=tuple(replace(task, position=at) for at, task in enumerate(found)))


def calendar_of(document: Document) -> Calendar:
    """What the document says of its own time."""
    metadata = document.metadata
    first, last = metadata.period_from, metadata.period_to
    year = first.year if first and last and first.year == last.year else None
    source = "năm của kế hoạch" if year else ""
    return Calendar(metadata.issued_date, document.term.effective or metadata.issued_date, year, source)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An item with the tasks that it gives by itself, and those it would give if labels below name a lead."""

    item: Item
    tasks: tuple[Task, ...]
    bare: Task


class _RunningText:
    """The tasks of running text, passage by passage; labels (`Cơ quan chủ trì: ...`) fill the items above them."""

    def __init__(self, document: Document, calendar: Calendar) -> None:
        self._document = document
        self._calendar = calendar
        self._owners = Owners(document)
        self._group: list[_Candidate] = []
        self._labels: dict[Field, str] = {}
        self._unit: tuple[object, ...] = ()

    def tasks_of(self, passage: Passage) -> list[Task]:
        """The tasks that are settled with this passage; those of the last unit may wait for its labels."""
        found: list[Task] = []
        self._owners.enter(passage)
        for item in items_of(passage):
            if self._takes_labels(item):
                continue
            if self._labels or _unit_of(passage) != self._unit:
                found.extend(self.flush())
                self._unit = _unit_of(passage)
            if not self._owners.is_title(item):
                self._group.append(self._candidate(item))
        return found

    def _takes_labels(self, item: Item) -> bool:
        """True for a line of labels, whose values are kept for the items above it."""
        values = labelled_values(item.text) if item.passage.kind == "body" else {}
        if not values or "task" in values:
            return False
        for field, value in values.items():
            is_time = field in {"lead", "along"} and times_in(value[:30])
            self._labels.setdefault("time" if is_time else field, value)
        return True

    def flush(self) -> list[Task]:
        """The tasks of the items that wait, with what the labels below them say."""
        labels, group = self._labels, self._group
        self._labels, self._group = {}, []
        if not {"lead", "along", "time", "product"} & labels.keys():
            return [task for candidate in group for task in candidate.tasks]
        names_bodies = HEAD.search(labels.get("lead", labels.get("along", ""))) is not None
        found: list[Task] = []
        for candidate in group:
            tasks = candidate.tasks or ((candidate.bare,) if names_bodies and _says_what(candidate.item) else ())
            found.extend(self._labelled(task, labels) for task in tasks)
        return found

    def _labelled(self, task: Task, labels: dict[Field, str]) -> Task:
        deadline = deadline_of_cell(labels.get("time", ""), self._calendar)
        if deadline is not None:
            task = _with_deadline(task, deadline)
        leads, along = roles_of(labels.get("lead", ""))
        return replace(
            task,
            leads=leads or task.leads,
            coordinating=names_of(labels.get("along", "")) or along or task.coordinating,
            product=labels.get("product") or task.product,
        )

    def _candidate(self, item: Item) -> _Candidate:
        """What an item gives: one task, or several where its sentences name other bodies or other days."""
        tasks: list[Task] = []
        own: Assignment | None = None
        for part in parts_of(item, self._calendar):
            own = own_assignment(part.text) or own
            tasks.extend(self._tasks(part, own))
        return _Candidate(item, tuple(tasks), _bare(item))

    def _tasks(self, part: Item, own: Assignment | None) -> list[Task]:
        """The task of a part; one for each day where its sentence sets several."""
        task = self._task(part, own)
        if task is None:
            return []
        return [self._built(piece, task) for piece in pieces_by_day(part, self._calendar)]

    def _task(self, part: Item, own: Assignment | None) -> Task | None:
        """Whom a part charges, without its deadline; None where the clues do not suffice."""
        deadlines = deadlines_in(part.text, self._calendar)
        owner, addressed = self._owners.owner_of(part)
        if (own is None and owner is None) or (own is not None and own.kind == "label"):
            return None
        names = clues(part, own, Standing(owner, addressed), self._document.metadata, deadlines)
        if weight(names) < ENOUGH:
            return None
        leads = own.leads if own else owner.leads if owner else ()
        return replace(_bare(part), leads=leads, coordinating=_along(part.text, own, owner))

    def _built(self, piece: Item, task: Task) -> Task:
        """The task of a piece of text with the deadline and the product that stand in it."""
        deadlines = deadlines_in(piece.text, self._calendar)
        best = next((one for one in deadlines if one.due), deadlines[0] if deadlines else None)
        task = replace(task, quote=_bare(piece).quote, product=product_in(piece.text))
        return _with_deadline(task, best) if best else task


def _says_what(item: Item) -> bool:
    """True for words that may be a task where labels say whose."""
    return len(item.text.split()) >= _FEWEST_WORDS and (item.is_marked or opens_with_verb(item.text))


def _unit_of(passage: Passage) -> tuple[object, ...]:
    """The numbered unit whose labels speak of its items: of a lettered point the unit above it."""
    path = passage.citation.path
    steps = path[:-1] if path and path[-1].kind in {"letter", "diem", "gach"} else path
    return (passage.citation.component, *steps)


def _along(text: str, own: Assignment | None, owner: Assignment | None) -> tuple[str, ...]:
    named = own.coordinating if own else coordinating(text)
    return named or (owner.coordinating if owner and not own else ())


def _bare(part: Item) -> Task:
    """The task of an item's words alone."""
    label = _TASK_LABEL.match(part.text)
    first, last = stripped_span(part.passage.text, part.words + (label.end() if label else 0), part.end)
    quote = part.passage.text[first:last]
    return Task(quote.removesuffix("/.").rstrip(), part.passage.ordinal, 0)


def _with_deadline(task: Task, deadline: TaskDeadline) -> Task:
    return replace(
        task, deadline=deadline.printed, due=deadline.due, due_rule=deadline.rule, recurring=deadline.recurring
    )
