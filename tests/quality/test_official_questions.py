"""Questions as officials ask them, over the sample library: is the first thing said the answer, with its place?

``tests/gold/official_questions.jsonl`` was written by reading the sample documents: short and long, with and without
accents, look-ups by number, day and signer, follow-ups (``follows``), two questions in one, what the documents do not
hold. ``says`` must be found in the message or the first statement, ``cites`` in its citation (both without accents);
``status`` lists the statuses that are right.
"""

from __future__ import annotations

import json
import re

import pytest

from ingest.text.normalize import fold
from service.answering.question.clean import clean_question
from service.answering.question.follow_up import Conversation, new_conversation
from service.assistant import Assistant
from tests.support.answer_cases import first_said
from tests.support.checkout import GOLD

QUESTIONS = GOLD / "official_questions.jsonl"
#: What was reached; it may only rise. Before the first statement was looked at this way: 81 and 80 of 96.
FLOOR, FLOOR_PLAIN = 95, 93


def misses(assistant: Assistant, *, plain: bool) -> list[str]:
    found: list[str] = []
    conversation: Conversation = new_conversation()
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if not gold["follows"]:
            conversation = new_conversation()
        typed = fold(gold["question"]) if plain else gold["question"]
        reply = assistant.ask(clean_question(typed, 1000), conversation)
        conversation = reply.conversation
        said, cited = first_said(reply.answer)
        right = (
            reply.answer.status in gold["status"] and re.search(gold["says"], said) and re.search(gold["cites"], cited)
        )
        if not right:
            found.append(f"{typed} -> {reply.answer.status}: {said[:160]} ({cited[:60]})")
    return found


@pytest.mark.parametrize(("plain", "floor"), [(False, FLOOR), (True, FLOOR_PLAIN)], ids=["accented", "without accents"])
def test_the_first_statement_is_the_answer(
    assistant: Assistant, plain: bool, floor: int, capsys: pytest.CaptureFixture[str]
) -> None:
    count = len(QUESTIONS.read_text(encoding="utf-8").splitlines())
    missed = misses(assistant, plain=plain)
    with capsys.disabled():
        print(f"\n{count - len(missed)} of {count}", *missed, sep="\n  ")
    assert count - len(missed) >= floor


def test_both_things_asked_are_answered_first_and_cited(assistant: Assistant) -> None:
    answer = assistant.ask("ke hoach 516 do ai chu tri, han bao cao khi nao?", new_conversation()).answer
    lead, last, *others = answer.statements
    assert answer.status == "complete"
    assert len(answer.parts) == 2
    assert (lead.part, lead.value) == (0, "Sở Thông tin và Truyền thông")
    assert answer.sources[lead.source].citation.startswith("Mục IV.1.a Kế hoạch số 516/KH-UBND")
    assert (last.part, last.value, last.body) == (1, "trước ngày 15 tháng 11 năm 2023", "Sở Thông tin và Truyền thông")
    assert answer.sources[last.source].citation.startswith("Mục IV.1.b Kế hoạch số 516/KH-UBND")
    assert [one.value for one in others] == ["trước ngày 01 tháng 11 năm 2023"]
    assert others[0].body == "Ủy ban nhân dân các huyện, thị xã, thành phố"


def test_the_answering_sentence_of_a_long_quote_is_told_apart(assistant: Assistant) -> None:
    answer = assistant.ask("Hạn báo cáo của cấp huyện theo Kế hoạch 516?", new_conversation()).answer
    first = answer.statements[0]
    assert first.sentence is not None
    assert first.sentence in first.quote
    assert "trước ngày 01 tháng 11 năm 2023" in first.sentence
    assert "Trên đây là" not in first.quote


@pytest.mark.parametrize(
    "question",
    [
        "Hạn báo cáo theo Kế hoạch 516 khi nào?",
        "theo ke hoach so 516 thi han bao cao la khi nao",
        "Theo quy định tại Kế hoạch 516/KH-UBND, báo cáo trước ngày nào?",
    ],
)
def test_what_follows_a_document_is_asked_of_it(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, new_conversation()).answer
    assert [one.value for one in answer.statements[:2]] == [
        "trước ngày 15 tháng 11 năm 2023",
        "trước ngày 01 tháng 11 năm 2023",
    ]
    assert {answer.sources[one.source].hit.document.metadata.number for one in answer.statements} == {"516/KH-UBND"}


def test_a_document_that_another_one_follows_is_only_mentioned(assistant: Assistant) -> None:
    result = assistant.search(
        "Quyết định sửa đổi Quy chế ban hành theo Quyết định 901/2017/QĐ-UBND có hiệu lực khi nào?"
    )
    assert result.understood.document_ids == ()
