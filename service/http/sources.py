"""The sources of documents as they are shown: over HTTP, on the command line, on the desk's page."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from index.intake.source import IntakeSource
from index.intake.state import SourceState
from service.schemas.sources import IntakeSourceOut

#: Files with a problem that are shown of one source.
MOST_PROBLEMS = 50


def source_out(source: IntakeSource, state: SourceState, next_at: datetime | None) -> IntakeSourceOut:
    """A source as it is shown; ``next_at`` is None when it is followed as soon as possible."""
    return IntakeSourceOut(
        name=source.name,
        kind=source.kind,
        address=source.address,
        access=source.access,
        every_minutes=source.minutes,
        withdraws=source.withdraws,
        tried_at=state.tried_at or None,
        succeeded_at=state.succeeded_at or None,
        next_at=next_at.isoformat() if next_at is not None else None,
        error=state.error or None,
        files=sum(bool(copy.file) for copy in state.copies.values()),
        fetched=state.fetched,
        gone=state.gone,
        problems=dict(islice(state.problems.items(), MOST_PROBLEMS)),
    )
