"""The list of answerers: each has a table of cases beside its name, and the order of precedence is pinned."""

from __future__ import annotations

from pathlib import Path

from service.answering.compose import ANSWERERS


def test_every_answerer_has_a_table_of_cases() -> None:
    tables = {path.stem.removeprefix("test_answerer_") for path in Path(__file__).parent.glob("test_answerer_*.py")}
    names = {answerer.__name__ for answerer in ANSWERERS}
    assert tables == names


def test_what_is_refused_and_what_is_looked_up_stand_before_what_is_quoted() -> None:
    names = [answerer.__name__ for answerer in ANSWERERS]
    assert names[:5] == ["refusal", "talk", "document_list", "assigned_tasks", "nothing_found"]
    assert names[-2:] == ["not_found", "quotation"]
    assert len(set(names)) == len(names)
