"""Texts of a library's documents with what they are called by: what training makes questions of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.library.library import Library, ListRequest
from index.records import StoredDocument, StoredPassage


@dataclass(frozen=True, slots=True)
class DocumentText:
    """One document: its file, type, subject and issuer, and the texts of its passages in reading order."""

    file_name: str
    type_name: str | None
    subject: str | None
    issuer: str | None
    texts: tuple[str, ...]


def document_texts(home: Path) -> Iterator[DocumentText]:
    """The documents of the library under ``home`` that answer, by their id."""
    with Library.open(home) as library:
        for document in library.documents(ListRequest(limit=500)).documents:
            metadata = document.metadata
            texts = tuple(passage.text for passage in library.version_passages(document.version_id))
            yield DocumentText(document.file_name, metadata.type_name, metadata.subject, metadata.issuer, texts)


def library_passages(home: Path) -> Iterator[tuple[StoredDocument, StoredPassage]]:
    """The passages of the library under ``home`` that answer, each with its document."""
    with Library.open(home) as library:
        for document in library.documents(ListRequest(limit=500)).documents:
            for passage in library.version_passages(document.version_id):
                yield document, passage
