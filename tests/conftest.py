"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support.checkout import CORPUS, SHARED

if TYPE_CHECKING:
    from index.ingestion.records import IngestReport
    from service.assistant import Assistant

# The transformer embeds some sixty passages a second: tests of what it does ask for it by name.
os.environ.setdefault("HOIVANBAN_MODEL", "static")

pytest_plugins = ["tests.support.postgresql_server"]

#: Tests whose files train weights or open models of other people: a small installation (`make install-small`) has no
#: torch.
collect_ignore = []
if find_spec("torch") is None:
    collect_ignore = ["index/test_training.py", "index/test_transformer_training.py", "index/test_other_models.py"]
    collect_ignore += ["ingest/test_handwriting.py"]


def pytest_report_header() -> str | None:
    """What is left out, said at the head of the run."""
    return f"no torch (pip install -e .): left out {', '.join(collect_ignore)}" if collect_ignore else None


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


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory, corpus_dir: Path) -> tuple[Path, IngestReport]:
    """The home of the sample library, read once for all tests, and the report of reading it."""
    from service.documents.ingest_command import ingest_paths
    from service.settings import load_settings

    settings = load_settings(home=tmp_path_factory.mktemp("sample"), workers=2)
    return settings.home, ingest_paths(settings, [corpus_dir / "documents"])


@pytest.fixture(scope="session")
def sample_assistant(sample_library: tuple[Path, IngestReport]) -> Iterator[Assistant]:
    """The assistant over the sample library, opened once for all tests."""
    from service.assistant import Assistant

    with Assistant.open(sample_library[0]) as assistant:
        yield assistant


#: On CI the property tests draw the same examples every time, so that a submission is judged by its change; the
#: searching is done by developers' runs, which draw afresh.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


#: Files whose tests wait by their nature: services that start, folders that are watched, limits that run out, whole
#: collections that are read. With the whole systems they are left out of `make quick`.
SLOW_FILES = frozenset({
    "test_document_changes.py", "test_folder_watch.py", "test_idempotency.py", "test_login.py", "test_logs.py",
    "test_maintenance.py", "test_no_silent_loss.py", "test_ocr_concurrency.py", "test_oidc.py", "test_one_line.py",
    "test_rate_limits.py", "test_server.py", "test_tracing.py", "test_transcripts.py", "test_authentication.py",
})  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole systems are slow; browser tests come last.

    Playwright keeps an event loop running in this thread, and asyncio.run then refuses.
    """
    for item in items:
        if "system" in item.path.parts or item.path.name in SLOW_FILES:
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: "browser" in item.path.parts)
