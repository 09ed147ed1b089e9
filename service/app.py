"""The HTTP application: settings in, one FastAPI out. Everything long-lived is made by the lifespan."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import TypedDict

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from index.library import WrongModel
from service import problems
from service.asking import Asking
from service.conversation import Conversations
from service.desk import Desk
from service.examples import Examples
from service.keeper import Keeper
from service.recorder import Recorder
from service.routes import changes, documents, health, jobs, keeping, page, prompting, questions, transcripts
from service.settings import Settings
from service.shield import Shield
from service.state import ServiceState

_log = logging.getLogger("hoivanban")

#: How often what is past its days is deleted.
FORGET_SECONDS = 3600.0


class _Lifespan(TypedDict):
    service: ServiceState


def create_app(settings: Settings) -> FastAPI:
    """Build the application. The library is opened when the server starts, and closed when it stops."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[_Lifespan]:
        desk = await asyncio.to_thread(Desk.open, settings.home, settings.model)
        conversations = Conversations(settings.conversations)
        recorder = Recorder(desk.library.transcripts, settings.keep_days)
        asking = Asking(desk, conversations, recorder)
        keeper = Keeper(settings, desk)
        chores = [
            asyncio.create_task(_follow(desk, settings)),
            asyncio.create_task(_forget_old(recorder)),
        ]
        try:
            keeper.start()
            yield {"service": ServiceState(settings, desk, conversations, recorder, asking, Examples(desk), keeper)}
        finally:
            for chore in chores:
                chore.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await chore
            await asyncio.to_thread(keeper.close)
            await asyncio.to_thread(asking.close)
            await asyncio.to_thread(recorder.close)
            desk.close()

    app = FastAPI(
        title="Hỏi Văn Bản",
        summary="Hỏi đáp trên kho văn bản, luôn kèm đoạn nguyên văn và trích dẫn chính xác",
        version=version("hoivanban"),
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        # The interactive pages load their scripts from a foreign server, which the policy forbids.
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(Shield, max_body_bytes=settings.max_body_kb * 1024, origins=settings.origins)
    problems.install(app)
    # The page comes last: its files are matched by any single name.
    for room in (questions, prompting, transcripts, documents, keeping, jobs, changes, health, page):
        app.include_router(room.router)
    return app


async def _follow(desk: Desk, settings: Settings) -> None:
    """Take in what other processes publish. A failure is logged and tried again: answers go on from the old state."""
    told = ""
    while True:
        await asyncio.sleep(settings.refresh_ms / 1000)
        try:
            await asyncio.to_thread(desk.refresh, settings.model)
        except WrongModel as error:
            if str(error) != told:
                _log.error("%s", error)
                told = str(error)
        except (OSError, RuntimeError, SQLAlchemyError):
            _log.exception("the indexes could not be brought up to date")


async def _forget_old(recorder: Recorder) -> None:
    """Keep nothing longer than the setting says."""
    while True:
        try:
            await asyncio.to_thread(recorder.forget_old)
        except SQLAlchemyError:
            _log.exception("old conversations could not be deleted")
        await asyncio.sleep(FORGET_SECONDS)
