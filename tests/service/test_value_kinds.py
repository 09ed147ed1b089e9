"""Kinds of values: what a question asks for in so many words, and what a sentence or a row holds of it."""

from __future__ import annotations

import pytest

from index.query.asked_values import ValueKind
from index.query.question import Question
from service.answering.quoting.required_values import required_values, row_states_required_value
from service.answering.quoting.value_kinds import holds_kind, value_positions


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Họp lúc mấy giờ, ngày nào?", {"hour", "day"}),
        ("Dự án hoàn thành năm nào?", {"year"}),
        ("Bao lâu phải báo cáo một lần?", {"frequency"}),
        ("Phải xong trong bao nhiêu ngày?", {"length"}),
        ("Được bao nhiêu phần trăm kế hoạch?", {"share"}),
        ("Tổng vốn là bao nhiêu tỷ đồng?", {"money"}),
        ("Trồng bao nhiêu cây?", {"count"}),
        ("Thanh tra huyện nào trong quý mấy?", {"quarter"}),
        ("tỷ lệ xã đạt chuẩn quốc gia về y tế là bao nhiêu", {"share"}),
    ],
)
def test_kinds_asked(question: str, kinds: set[ValueKind]) -> None:
    assert Question(question).value_kinds == kinds


@pytest.mark.parametrize(
    ("text", "kind", "holds"),
    [
        ("khai mạc lúc 08h00", "hour", True),
        ("trong thời hạn 8 giờ làm việc", "hour", False),
        ("định kỳ hằng quý", "frequency", True),
        ("hằng quý gửi một tin", "day", False),
        ("chậm nhất ngày 05 hằng tháng", "day", True),
        ("đạt 26,9%", "share", True),
        ("năm 2026 trồng 120 cây", "count", True),
        ("trong năm 2026", "count", False),
        ("kinh phí 4,2 tỷ đồng", "money", True),
    ],
)
def test_kinds_held_by_a_sentence(text: str, kind: ValueKind, holds: bool) -> None:
    assert holds_kind(text, kind) is holds


def test_a_bare_number_is_of_the_kind_that_its_head_names() -> None:
    cells = [("STT", "4"), ("Thủ tục", "Cấp lại thẻ"), ("Thời gian giải quyết sau khi cắt giảm", "10")]
    assert holds_kind("", "length", cells)
    assert not holds_kind("", "money", cells)
    (length,) = required_values(Question("Cấp lại thẻ còn mấy ngày?"))
    assert row_states_required_value(cells, length)
    assert not row_states_required_value(cells[:2], length)


def test_what_the_question_says_itself_is_no_value() -> None:
    assert value_positions("họp ngày 07/11/2025", ("day",), "ngay nao sau cuoc hop ngay 07/11/2025?") == []
    assert value_positions("họp ngày 08/11/2025", ("day",), "ngay nao sau cuoc hop ngay 07/11/2025?") != []


@pytest.mark.parametrize("question", ["Trước mấy giờ ngày nào phải báo cáo?", "Bao lâu phải công khai một lần?"])
def test_a_time_of_day_and_a_rhythm_are_no_length_of_time(question: str) -> None:
    assert not Question(question).asks_duration
