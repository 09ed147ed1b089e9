"""The health of neighbours: how each fared when it was last asked, kept in the home folder for all processes."""

from __future__ import annotations

import json
import logging
import os
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.intake.source import Credentials
from index.records import PUBLIC
from service.neighbours.neighbour import STATE_WORDS, Neighbour
from service.schemas.neighbours import NeighbourOut, NeighbourState

_log = logging.getLogger("hoivanban")

#: The folder below the home folder, a file a neighbour.
FOLDER = "neighbours"
#: The same health is written again so often at most: a busy service asks many times a second.
WRITE_SECONDS = 5.0
#: States after which a neighbour did its part.
HEALTHY: frozenset[NeighbourState] = frozenset(("answered", "nothing"))


@dataclass(frozen=True, slots=True)
class NeighbourHealth:
    """How a neighbour fared last; times are UTC, ISO 8601, empty before the first.

    ``reason`` says more of a failure in Vietnamese where the state alone does not, ``failures`` counts those in a row.
    """

    state: NeighbourState | None = None
    asked_at: str = ""
    answered_at: str = ""
    took_ms: float = 0.0
    reason: str = ""
    failures: int = 0

    def after(self, state: NeighbourState, took_ms: float, reason: str) -> NeighbourHealth:
        """The health after one more asking."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        healthy = state in HEALTHY
        return NeighbourHealth(
            state=state,
            asked_at=now,
            answered_at=now if healthy else self.answered_at,
            took_ms=round(took_ms, 1),
            reason=reason,
            failures=0 if healthy else self.failures + 1,
        )


def neighbour_out(neighbour: Neighbour, health: NeighbourHealth) -> NeighbourOut:
    """The wire form of a neighbour with its health."""
    return NeighbourOut(
        name=neighbour.name,
        title=neighbour.title,
        address=neighbour.address,
        access=neighbour.access,
        internal_questions=neighbour.internal_questions or neighbour.access != PUBLIC,
        has_key=neighbour.credentials != Credentials(),
        state=health.state,
        described="" if health.state is None else STATE_WORDS[health.state],
        reason=health.reason,
        asked_at=health.asked_at or None,
        answered_at=health.answered_at or None,
        took_ms=health.took_ms,
        failures=health.failures,
    )


class NeighbourHealthFile:
    """The kept health of one neighbour; without a home folder it is kept for this process alone."""

    def __init__(self, home: Path | None, name: str) -> None:
        self._path = None if home is None else home / FOLDER / f"{name}.json"
        self._own = NeighbourHealth()
        self._written: tuple[NeighbourState | None, str] = (None, "")
        self._written_at = -WRITE_SECONDS
        self._failed = False

    def read(self) -> NeighbourHealth:
        """The health as whichever process asked last left it; that of one never asked where nothing can be read."""
        if self._path is None:
            return self._own
        try:
            return NeighbourHealth(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return self._own

    def note(self, state: NeighbourState, took_ms: float, reason: str) -> bool:
        """Remember how the neighbour fared; True if that is worth writing now."""
        self._own = self._own.after(state, took_ms, reason)
        is_new = (state, reason) != self._written or time.monotonic() - self._written_at >= WRITE_SECONDS
        return self._path is not None and is_new

    def write(self) -> None:
        """Write what was noted. A full disk costs the display, not the answer."""
        assert self._path is not None
        own, known = self._own, self.read()
        self._written, self._written_at = (own.state, own.reason), time.monotonic()
        # Another process may have heard from it since.
        kept = replace(own, answered_at=max(own.answered_at, known.answered_at))
        temporary = self._path.with_suffix(f".{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.write_text(json.dumps(asdict(kept), ensure_ascii=False), encoding="utf-8")
            os.replace(temporary, self._path)
        except OSError as error:
            if not self._failed:
                _log.warning("the health of neighbours cannot be written: %s", error)
            self._failed = True
