"""Passages at the place that a question cites ("Điều 5 Quy chế 901"), and how sure it is that they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.derived import terms
from index.query.document_references import says_more_than_place, vote_for_document
from index.query.parse import Query
from index.query.place_references import PlaceReference, passages_at_place
from index.records import Hit, StoredPassage

if TYPE_CHECKING:
    from index.library.library import Library

#: A place found by its path in a document found by its number is what was asked for.
PLACED_CONFIDENCE = 0.97
#: So much of the question's other words, by weight, must stand at a place to be sure that it answers.
ENOUGH_HELD = 0.5
#: A place is looked for exactly in at most this many known documents.
MOST_PLACE_DOCUMENTS = 3

#: How many passages hold a folded term.
Frequency = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class CitedPassages:
    """The passages at a cited place; ``is_document_known`` says that the question says which document has it."""

    passages: tuple[StoredPassage, ...]
    is_document_known: bool


def find_cited_passages(
    place: PlaceReference, query: Query, library: Library, hits: Sequence[Hit], voters: Callable[[], Sequence[Hit]]
) -> CitedPassages:
    """The passages at the place, in the documents known or else in the one that the first hits vote for.

    ``hits`` order the passages where the question says more than the place; ``voters`` brings the hits that vote.
    """
    document_ids = query.filters.document_ids
    is_known = document_ids is not None and len(document_ids) <= MOST_PLACE_DOCUMENTS
    if document_ids and is_known:
        documents = list(library.documents_by_id(document_ids).values())
    elif is_known:
        documents = []
    else:
        elected = vote_for_document(voters(), place, query.question)
        documents = [elected] if elected else []
    passages = [
        passage
        for document in documents
        for passage in passages_at_place(place, library.version_passages(document.version_id))
    ]
    if says_more_than_place(place):
        order = {hit.passage.id: rank for rank, hit in enumerate(hits)}
        passages.sort(key=lambda passage: order.get(passage.id, len(order)))
    return CitedPassages(tuple(passages), is_known)


def place_confidence(place: PlaceReference, passages: Sequence[StoredPassage], frequency: Frequency) -> float:
    """The confidence that passages at the place answer: what else the question says must stand there."""
    if not says_more_than_place(place):
        return PLACED_CONFIDENCE
    present = {key for passage in passages for key in _folded_keys(f"{passage.context} {passage.text}")}
    wanted = dict.fromkeys(key for key in _folded_keys(place.remaining_text) if key.isalpha())
    weights = {key: 1 / (1 + frequency(key)) ** 0.5 for key in wanted}
    met = sum(weight for key, weight in weights.items() if key in present)
    share: float = met / max(sum(weights.values()), 1e-9)
    return PLACED_CONFIDENCE * min(1.0, share / ENOUGH_HELD)


def _folded_keys(text: str) -> list[str]:
    return terms.fold_keys(terms.syllables(text))
