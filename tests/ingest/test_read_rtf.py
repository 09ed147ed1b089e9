"""RTF read without an office program: encodings, lists, tables, notes, what is hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import read_document
from ingest.read import read_file
from ingest.read.context import ReadingContext
from ingest.read.office.rtf import document
from ingest.reading import Line, Reading, RefusedFile, Table

FONTS = (
    r"{\fonttbl{\f0\fnil\fcharset163 Times New Roman{\*\falt Tinos};}{\f1\fnil .VnTime;}{\f2\fnil VNI-Times;}"
    r"{\f3\fnil\fcharset2 Wingdings;}{\f4\fnil\fcharset0 Arial;}}{\colortbl;\red255\green255\blue255;"
    r"\red0\green0\blue0;}"
)


def rtf(path: Path, body: str, front: str = "") -> Path:
    """A file in which letters beyond ASCII are written by their codes."""
    coded = "".join(letter if ord(letter) < 128 else f"\\u{ord(letter)}?" for letter in body)
    path.write_bytes(rf"{{\rtf1\ansi\ansicpg1252\deff4{FONTS}{front}{coded}}}".encode("ascii"))
    return path


def lines(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, Line) and block.text]


def tables(reading: Reading) -> list[list[list[str | None]]]:
    return [[[cell.text for cell in row] for row in block.rows] for block in reading.blocks if isinstance(block, Table)]


def merges(reading: Reading) -> list[list[str | None]]:
    return [[cell.merged for cell in row] for block in reading.blocks if isinstance(block, Table) for row in block.rows]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (r"{\f1 KÕ ho¹ch cña tØnh tr\-êng}", "Kế hoạch của tỉnh trường"),
        (r"{\f2 Keá hoaïch cuûa tænh}", "Kế hoạch của tỉnh"),
        (r"Bến đò \u7872\'45 ba", "Bến đò Ề ba"),
        (r"{\uc2 Ben \u273xx\u242yy \u-4096zz}", "Ben đò"),
        (r"Diện tích 120 m{\super 2}, khí CO{\sub 2}, 10{\up6 3} ha", "Diện tích 120 m², khí CO₂, 10³ ha"),
        (r"{\f3\'fe} Đồng ý {\f3\'a8} Không", "☑ Đồng ý ☐ Không"),
        (r"Giá {\v bí mật nhà bếp }công khai{\cf1  chữ trắng}", "Giá công khai"),
        (r"Giá {\deleted 3.000}{\revised 5.000} đồng", "Giá 5.000 đồng"),
        (r'Xem {\field{\*\fldinst HYPERLINK "x"}{\fldrslt cổng tỉnh}}, trang {\field{\*\fldinst PAGE}{\fldrslt 7}}',
         "Xem cổng tỉnh, trang 7"),
        (r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres1{\*\ffname a}}}}{\fldrslt}} Có", "☑ Có"),
        (r"Loại {\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffl xã}{\*\ffl phường}}}}{\fldrslt}}",
         "Loại phường"),
        (r"{\mmath{\*\moMath{\mr T=}{\mf{\mnum{\mr G}}{\mden{\mr 12}}}}}", "T = G/12"),
        (r"{\upr{Ben}{\*\ud Bến}} đò\~số 1\endash 2", "Bến đò số 1–2"),
        (r"Trước {\*\unknown mất tích}{\info{\title mất}}sau", "Trước sau"),
        (r"Trước {\shp{\*\shpinst{\sp{\sn x}{\sv 202}}{\shptxt trong hộp\par}}{\shprslt mất}}", "Trước\ntrong hộp"),
    ],
)  # fmt: skip
def test_words(tmp_path: Path, body: str, read: str) -> None:
    found = read_file(rtf(tmp_path / "a.rtf", body + r"\par"))
    assert [" ".join(line.split()) for line in lines(found)] == read.split("\n")


def test_bytes_in_the_encoding_of_their_font(tmp_path: Path) -> None:
    coded = "".join(
        f"\\'{byte:02x}" if byte > 127 else chr(byte)
        for byte in "Quye\u0302\u0301t đi\u0323nh".replace("e\u0302", "ê").encode("cp1258")
    )
    assert lines(read_file(rtf(tmp_path / "a.rtf", rf"{{\f0 {coded}}}\par"))) == ["Quyết định"]


LISTS = (
    r"{\*\listtable{\list{\listlevel\levelnfc1\levelstartat1{\leveltext\'02\'00.;}{\levelnumbers\'01;}}"
    r"{\listlevel\levelnfc4\levelstartat1{\leveltext\'02\'01);}{\levelnumbers\'01;}}\listid7}}"
    r"{\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}"
    r"{\listoverride\listid7\listoverridecount1{\lfolevel\listoverridestartat\levelstartat5}\ls2}}"
)


def test_lists(tmp_path: Path) -> None:
    body = (
        r"\pard\ls1\ilvl0 Mục đích\par\pard\ls1\ilvl1 thứ nhất\par\pard\ls1\ilvl1 thứ hai\par\pard\ls1 Yêu cầu\par"
        r"\pard\ls2 Lại từ năm\par\pard{\listtext\pard\plain Điều 9.\tab}\ls8 Phạm vi\par"
        r"\pard{\pntext\f3\'a7\tab}gạch đầu dòng\par"
    )
    assert lines(read_file(rtf(tmp_path / "a.rtf", body, LISTS))) == [
        "I. Mục đích", "a) thứ nhất", "b) thứ hai", "II. Yêu cầu", "V. Lại từ năm", "Điều 9. Phạm vi",
        "- gạch đầu dòng",
    ]  # fmt: skip


def test_cells_merged_both_ways_and_tables_in_cells(tmp_path: Path) -> None:
    body = (
        r"\trowd\trhdr\clvmgf\cellx900\clmgf\cellx1800\clmrg\cellx2700\pard\intbl Bến\cell Giá vé\cell\cell\row"
        r"\trowd\trhdr\clvmrg\cellx900\cellx1800\cellx2700\pard\intbl\cell Ngày\cell Đêm\cell\row"
        r"\trowd\cellx900\cellx2700\pard\intbl Cát\par Đá\cell Miễn phí\cell\row"
        r"\trowd\cellx900\cellx2700\pard\intbl Sỏi\cell \pard\intbl\itap2 xe\nestcell 3.000\nestcell"
        r"{\*\nesttableprops\trowd\cellx1000\cellx2000\nestrow}{\nonesttables\par}\pard\intbl\itap1 mỗi lượt\cell\row"
        r"\pard Hết bảng.\par"
    )
    found = read_file(rtf(tmp_path / "a.rtf", body))
    assert tables(found) == [
        [["Bến", "Giá vé", None], [None, "Ngày", "Đêm"], ["Cát\nĐá", "Miễn phí", None],
         ["Sỏi", "xe; 3.000\nmỗi lượt", None]]
    ]  # fmt: skip
    assert merges(found)[:3] == [[None, None, "left"], ["above", None, None], [None, None, "left"]]
    assert lines(found) == ["Hết bảng."]


def test_white_letters_in_a_dark_cell_are_seen(tmp_path: Path) -> None:
    body = r"\trowd\clcbpat2\cellx900\cellx1800\intbl{\cf1 Bến}\cell Giá\cell\row\trowd\cellx900\cellx1800"
    assert tables(read_file(rtf(tmp_path / "a.rtf", body + r"\intbl Cát\cell 5.000\cell\row"))) == [
        [["Bến", "Giá"], ["Cát", "5.000"]]
    ]


def test_notes_and_the_head_in_the_page_header(tmp_path: Path) -> None:
    head = (
        r"{\headerf\pard\qc ỦY BAN NHÂN DÂN\par TỈNH GIA LAI\par Số: 77/QĐ-UBND\par"
        r" Gia Lai, ngày 03 tháng 4 năm 2024\par}{\footer Trang 1\par}\titlepg"
    )
    body = (
        r"\pard QUYẾT ĐỊNH\par Về giá vé đò\par Điều 1. Giá vé{\super\chftn{\footnote\pard{\super\chftn} Đã gồm thuế.}}"
        r" là 5.000 đồng.{\super\chftn{\footnote\ftnalt Xem phụ lục.}}\par"
    )
    path = rtf(tmp_path / "a.rtf", head + body)
    reading = read_file(path)
    assert [(note.number, [line.text for line in note.lines]) for note in reading.footnotes] == [
        ("1", ["Đã gồm thuế."]), ("i", ["Xem phụ lục."]),
    ]  # fmt: skip
    metadata = read_document(path).metadata
    assert metadata.number == "77/QĐ-UBND"
    assert str(metadata.issued_date) == "2024-04-03"


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    """Hidden letters, pictures, embedded files, a file without its end."""
    body = (
        r"Điều 1. Giá vé {\v ẩn} là 5.000 đồng.\par{\pict\pngblip\picwgoal6000\pichgoal3000 89504e470d0a1a0a}"
        r"{\object\objemb{\*\objclass Excel.Sheet}{\*\objdata 0105}{\result bảng giá}}\par"
    )
    path = rtf(tmp_path / "a.rtf", body)
    path.write_bytes(path.read_bytes()[:-1])
    reading = read_file(path, ReadingContext(ocr=False))
    assert lines(reading) == ["Điều 1. Giá vé là 5.000 đồng.", "bảng giá"]
    said = "\n".join(reading.warnings)
    assert all(word in said for word in ("chữ ẩn", "1 hình", "nhúng", "không có phần cuối"))
    assert any(left.text.strip() == "ẩn" for left in reading.left_out)


def test_binary_data_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1 Ben {\pict\wmetafile8\bin5 }}}{\}do so 1\par}")
    assert lines(read_file(path)) == ["Ben do so 1"]


@pytest.mark.parametrize("data", [b"{\\rtf1 }", b"{\\rtf1" + b"{" * (document.MOST_DEPTH + 5) + b"a"])
def test_empty_and_endless_files_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.rtf").write_bytes(data)
    with pytest.raises(RefusedFile):
        read_file(tmp_path / "a.rtf")
