"""What a question asks for, with and without accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query.question import Question
from index.records import Intent
from ingest.text.normalize import fold

QUESTIONS: list[tuple[str, Intent]] = [
    ("Sở nào chủ trì thực hiện kế hoạch này?", "lead"),
    ("Giao cho ai theo dõi việc trực tết?", "lead"),
    ("Đơn vị phối hợp thực hiện nhiệm vụ 4 là đơn vị nào phối hợp?", "coordinate"),
    ("Hạn báo cáo của các xã là ngày nào?", "deadline"),
    ("Các huyện phải gửi dự án chậm tiến độ vào quý nào?", "deadline"),
    ("Chương trình thực hiện trong giai đoạn nào?", "deadline"),
    ("Chế độ báo cáo theo chỉ thị thế nào?", "reporting"),
    ("Kinh phí lấy từ nguồn nào?", "money"),
    ("Hỗ trợ bao nhiêu tiền một hộ?", "money"),
    ("Chỉ tiêu hài lòng năm 2025", "target"),
    ("Kế hoạch căn cứ vào những văn bản nào?", "basis"),
    ("Phạm vi điều chỉnh của quy chế", "scope"),
    ("Dịch vụ công toàn trình là gì?", "definition"),
    ("Quyết định này còn hiệu lực không?", "validity"),
    ("Quyết định nào thay thế quy chế cũ?", "validity"),
    ("Di tích được xếp hạng sau khi quy chế có hiệu lực thì giao cho ai?", "lead"),
    ("Công văn đôn đốc số mấy?", "lookup"),
    ("Khoản 2 Điều 5 Quy chế", "structure"),
    ("Cơ quan chủ trì năm 2017 và 2025 khác nhau thế nào?", "comparison"),
    ("Theo ý bạn kế hoạch nào hiệu quả hơn?", "opinion"),
    ("Cho xem các văn bản mật về biên giới", "secret"),
    ("Liệt kê tài liệu tối mật của tỉnh", "secret"),
]


@pytest.mark.parametrize(("question", "intent"), QUESTIONS)
def test_intent(question: str, intent: Intent) -> None:
    assert Question(question).intent == intent


@pytest.mark.parametrize(("question", "intent"), QUESTIONS)
def test_intent_without_accents(question: str, intent: Intent) -> None:
    assert Question(fold(question)).intent == intent


@pytest.mark.parametrize(
    "question",
    [
        "Quy định về bảo quản tài liệu mật ở đâu?",
        "Các văn bản Mặt trận Tổ quốc tỉnh đã ban hành",
        "tim van ban mat tran to quoc",
        "Mật độ dân số các xã là bao nhiêu?",
    ],
)
def test_rules_on_secrets_and_lookalikes_are_not_refused(question: str) -> None:
    assert Question(question).intent != "secret"


@given(st.text(max_size=200))
def test_any_text_has_an_intent(text: str) -> None:
    assert Question(text).intent
