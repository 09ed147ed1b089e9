"""Answers out of the register: rows of a body over all documents, overdue, due by a day; counted completely, cited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from index.embedding.encoders import load
from index.library.library import Library
from index.library.task_records import TaskCorrection, TaskQuery
from index.records import Filters
from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from service.records import Answer
from tests.support.answer_cases import AnswerCase, ask_with_answerer, check
from tests.support.task_samples import Assigned, plan, publish

GROUP = "nhom:thanh-tra"
TODAY = date.today()
OF_STAFF, OF_MONEY = (f" giao {name} chủ trì hoặc phối hợp" for name in ("Sở Nội vụ", "Sở Tài chính"))
YEAR = TODAY.year
STAFF = ("Sở Nội vụ",)
MONEY = ("Sở Tài chính",)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("sổ-nhiệm-vụ")
    encoder = load()
    with Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        publish(
            library,
            plan(
                1,
                Assigned("a) Sở Nội vụ rà soát biên chế các cơ quan hành chính.", STAFF, TODAY - timedelta(days=3)),
                Assigned(
                    "b) Sở Tài chính cân đối kinh phí mua sách trước ngày 30/6.", MONEY, date(YEAR, 6, 30),
                    deadline="trước ngày 30/6",
                ),
                Assigned("c) Sở Tài chính kiểm kê tài sản công.", MONEY),
                Assigned("d) Các sở, ban, ngành báo cáo.", ("Các sở, ban, ngành",)),
            ),
            encoder=encoder,
        )  # fmt: skip
        publish(
            library,
            plan(2, *(Assigned(f"{n}) Sở Nội vụ bồi dưỡng công chức khóa {n}.", STAFF) for n in range(1, 31))),
            encoder=encoder,
        )
        publish(library, plan(3, Assigned("Sở Nội vụ kiểm tra cổ vật zoomcha.", STAFF)), access=GROUP, encoder=encoder)
    with Assistant.open(home) as opened:
        yield opened


def ask(assistant: Assistant, question: str, *labels: str) -> Answer:
    return assistant.ask(question, new_conversation(), Filters(access=("cong_khai", *labels))).answer


CASES = (
    AnswerCase(
        "việc của Sở Nội vụ", status="partial", message=f"Có 31 nhiệm vụ{OF_STAFF}, trong 2 văn bản:", count=20,
        notice="Còn 11 nhiệm vụ nữa",
    ),
    AnswerCase("viec cua so noi vu", status="partial", message=f"Có 31 nhiệm vụ{OF_STAFF}, trong 2 văn bản:"),
    AnswerCase("nhiệm vụ của SNV là gì?", status="partial", message="Có 31 nhiệm vụ giao Sở Nội vụ"),
    AnswerCase(
        "Sở Tài chính phải làm gì trước 30/6?", value="trước ngày 30/6", slot="Thời hạn", count=1,
        message=f"Có 1 nhiệm vụ{OF_MONEY} chưa xong, có ngày hết hạn từ 01/01/{YEAR} đến 30/6/{YEAR}",
        notice="Không kể 1 nhiệm vụ", citation="Điều 2",
    ),
    AnswerCase("Những việc của Sở Nội vụ quá hạn", count=1, quote="rà soát biên chế", message=f"{OF_STAFF} quá hạn"),
    AnswerCase(
        "Sở Tài chính phải làm gì trong năm 1999", status="none", message="không có nhiệm vụ nào giao Sở Tài chính"
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_assigned_tasks(assistant: Assistant, case: AnswerCase) -> None:
    check(assistant, "assigned_tasks", case)


def test_what_is_overdue_is_asked_over_all_documents(assistant: Assistant) -> None:
    answer = ask(assistant, "Nhiệm vụ nào quá hạn?")
    late = 1 + (date(YEAR, 6, 30) < TODAY)
    assert answer.message.startswith(f"Có {late} nhiệm vụ quá hạn tính đến ngày ")
    assert len(answer.statements) == late
    assert any("32 nhiệm vụ mà văn bản không cho biết" in notice for notice in answer.notices)


@pytest.mark.parametrize(
    "question", ["Sở Tài chính làm gì trước ngày 31/2?", "việc của Sở Y tế", "Sở Nội vụ làm gì để chống dịch?"]
)
def test_what_the_register_does_not_know_is_left_to_the_passages(assistant: Assistant, question: str) -> None:
    name, _ = ask_with_answerer(assistant, question, new_conversation())
    assert name != "assigned_tasks"


def test_counts_and_rows_are_those_of_the_asker(assistant: Assistant) -> None:
    public, group = ask(assistant, "việc của Sở Nội vụ"), ask(assistant, "việc của Sở Nội vụ", GROUP)
    assert "Có 31 nhiệm vụ" in public.message
    assert "Có 32 nhiệm vụ giao Sở Nội vụ chủ trì hoặc phối hợp, trong 3 văn bản" in group.message
    assert not any("zoomcha" in statement.quote for statement in public.statements)


def test_what_is_given_to_many_together_is_said_besides(assistant: Assistant) -> None:
    answer = ask(assistant, "việc của Sở Nội vụ")
    assert any(notice.startswith("Ngoài ra còn 1 nhiệm vụ giao chung") for notice in answer.notices)


def test_a_correction_is_said_beside_the_quote(assistant: Assistant) -> None:
    library = assistant.library
    (row,) = library.tasks.page(TaskQuery(text="kiem ke tai san")).rows
    given = TaskCorrection(frozenset(("leads", "due")), ("Sở Y tế",), None, date(YEAR, 12, 31))
    library.tasks.decide(row.id, "correct", "Lan", "", given)
    try:
        answer = ask(assistant, "việc của Sở Y tế")
        assert answer.statements[0].quote == row.quote
        assert any("Lan đã sửa theo bản gốc: chủ trì Sở Y tế" in notice for notice in answer.notices)
    finally:
        library.tasks.decide(
            row.id, "correct", "Lan", "", TaskCorrection(frozenset(("leads", "due")), row.leads, None, None)
        )


def test_a_document_named_is_answered_from_alone(assistant: Assistant) -> None:
    name, answer = ask_with_answerer(assistant, "Văn bản số 1/KH-UBND giao Sở Tài chính làm gì?", new_conversation())
    assert name != "assigned_tasks"
    assert {source.hit.document.metadata.number for source in answer.sources} == {"1/KH-UBND"}
