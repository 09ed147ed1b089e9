"""Tasks read of the sample library and of the hard cases: a golden file, and what must hold of every task.

After a wanted change: ``HOIVANBAN_GOLDEN=1 pytest tests/quality/test_task_goldens.py``, then read the difference.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache

from ingest.document import read_document
from ingest.records import Document, Task
from tests.support.checkout import GOLDEN
from tests.support.sample_documents import PLAIN, understood

FILE = GOLDEN / "tasks.txt"
CASES = sorted((GOLDEN / "cases").glob("*.txt"))


@lru_cache(maxsize=1)
def documents() -> tuple[Document, ...]:
    return (*(understood(name) for name in PLAIN), *(read_document(path) for path in CASES))


def test_tasks_of_the_samples() -> None:
    written = "".join(f"{line}\n" for document in documents() for line in _lines(document))
    if os.environ.get("HOIVANBAN_GOLDEN") == "1" and not os.environ.get("CI"):
        FILE.write_text(written, encoding="utf-8")
    assert written == FILE.read_text(encoding="utf-8")


def test_a_quote_stands_verbatim_in_its_passage() -> None:
    for document in documents():
        assert [task.position for task in document.tasks] == list(range(len(document.tasks)))
        for task in document.tasks:
            passage = document.passages[task.passage]
            assert passage.ordinal == task.passage
            assert task.quote
            assert task.quote in passage.text


def test_a_day_is_printed_or_its_rule_is_shown_and_never_before_the_document() -> None:
    for document in documents():
        for task in document.tasks:
            if task.due is None:
                continue
            assert task.deadline
            assert not task.recurring
            printed = re.search(r"\d{1,2}(?:/| tháng )\d{1,2}(?:/| năm )\d{4}", task.deadline)
            assert printed or task.due_rule
            issued = document.metadata.issued_date
            assert issued is None or task.due >= issued or printed


def test_bodies_are_printed_in_the_document() -> None:
    for document in documents():
        text = " ".join(" ".join((*passage.headings, passage.text)) for passage in document.passages)
        known = " ".join(text.split())
        for task in document.tasks:
            for name in (*task.leads, *task.coordinating):
                assert name in known


def _lines(document: Document) -> list[str]:
    return [f"{document.file_name}|{_line(document, task)}" for task in document.tasks]


def _line(document: Document, task: Task) -> str:
    place = document.passages[task.passage].citation.label
    shown = (place, "; ".join(task.leads), "; ".join(task.coordinating), task.deadline, task.due, task.due_rule,
             task.recurring, task.product, " ".join(task.quote.split())[:90])  # fmt: skip
    return "|".join("" if value is None else str(value) for value in shown)
