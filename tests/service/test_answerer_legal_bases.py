"""Legal bases of a document: the bases before the enacting clause, and one named in a lead sentence."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "Kế hoạch 516 căn cứ vào những văn bản nào?",
        quote="Căn cứ Nghị định số 72/2015/NĐ-CP",
        slot="Căn cứ",
        citation="phần căn cứ",
        count=1,
    ),
    AnswerCase(
        "Chỉ thị 9007 căn cứ vào văn bản nào?",
        quote="Thực hiện Kết luận số 57-KL/TW",
        slot="Căn cứ",
        citation="đoạn mở đầu",
    ),
    AnswerCase("Quyết định 9176 dựa trên văn bản nào?", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_legal_bases(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "legal_bases", case)
