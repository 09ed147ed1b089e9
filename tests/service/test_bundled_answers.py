"""Answers from a file with several papers name the paper that says it, never the letter that sends it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from service.documents.ingest_command import ingest_paths
from service.records import Answer
from service.settings import load_settings
from tests.support.bundled_papers import decision, draft_decision, letter, write_docx


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder, home = tmp_path_factory.mktemp("van-ban"), tmp_path_factory.mktemp("kho")
    write_docx(folder / "tep.docx", (letter(), draft_decision(), decision("9205/QĐ-UBND", mark="chợ nổi")))
    settings = load_settings(home=home, workers=1, ocr=False)
    ingest_paths(settings, [folder])
    with Assistant.open(settings.home) as opened:
        yield opened


def _answer(assistant: Assistant, question: str) -> Answer:
    return assistant.ask(question, new_conversation()).answer


def test_the_draft_is_named_and_called_a_draft(assistant: Assistant) -> None:
    answer = _answer(assistant, "Kinh phí quản lý bến đò ngang lấy từ đâu?")
    assert answer.message.startswith("Theo Dự thảo Quyết định của ")
    source = answer.sources[0]
    assert source.citation.startswith("Điều 2 Dự thảo Quyết định của ")
    assert "Dự thảo, chưa được ban hành." in source.notices


def test_a_decision_behind_the_letter_is_named_with_its_own_head(assistant: Assistant) -> None:
    answer = _answer(assistant, "Ai quản lý chợ nổi theo quy định về giao thông đường thủy?")
    assert answer.message.startswith("Theo Quyết định số 9205/QĐ-UBND ngày 10/3/2024")
    assert "trong cùng tệp với Công văn số 9101/SYT-NV" in answer.sources[0].citation
    assert "Dự thảo, chưa được ban hành." not in answer.sources[0].notices
    assert "hiệu lực chưa xác định" in " ".join(answer.sources[0].notices)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Điều 2 Quyết định 9205/QĐ-UBND quy định gì?", "Điều 2"),
        ("Quyết định số 9205/QĐ-UBND quy định kinh phí quản lý chợ nổi thế nào?", "Điều 2"),
    ],
)
def test_a_number_that_stands_behind_another_in_the_file_is_found(
    assistant: Assistant, question: str, place: str
) -> None:
    answer = _answer(assistant, question)
    assert answer.message.startswith("Theo Quyết định số 9205/QĐ-UBND ngày 10/3/2024")
    cited = [answer.sources[statement.source].citation for statement in answer.statements]
    assert any(citation.startswith(place) for citation in cited)
    assert all("Quyết định số 9205/QĐ-UBND" in citation for citation in cited)


def test_the_letter_itself_is_named_as_before(assistant: Assistant) -> None:
    answer = _answer(assistant, "Ý kiến về giếng làng gửi về đâu, trước ngày nào?")
    assert "Theo Công văn số 9101/SYT-NV ngày 05/02/2024 của Sở Y tế" in answer.message
