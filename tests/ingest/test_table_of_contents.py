"""Tables of contents go, headings stay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.layout.table_of_contents import remove_contents
from ingest.reading import Cell, Paragraph, Table

BODY = ["I. MỤC TIÊU", "Mỗi thôn có một giếng chung.", "II. GIẢI PHÁP", "Đào giếng mới.", "Sửa giếng cũ."]


def _left(*texts: str) -> list[str]:
    return [
        block.text for block in remove_contents([Paragraph(text) for text in texts])[0] if isinstance(block, Paragraph)
    ]


def test_at_the_front_with_leaders() -> None:
    entries = ["MỤC LỤC", "I. MỤC TIÊU ............ 2", "II. GIẢI PHÁP …………… 14"]
    assert _left("KẾ HOẠCH", *entries, *BODY) == ["KẾ HOẠCH", *BODY]


def test_at_a_pages_end_without_page_numbers() -> None:
    assert _left(*BODY, "Mục lục", "I. MỤC TIÊU", "II. GIẢI PHÁP") == BODY


def test_an_entry_worded_otherwise_counts_when_it_has_a_page_number() -> None:
    entries = ["MỤC LỤC", "LỜI NÓI ĐẦU ...... 1", "I. MỤC TIÊU ...... 2"]
    assert _left(*entries, *BODY) == BODY


def test_a_section_called_so_is_kept_when_nothing_repeats() -> None:
    lines = ["Mục lục", "Hồ sơ lưu trữ phải có mục lục."]
    assert _left(*lines) == lines


def test_tables_end_it() -> None:
    table = Table(((Cell("I. MỤC TIÊU"),),))
    blocks: list[Paragraph | Table] = [Paragraph("MỤC LỤC"), table, *map(Paragraph, BODY)]
    assert remove_contents(blocks) == (blocks, [])


@given(st.lists(st.sampled_from([*BODY, "MỤC LỤC", "I. MỤC TIÊU ..... 3", "7"]), max_size=12))
def test_nothing_but_repeated_lines_goes(texts: list[str]) -> None:
    kept, taken = remove_contents([Paragraph(text) for text in texts])
    assert len(kept) + len(taken) == len(texts)
    assert not taken or "MỤC LỤC" in taken


def test_page_numbers_behind_one_blank_tell_entries_that_are_worded_otherwise() -> None:
    entries = [
        "Mục lục", "I. MỤC TIÊU 2", "I.1. Chung 2", "I.2. Riêng 3", "I.3. Của xã 3", "I.4. Của thôn 4",
        "II. GIẢI PHÁP LÂU DÀI 5", "PHỤ LỤC I. DANH MỤC CÂY 7",
    ]  # fmt: skip
    assert _left(*entries, "I.", "Mục tiêu", *BODY) == ["I.", "Mục tiêu", *BODY]


def test_numbers_that_fall_are_no_page_numbers() -> None:
    entries = ["Mục lục", "I. MỤC TIÊU 2", "Cây sao 9", "Cây dầu 4", "Cây gõ 3", "Cây sến 8", "Cây táu 1", "Cây lim 5"]
    assert _left(*entries, *BODY)[-len(BODY) :] == BODY
    assert "Cây dầu 4" in _left(*entries, *BODY)
