"""Figures of the library and the process that are read when the metrics are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from prometheus_client.core import Metric
from sqlalchemy import Engine, func, select

from index.ingestion.jobs import JobState
from index.store import tables
from index.store.database import read_transaction
from service.monitoring.metrics import counts, gauge
from service.state import ServiceState


def library_figures(state: ServiceState) -> Iterator[Metric]:
    """The library's size, how far the indexes are behind, the queue of jobs, how the caches do."""
    health = state.assistant.health()
    yield gauge("documents", "Documents that answer", health.documents)
    yield gauge("passages", "Passages that answer", health.passages)
    yield gauge("change", "Newest change of the library", health.change)
    lag = max(0, health.change - state.metrics.oldest_index())
    yield gauge("index_lag_changes", "Changes that the indexes are behind", lag)
    jobs = state.background_jobs.jobs.count_by_state()
    yield counts("jobs", "Jobs of the library", "state", {name: jobs.get(name, 0) for name in get_args(JobState)})
    yield gauge(
        "scanned_files", "Files held that were read by OCR, all versions", _scanned(state.assistant.library.engine)
    )


def _scanned(engine: Engine) -> int:
    column = tables.versions.c.text_source
    with read_transaction(engine) as connection:
        return int(connection.execute(select(func.count()).where(column.in_(("ocr", "mixed")))).scalar_one())
