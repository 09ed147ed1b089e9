"""Following the library while the service runs: its own indexes, and the engine beside them."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from index.library.library import WrongModel
from service.assistant import Assistant
from service.monitoring import memory
from service.monitoring.metrics import Metrics
from service.settings import Settings

_log = logging.getLogger("hoivanban")


async def refresh_indexes(assistant: Assistant, settings: Settings, metrics: Metrics) -> None:
    """Follow the changes of other processes. A failure is logged and tried again; answers go on from the old state."""
    logged, change = "", -1
    # Beside the first questions, so that the service is there at once.
    await asyncio.to_thread(assistant.read_weights)
    while True:
        await asyncio.sleep(settings.refresh_ms / 1000)
        try:
            before, change = change, await asyncio.to_thread(assistant.refresh, settings.model)
            if change != before:
                metrics.index_change.set(change)
                await asyncio.to_thread(memory.trim_heap)
        except WrongModel as error:
            if str(error) != logged:
                _log.error("%s", error)
                logged = str(error)
        except (OSError, RuntimeError, SQLAlchemyError):
            _log.exception("the indexes could not be brought up to date")


async def follow_engine(assistant: Assistant, settings: Settings) -> None:
    """Bring the engine up to this process's indexes, beside questions and beside reading changes: it may take long."""
    while settings.engine_url is not None:
        await asyncio.sleep(settings.refresh_ms / 1000)
        try:
            await asyncio.to_thread(assistant.follow_engine)
        except (OSError, RuntimeError, SQLAlchemyError):
            _log.exception("the engine could not be brought up to date")
