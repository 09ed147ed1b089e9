"""Workbooks as their reader sees them: formats, merges, hidden parts, several tables, limits."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from ingest.document import read_document
from ingest.read import read_file
from ingest.read.sheets.number_formats import shown_text
from ingest.reading import Line, Reading, RefusedFile, Table
from ingest.records import Document

Filling = Callable[[Worksheet], None]


def _book(path: Path, fill: Filling) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    book.save(path / "a.xlsx")
    return path / "a.xlsx"


def _reading(path: Path, fill: Filling) -> Reading:
    return read_file(_book(path, fill))


def _rows(document: Document) -> list[str]:
    return [passage.text for passage in document.passages if passage.kind == "table_row"]


def _tables(reading: Reading) -> list[list[list[str | None]]]:
    return [[[cell.text for cell in row] for row in block.rows] for block in reading.blocks if isinstance(block, Table)]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.15, "0.0%", "15,0%"),
        (0.075, "0%", "8%"),
        (7, "000", "007"),
        (1234567.5, "#,##0", "1.234.568"),
        (1234567.5, "#,##0.00", "1.234.567,50"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (1500000, "#,##0,", "1.500"),
        (1500000, '#,##0 "đồng"', "1.500.000 đồng"),
        (1500000, "[$₫-42A]#,##0", "₫1.500.000"),
        (912345678, "0000 000 000", "0912 345 678"),
        (0.5, "# ?/?", "1/2"),
        (1.25, "# ?/?", "1 1/4"),
        (0.5, ".00", ",50"),
        (12345.678, "0.00E+00", "1,23E+04"),
        (5, '"Biểu "000', "Biểu 005"),
        (15, '[<10]"ít";"nhiều"', "nhiều"),
        (5, ";;;", ""),
        ("a", '"Tổ "@', "Tổ a"),
        (2e-05, "General", "0,00002"),
        (300000, "General", "300000"),
        (datetime(2025, 3, 5), "mm-dd-yy", "05/03/2025"),
        (date(2025, 3, 5), "mm/yyyy", "03/2025"),
        (date(2025, 3, 5), '"ngày" dd "tháng" mm "năm" yyyy', "ngày 05 tháng 03 năm 2025"),
        (datetime(2025, 3, 5, 7, 5), "dd/mm/yyyy hh:mm", "05/03/2025 07:05"),
        (timedelta(hours=27, minutes=30), "[h]:mm", "27:30"),
        (-0.004, "0.00", "0,00"),
    ],
)
def test_values_are_shown_by_their_format(value: float, number_format: str, shown: str) -> None:
    assert shown_text(value, number_format) == shown


def test_merged_heads_and_values(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (
            ["STT", "Đơn vị", "Chỉ tiêu", None, "Ghi chú"],
            [None, None, "Năm 2026", "Năm 2027", None],
            [1, "Xã Ia Ka", 40, 50, "Tăng"],
            [2, "Xã Ia Nan", "Không giao", None, None],
            [3, "Xã Ia Pnôn", 10, 20, "Giảm"],
            [None, None, 30, 40, None],
        ):
            sheet.append(row)
        for merge in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "C4:D4", "A5:A6", "B5:B6"):
            sheet.merge_cells(merge)

    assert _rows(read_document(_book(tmp_path, fill))) == [
        "STT: 1; Đơn vị: Xã Ia Ka; Chỉ tiêu - Năm 2026: 40; Chỉ tiêu - Năm 2027: 50; Ghi chú: Tăng",
        "STT: 2; Đơn vị: Xã Ia Nan; Chỉ tiêu - Năm 2026, Chỉ tiêu - Năm 2027: Không giao",
        "STT: 3; Đơn vị: Xã Ia Pnôn; Chỉ tiêu - Năm 2026: 10; Chỉ tiêu - Năm 2027: 20; Ghi chú: Giảm",
        "STT: 3; Đơn vị: Xã Ia Pnôn; Chỉ tiêu - Năm 2026: 30; Chỉ tiêu - Năm 2027: 40",
    ]


def test_what_is_hidden_is_not_read_but_said(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["STT", "Hạng mục", "Số tiền", "Nháp"])
        sheet.append([1, "Cầu treo", 5, "bản nháp một"])
        sheet.append([2, "Hàng ẩn", 6, "bản nháp hai"])
        sheet.append([3, "Chữ trắng", 7, None])
        sheet["B4"].font = Font(color="FFFFFFFF")
        sheet.column_dimensions["D"].hidden = True
        sheet.row_dimensions[3].hidden = True
        assert sheet.parent is not None
        other = sheet.parent.create_sheet("Nội bộ")
        other["A1"] = "Giá trần"
        other.sheet_state = "veryHidden"

    document = read_document(_book(tmp_path, fill))
    text = "\n".join(passage.text for passage in document.passages)
    assert "Cầu treo" in text
    for hidden in ("nháp", "Hàng ẩn", "Chữ trắng", "Giá trần"):
        assert hidden not in text
    assert any("“Nội bộ”" in warning for warning in document.warnings)
    assert any("ô bị ẩn" in warning for warning in document.warnings)
    assert {"Giá trần", "Hàng ẩn"} <= {left.text for left in document.left_out}
    assert not any("chưa đọc được" in warning for warning in document.warnings)


def test_white_letters_on_a_ground_are_shown(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["STT", "Hạng mục"])
        sheet.append([1, "Cầu treo"])
        for cell in sheet[1]:
            cell.font = Font(color="FFFFFFFF", bold=True)
            cell.fill = openpyxl.styles.PatternFill("solid", start_color="FF0000FF")

    assert _tables(_reading(tmp_path, fill)) == [[["STT", "Hạng mục"], ["1", "Cầu treo"]]]


def test_formulas_without_a_value_keep_their_label(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["STT", "Khoản chi", "Số tiền"])
        sheet.append([1, "Chi lương", 5])
        sheet.append([None, "Tổng cộng", "=SUM(C2:C2)"])

    document = read_document(_book(tmp_path, fill))
    assert _rows(document)[-1] == "Khoản chi: Tổng cộng; Số tiền: =SUM(C2:C2)"
    assert any("công thức chưa có kết quả" in warning for warning in document.warnings)


def test_several_tables_in_one_sheet(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (
            ["Bảng 1. Cây trồng"],
            ["STT", "Tên cây", "Số cây"], [1, "Thông", 70], [2, "Sao đen", 80],
            [],
            ["Bảng 2. Đường"],
            ["STT", "Tên đường", "Chiều dài"], [1, "Đường A", 5],
            [],
            ["STT", "Vật tư", "Đơn giá"], [1, "Cuốc", 90], [],
            [2, "Xẻng", 95],
            ["Bảng 4. Thuốc"],
            ["STT", "Tên thuốc", "Liều"], [1, "Vôi", 3],
        ):  # fmt: skip
            sheet.append(row)

    reading = _reading(tmp_path, fill)
    assert [block.text if isinstance(block, Line) else block.rows[0][1].text for block in reading.blocks] == [
        "Bảng 1. Cây trồng", "Tên cây", "Bảng 2. Đường", "Tên đường", "Vật tư", "Bảng 4. Thuốc", "Tên thuốc",
    ]  # fmt: skip
    assert _tables(reading)[2][1:] == [["1", "Cuốc", "90"], ["2", "Xẻng", "95"]]


def test_tables_beside_each_other(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Tên xã", "Số hộ", None, "Tên thôn", "Số cây"])
        sheet.append(["Ia Ka", 120, None, "Thôn Một", 40])
        sheet.append(["Ia Nan", 130, None, "Thôn Hai", 50])

    assert _rows(read_document(_book(tmp_path, fill))) == [
        "Tên xã: Ia Ka; Số hộ: 120", "Tên xã: Ia Nan; Số hộ: 130",
        "Tên thôn: Thôn Một; Số cây: 40", "Tên thôn: Thôn Hai; Số cây: 50",
    ]  # fmt: skip


def test_head_above_and_signature_below_the_table_are_lines(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (
            ["ỦY BAN NHÂN DÂN XÃ IA KA", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["Số: 12/BC-UBND", None, "Độc lập - Tự do - Hạnh phúc"],
            ["DANH SÁCH"], ["STT", "Họ và tên", "Số hộ"], [1, "Tổ An", 4], [2, "Tổ Bình", 5],
            [], ["Ghi chú: tính đến tháng 6"], [None, None, "TM. ỦY BAN NHÂN DÂN"],
        ):  # fmt: skip
            sheet.append(row)

    document = read_document(_book(tmp_path, fill))
    assert document.metadata.number == "12/BC-UBND"
    assert _rows(document) == ["STT: 1; Họ và tên: Tổ An; Số hộ: 4", "STT: 2; Họ và tên: Tổ Bình; Số hộ: 5"]
    assert any("tính đến tháng 6" in passage.text for passage in document.passages)


def test_powers_and_formulas_of_rich_text(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        raised, lowered = InlineFont(vertAlign="superscript"), InlineFont(vertAlign="subscript")
        sheet.append(["STT", "Chất", "Lượng"])
        sheet.append([1, "x", "y"])
        sheet["B2"] = CellRichText("Khí CO", TextBlock(lowered, "2"))
        sheet["C2"] = CellRichText("5 x 10", TextBlock(raised, "3"), " m", TextBlock(raised, "3"))

    assert _tables(_reading(tmp_path, fill))[0][1] == ["1", "Khí CO₂", "5 x 10³ m³"]


def test_many_columns_are_read(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["STT", *(f"Ngày {day}" for day in range(1, 120))])
        sheet.append([1, *(f"ca {day}" for day in range(1, 120))])

    (row,) = _rows(read_document(_book(tmp_path, fill)))
    assert row.endswith("Ngày 119: ca 119")


def _with_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """The package with one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[name] = change(parts[name])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for part, data in parts.items():
            target.writestr(part, data)
    path.write_bytes(buffer.getvalue())


_SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "merges",
    [
        '<mergeCells count="1"><mergeCell ref="A3:XFD1048576"/></mergeCells>',
        '<mergeCells count="2"><mergeCell ref="B1:XFD1048576"/><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    ],
)
def test_merge_over_the_whole_sheet_is_read_at_once(tmp_path: Path, merges: str) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Bãi", "Giá"])
        sheet.append(["Chợ An", 5])

    path = _book(tmp_path, fill)
    _with_part(path, _SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + merges.encode()))
    start = time.process_time()
    reading = read_file(path)
    assert time.process_time() - start < 5
    assert any(cell == "Bãi" for table in _tables(reading) for row in table for cell in row) or reading.blocks


def test_mostly_empty_sheet_is_read(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["STT", "Bến", "Giá"])
        sheet.append([1, "Bến đò", 300])
        sheet.cell(1_048_576, 16_384).font = Font(bold=True)
        sheet.cell(900_000, 3).value = "Người lập biểu"

    start = time.process_time()
    reading = _reading(tmp_path, fill)
    assert time.process_time() - start < 5
    assert _tables(reading) == [[["STT", "Bến", "Giá"], ["1", "Bến đò", "300"]]]
    assert any(isinstance(block, Line) and block.text == "Người lập biểu" for block in reading.blocks)


def test_text_boxes_are_read_and_pictures_said(tmp_path: Path) -> None:
    path = _book(tmp_path, lambda sheet: sheet.append(["STT", "Bến"]))
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:sp><xdr:txBody><a:p><a:r>'
        "<a:t>Ghi chú trong khung: áp dụng từ quý II</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:pic/></xdr:wsDr>"
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" '
        'Target="../drawings/drawing1.xml"/></Relationships>'
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", drawing)
        archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", links)
    reading = read_file(path)
    assert any(isinstance(block, Line) and "áp dụng từ quý II" in block.text for block in reading.blocks)
    assert any("hình chưa đọc" in warning for warning in reading.warnings)


def test_workbook_of_hidden_sheets_alone_is_refused(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.create_sheet("Khác")["A1"] = "Giá trần"
        sheet.parent["Khác"].sheet_state = "hidden"

    with pytest.raises(RefusedFile, match="không có dữ liệu"):
        _reading(tmp_path, fill)


def test_tables_beside_each_other_are_told_by_a_gap(tmp_path: Path) -> None:
    """Without words of headings; a column that nobody filled in parts no table."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["Bến", "Giá", None, None, "Bãi", "Sức chứa"])
        sheet.append(["Hạ", 3000, None, None, "Cát", "120 người"])
        sheet.append(["Thượng", 4000, None, None, "Sỏi", "90 người"])

    rows = _rows(read_document(_book(tmp_path, fill)))
    assert not any("Hạ" in row and "120 người" in row for row in rows)
    assert any("Cát" in row and "120 người" in row for row in rows)


def test_figures_are_compared_too(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "Bến", "Giá", "Hạ", 1500000
        sheet["B2"].number_format = "#,##0"

    reading = _reading(tmp_path, fill)
    assert "1.500.000" in "\n".join(own.text for own in reading.own_texts)
