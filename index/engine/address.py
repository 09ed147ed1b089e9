"""Where an engine is, and how the collections of a library are laid out there. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """A cluster by URL, the key and the certificates to reach it, and the shards and replicas of a collection."""

    url: str
    key: str | None = field(default=None, repr=False)
    ca: Path | None = None
    seconds: int = 2
    shards: int = 1
    replicas: int = 1
