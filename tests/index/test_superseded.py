"""What replaced a document stands before it, unless the old one or its time is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.records import Filters
from service.assistant import Assistant
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings

QUESTION = "Ai là người phát ngôn về thông tin đối ngoại của tỉnh?"


@pytest.fixture(scope="module")
def assistant(corpus_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The regulation of 2017 and the one that has replaced it since 2025."""
    settings = load_settings(home=tmp_path_factory.mktemp("succession"), workers=1, ocr=False)
    files = [next((corpus_dir / "documents").glob(f"{name}*.pdf")) for name in ("S02", "S04")]
    ingest_paths(settings, files)
    opened = Assistant.open(settings.home)
    yield opened
    opened.close()


def _years(assistant: Assistant, question: str, filters: Filters) -> list[int]:
    hits = assistant.search(question, filters, 6).hits
    return [hit.document.metadata.issued_date.year for hit in hits if hit.document.metadata.issued_date]


def test_the_successor_stands_first(assistant: Assistant) -> None:
    years = _years(assistant, QUESTION, Filters())
    assert years[0] == 2025
    assert 2017 in years


def test_on_a_day_when_the_old_one_held_it_keeps_its_place(assistant: Assistant) -> None:
    assert _years(assistant, QUESTION, Filters(as_of=date(2019, 1, 1)))[0] == 2017


def test_the_old_one_is_found_where_it_is_asked_for(assistant: Assistant) -> None:
    assert set(_years(assistant, "Quy chế 901/2017/QĐ-UBND: ai là người phát ngôn?", Filters())) == {2017}
