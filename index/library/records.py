"""What is handed to the library to be published, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from index.records import PUBLIC
from ingest.records import Document

Floats = npt.NDArray[np.float32]
Outcome = Literal["new", "version", "restored", "duplicate"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Where a document's file lies. ``stamp`` and ``reader`` let an unchanged file be passed over next time."""

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
    #: Make a new version even when the bytes are held already (the reader has improved).
    reread: bool = False

    @property
    def recorded_source(self) -> SourceFile:
        """The file's place; what came without one is held by its own bytes."""
        return self.source or SourceFile(f"upload:{self.document.sha256}")

    def check_vectors(self, dimension: int) -> None:
        """Raise ``ValueError`` unless there is one vector of this dimension for each passage."""
        shape = (len(self.document.passages), dimension)
        if self.vectors.shape != shape:
            raise ValueError(f"vectors of {self.document.file_name}: shape {self.vectors.shape}, needed {shape}")


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What became of a published document. ``change`` is the last change number after it."""

    document_id: str
    version_id: int
    version: int
    outcome: Outcome
    change: int
