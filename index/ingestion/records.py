"""Results of ingestion: one a file, and the report of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

Result = Literal["indexed", "unchanged", "duplicate", "moved", "held", "refused", "withdrawn"]


@dataclass(frozen=True, slots=True)
class FileResult:
    """The result of one file. ``reason`` is Vietnamese: why refused, what it duplicates, why withdrawn."""

    path: str
    result: Result
    document_id: str | None = None
    code: str | None = None
    reason: str | None = None
    version: int | None = None
    passages: int = 0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The results of one run, and how long it took."""

    files: tuple[FileResult, ...]
    seconds: float
    change: int

    def count(self, result: Result) -> int:
        return Counter(file.result for file in self.files)[result]


@dataclass(frozen=True, slots=True)
class Progress:
    """The state after each file: how many are done of how many, and the result of the last one."""

    done: int
    total: int
    last: FileResult
