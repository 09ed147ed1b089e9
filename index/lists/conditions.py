"""The conditions of a list of documents, the order in which it is wanted, and the list itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from index.records import StoredDocument, StoredPassage, ValidityCode
from ingest.records import RelationType

#: How the documents listed speak of another one.
RelationAsked = Literal["cites", "based_on", "replaces", "amends", "carries_out"]
#: The edges of each; every edge that leads from one document to another cites.
EDGES: dict[RelationAsked, frozenset[RelationType] | None] = {
    "cites": None,
    "based_on": frozenset(("based_on",)),
    "replaces": frozenset(("replaces", "repeals", "recalls")),
    "amends": frozenset(("amends", "repeals_part", "replaces_phrase", "corrects", "extends", "suspends")),
    "carries_out": frozenset(("implements",)),
}
ListOrder = Literal["newest", "oldest", "number", "issuer", "title", "deadline"]
#: Conditions under which documents may be left out because something of them is unknown.
Unknown = Literal["day", "validity"]


@dataclass(frozen=True, slots=True)
class DocumentConditions:
    """Conditions on the documents of a list; None sets no condition.

    ``types`` are symbols; ``body`` is a body's name in any writing, also one that a longer name begins with ("UBND
    tỉnh"); ``territories`` are ids of the gazetteer. ``topics`` are writings of one topic, one of which the subject
    must hold. ``issued_from`` and ``issued_to`` are days of issue; ``made_for`` is the year that a document was made
    for, that of issue where it says nothing else. ``validity`` holds on ``as_of``, today when that is None;
    ``ends_by`` asks for what is not over then and has its last day until that day. ``relation`` and ``target`` (a
    canonical key, whose empty parts match anything, or the folded name of a law) ask for what speaks of another
    document. ``deadline_from`` and ``deadline_to`` ask for documents that set a deadline between these days.
    """

    text: str | None = None
    types: tuple[str, ...] | None = None
    issuers: tuple[str, ...] | None = None
    body: str | None = None
    territory: str | None = None
    territories: tuple[str, ...] | None = None
    topics: tuple[str, ...] = ()
    signer: str | None = None
    year: int | None = None
    made_for: int | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    validity: tuple[ValidityCode, ...] | None = None
    as_of: date | None = None
    ends_by: date | None = None
    relation: RelationAsked | None = None
    target: str | None = None
    deadline_from: date | None = None
    deadline_to: date | None = None

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The conditions that are set, as names and texts; of several values one pair each."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        several = (
            (name, value if isinstance(value, tuple) else (value,)) for name, value in values if value is not None
        )
        return tuple((name, str(one)) for name, value in several for one in value)

    @property
    def asks_deadline(self) -> bool:
        """True if documents with a deadline are asked for."""
        return self.deadline_from is not None or self.deadline_to is not None


@dataclass(frozen=True, slots=True)
class Place:
    """The place in a document for which it is listed: a verbatim part of a passage, and the deadline that it sets.

    ``day`` is the deadline, ``printed`` how the quote writes it; ``is_computed`` where the day follows from a rule.
    """

    passage: StoredPassage
    quote: str
    day: date | None = None
    printed: str | None = None
    is_computed: bool = False


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document of a list, with the places for which it is listed; none where its head is the reason."""

    document: StoredDocument
    places: tuple[Place, ...] = ()

    @property
    def first_deadline(self) -> date | None:
        """The earliest of the deadlines for which it is listed."""
        return min((place.day for place in self.places if place.day is not None), default=None)


@dataclass(frozen=True, slots=True)
class DocumentList:
    """All documents that meet the conditions, in order, one rendition of each.

    ``groups`` counts them by type, the most frequent first. ``unknown`` counts the documents that meet all other
    conditions but of which the day or the validity asked for is not known: they are not in the list. ``by_heading``
    counts those whose subject is not known and whose headings are on the topic.
    """

    documents: tuple[ListedDocument, ...]
    groups: tuple[tuple[str, int], ...] = ()
    unknown: tuple[tuple[Unknown, int], ...] = ()
    by_heading: int = 0
