"""Kinds of values: what a question asks for in so many words, and what a sentence or a row holds of it."""

from __future__ import annotations

import pytest

from index.query.asked_values import ValueKind
from index.query.question import Question
from service.answering.quoting.required_values import (
    required_values,
    row_states_required_value,
    states_required_value,
)
from service.answering.quoting.value_kinds import counts_noun, holds_kind, value_positions


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
        ("Giếng làng được nạo vét mỗi năm mấy lần?", {"frequency", "count"}),
        ("Một năm họp bao nhiêu lần?", {"frequency", "count"}),
        ("Mỗi tháng mấy buổi tập huấn?", {"count"}),
        ("Vốn tăng mấy lần so với năm trước?", {"count"}),
        ("tỷ lệ xã đạt chuẩn quốc gia về y tế là bao nhiêu", {"share"}),
        ("Chỉ số cải cách của tỉnh xếp thứ mấy cả nước?", {"rank"}),
        ("Đội tuyển đứng thứ bao nhiêu toàn đoàn?", {"rank"}),
        ("Tỉnh đứng hạng mấy về chuyển đổi số?", {"rank"}),
        ("Xã tiếp dân vào thứ mấy?", set()),
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
        ("chỉ số xếp thứ 15 cả nước", "rank", True),
        ("nằm trong nhóm 10 tỉnh dẫn đầu", "rank", True),
        ("đứng thứ 05/63 tỉnh, thành phố", "rank", True),
        ("quý thứ ba có 15 xã", "rank", False),
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
    assert "length" not in Question(question).value_kinds


def test_how_many_times_is_answered_by_times_and_not_by_a_day() -> None:
    question = Question("Giếng làng được nạo vét mỗi năm mấy lần?")
    assert question.intent == "target"
    (often,) = required_values(question)
    assert states_required_value("Giếng làng được nạo vét mỗi năm hai lần.", often)
    assert states_required_value("Nạo vét định kỳ hằng quý.", often)
    assert not states_required_value("Quy chế có hiệu lực từ ngày 01/4/2017.", often)
    assert Question("Trồng cây xong trong năm mấy?").intent == "deadline"


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("Ban Chỉ đạo có bao nhiêu thành viên?", "thanh vien"),
        ("cử mấy người", "nguoi"),
        ("Máy chủ đặt ở đâu?", None),
        ("rộng bao nhiêu ha", None),
        ("hết bao nhiêu tiền", None),
    ],
)
def test_the_noun_that_is_counted(question: str, noun: str | None) -> None:
    assert Question(question).counted_noun == noun


@pytest.mark.parametrize(
    ("text", "noun", "counts"),
    [
        ("Hội đồng gồm 11 thành viên", "thanh vien", True),
        ("Hội đồng gồm mười thành viên", "thanh vien", True),
        ("Sản phẩm: 17 lớp tại các huyện, thành phố", "thanh vien", False),
        ("2. Giới thiệu đất nước, con người", "nguoi", False),
        ("Mời đại diện Đài Phát thanh: Uỷ viên", "thanh vien", False),
        ("168 ca mắc", "ca sot", True),
    ],
)
def test_a_number_of_other_things_is_no_count(text: str, noun: str, counts: bool) -> None:
    assert counts_noun(text, noun) is counts


def test_a_sum_asked_for_in_dong_is_not_given_in_tonnes() -> None:
    (amount,) = required_values(Question("Tổng vốn là bao nhiêu tỷ đồng?"))
    assert not states_required_value("rác thải 38,01 tấn/ngày", amount)
    assert not states_required_value("quy hoạch đến năm 2020 tỷ lệ 1/25.000", amount)
    assert states_required_value("vốn 4,2 tỷ đồng", amount)
