"""Questions of a first visit, from greetings to values, as a stranger types them: is what is said right, and no more?

``first_visit.jsonl``, ``first_visit_lists.jsonl`` and ``first_visit_names.jsonl`` (documents called by topic, two
questions in one, slips, wrong names) of ``tests/gold`` were written by reading the sample documents.
``says`` must be found in the message or the first statement, ``cites`` in its citation, ``never`` in neither (all
without accents); ``status`` lists the statuses that are right; ``sources`` is the number of sources where nothing may
be searched for.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from service.answering.question.clean import clean_question
from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from service.records import Answer
from tests.support.answer_cases import first_said
from tests.support.checkout import GOLD

#: What was reached; it may only rise. Before talk was answered and numbers were read in every form: 23 of 60; before
#: lists were counted, documents summed up and units counted: 12 of 34; before documents were found by their names and
#: two things asked at once were cut apart in more words: 13 of 24.
FLOORS = {"first_visit.jsonl": 60, "first_visit_lists.jsonl": 33, "first_visit_names.jsonl": 23}
MOST_CHARACTERS = 2000


def is_right(answer: Answer, gold: dict[str, Any]) -> bool:
    said, cited = first_said(answer)
    return bool(
        answer.status in gold["status"]
        and re.search(gold["says"], said)
        and re.search(gold["cites"], cited)
        and not (gold["never"] and re.search(gold["never"], f"{said} {cited}"))
        and gold.get("sources") in (None, len(answer.sources))
    )


@pytest.mark.parametrize("questions", FLOORS)
def test_first_visit(assistant: Assistant, capsys: pytest.CaptureFixture[str], questions: str) -> None:
    lines = [json.loads(line) for line in (GOLD / questions).read_text(encoding="utf-8").splitlines()]
    missed = []
    for gold in lines:
        answer = assistant.ask(clean_question(gold["question"], MOST_CHARACTERS), new_conversation()).answer
        if not is_right(answer, gold):
            said, cited = first_said(answer)
            missed.append(f"{gold['question'][:90]} -> {answer.status}: {said[:200]} ({cited[:80]})")
    with capsys.disabled():
        print(f"\n{len(lines) - len(missed)} of {len(lines)}", *missed, sep="\n  ")
    assert len(lines) - len(missed) >= FLOORS[questions]
