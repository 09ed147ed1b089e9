"""Talk: a fixed reply that cites nothing, with what can be asked; a real question with a greeting is answered."""

from __future__ import annotations

import pytest

from index.query.home_unit import with_home_unit
from index.query.long_question import essential_question
from index.query.talk import talk_kind
from ingest.text.normalize import fold
from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase("Xin chào!", status="talk", message="Bạn có thể hỏi, ví dụ", count=0),
    AnswerCase("cam on ban nhieu nhe", status="talk", message="Rất vui", count=0),
    AnswerCase("Bạn làm được gì?", status="talk", message="tra cứu văn bản", count=0),
    AnswerCase("x", status="talk", message="quá ngắn", count=0),
    AnswerCase("đồ ngu", status="talk", message="Bạn có thể hỏi", count=0),
    AnswerCase("What is the deadline of plan 516?", status="talk", message="tiếng Việt", count=0),
    AnswerCase("soạn giúp tôi một công văn", status="refused", message="không soạn văn bản", count=0),
    AnswerCase("Trong kho có bao nhiêu kế hoạch?", status="talk", message="kế hoạch mà bạn được xem", count=0),
    AnswerCase("Văn bản mới nhất?", value="940/2025/NQ-HĐND", message="mới nhất theo ngày ban hành", count=5),
    AnswerCase("Chào bạn, kế hoạch 516 do ai chủ trì?", value="Sở Thông tin và Truyền thông", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_talk(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "talk", case)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("chao ban oi", "greeting"),
        ("xin choà", "greeting"),
        ("xin chaof", "greeting"),
        ("Cảm ơn anh", "thanks"),
        ("xoá lịch sử chat", "forget"),
        ("bạn là ai", "help"),
        ("viet cho toi mot bao cao ve chuyen doi so", "draft"),
    ],
)
def test_talk_is_known_with_and_without_accents(text: str, kind: str) -> None:
    assert talk_kind(text, fold(text)) == kind
    assert talk_kind(fold(text), fold(text)) == kind


@pytest.mark.parametrize(
    "text",
    [
        "516",
        "Điều 5",
        "Ai lập kế hoạch chuyển đổi số?",
        "lập kế hoạch thực hiện hằng năm",
        "Viết báo cáo theo quy định nào?",
        "Văn bản mới nhất về chuyển đổi số?",
        "xử lý văn bản mật thế nào",
        "Kế hoạch mua sắm máy tính",
    ],
)
def test_a_question_is_no_talk(text: str) -> None:
    assert talk_kind(text, fold(text)) is None
    assert talk_kind(fold(text), fold(text)) is None


def test_a_question_begun_anew_forgets_the_document(sample_assistant: Assistant) -> None:
    first = sample_assistant.ask("Kế hoạch 516 do ai chủ trì?", new_conversation())
    assert first.conversation.document_id is not None
    anew = sample_assistant.ask("xoá cuộc hỏi", first.conversation)
    assert anew.conversation.document_id is None
    assert anew.conversation.id == first.conversation.id


def test_what_was_typed_is_shown_unless_something_else_was_understood(sample_assistant: Assistant) -> None:
    typed = "Chào bạn, kế hoạch 516 do ai chủ trì?"
    answer = sample_assistant.ask(typed, new_conversation()).answer
    assert (answer.question, answer.resolved_question) == (typed, typed)


def test_a_long_letter_is_cut_to_its_question() -> None:
    letter = "Xã chúng tôi vừa sáp nhập theo Kế hoạch số 9309/KH-UBND. " * 12
    letter += "Báo cáo năm gửi trước ngày nào? Cảm ơn."
    assert essential_question(letter) == "Báo cáo năm gửi trước ngày nào? (Kế hoạch số 9309/KH-UBND)"


@pytest.mark.parametrize(
    ("question", "settled"),
    [
        ("tinh ta co bao nhieu xa", "tỉnh Gia Lai co bao nhieu xa"),
        ("Sở Nội vụ chủ trì việc gì?", "Sở Nội vụ chủ trì việc gì? (tỉnh Gia Lai)"),
        ("Sở Nội vụ tỉnh Bình Định làm gì?", "Sở Nội vụ tỉnh Bình Định làm gì?"),
        ("Sở Nội vụ làm gì theo Kế hoạch 9309?", "Sở Nội vụ làm gì theo Kế hoạch 9309?"),
        ("xã ta có bao nhiêu thôn", "xã ta có bao nhiêu thôn"),
    ],
)
def test_the_home_unit_settles_whose_department_is_meant(question: str, settled: str) -> None:
    assert with_home_unit(question, "UBND tỉnh Gia Lai") == settled
    assert with_home_unit(question, None) == question


@pytest.mark.parametrize(
    ("question", "settled"),
    [
        ("Tỉnh ta có bao nhiêu xã?", "tỉnh Gia Lai có bao nhiêu xã?"),
        ("xã mình phải nộp báo cáo khi nào", "xã Ia Dom phải nộp báo cáo khi nào"),
        ("Địa phương ta phải làm gì?", "xã Ia Dom phải làm gì?"),
        ("Các tờ trình của Sở Nội vụ", "Các tờ trình của Sở Nội vụ (tỉnh Gia Lai)"),
        ("so noi vu lam gi", "so noi vu lam gi (tỉnh Gia Lai)"),
        ("Sở Nội vụ Bình Định làm gì?", "Sở Nội vụ Bình Định làm gì?"),
        ("huyện ta có mấy xã", "huyện ta có mấy xã"),
    ],
)
def test_a_commune_knows_its_province_too(question: str, settled: str) -> None:
    assert with_home_unit(question, "UBND xã Ia Dom, tỉnh Gia Lai") == settled
