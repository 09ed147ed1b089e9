"""Lists of documents by day, month and year of issue and by signer."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "Văn bản nào ban hành ngày 12/9/2025?",
        message="Có 1 văn bản ban hành ngày 12/9/2025:",
        numbers=("9411/UBND-KGVX",),
        value="9411/UBND-KGVX",
        slot="Số, ký hiệu",
    ),
    AnswerCase(
        "Văn bản nào ban hành tháng 9/2025?", message="Có 1 văn bản ban hành tháng 9/2025:", numbers=("9411/UBND-KGVX",)
    ),
    AnswerCase(
        "Liệt kê các quyết định ban hành năm 2017",
        message="Có 1 văn bản ban hành năm 2017:",
        numbers=("901/2017/QĐ-UBND",),
    ),
    AnswerCase(
        "Các văn bản do Phạm Văn D ký",
        message="Có 2 văn bản do Phạm Văn D ký:",
        numbers=("922/2025/QĐ-UBND", "9411/UBND-KGVX"),
        count=2,
    ),
    AnswerCase("Văn bản nào ban hành ngày 01/01/1999?", status="none", by="not_found"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_document_list(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "document_list", case)
