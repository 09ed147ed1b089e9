"""Lists that a conversation goes on with: the next page, another order, and what is said where there is no list."""

from __future__ import annotations

import pytest

from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from service.records import Answer


def last_answer(assistant: Assistant, *questions: str) -> Answer:
    conversation = new_conversation()
    for question in questions:
        reply = assistant.ask(question, conversation)
        conversation = reply.conversation
    return reply.answer


def numbers(answer: Answer) -> list[str | None]:
    return [document.metadata.number for document in answer.candidates]


@pytest.mark.parametrize("more", ["xem thêm", "xem tiep di", "trang sau", "trang 2", "còn văn bản nào nữa không?"])
def test_the_next_page_holds_the_others(sample_assistant: Assistant, more: str) -> None:
    first = last_answer(sample_assistant, "Liệt kê tất cả văn bản")
    second = last_answer(sample_assistant, "Liệt kê tất cả văn bản", more)
    assert first.listing is not None
    assert second.listing is not None
    assert (first.listing.shown, second.listing.shown) == (10, first.listing.total)
    assert f", từ 11 đến {first.listing.total}:" in second.message
    assert len({*numbers(first), *numbers(second)}) == first.listing.total


def test_pages_go_back_and_end(sample_assistant: Assistant) -> None:
    every = "Liệt kê tất cả văn bản"
    assert ", từ 1 đến 10:" in last_answer(sample_assistant, every, "xem thêm", "trang trước").message
    beyond = last_answer(sample_assistant, "Các quyết định của UBND tỉnh Gia Lai", "trang sau")
    assert beyond.message.startswith("Danh sách không còn trang sau. Có 5 quyết định")


@pytest.mark.parametrize(
    ("order", "expected", "said"),
    [
        ("sắp xếp theo ngày", "922/2025/QĐ-UBND", "mới nhất trước"),
        ("sap xep theo ngay tang dan", "9012/2001/QĐ-UB", "cũ nhất trước"),
        ("cũ nhất trước", "9012/2001/QĐ-UB", "cũ nhất trước"),
        ("xếp lại theo số đi", "516/KH-UBND", "theo số"),
    ],
)
def test_the_list_is_put_in_another_order(sample_assistant: Assistant, order: str, expected: str, said: str) -> None:
    answer = last_answer(sample_assistant, "Các văn bản về thông tin đối ngoại", order)
    assert numbers(answer)[0] == expected
    assert answer.message.endswith(f", {said}:")
    assert len(answer.candidates) == 6


def test_the_order_stays_on_the_next_page(sample_assistant: Assistant) -> None:
    answer = last_answer(sample_assistant, "Liệt kê tất cả văn bản", "sắp xếp theo ngày tăng dần", "xem tiếp")
    assert numbers(answer)[-1] == "940/2025/NQ-HĐND"
    assert answer.resolved_question == "Liệt kê tất cả văn bản, sắp xếp cũ nhất trước, trang 2"


def test_the_last_list_is_meant_after_other_questions(sample_assistant: Assistant) -> None:
    answer = last_answer(sample_assistant, "Liệt kê tất cả văn bản", "Kế hoạch 516 do ai chủ trì?", "xem thêm")
    assert ", từ 11 đến " in answer.message


@pytest.mark.parametrize("question", ["xem thêm", "sắp xếp theo ngày", "trang 2"])
def test_without_a_list_it_is_said_that_there_is_none(sample_assistant: Assistant, question: str) -> None:
    for before in ((), ("Kế hoạch 516 do ai chủ trì?",)):
        answer = last_answer(sample_assistant, *before, question)
        assert answer.status == "talk"
        assert answer.message.startswith("Cuộc hỏi này chưa có danh sách văn bản nào")
        assert answer.sources == ()


def test_more_of_a_document_is_a_question(sample_assistant: Assistant) -> None:
    assert last_answer(sample_assistant, "xem thêm kế hoạch 516").status == "complete"


def test_a_type_in_the_plural_is_a_list(sample_assistant: Assistant) -> None:
    assert last_answer(sample_assistant, "Cho xem các kế hoạch").message == "Có 4 kế hoạch:"
