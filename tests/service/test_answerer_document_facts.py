"""Facts of a document's head: signer, day, number, recipients."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_document_facts(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "document_facts", case)
