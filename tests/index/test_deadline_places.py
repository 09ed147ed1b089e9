"""Lists by deadline use the register of tasks beside the words of passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.library.library import Library
from index.library.task_records import TaskQuery
from index.lists.conditions import DocumentConditions
from index.lists.selection import select_documents
from tests.support.library_samples import SmallEncoder
from tests.support.task_samples import Assigned, plan, publish

TODAY = date(2026, 6, 1)
RELATIVE = Assigned(
    "a) Sở Nội vụ trình đề án trong 30 ngày kể từ ngày ký.", ("Sở Nội vụ",), date(2026, 4, 4), deadline="trong 30 ngày"
)
PRINTED = Assigned(
    "b) Sở Y tế báo cáo trước ngày 20/4/2026.", ("Sở Y tế",), date(2026, 4, 20), deadline="trước ngày 20/4/2026"
)
APRIL = DocumentConditions(deadline_from=date(2026, 4, 1), deadline_to=date(2026, 4, 30))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as opened:
        opened.use_model(SmallEncoder.name, SmallEncoder.dimension)
        yield opened


def days(library: Library) -> list[tuple[date | None, ...]]:
    found = select_documents(library, APRIL, "deadline", TODAY)
    return [tuple(place.day for place in listed.places) for listed in found.documents]


def test_a_day_that_only_the_register_knows_is_listed_and_no_day_twice(library: Library) -> None:
    publish(library, plan(1, RELATIVE, PRINTED))
    publish(library, plan(2, replace(RELATIVE, due=date(2026, 5, 4))))
    assert days(library) == [(date(2026, 4, 4), date(2026, 4, 20))]
    (listed,) = select_documents(library, APRIL, "deadline", TODAY).documents
    assert (listed.places[0].printed, listed.places[0].quote) == ("trong 30 ngày", RELATIVE.text)


def test_a_task_that_a_clerk_rejected_sets_no_deadline(library: Library) -> None:
    publish(library, plan(1, RELATIVE))
    (row,) = library.tasks.page(TaskQuery(day=TODAY)).rows
    assert days(library) == [(date(2026, 4, 4),)]
    library.tasks.decide(row.id, "reject", "lan")
    assert days(library) == []
