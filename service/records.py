"""Records that the service stage emits: answers. A "no" is a value with a named status, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.engine.health import EngineHealth
from index.lists.conditions import ListOrder
from index.records import Hit, Intent, QueryInterpretation, StoredDocument

AnswerStatus = Literal["complete", "partial", "none", "ambiguous", "refused", "talk"]
#: What an overview says of a document, and what differs between two; see ``service.answering.overview``.
AspectName = Literal[
    "basis", "purpose", "content", "targets", "changes", "tasks", "deadlines", "money", "reporting", "validity"
]  # fmt: skip
ChangeKind = Literal["added", "gone", "changed"]
ValueKind = Literal["figure", "day", "body", "words"]
#: What a caller may do; see ``service.access.principal``.
Scope = Literal["ask", "read", "write", "review", "admin"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or table cell quoted verbatim from one source.

    ``slot`` is the fixed Vietnamese label put before it (``Cơ quan chủ trì``) or None; ``value`` the part
    of the quote that fills the slot. ``quote`` is a verbatim substring of the source's passage text.
    ``source`` is the index of the source in the answer's ``sources``. ``sentence`` is the part of a long quote that
    answers, ``body`` the body whose task or day it is (the nearest title above), ``part`` which of several things
    asked it answers (see ``Answer.parts``). ``about`` says what the value is of, ``unit`` in what it is counted: the
    row and column of a table, where it is a cell.
    """

    quote: str
    source: int
    slot: str | None = None
    value: str | None = None
    sentence: str | None = None
    body: str | None = None
    part: int = 0
    about: str | None = None
    unit: str | None = None


def value_with_unit(value: str | None, unit: str | None) -> str | None:
    """A value as it is shown: with the unit that its table gives outside the cell.

    >>> value_with_unit("450", "giường"), value_with_unit("450 giường", None)
    ('450 giường', '450 giường')
    """
    return f"{value} {unit}" if value and unit else value


@dataclass(frozen=True, slots=True)
class Source:
    """A cited passage: the hit, its two citation forms, and notices that must stand beside it."""

    id: str
    hit: Hit
    citation: str
    formal: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The list that an answer shows the beginning of: how many documents there are, and how the others are asked for.

    ``parameters`` are those of ``GET /documents``; ``groups`` counts the documents by type.
    """

    total: int
    shown: int
    order: ListOrder
    groups: tuple[tuple[str, int], ...]
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, with everything needed to show, check and replay it."""

    id: str
    question: str
    resolved_question: str
    status: AnswerStatus
    intent: Intent
    message: str
    statements: tuple[Statement, ...]
    sources: tuple[Source, ...]
    understood: QueryInterpretation
    confidence: float
    change: int
    took_ms: float
    notices: tuple[str, ...] = ()
    candidates: tuple[StoredDocument, ...] = ()
    conversation_id: str | None = None
    #: The questions in the question, when it asks several things; a statement's ``part`` counts them.
    parts: tuple[str, ...] = ()
    #: The list that it shows the beginning of, when documents were asked for.
    listing: Listing | None = None
    #: What the confidence follows from; measured with, never shown.
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """Sizes and states: ``change`` of the library, ``index_change`` up to which the indexes follow it.

    ``deep``: the passages that have deep vectors already; None where no transformer is used. ``engine``: how the
    engine beside this machine stands; None where there is none.
    """

    documents: int
    passages: int
    change: int
    index_change: int
    model: str
    deep: int | None = None
    engine: EngineHealth | None = None
