"""Documents and places that a question names. A number is a key, looked up before anything is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.records import Filters, StoredPassage
from ingest import citations, normalize, numbers
from ingest.records import Step

if TYPE_CHECKING:
    from index.library import Library

#: A place ("Điều 5") is looked for exactly in at most this many documents.
PLACES_IN = 3


@dataclass(frozen=True, slots=True)
class Named:
    """Numbers as typed, the documents they resolve to, places, and the question without the resolved numbers."""

    numbers: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    places: tuple[citations.PathMention, ...] = ()
    rest: str = ""


def find(question: str, library: Library, filters: Filters) -> Named:
    """Resolve what a question names, among the documents that the asker may see."""
    mentions = numbers.find_in_question(question)
    resolved: list[str] = []
    rest = question
    for mention in reversed(mentions):
        found = _documents(mention, library, filters)
        if found:
            resolved = [*found, *resolved]
            rest = rest[: mention.start] + " " + rest[mention.end :]
    typed = tuple(question[mention.start : mention.end].strip() for mention in mentions)
    places = tuple(place for place in citations.find_paths(rest) if place.steps and not place.relative)
    return Named(typed, tuple(dict.fromkeys(resolved)), places, rest)


def _documents(mention: numbers.NumberMention, library: Library, filters: Filters) -> list[str]:
    # The asker's agency may be a part of the printed one, so it is compared here, not in the look-up.
    candidates = library.find_by_key(f"{mention.num}|{mention.year or ''}|{mention.type or ''}|")
    return [
        document.id
        for document in candidates
        if document.access in filters.access
        and (filters.document_ids is None or document.id in filters.document_ids)
        and document.metadata.canonical_key is not None
        and mention.matches(document.metadata.canonical_key, document.metadata.type)
    ]


def at_places(named: Named, library: Library, document_ids: Sequence[str]) -> list[StoredPassage]:
    """Passages at the named places of a few known documents, in their order."""
    if not named.places or not 0 < len(document_ids) <= PLACES_IN:
        return []
    documents = library.documents_by_id(document_ids).values()
    return [
        passage
        for document in documents
        for passage in library.passages_of(document.version_id)
        if any(_stands_at(passage, place) for place in named.places)
    ]


def _stands_at(passage: StoredPassage, place: citations.PathMention) -> bool:
    """Whether a passage's path holds the named steps in order: the place itself or something inside it."""
    if place.component and normalize.fold(place.component) not in normalize.fold(passage.citation.component):
        return False
    path = iter(_plain(step) for step in passage.citation.path)
    return all(step in path for step in map(_plain, place.steps))


def _plain(step: Step) -> tuple[str, str]:
    return step.kind, normalize.fold(step.number)
