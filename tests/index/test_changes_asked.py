"""What a document replaces or repeals is asked of it by any type of document; its own state is another question."""

from __future__ import annotations

import pytest

from index.query.question import Question


@pytest.mark.parametrize(
    ("question", "changes", "state"),
    [
        ("Thông tư 05/2026/TT-BXD thay thế thông tư nào?", True, False),
        ("nghi dinh 91/2026 thay cho nghi dinh nao", True, False),
        ("Quyết định 922/2025 bãi bỏ những quy định nào?", True, False),
        ("Chỉ thị 9007 thay thế chỉ thị số mấy?", True, False),
        ("Quyết định 922/2025 thay thế văn bản nào?", True, False),
        ("Nghị quyết 23/2025/NQ-HĐND làm hết hiệu lực nghị quyết nào trước đó?", True, False),
        ("quyet dinh 922/2025 lam mat hieu luc nhung quy che nao", True, False),
        ("Nghị quyết 12/2026 chấm dứt hiệu lực của nghị quyết nào?", True, False),
        ("Thông tư 05/2026/TT-BXD bị thông tư nào thay thế?", False, True),
        ("Văn bản nào hết hiệu lực khi Quyết định 922/2025 có hiệu lực?", False, False),
        ("Quyết định 922/2025 có hiệu lực thì quy chế nào hết hiệu lực?", False, False),
        ("Quyết định 922/2025 quy định hiệu lực ở điều mấy?", False, False),
        ("Quyết định 922/2025 hiện còn hiệu lực hay không?", False, True),
        ("Quy chế 901/2017 bị sửa đổi chưa?", False, True),
        ("Quyết định 901/2017 còn hiệu lực không?", False, True),
    ],
)
def test_changes_made_and_state(question: str, changes: bool, state: bool) -> None:
    asked = Question(question)
    assert asked.intent == "validity"
    assert (asked.asks_changes_made, asked.asks_state) == (changes, state)
