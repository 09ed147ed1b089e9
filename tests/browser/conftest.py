"""A real service over a small real library, and Debian's Chromium in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browser_server import (
    ALLOWED_ORIGIN,
    ARGUMENTS,
    CHROMIUM,
    HOSTILE,
    SAMPLES,
    Process,
    Server,
    sync_api,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, corpus_dir: Path) -> Path:
    """The home of a library made from a few sample documents and the hostile one."""
    from service.documents.ingest_command import ingest_paths
    from service.settings import load_settings

    folder = tmp_path_factory.mktemp("van-ban")
    shutil.copy(corpus_dir / "manifest.jsonl", folder)
    for name in SAMPLES:
        shutil.copy(corpus_dir / "documents" / name, folder / name)
    (folder / "9990-KH-UBND.txt").write_text(HOSTILE, encoding="utf-8")
    home = tmp_path_factory.mktemp("kho")
    ingest_paths(load_settings(home=home, workers=1, ocr=False), [folder])
    return home


@pytest.fixture(scope="session")
def server(library: Path) -> Iterator[Server]:
    """The running service, shared by the tests that leave it as it is."""
    running = Server(library)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own_server(library: Path) -> Iterator[Server]:
    """A service that a test may stop and start."""
    running = Server(library)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def process(library: Path) -> Iterator[Process]:
    """A service of its own process."""
    running = Process(library)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def embedding_server(library: Path) -> Iterator[Server]:
    """A service that one other origin may embed."""
    running = Server(library, origins=(ALLOWED_ORIGIN,))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page; an uncaught exception or a breach of the security policy in it fails the test."""
    context = chromium.new_context(
        viewport={"width": 1200, "height": 850}, locale="vi-VN", reduced_motion="reduce", accept_downloads=True
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    context.close()
    assert not faults
