"""Plain texts: VIQR, mixed encodings, columns parted by tabs or bars, lists and boxes of Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import read_document
from ingest.read import read_file
from ingest.reading import Line
from ingest.text import legacy_encodings
from ingest.text.viqr import decode_viqr, is_viqr

VIQR = (
    "I. MU.C TIE^U\n1. Ba?o dda?m mo^~i tho^n co' mo^.t nha` va(n ho'a dda.t chua^?n.\n"
    "2. Kinh phi' thu+.c hie^.n la` 4,5 ty? ddo^`ng tu+` nga^n sa'ch xa~.\n"
)
MODERN = "I. MỤC TIÊU\n1. Bảo đảm mỗi thôn có một nhà văn hóa đạt chuẩn.\n"
OLD = "2. Kinh phí thực hiện là 4,5 tỷ đồng từ ngân sách xã và nguồn huy động hợp pháp khác của các đơn vị.\n"


def _lines(path: Path) -> list[str]:
    return [block.text for block in read_file(path).blocks if isinstance(block, Line)]


def _file(folder: Path, content: str | bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_viqr_is_read(tmp_path: Path) -> None:
    assert _lines(_file(tmp_path, VIQR)) == [
        "I. MỤC TIÊU", "1. Bảo đảm mỗi thôn có một nhà văn hóa đạt chuẩn.",
        "2. Kinh phí thực hiện là 4,5 tỷ đồng từ ngân sách xã.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Thong bao (so 2) ve lich hop: 8 gio, ngay 5/6. Ai di? Tat ca. Ghi chu: mang tai lieu (ban in) di hop.",
        "def total(a): return a + b  # e.g. i.e. o.k. (a+b) * 'x' and so on for the whole of this file",
    ],
)
def test_other_ascii_is_no_viqr(text: str) -> None:
    assert not is_viqr(text * 3)


def test_escaped_signs_of_viqr_stay() -> None:
    assert decode_viqr(r"la`\. ha`nh chi'nh") == "là. hành chính"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_lines_of_two_encodings_are_both_read_and_said(tmp_path: Path, encoding: str) -> None:
    old = legacy_encodings.encode(OLD, encoding)  # type: ignore[arg-type]
    reading = read_file(_file(tmp_path, MODERN.encode() + old.encode("latin-1")))
    assert [block.text for block in reading.blocks if isinstance(block, Line)] == (MODERN + OLD).splitlines()
    assert reading.warnings


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "Điều 1. Giá vé\nTT\tBến\tGiá\n1\tBến Một\t5.000\n2\tBến Hai\t8.000\n"),
        ("b.txt", "Điều 1. Giá vé\nTT;Bến;Giá\n1;Bến Một;5.000\n2;Bến Hai;8.000\n"),
        ("c.txt", "Điều 1. Giá vé\nTT   Bến       Giá\n1    Bến Một   5.000\n2    Bến Hai   8.000\n"),
        ("a.md", "# Điều 1. Giá vé\n\nTT | Bến | Giá\n--:|:--|---\n1 | Bến Một | 5.000\n2 | Bến Hai | 8.000\n"),
    ],
)
def test_columns_are_a_table(tmp_path: Path, name: str, content: str) -> None:
    rows = [p.text for p in read_document(_file(tmp_path, content, name)).passages if p.kind == "table_row"]
    assert rows == ["TT: 1; Bến: Bến Một; Giá: 5.000", "TT: 2; Bến: Bến Hai; Giá: 8.000"]


def test_pictures_of_markdown_are_said(tmp_path: Path) -> None:
    reading = read_file(_file(tmp_path, "# Nội quy\n\n![Bảng giá vé](gia.png)\n\nĐò chạy từ 5 giờ.\n", "a.md"))
    assert any("Bảng giá vé" in warning for warning in reading.warnings)


def test_tabs_of_lists_and_heads_are_no_table(tmp_path: Path) -> None:
    text = "ỦY BAN NHÂN DÂN XÃ\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n1.\tMở sổ theo dõi.\n2.\tGhi chép hằng ngày.\n"
    assert _lines(_file(tmp_path, text))[1:] == ["1. Mở sổ theo dõi.", "2. Ghi chép hằng ngày."]


def test_list_numbers_and_boxes_of_markdown(tmp_path: Path) -> None:
    steps = "# Thủ tục\n\n1. Nộp đơn\n   - bản chính\n1. Đóng phí\n1. Nhận giấy\n\nHết.\n\n"
    text = steps + "1. Mục khác\n\n- [x] Đủ\n- [ ] Thiếu\n"
    assert _lines(_file(tmp_path, text, "a.md")) == [
        "Thủ tục", "1. Nộp đơn", "- bản chính", "2. Đóng phí", "3. Nhận giấy", "Hết.", "1. Mục khác", "- ☑ Đủ",
        "- ☐ Thiếu",
    ]  # fmt: skip
