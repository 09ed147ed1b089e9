"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.checkout import CORPUS, SHARED

pytest_plugins = ["tests.support.postgresql_server"]


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of measuring data beside the checkout; tests that need it are skipped without it."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside this checkout (measuring data, not part of the project)")
    return SHARED


@pytest.fixture(scope="session")
def corpus_dir() -> Path:
    """The sample library committed with the project."""
    return CORPUS


#: On CI the property tests draw the same examples every time, so that a submission is judged by its change; the
#: searching is done by developers' runs, which draw afresh.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running in this thread, and asyncio.run then refuses."""
    items.sort(key=lambda item: "browser" in item.path.parts)
