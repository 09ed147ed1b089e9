"""The state of a source, kept beside its mirror: what was fetched, when, and what went wrong last."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

STATE_FILE = "state.json"


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of the source as it was fetched. ``file`` is its path below the mirror; empty for one not taken.

    ``purged`` names the purged file that it is: it is fetched again when a clerk allows it.
    """

    version: str
    file: str
    problem: str = ""
    purged: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is known of a source after its last round; times are UTC, ISO 8601, empty before the first."""

    copies: dict[str, Copy] = field(default_factory=dict)
    tried_at: str = ""
    succeeded_at: str = ""
    error: str = ""
    fetched: int = 0
    gone: int = 0

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with each file that was not taken."""
        return {name: copy.problem for name, copy in self.copies.items() if copy.problem}


def read_state(folder: Path) -> SourceState:
    """The state in a mirror's folder; that of a new source where there is none or it cannot be read.

    A lost state loses nothing: everything is fetched once more, and the library knows the same bytes again.
    """
    try:
        stored = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
        copies = {name: Copy(**copy) for name, copy in stored.pop("copies").items()}
        return SourceState(copies, **stored)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return SourceState()


def write_state(folder: Path, state: SourceState) -> None:
    """Replace the state at once."""
    temporary = folder / f"{STATE_FILE}.{os.getpid()}.tmp"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(state), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder / STATE_FILE)
