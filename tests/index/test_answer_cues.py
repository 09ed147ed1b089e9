"""Kinds of thing: what a passage states, and what a question asks for, by the same names."""

from __future__ import annotations

import pytest

from index.derived.answer_cues import BITS, KINDS, answer_cues
from index.query.asked_kinds import kinds_asked
from index.query.question import Question


def _stated(text: str) -> set[str]:
    found = answer_cues(text)
    return {name for name, bit in BITS.items() if found & bit}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Gửi báo cáo chậm nhất ngày 05/12/2025.", {"day", "due"}),
        ("Họp từ 14 giờ 30 phút.", {"hour", "length", "count"}),
        ("Giải quyết trong 15 ngày làm việc.", {"length", "count"}),
        ("Mức chi 150.000 đồng một người.", {"sum", "count"}),
        ("Đạt trên 95% hồ sơ trực tuyến.", {"count"}),
        ("Bà Lê Thị C làm Phó Trưởng ban.", {"person"}),
        ("Sở Tài chính chủ trì thẩm định.", {"lead", "body"}),
        ("Quyết định số 12/QĐ-UBND của tỉnh.", {"number", "body"}),
        ("Có hiệu lực kể từ khi ký.", {"effect"}),
        ("Nâng cao nhận thức của nhân dân", set()),
    ],
)
def test_kinds_stated(text: str, kinds: set[str]) -> None:
    assert _stated(text) == kinds


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("II. NHIỆM VỤ VÀ GIẢI PHÁP", "heading"),
        ("Hội đồng gồm các ông, bà sau đây:", "leads_on"),
        ("Trên đây là Kế hoạch tuyên truyền năm 2026.", "closing"),
        ("Nơi nhận: các sở, ban, ngành; lưu VT.", "closing"),
    ],
)
def test_parts_that_only_lead_on(text: str, part: str) -> None:
    assert part in _stated(text)


def test_a_year_a_place_in_a_document_and_a_number_of_one_count_nothing() -> None:
    assert "count" not in _stated("Năm 2025, theo khoản 2 Điều 5 của Quyết định số 12/QĐ-UBND")


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Họp lúc mấy giờ, hôm nào?", {"hour", "day"}),
        ("nop bao cao tre nhat ngay may", {"day", "due"}),
        ("Được hỗ trợ bao nhiêu tiền?", {"sum", "count"}),
        ("Cơ quan nào lo việc này?", {"lead", "body"}),
        ("Hồ sơ giải quyết bao lâu?", {"length", "day"}),
        ("Lập theo văn bản nào?", {"number"}),
        ("Nội quy có hiệu lực từ ngày nào?", {"effect", "day"}),
        ("Rà soát để làm gì?", {"aim"}),
        ("Tập huấn ở đâu?", {"place"}),
        ("Nội dung tuyên truyền?", set()),
    ],
)
def test_kinds_asked(question: str, kinds: set[str]) -> None:
    assert Question(question).kinds_asked == kinds


def test_what_is_asked_for_can_be_stated() -> None:
    asked = kinds_asked(
        "ai, phong nao, may gio, khi nao, bao lau, bao nhieu tien, theo van ban nao, hieu luc, de lam gi"
    )
    assert asked <= set(KINDS)
