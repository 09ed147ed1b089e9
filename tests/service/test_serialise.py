"""Serialisation: a search's JSON is written without the wire models, and must be what they would write."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.records import Filters
from service.assistant import Assistant
from service.documents.ingest_command import ingest_paths
from service.http import serialise
from service.schemas.searches import SearchOut
from service.settings import load_settings

FILES = ("S02*.pdf", "S07*.pdf", "*.docx")
SEARCHES = (
    ("Kinh phí thực hiện là bao nhiêu?", Filters()),
    ("ke hoach 516 do ai chu tri", Filters()),
    ("UBND tỉnh ban hành quyết định nào năm 2017?", Filters(validity=("in_force", "unknown"))),
    ("kế hoạch", Filters(types=("Kế hoạch",), year=1999)),
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, corpus_dir: Path) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("wire")
    files = [path for pattern in FILES for path in sorted((corpus_dir / "documents").glob(pattern))]
    ingest_paths(load_settings(home=home, workers=1), files)
    with contextlib.closing(Assistant.open(home)) as opened:
        yield opened


@pytest.mark.parametrize("explain", [False, True])
@pytest.mark.parametrize(("question", "filters"), SEARCHES)
def test_json_of_a_search_is_that_of_its_model(
    assistant: Assistant, question: str, filters: Filters, explain: bool
) -> None:
    result = assistant.search(question, filters, explain=explain)
    known = serialise.statuses(assistant.library, [hit.document for hit in result.hits])
    made = serialise.search_json(result, known)
    assert made.decode() == serialise.search_out(result, known).model_dump_json()
    # Strictly: the model must find nothing in it to turn into something else.
    assert SearchOut.model_validate_json(made, strict=True) == serialise.search_out(result, known)


def test_searches_of_the_test_above_cover_what_there_is_to_write(assistant: Assistant) -> None:
    found = [assistant.search(question, filters, explain=True) for question, filters in SEARCHES]
    hits = [hit for result in found for hit in result.hits]
    assert any(hit.passage.citation.boxes for hit in hits)
    assert any(hit.document.metadata.issued_date for hit in hits)
    assert any(result.understood.expansions for result in found)
    assert not found[-1].hits
