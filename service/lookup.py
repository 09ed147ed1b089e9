"""Documents named in a question by their number: looked up as keys, before anything is ranked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.library import Library
from index.records import StoredDocument
from ingest.normalize import fold
from ingest.numbers import NumberMention, find_in_question

_YEAR = re.compile(r"\b(?:nam\s+|/)((?:19|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class Named:
    """The numbers that a question names, as typed, and the documents of the library that have them."""

    numbers: tuple[str, ...] = ()
    documents: tuple[StoredDocument, ...] = ()


def named_documents(library: Library, question: str) -> Named:
    """Look up every document number in ``question``."""
    mentions = find_in_question(question)
    folded = fold(question)
    found: dict[str, StoredDocument] = {}
    for mention in mentions:
        for document in _likeliest(_of(library, mention), folded):
            found[document.id] = document
    return Named(tuple(question[mention.start : mention.end].strip() for mention in mentions), tuple(found.values()))


def _of(library: Library, mention: NumberMention) -> list[StoredDocument]:
    held = library.find_by_key(f"{mention.num}|{mention.year or ''}||")
    return [
        document
        for document in held
        if mention.matches(document.metadata.canonical_key or "|||", document.metadata.type)
    ]


def _likeliest(documents: Sequence[StoredDocument], folded: str) -> Sequence[StoredDocument]:
    """Of several documents with one number, those whose year or issuer the question also gives; else all."""
    if len(documents) < 2:
        return documents
    years = {int(year) for year in _YEAR.findall(folded)}
    for narrower in (
        [one for one in documents if one.metadata.issued_date and one.metadata.issued_date.year in years],
        [one for one in documents if one.metadata.issuer and fold(one.metadata.issuer) in folded],
        [one for one in documents if one.metadata.territory and fold(one.metadata.territory) in folded],
    ):
        if narrower:
            documents = narrower
    return documents
