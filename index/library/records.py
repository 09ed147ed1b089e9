"""A request to publish a document, and its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.records import PUBLIC, Floats
from ingest.records import Document

Outcome = Literal["new", "version", "restored", "duplicate"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file of a document. By ``stamp`` and ``reader`` an unchanged file is recognised and not read again."""

    path: str
    stamp: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """A document to publish, with one vector a passage."""

    document: Document
    vectors: Floats
    source: SourceFile | None = None
    access: str = PUBLIC
    #: Make a new version even when the library has these bytes (the reader has improved).
    reread: bool = False
    #: The access labels of whoever sends it; None for the operator, who sees everything.
    sees: tuple[str, ...] | None = None
    #: The labels of documents that it may be a newer version of; None: whatever the sender sees. Who sends to a mailbox
    #: or puts files into a share is no operator: what is hidden from its readers changes at its own path only.
    replaces: tuple[str, ...] | None = None
    #: The document whose next version this is, whatever the file's head says; None: found by bytes, head and path.
    target: str | None = None

    @property
    def recorded_source(self) -> SourceFile:
        """The file as recorded; a document published without one gets the path ``upload:<sha256>``."""
        return self.source or SourceFile(f"upload:{self.document.sha256}")

    def check_vectors(self, dimension: int) -> None:
        """Raise ``ValueError`` unless there is one vector of this dimension for each passage."""
        shape = (len(self.document.passages), dimension)
        if self.vectors.shape != shape:
            raise ValueError(f"vectors of {self.document.file_name}: shape {self.vectors.shape}, needed {shape}")


@dataclass(frozen=True, slots=True)
class PublishResult:
    """The outcome of publishing a document. ``change`` is the last change number after it."""

    document_id: str
    version_id: int
    version: int
    outcome: Outcome
    change: int
