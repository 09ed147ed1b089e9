"""The tree of a document: every printed number is on it once, nothing that is only quoted or cited is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import understand
from ingest.reading import Line, Reading
from ingest.records import Document
from tests.support.sample_documents import PLAIN, SOURCES, printed_paths, understood

HEAD = [
    "UBND TỈNH GIA LAI",
    "SỞ Y TẾ",
    "Số: 9516/BC-SYT",
    "Gia Lai, ngày 09 tháng 3 năm 2023",
    "BÁO CÁO",
    "Công tác mẫu",
]


def _outline(*lines: str, ocr: bool = False, head: list[str] = HEAD) -> Document:
    blocks = tuple(Line(line, whole=True, confidence=0.95 if ocr else None) for line in [*head, *lines])
    return understand(Path("van-ban.txt"), Reading("text", "ocr" if ocr else "text", blocks))


def _labels(document: Document) -> list[str]:
    return [node.label for node in document.outline if node.kind != "component"]


@pytest.mark.parametrize("file_name", PLAIN)
def test_every_numbered_line_of_the_sample_library_is_a_node(file_name: str) -> None:
    document = understood(file_name)
    printed = printed_paths(SOURCES[file_name[:3]])
    assert len(printed) > 3
    found = [(node.component, node.label) for node in document.outline if node.kind not in ("component", "stt")]
    tables = {node.parent for node in document.outline if node.kind == "stt"}
    groups = [(node.component, node.label) for node in document.outline if node.id in tables and node.kind == "roman"]
    assert [one for one in found if one not in groups] == printed


@pytest.mark.parametrize("file_name", PLAIN)
def test_places_of_passages_are_on_the_tree(file_name: str) -> None:
    document = understood(file_name)
    places = {(node.component, node.label) for node in document.outline}
    for passage in document.passages:
        citation = passage.citation
        assert not citation.path or (citation.component, citation.label) in places
        if passage.node is not None and citation.path:
            assert document.outline[passage.node].label == citation.label


def test_quoted_articles_end_where_the_next_own_article_begins() -> None:
    document = _outline(
        "QUYẾT ĐỊNH:",
        "Điều 1. Sửa đổi Điều 5 như sau:",
        '"Điều 5. Trách nhiệm của các sở',
        "1. Sở mẫu chăm sóc cây xanh trên địa bàn.",
        "Điều 2. Hiệu lực thi hành",
        "Quyết định này có hiệu lực từ ngày ký.",
    )
    assert _labels(document) == ["Điều 1", "Điều 2"]


def test_marks_that_recognition_misread() -> None:
    document = _outline(
        "Phần I", "TÌNH HÌNH CHUNG", "I. CÔNG TÁC MẪU", "a) Việc thứ nhất đã làm xong;", "b) Việc thứ hai đã làm xong;",
        "e) Việc thứ ba đã làm xong;", "Phần", "II", "NHIỆM VỤ", "I. Tham mưu ban hành chương trình mẫu;",
        "2. Triển khai chương trình mẫu;", "3. Báo cáo kết quả.", ocr=True,
    )  # fmt: skip
    assert _labels(document) == [
        "Phần I", "mục I Phần I", "mục I.a Phần I", "mục I.b Phần I", "mục I.c Phần I",
        "Phần II", "mục 1 Phần II", "mục 2 Phần II", "mục 3 Phần II",
    ]  # fmt: skip


def test_first_item_whose_number_recognition_lost() -> None:
    lines = ("I. TỔ CHỨC THỰC HIỆN", "Phòng mẫu chủ trì thực hiện nhiệm vụ.", "2. Các đơn vị khác phối hợp.")
    assert _labels(_outline(*lines, ocr=True)) == ["mục I", "mục I.1", "mục I.2"]
    assert _labels(_outline(*lines)) == ["mục I"]  # typed text is taken at its word


def test_numbers_of_a_sentence_are_no_headings() -> None:
    document = _outline(
        "I. MỤC TIÊU",
        "2023. Các đơn vị tiếp tục thực hiện.",
        "3.5 triệu đồng cho mỗi hộ.",
        "Điều 7 Quyết định số 9001/QĐ-UBND",
    )
    assert _labels(document) == ["mục I"]


def test_forms_have_numbering_of_their_own() -> None:
    document = _outline(
        "Điều 1. Phạm vi", "1. Giếng chung.", "2. Giếng riêng.", "Điều 2. Hiệu lực",
        "PHỤ LỤC I", "CÁC MẪU", "Mẫu số 01", "ĐƠN XIN ĐÀO GIẾNG", "1. Họ và tên:", "2. Nơi ở:",
        "Mẫu số 02", "QUYẾT ĐỊNH CHO PHÉP", "Điều 1. Cho phép đào giếng.", "Điều 2. Giếng sâu 10 m.",
        "PHỤ LỤC II", "MỨC NƯỚC", "1. Mùa khô.",
    )  # fmt: skip
    assert _labels(document) == [
        "Điều 1", "khoản 1 Điều 1", "khoản 2 Điều 1", "Điều 2", "Phụ lục I", "Mẫu số 01, Phụ lục I",
        "mục 1, Mẫu số 01, Phụ lục I", "mục 2, Mẫu số 01, Phụ lục I", "Mẫu số 02, Phụ lục I",
        "Điều 1, Mẫu số 02, Phụ lục I", "Điều 2, Mẫu số 02, Phụ lục I", "Phụ lục II", "mục 1, Phụ lục II",
    ]  # fmt: skip


def test_a_list_of_forms_and_a_reference_are_no_forms() -> None:
    document = _outline(
        "Điều 1. Mẫu", "Các mẫu gồm:", "Mẫu số 01: Đơn xin đào giếng", "Mẫu số 02: Biên bản", "Điều 2. Cách dùng",
        "Mẫu số 01 ban hành kèm theo Thông tư này được dùng từ năm sau.",
    )  # fmt: skip
    assert _labels(document) == ["Điều 1", "Điều 2"]


def test_the_head_above_an_attached_text_is_no_text() -> None:
    document = _outline(
        "Điều 1. Ban hành Quy chế giếng làng.", "Điều 2. Các thôn thi hành.",
        "ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "QUY CHẾ", "Giếng làng", "(Ban hành kèm theo Quyết định số 9754/QĐ-UBND ngày 03/6/2024",
        "của Ủy ban nhân dân tỉnh Gia Lai)", "Điều 1. Giếng có nắp.",
    )  # fmt: skip
    assert [(one.citation.component, one.text) for one in document.passages[-2:]] == [
        ("", "Điều 2. Các thôn thi hành."), ("Quy chế", "Điều 1. Giếng có nắp."),
    ]  # fmt: skip
