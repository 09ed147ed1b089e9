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
        message="Có 1 quyết định ban hành năm 2017:",
        numbers=("901/2017/QĐ-UBND",),
    ),
    AnswerCase(
        "Các văn bản do Phạm Văn D ký",
        message="Có 2 văn bản do Phạm Văn D ký (1 công văn, 1 quyết định):",
        numbers=("922/2025/QĐ-UBND", "9411/UBND-KGVX"),
        count=2,
    ),
    AnswerCase(
        "Văn bản nào ban hành ngày 01/01/1999?",
        status="none",
        message="Không có văn bản nào ban hành ngày 01/01/1999 trong kho",
        count=0,
    ),
    AnswerCase("Các văn bản về thông tin đối ngoại", message="Có 6 văn bản có trích yếu về", count=6),
    AnswerCase("cac van ban ve thong tin doi ngoai", message="Có 6 văn bản", count=6),
    AnswerCase(
        "Kho có bao nhiêu quyết định năm 2025?", message="Kho hiện có 1 quyết định năm 2025", value="922/2025/QĐ-UBND"
    ),
    AnswerCase("Văn bản nào còn hiệu lực?", message="Có 2 văn bản còn hiệu lực", notice="Không tính 4 văn bản chưa"),
    AnswerCase(
        "Văn bản nào đã hết hiệu lực?",
        message="(4 kế hoạch, 2 quyết định):",
        numbers=(
            "9309/KH-UBND",
            "9208/KH-UBND",
            "9105/KH-UBND",
            "516/KH-UBND",
            "915/2020/QĐ-UBND",
            "901/2017/QĐ-UBND",
        ),
    ),
    AnswerCase(
        "nhung van ban nao can cu quyet dinh 901/2017",
        message="Có 1 văn bản căn cứ Quyết định số 901/2017/QĐ-UBND:",
        numbers=("516/KH-UBND",),
        citation="phần căn cứ",
        quote="Căn cứ Quyết định số 901/2017/QĐ-UBND",
    ),
    AnswerCase(
        "Văn bản nào thay thế Quyết định 901/2017?", numbers=("922/2025/QĐ-UBND",), citation="điểm a khoản 2 Điều 14"
    ),
    AnswerCase(
        "Văn bản nào sửa đổi Kế hoạch 9105?", numbers=("9176/QĐ-UBND",), quote="Sửa đổi, bổ sung một số nội dung"
    ),
    AnswerCase("văn bản nào căn cứ Nghị định 72/2015/NĐ-CP", message="Có 4 văn bản căn cứ", count=4),
    AnswerCase("Các kế hoạch căn cứ Luật Biển Việt Nam", numbers=("9208/KH-UBND",)),
    AnswerCase(
        "Kế hoạch nào có hạn báo cáo từ ngày 01/9/2025 đến ngày 30/9/2025",
        numbers=("9309/KH-UBND",),
        slot="Thời hạn",
        value="ngày 10/9/2025",
    ),
    AnswerCase("Kế hoạch 516 có bao nhiêu lớp bồi dưỡng?", by="quotation", value="02 lớp"),
    AnswerCase("Văn bản nào quy định về phóng viên nước ngoài?", status="partial", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_document_list(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "document_list", case)
