"""Numbering that only the whole document explains: misread and lost marks, quoted lists, skipped numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import understand
from ingest.reading import Line, Reading
from ingest.records import Document
from ingest.structure.row_numbers import row_numbers

HEAD = (
    "UBND TỈNH GIA LAI", "SỞ Y TẾ", "Số: 9516/BC-SYT", "Gia Lai, ngày 09 tháng 3 năm 2023", "BÁO CÁO", "Công tác mẫu",
)  # fmt: skip


def _document(*texts: str, scanned: bool = False) -> Document:
    lines = tuple(Line(text, whole=True, confidence=0.95 if scanned else None) for text in (*HEAD, *texts))
    return understand(Path("van-ban.txt"), Reading("text", "ocr" if scanned else "text", lines))


def _labels(*texts: str, scanned: bool = False) -> list[str]:
    return [node.label for node in _document(*texts, scanned=scanned).outline]


@pytest.mark.parametrize("printed", ["H. Việc làm vườn", "ll. Việc làm vườn", "11. Việc làm vườn", "1I. Việc làm vườn"])
def test_second_section_that_was_misread(printed: str) -> None:
    texts = ("I. Mục đích chung", "1. Trồng cây.", printed, "1. Cuốc đất.", "2. Tưới nước.", "III. Kết quả")
    assert _labels(*texts, scanned=True) == ["mục I", "mục I.1", "mục II", "mục II.1", "mục II.2", "mục III"]


def test_a_second_that_was_read_as_the_first_again() -> None:
    texts = ("I. YÊU CẦU", "1. Trồng cây.", "I. NHIỆM VỤ", "1. Cuốc đất.", "III. KẾT QUẢ", "1. Cây sống.")
    assert _labels(*texts, scanned=True) == ["mục I", "mục I.1", "mục II", "mục II.1", "mục III", "mục III.1"]


@pytest.mark.parametrize(
    "printed",
    [
        ("I. YÊU CẦU", "I. NHIỆM VỤ", "II. KẾT QUẢ", "IV. KINH PHÍ"),
        ("I. YÊU CẦU", "II. NHIỆM VỤ", "I. KẾT QUẢ", "IV. KINH PHÍ"),
        ("IMỤC TIÊU CHUNG", "II NHIỆM VỤ", "III KẾT QUẢ", "IV KINH PHÍ"),
        ("I. Yêu cầu", "H. Nhiệm vụ", "IHI. Kết quả", "IV. Kinh phí"),
        ("I. Yêu cầu", "II Nhiệm vụ của xã:", "III Kết quả chung", "IV Kinh phí, vật tư:"),
    ],
)
def test_sections_that_lost_strokes_or_their_sign(printed: tuple[str, ...]) -> None:
    """A recogniser takes the strokes of `III` together, and loses a point."""
    texts = [line for heading in printed for line in (heading, "1. Trồng cây.", "2. Tưới cây.")]
    expected = [label for number in ("I", "II", "III", "IV") for label in (number, f"{number}.1", f"{number}.2")]
    assert _labels(*texts, scanned=True) == [f"mục {label}" for label in expected]


def test_names_and_words_in_capitals_are_no_sections() -> None:
    texts = (
        "I. YÊU CẦU",
        "1. Trồng cây.",
        "IA GRAI VÀ IA PA",
        "Hai huyện trồng cây.",
        "VI PHẠM HÀNH CHÍNH",
        "Không có.",
    )
    assert _labels(*texts, scanned=True) == ["mục I", "mục I.1"]


def test_a_section_whose_mark_was_lost() -> None:
    texts = ("I. YÊU CẦU", "1. Trồng cây.", "NHIỆM VỤ", "1. Cuốc đất.", "III. KẾT QUẢ", "1. Cây sống.")
    assert _labels(*texts, scanned=True) == ["mục I", "mục I.1", "mục II", "mục II.1", "mục III", "mục III.1"]
    assert "mục II" not in _labels(*texts)  # typed text is taken at its word


def test_parts_of_a_form_that_a_section_lists_are_no_level() -> None:
    assert _labels(
        "I. Mục đích kiểm tra", "II. Nội dung kiểm tra", "Tài liệu gồm:", "Phần A: Số liệu của vườn.",
        "Phần B: Bảng chấm điểm.", "III. Thời gian kiểm tra", "1. Buổi sáng.",
    ) == ["mục I", "mục II", "mục III", "mục III.1"]  # fmt: skip


def test_a_list_that_begins_anew_and_one_inside_an_item() -> None:
    anew = ("V. Quy trình", "Sáng:", "1) Đón khách;", "2) Xem vườn;", "Chiều:", "1) Xem kho;", "2) Kết luận.")
    assert _labels("IV. Thời gian", *anew, "VI. Kinh phí")[1:] == [
        "mục V", "mục V.1", "mục V.2", "mục V.1", "mục V.2", "mục VI",
    ]  # fmt: skip
    inside = ("Điều 4. Lương", "1. Mức lương gồm:", "1. Trưởng vườn;", "2. Thợ vườn.", "2. Cách trả.", "3. Ngày trả.")
    assert _labels("Điều 1. Phạm vi", "Điều 2. Đối tượng", *inside)[3:] == [
        "khoản 1 Điều 4", "mục 1.1 Điều 4", "mục 1.2 Điều 4", "khoản 2 Điều 4", "khoản 3 Điều 4",
    ]  # fmt: skip


def test_numbers_are_cited_as_printed() -> None:
    assert _labels("1. Một", "2. Hai", "4. Bốn", "5. Năm") == ["khoản 1", "khoản 2", "khoản 4", "khoản 5"]
    assert _labels("Việc gồm:", "a) Một;", "b) Hai;", "c) Ba;", "d) Bốn;", "e) Năm;", "f) Sáu;", "g) Bảy.") == [
        f"mục {letter}" for letter in "abcdefg"
    ]
    assert _labels("I. Vườn", "I.1. Đất", "I.2. Cây", "II. Kho", "II.1. Mái") == [
        "mục I", "mục I.1", "mục I.2", "mục II", "mục II.1",
    ]  # fmt: skip


def test_a_clause_without_the_first() -> None:
    texts = ("Điều 7. Chi phí", "a) Phần thứ nhất;", "b) Phần thứ hai.", "2. Chi đi lại.", "a) Xe;", "3. Chi ăn.")
    assert _labels(*texts) == [
        "Điều 7", "điểm a Điều 7", "điểm b Điều 7", "khoản 2 Điều 7", "điểm a khoản 2 Điều 7", "khoản 3 Điều 7",
    ]  # fmt: skip


def test_forms_bear_the_name_that_they_print() -> None:
    texts = (
        "1. Gửi báo cáo.",
        "PHỤ LỤC",
        "Biểu mẫu 1",
        "1. Số vườn.",
        "Biểu số 02",
        "1. Số kho.",
        "Mẫu số 03",
        "1. Tên.",
    )
    assert _labels(*texts)[1:] == [
        "Phụ lục", "Biểu mẫu 1, Phụ lục", "mục 1, Biểu mẫu 1, Phụ lục", "Biểu số 02, Phụ lục",
        "mục 1, Biểu số 02, Phụ lục", "Mẫu số 03, Phụ lục", "mục 1, Mẫu số 03, Phụ lục",
    ]  # fmt: skip


def test_a_doubtful_level_is_left_out_and_said() -> None:
    document = _document(
        "Điều thứ nhất: Người làm vườn được nghỉ.", "A- Trong sáu tháng đầu: cả lương.", "B- Sau đó: nửa lương.",
        "Điều thứ hai: Người ấy trở lại.",
    )  # fmt: skip
    assert [node.label for node in document.outline] == ["Điều 1", "Điều 1", "Điều 1", "Điều 2"]
    assert any(warning.startswith("Chưa chắc chắn về cấp của đề mục: mục A Điều 1") for warning in document.warnings)


def test_row_numbers_that_were_garbled() -> None:
    assert row_numbers(["1", "02 |", "Í", "4"]) == ["1", "02", None, "4"]  # what looks unlike 3 is not taken for it
    assert row_numbers(["15", "l6", "17"]) == ["15", "16", "17"]
    assert row_numbers(["15", "l6", "19"]) == ["15", None, "19"]


@pytest.mark.parametrize("numbers", [(5, 67, 812), (998, 999, 1000, 1001, 1399), (1, 2, 140, 141)])
def test_articles_of_an_extract_keep_their_own_numbers(numbers: tuple[int, ...]) -> None:
    texts = [
        line
        for number in numbers
        for line in (f"Điều {number}. Cây trồng loại {number}", f"Cây loại {number} được tưới mỗi tuần hai lần.")
    ]
    assert _labels(*texts) == [f"Điều {number}" for number in numbers]


def test_a_sentence_that_cites_an_article_opens_none() -> None:
    cited = (
        "Điều 67. Luật số 9312/2019/QH14 còn quy định rằng cây trồng ven đường phải được chăm sóc mỗi tuần hai lần và "
        "được thay khi chết;"
    )
    assert _labels("Điều 1. Phạm vi", "Trồng cây.", cited, "Điều 2. Thời gian", "Trong tháng 5.") == [
        "Điều 1",
        "Điều 2",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("I Tình hình chung", "H. Việc đã làm"),
        ("I Kết quả quý I:", "I Việc của quý sau:"),
        ("I Vườn cây", "II Giếng làng"),
    ],
)
def test_sections_in_small_letters_whose_signs_were_lost(first: str, second: str) -> None:
    texts = (first, "1. Trồng cây.", "2. Tưới nước.", second, "1. Cuốc đất.")
    assert _labels(*texts, scanned=True) == ["mục I", "mục I.1", "mục I.2", "mục II", "mục II.1"]


@pytest.mark.parametrize("printed", ["L MỤC ĐÍCH", "| MỤC ĐÍCH", "I MỤC ĐÍCH"])
def test_the_first_section_in_capitals_whose_number_lost_its_sign(printed: str) -> None:
    texts = (printed, "Trồng cây.", "I. VIỆC LÀM", "Cuốc đất.", "III. KẾT QUẢ", "Cây sống.")
    assert _labels(*texts, scanned=True) == ["mục I", "mục II", "mục III"]


def test_articles_behind_the_heading_of_their_chapter() -> None:
    texts = ("Chương I", "QUY ĐỊNH CHUNG Điều 1. Phạm vi", "1. Giếng làng.", "Chương II", "VIỆC LÀM Điều 2. Nạo vét")
    assert _labels(*texts) == ["Chương I", "Điều 1", "khoản 1 Điều 1", "Chương II", "Điều 2"]


def test_a_title_that_names_an_article_is_whole() -> None:
    texts = ("Chương I", "HƯỚNG DẪN ĐIỀU 4. PHẠM VI", "Điều 1. Giếng làng theo Điều 4. Giếng có nắp.")
    assert _labels(*texts) == ["Chương I", "Điều 1"]


def test_the_first_item_behind_a_section_in_capitals() -> None:
    texts = ("I- TRỒNG CÂY BÓNG MÁT 1- Cây bên đường", "2- Cây trong sân", "II- TƯỚI NƯỚC")
    assert _labels(*texts) == ["mục I", "mục I.1", "mục I.2", "mục II"]


def test_sections_of_four_levels_that_name_them_all() -> None:
    texts = (
        "I. Vườn",
        "I.1. Cây",
        "I.1.1 Cây cao",
        "I.1.2. Cây thấp",
        "I.1.2.1 Cây bụi",
        "II. Giếng",
        "II.1. Nắp giếng",
    )
    assert _labels(*texts) == [
        "mục I", "mục I.1", "mục I.1.1", "mục I.1.2", "mục I.1.2.1", "mục II", "mục II.1",
    ]  # fmt: skip


def test_a_form_is_cited_by_its_whole_number() -> None:
    texts = ("1. Thu từ vườn.", "Biểu số 59/CK-VTC", "CÂN ĐỐI THU CHI", "Mẫu số 03/ĐK-VUON", "ĐƠN XIN CÂY GIỐNG")
    assert _labels(*texts) == ["khoản 1", "Biểu số 59/CK-VTC", "Mẫu số 03/ĐK-VUON"]
