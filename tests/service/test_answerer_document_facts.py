"""Facts of a document's head: signer, day, number, recipients."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.answer_cases import AnswerCase, ask_with_answerer, check

CASES = (
    AnswerCase("Kế hoạch 516 ban hành ngày nào?", value="09/3/2023", slot="Ngày ban hành", numbers=("516/KH-UBND",)),
    AnswerCase(
        "Kế hoạch thông tin đối ngoại năm 2023 số mấy, ai ký?",
        value="Nguyễn Văn A, Phó Chủ tịch",
        slot="Người ký",
        count=2,
    ),
    AnswerCase(
        "gửi cho ai?", after="Kế hoạch 516 do ai chủ trì?", slot="Nơi nhận", quote="Hoạt động thông tin đối ngoại"
    ),
    AnswerCase("Ai ký Luật An ninh mạng?", status="none", by="not_found"),
)


def test_a_fact_that_was_not_read_is_not_called_unstated(tmp_path: Path) -> None:
    """A document called by its name is meant, though its signature was lost."""
    text = (
        "UBND TỈNH AN LẠC\nSỞ Y TẾ\nSố: 9214/KH-SYT\nAn Lạc, ngày 07 tháng 5 năm 2024\nKẾ HOẠCH\n"
        "Tiêm chủng mở rộng năm 2024\nI. MỤC TIÊU\n1. Tỷ lệ tiêm chủng đầy đủ đạt 95% trở lên.\n"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "ke-hoach.txt").write_text(text, encoding="utf-8")
    settings = load_settings(home=tmp_path / "home", workers=1, ocr=False)
    ingest_paths(settings, [tmp_path / "docs"])
    with Assistant.open(settings.home) as assistant:
        _, answer = ask_with_answerer(assistant, "Kế hoạch tiêm chủng mở rộng năm 2024 ai ký?", new_conversation())
    assert answer.status == "none"
    assert answer.message.startswith("Chưa đọc được người ký từ tệp trong kho; hãy xem bản gốc.")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_document_facts(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "document_facts", case)
