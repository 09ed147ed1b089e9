"""Completion while typing: a number begun, or words of a subject; accents are optional."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.library.library import Library, ListRequest
from index.records import StoredDocument
from ingest.text.normalize import fold
from service.answering.document_names import short_name

#: A number or symbol at the end of what was typed: "516", "516/k", "9176/QĐ-U".
_NUMBER = re.compile(r"[\w./-]*\d[\w./-]*$")
#: One digit says nothing yet.
SHORTEST_NUMBER = 2
#: A subject is recognised by this many of the last words typed; two are in every other subject.
SUBJECT_WORDS = 3
MOST_SUBJECT_WORDS = 7
#: A pasted text is not being completed.
LONGEST = 300
#: Documents read to fill a short list: some share only digits with what was typed.
READ = 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A document that may be meant, and the question that choosing it makes."""

    kind: Literal["number", "subject"]
    question: str
    document: StoredDocument


def complete_question(library: Library, typed: str, limit: int) -> list[Suggestion]:
    """What may be meant by the end of ``typed``, the likeliest first."""
    if len(typed) > LONGEST:
        return []
    number = _NUMBER.search(typed)
    if number and len(number[0]) >= SHORTEST_NUMBER:
        return list(_numbers(library, typed[: number.start()], number[0]))[:limit]
    return list(_subjects(library, typed.rstrip()))[:limit]


def _numbers(library: Library, before: str, begun: str) -> Iterator[Suggestion]:
    key = fold(begun)
    for document in library.documents(ListRequest(text=key, limit=READ)).documents:
        number = document.metadata.number
        if number and fold(number).startswith(key) and fold(number) != key:
            yield Suggestion("number", f"{before}{number} ", document)


def _subjects(library: Library, typed: str) -> Iterator[Suggestion]:
    """The longest run of last words that stands in a subject decides."""
    words = _words(typed).split()
    for count in range(min(len(words), MOST_SUBJECT_WORDS), SUBJECT_WORDS - 1, -1):
        wanted = " ".join(words[-count:])
        page = library.documents(ListRequest(text=wanted, limit=READ))
        found = [
            one for one in page.documents if wanted in " ".join(re.findall(r"\w+", fold(one.metadata.subject or "")))
        ]
        if found:
            for document in found:
                if document.metadata.number and fold(document.metadata.number) not in fold(typed):
                    yield Suggestion("subject", f"{typed} theo {short_name(document)}", document)
            return


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
