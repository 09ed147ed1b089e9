"""A service that stops: what its threads have in hand ends before the library is closed."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import event

pytest.importorskip("qdrant_client")
pytest.importorskip("qdrant_edge")

from index.embedding.encoders import load
from index.library.library import Library
from service.app import create_app
from service.settings import load_settings
from tests.support.library_samples import make_document
from tests.support.qdrant_server import qdrant_server


def test_no_connection_is_in_use_when_the_library_is_closed(tmp_path: Path) -> None:
    encoder, home, text = load("static"), tmp_path / "kho", "Trồng cây ven đường."
    with Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        library.publish(make_document(text, number=1), encoder.embed_passages([text]))

    in_use: set[int] = set()

    async def stopped_while_the_engine_is_filled(url: str) -> int:
        given = {"model": "static", "workers": 1, "ocr": False, "engine_url": url, "engine_seconds": 10}
        app = create_app(load_settings(home=home, **given))
        async with app.router.lifespan_context(app) as state:
            assert state is not None
            pool = state["service"].assistant.library.engine.pool
            event.listen(pool, "checkout", lambda connection, *_: in_use.add(id(connection)))
            event.listen(pool, "checkin", lambda connection, *_: in_use.discard(id(connection)))
            end = time.monotonic() + 30
            # Filling a collection reads one state of the library from its first batch to its last.
            while not any(call.endswith("/points") for call in server.asked):
                assert time.monotonic() < end
                await asyncio.sleep(0.01)
        return len(in_use)

    with qdrant_server(tmp_path / "qdrant") as server:
        server.slow = 0.2
        assert asyncio.run(stopped_while_the_engine_is_filled(server.url)) == 0
