"""A small library, and the engine that is filled from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.library.library import Library

if TYPE_CHECKING:
    from tests.support.qdrant_server import QdrantServer


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    from tests.support.engine_library import engine_library

    with engine_library(tmp_path / "kho") as opened:
        yield opened


@pytest.fixture
def server(tmp_path: Path) -> Iterator[QdrantServer]:
    # Imported here: without the engine's packages the tests of this folder are skipped.
    from tests.support.engine_library import KEY
    from tests.support.qdrant_server import qdrant_server

    with qdrant_server(tmp_path / "qdrant", KEY) as running:
        yield running
