"""Footnotes: out of the body, kept with number, page and place; and what only looks like one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.document import read_document, understand
from ingest.layout.paragraphs import arrange_paragraphs
from ingest.read.pages.footnotes import FootnoteFinder, Rule
from ingest.read.pages.words import RAISED
from ingest.reading import Box, Cell, Footnote, Line, Paragraph, Reading, Table
from ingest.records import Document, Passage
from tests.support.checkout import GOLDEN

CASES = GOLDEN / "cases"
WIDTH, HEIGHT = 595.0, 842.0
SEPARATOR: Rule = (85, 700, 227, 700.5)


def line(text: str, top: float, size: float = 14, page: int = 1, left: float = 85) -> Line:
    """A line of the page at ``top`` points."""
    box = Box(page, left / WIDTH, top / HEIGHT, min(0.95, (left + size * len(text) / 2) / WIDTH), (top + size) / HEIGHT)
    return Line(text, page, box, size=size)


def body(count: int = 20, page: int = 1) -> list[Line]:
    return [
        line(f"Dòng thứ {number} của nội dung trang giấy, viết đủ dài.", 60 + 20 * number, page=page)
        for number in range(count)
    ]


def found(
    lines: Sequence[Line | Table], *rules: Rule, foot: FootnoteFinder | None = None
) -> tuple[list[str], list[Footnote]]:
    """Texts that stay on the page, and the notes."""
    foot = foot or FootnoteFinder()
    kept = foot.take_notes(list(lines), rules, WIDTH, HEIGHT)
    return [block.text for block in kept if isinstance(block, Line)], foot.notes


def notes_of(document: Document) -> list[Passage]:
    return [passage for passage in document.passages if passage.kind == "footnote"]


def test_notes_under_a_rule_leave_the_body() -> None:
    page = [
        *body(), line(f"theo Nghị định số 5{RAISED}1 và khoản 2{RAISED}2.", 600),
        line(f"{RAISED}1 Nghị định số 5 ngày 02/3/2026 của Chính phủ về đò", 710, 10),
        line("ngang sông suối.", 722, 10),
        line(f"{RAISED}2 Khoản này được sửa đổi.", 734, 10),
    ]  # fmt: skip
    kept, notes = found(page, SEPARATOR)
    assert kept[-1] == "theo Nghị định số 5[1] và khoản 2[2]."
    assert [(note.number, [line.text for line in note.lines]) for note in notes] == [
        ("1", ["Nghị định số 5 ngày 02/3/2026 của Chính phủ về đò", "ngang sông suối."]),
        ("2", ["Khoản này được sửa đổi."]),
    ]


def test_a_numbered_item_at_the_foot_is_none() -> None:
    page = [*body(), line("1. Sở Xây dựng chủ trì.", 705), line("2 Sở Y tế phối hợp.", 725)]
    assert found(page) == ([line.text for line in page], [])
    assert found(page, SEPARATOR)[1] == []  # of the body's size, even under a rule


def test_small_type_without_rule_or_reference_is_none() -> None:
    page = [*body(), line("1 Trần Phú, phường Pleiku, tỉnh Gia Lai", 760, 10)]
    assert found(page)[1] == []


def test_a_reference_stands_in_for_the_rule() -> None:
    page = [*body(), line(f"theo kế hoạch{RAISED}7 đã duyệt.", 600), line(f"{RAISED}7 Kế hoạch năm 2026.", 760, 10)]
    assert [note.number for note in found(page)[1]] == ["7"]


def test_what_explains_a_table_is_none() -> None:
    table = Table(
        ((Cell("Làng", Box(1, 0.2, 0.75, 0.5, 0.78)), Cell(f"Số hộ{RAISED}1", Box(1, 0.5, 0.75, 0.9, 0.78))),), 1
    )
    page: list[Line | Table] = [
        *body(),
        line(f"Số hộ{RAISED}1 của các làng:", 600),
        table,
        line(f"{RAISED}1 Số liệu tự kê khai.", 660, 10),
    ]
    kept, notes = found(page, (119, 655, 530, 655.5))
    assert notes == []
    assert kept[-1] == "¹ Số liệu tự kê khai."


def test_a_rule_under_the_title_or_above_recipients_is_none() -> None:
    page = [*body(), line("Nơi nhận:", 705, 11), line("- Như trên;", 718, 10), line("1 bản lưu.", 731, 10)]
    assert found(page, SEPARATOR)[1] == []
    assert found([*body(), line("1 Ghi chú nhỏ ở giữa.", 710, 10)], (240, 700, 360, 700.5))[1] == []


def test_a_note_that_goes_on_over_the_page() -> None:
    foot = FootnoteFinder()
    first = [
        *body(),
        line(f"nghệ nhân{RAISED}1 dạy nghề.", 600),
        line(f"{RAISED}1 Nghệ nhân là người nắm giữ", 720, 10),
    ]
    found(first, SEPARATOR, foot=foot)
    second = [*body(page=2), line("kỹ thuật dệt của dân tộc mình.", 710, 10, page=2), line("2", 800, 13, page=2)]
    kept, notes = found(second, (85, 700, 520, 700.5), foot=foot)
    assert kept[-1] == "2"  # the page number is no note
    assert [(note.number, [(line.page, line.text) for line in note.lines]) for note in notes] == [
        ("1", [(1, "Nghệ nhân là người nắm giữ"), (2, "kỹ thuật dệt của dân tộc mình.")])
    ]


def test_square_metres_stay() -> None:
    page = [*body(), line(f"rộng 120 m{RAISED}2 theo đề án{RAISED}2.", 600), line(f"{RAISED}2 Đề án số 4.", 710, 10)]
    assert found(page, SEPARATOR)[0][-1] == "rộng 120 m² theo đề án[2]."


@pytest.mark.parametrize("file_name", ["footnotes.pdf", "footnotes.docx"])
def test_notes_of_a_file_name_their_place(file_name: str) -> None:
    document = read_document(CASES / file_name)
    notes = notes_of(document)
    assert [note.citation.label for note in notes if note.text[:4] in ("Quyế", "Gồm ", "Tron")] == [
        "chú thích 1", "chú thích 2", "chú thích 4",
    ]  # fmt: skip
    assert notes[1].citation.formal == "chú thích 2 tại khoản 1 Mục I"
    texts = [passage.text for passage in document.passages]
    assert any("9488/QĐ-UBND, Sở xây dựng" in text for text in texts)
    assert any("12 làng dệt có truyền thống" in text and re.search("120 m[2²] ", text) for text in texts)
    for passage in document.passages:
        if passage.kind == "body" and passage.citation.label == "mục II":
            assert passage.text.startswith(("1 Số liệu do các làng tự kê khai", "¹ Số liệu do các làng tự kê khai"))
    if file_name.endswith(".pdf"):
        assert [note.citation.page_from for note in notes[:3]] == [1, 1, 3]
        assert all(note.citation.boxes for note in notes)


def test_notes_of_a_scan() -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("needs packages tesseract-ocr, tesseract-ocr-vie")
    document = read_document(CASES / "footnotes_scanned.pdf")
    notes = notes_of(document)
    assert [note.citation.label for note in notes] == ["chú thích 1", "chú thích 2"]
    assert "05 làng ở phía đông" in notes[1].text
    last = next(passage for passage in document.passages if passage.citation.label == "mục I.9")
    assert last.text.endswith("nhưng là nội dung.")


CONSOLIDATED = """VĂN PHÒNG QUỐC HỘI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 97/VBHN-VPQH
Hà Nội, ngày 05 tháng 3 năm 2026
LUẬT
ĐÒ NGANG
Quốc hội ban hành Luật Đò ngang[1].
Điều 1[2]. Phạm vi điều chỉnh
Luật này quy định về bến đò và người lái đò.
Điều 2. Bến đò
1.[3] Bến đò phải có phao cứu sinh.
2. Bến đò đóng cửa khi nước lũ vượt báo động hai.
XÁC THỰC VĂN BẢN HỢP NHẤT
CHỦ NHIỆM
Trần Văn Bến
[1] Luật số 96/2025/QH15 có căn cứ ban hành như sau:
“Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;”.
[2] Điều này được sửa đổi theo quy định tại khoản 1 Điều 1 của Luật số 96/2025/QH15.
[3] Khoản này được bổ sung theo quy định tại khoản 2 Điều 1 của Luật số 96/2025/QH15, quy định như sau:
“Điều 9. Hiệu lực thi hành
1. Luật này có hiệu lực từ ngày 01 tháng 01 năm 2026.”."""


def reading(text: str) -> Reading:
    return Reading("text", "text", tuple(Line(line, whole=True) for line in text.splitlines()))


def test_notes_at_the_end_of_a_consolidated_document() -> None:
    document = understand(Path("van-ban.txt"), reading(CONSOLIDATED))
    assert [node.label for node in document.outline] == ["Điều 1", "Điều 2", "khoản 1 Điều 2", "khoản 2 Điều 2"]
    assert document.outline[0].title == "Phạm vi điều chỉnh"
    assert [(note.citation.formal, note.text[:13]) for note in notes_of(document)] == [
        ("chú thích 1", "Luật số 96/20"), ("chú thích 2 tại Điều 1", "Điều này được"),
        ("chú thích 3 tại khoản 1 Điều 2", "Khoản này đượ"),
    ]  # fmt: skip
    body = [passage.text for passage in document.passages if passage.kind == "body"]
    assert body[-1] == "2. Bến đò đóng cửa khi nước lũ vượt báo động hai."
    assert "1. Bến đò phải có phao cứu sinh." in body
    assert document.metadata.signer == "Trần Văn Bến"


def test_bracketed_numbers_without_notes_stay() -> None:
    lines = ["Nội dung theo mẫu [1] và [2].", "Điều 1. Giá trị [5] không đổi."]
    layout = arrange_paragraphs(reading("\n".join(lines)))
    assert [block.text for block in layout.blocks if isinstance(block, Paragraph)] == lines
    assert layout.notes == ()
