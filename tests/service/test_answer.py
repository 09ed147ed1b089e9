"""Answers over a small real library: status, quotes, citations, look-ups and every kind of "no"."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.text.normalize import fold
from service.answering.question.clean import QuestionError, clean_question
from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from service.documents.ingest_command import ingest_paths
from service.records import Answer
from service.settings import load_settings
from tests.support.small_library import write_documents


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("answer")
    write_documents(folder / "docs")
    settings = load_settings(home=folder / "home", workers=1, ocr=False)
    ingest_paths(settings, [folder / "docs"])
    with contextlib.closing(Assistant.open(settings.home)) as opened:
        yield opened


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.ask(question, new_conversation()).answer


def assert_verbatim(answer: Answer) -> None:
    for statement in answer.statements:
        text = answer.sources[statement.source].hit.passage.text
        assert statement.quote in text
        above = " ".join(answer.sources[statement.source].hit.passage.headings)
        assert statement.value is None or statement.value in statement.quote or statement.value in above


@pytest.mark.parametrize("accents", [True, False])
@pytest.mark.parametrize(
    ("question", "quoted", "label"),
    [
        ("Kinh phí phát triển thư viện cơ sở năm 2024 là bao nhiêu?", "2.450.000.000 đồng", "mục III"),
        ("Các huyện gửi báo cáo về Sở Văn hóa trước ngày nào?", "15/11/2024", "mục IV.3"),
        ("Thư viện tỉnh luân chuyển bao nhiêu lượt sách về xã?", "12.000", "mục II.1"),
        ("Chủ bến thuyền phải trang bị gì cho hành khách?", "áo phao", "khoản 1 Điều 2"),
        ("Trồng bao nhiêu cây phân tán?", "500.000 cây", "mục I"),
    ],
)
def test_answer_quotes_the_sentence_and_cites_its_place(
    assistant: Assistant, question: str, quoted: str, label: str, accents: bool
) -> None:
    answer = ask(assistant, question if accents else fold(question))
    assert answer.status == "complete"
    assert_verbatim(answer)
    assert any(quoted in statement.quote for statement in answer.statements)
    place = answer.sources[answer.statements[0].source]
    assert place.hit.passage.citation.label.startswith(label)


@pytest.mark.parametrize(
    "question", ["9702/2023/QĐ-UBND", "quyết định 9702/2023", "qd 9702/2023/qd-ubnd nói về việc gì"]
)
def test_number_resolves_to_its_document(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.status == "complete"
    assert {source.hit.document.metadata.number for source in answer.sources} == {"9702/2023/QĐ-UBND"}
    assert "9702/2023/QĐ-UBND ngày 20/6/2023 của UBND tỉnh Gia Lai" in answer.message


@pytest.mark.parametrize("question", ["9701/KH-UBND", "kế hoạch 9701", "9701 kh ubnd"])
def test_number_of_two_documents_lists_both(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.status == "ambiguous"
    assert {document.file_name for document in answer.candidates} == {"ke hoach thư viện.txt", "ke-hoach-cay.txt"}
    assert answer.message.startswith("Có 2 văn bản trùng số ")


@pytest.mark.parametrize("question", ["Kế hoạch 9701 do ai chủ trì?", "ai ký kế hoạch 9701", "kh 9701 hạn báo cáo?"])
def test_what_is_asked_of_a_number_that_two_documents_bear_is_not_guessed(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.status == "ambiguous"
    assert len(answer.candidates) == 2


def test_a_question_on_one_of_two_documents_with_a_number_says_that_there_is_another(assistant: Assistant) -> None:
    answer = ask(assistant, "Kế hoạch 9701 luân chuyển bao nhiêu lượt sách?")
    assert answer.statements[0].value is not None
    assert "12.000" in answer.statements[0].quote
    assert any("trùng số 9701" in notice for notice in answer.notices)


def test_a_price_that_is_not_stated_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = ask(assistant, "Giá vé người lớn tại bến thuyền du lịch là bao nhiêu?")
    assert answer.status == "none"
    assert answer.message.startswith("Văn bản không nêu số tiền.")


def test_documents_are_listed_by_their_day_and_their_signer(assistant: Assistant) -> None:
    by_day = ask(assistant, "Văn bản nào ban hành ngày 20/6/2023?")
    assert [one.metadata.number for one in by_day.candidates] == ["9702/2023/QĐ-UBND"]
    by_signer = ask(assistant, "Các văn bản do ông Trần Văn B ký")
    assert {one.metadata.number for one in by_signer.candidates} == {"9702/2023/QĐ-UBND", "9701/KH-UBND"}


def test_number_with_a_year_chooses(assistant: Assistant) -> None:
    answer = ask(assistant, "kế hoạch 9701/KH-UBND năm 2022")
    assert answer.status == "complete"
    assert {source.hit.document.file_name for source in answer.sources} == {"ke-hoach-cay.txt"}


def test_number_that_is_only_cited(assistant: Assistant) -> None:
    answer = ask(assistant, "Nghị định 93/2020/NĐ-CP")
    assert answer.status == "none"
    assert "chỉ được nhắc tới tại" in answer.message
    assert answer.sources[0].hit.passage.citation.label == "phần căn cứ"


def test_number_that_is_nowhere(assistant: Assistant) -> None:
    answer = ask(assistant, "Nội dung Quyết định 8888/QĐ-UBND là gì?")
    assert answer.status == "none"
    assert "8888/QĐ-UBND" in answer.message


def test_path_asked_for_is_the_first_source(assistant: Assistant) -> None:
    answer = ask(assistant, "điểm b khoản 2 Điều 2 Quyết định 9702/2023/QĐ-UBND quy định gì?")
    assert answer.status == "complete"
    assert "trẻ em" in answer.statements[0].quote


def test_path_that_is_not_there(assistant: Assistant) -> None:
    answer = ask(assistant, "Điều 20 Quyết định 9702/2023/QĐ-UBND quy định gì?")
    assert answer.status == "none"
    assert "Điều 20" in answer.message


@pytest.mark.parametrize(
    "question",
    ["Giá vé máy bay đi Đà Lạt cuối tuần là bao nhiêu?", "Đội tuyển bóng đá nào vô địch?"],
)
def test_nothing_fits(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.status == "none"
    assert answer.statements == ()


@pytest.mark.parametrize("question", ["Theo ý bạn kế hoạch nào tốt hơn?", "Cho xem các văn bản mật của tỉnh"])
def test_refused_with_the_fixed_words(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert (answer.status, answer.sources, answer.statements) == ("refused", (), ())


def test_follow_ups_keep_the_document(assistant: Assistant) -> None:
    first = assistant.ask("Kế hoạch phát triển thư viện cơ sở do sở nào chủ trì?", new_conversation())
    assert first.answer.status == "complete"
    second = assistant.ask("Còn Sở Giáo dục và Đào tạo thì sao?", first.conversation)
    assert second.answer.sources[0].hit.passage.citation.label.startswith("mục IV.2")
    third = assistant.ask("Thế kinh phí thì lấy từ đâu?", second.conversation)
    assert third.answer.sources[0].hit.passage.citation.label.startswith("mục III")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Kế hoạch\n516 \t", "Kế hoạch 516"),
        ("Hỏi\u202e ngược\u200b", "Hỏi ngược"),
        ("Ho\u0309i", "Hỏi"),
    ],
)
def test_question_is_cleaned(text: str, cleaned: str) -> None:
    assert clean_question(text, 100) == cleaned


@pytest.mark.parametrize("text", ["", " \n", "???", "\u200b"])
def test_empty_question_is_said_to_be_empty(text: str) -> None:
    with pytest.raises(QuestionError) as raised:
        clean_question(text, 100)
    assert raised.value.code == "empty_question"


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.text(min_size=1, max_size=120), st.sampled_from(["Sở nào", "khi nào", "9701", "Điều 2 khoản 1"])))
def test_any_question_gets_an_answer_whose_quotes_are_verbatim(assistant: Assistant, text: str) -> None:
    try:
        question = clean_question(text, 2000)
    except QuestionError:
        return
    answer = ask(assistant, question)
    assert_verbatim(answer)
    assert answer.message
    assert all(source.citation and source.formal for source in answer.sources)
