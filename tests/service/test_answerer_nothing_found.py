"""The "no" when nothing at all was found: a library without documents."""

from __future__ import annotations

from pathlib import Path

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check


def test_nothing_found(tmp_path: Path) -> None:
    message = "Không tìm thấy nội dung này trong kho văn bản hiện có."
    with Assistant.open(tmp_path) as assistant:
        check(assistant, "nothing_found", AnswerCase("Ai chủ trì?", status="none", message=message, count=0))
