"""Records of the register of tasks: what is asked of it, its rows, and pairs of rows that contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from index.records import StoredDocument, StoredPassage
from index.validity.records import ValidityStatus

TaskState = Literal["open", "done", "rejected"]
#: ``current``: not rejected, of a document that has not ended. ``ended``: of a document that another one ended.
TaskSelection = Literal["current", "open", "done", "overdue", "rejected", "ended", "all"]
TaskRole = Literal["lead", "coordinate"]
TaskOrder = Literal["due", "document", "lead"]
TaskAct = Literal["done", "reopen", "reject", "accept", "correct"]


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Conditions on the rows of the register; None and an empty tuple set none.

    ``bodies`` are writings of one body: a row of any of them is meant, as its lead or co-ordinating body (``role``:
    only as this; ``shared``: also what is given to all bodies of its kind together). ``document_text`` are words of
    the document's number, subject and issuer, ``text`` words of the task. ``year`` is one that the document was made
    for. ``day`` is the day on which rows are overdue and documents have ended; today when None. ``after`` is the
    ``following`` of the page before.
    """

    bodies: tuple[str, ...] = ()
    role: TaskRole | None = None
    shared: bool = False
    document_ids: tuple[str, ...] | None = None
    document_text: str | None = None
    year: int | None = None
    text: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    selection: TaskSelection = "current"
    day: date | None = None
    order: TaskOrder = "due"
    limit: int = 100
    after: int = 0

    @property
    def on(self) -> date:
        """The day that the rows are judged by."""
        return self.day or date.today()


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row of the register, as it counts now.

    ``leads``, ``deadline`` and ``due`` are a clerk's where he corrected them; ``as_read`` then holds what the document
    says, by field. ``who``, ``at`` and ``note`` are of the last decision.
    """

    id: str
    document_id: str
    version_id: int
    position: int
    passage_id: int
    quote: str
    leads: tuple[str, ...]
    coordinating: tuple[str, ...]
    deadline: str | None
    due: date | None
    due_rule: str | None
    recurring: str | None
    product: str | None
    in_table: bool
    state: TaskState
    as_read: Mapping[str, object] = field(default_factory=dict)
    who: str = ""
    at: str = ""
    note: str = ""

    def is_overdue(self, day: date) -> bool:
        """True if its day has passed on ``day`` and nobody has marked it done."""
        return self.state == "open" and self.due is not None and self.due < day


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Rows of one page, the numbers of all rows and of their documents, the next page's cursor (None at the end).

    ``documents``, ``passages`` and ``statuses`` are those of the rows.
    """

    rows: tuple[TaskRow, ...]
    total: int
    document_total: int
    overdue_total: int
    following: int | None
    documents: Mapping[str, StoredDocument]
    passages: Mapping[int, StoredPassage]
    statuses: Mapping[str, ValidityStatus]


@dataclass(frozen=True, slots=True)
class ComingTasks:
    """Open tasks by their days: overdue ones, those that fall due until each of some days, a page of the first."""

    overdue: int
    counts: tuple[int, ...]
    page: TaskPage


@dataclass(frozen=True, slots=True)
class TaskConflict:
    """Two rows of different documents that give one task different days; ``reason`` is the Vietnamese why."""

    first: TaskRow
    second: TaskRow
    reason: str


@dataclass(frozen=True, slots=True)
class TaskCorrection:
    """What a clerk puts in place of what was read; fields that are not ``given`` stay."""

    given: frozenset[Literal["leads", "deadline", "due"]]
    leads: tuple[str, ...] = ()
    deadline: str | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class TaskDecision:
    """A clerk's act on a row: who, when (ISO, UTC), why, and the correction if it is one."""

    task_id: str
    act: TaskAct
    who: str
    at: str
    note: str
    quote: str
    correction: TaskCorrection | None = None
