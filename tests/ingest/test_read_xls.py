"""Binary workbooks (XLS): shown as an XLSX is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import read_document
from ingest.read import read_file
from ingest.reading import Line, RefusedFile, Table
from tests.support.biff_file import BOLD, LOWERED, RAISED, WHITE, BinarySheet, Formatted, binary_workbook
from tests.support.compound_file import compound_file


def written(path: Path, **sheets: BinarySheet) -> Path:
    path.write_bytes(binary_workbook(sheets))
    return path


def tables(path: Path) -> list[list[list[str | None]]]:
    blocks = read_file(path).blocks
    return [[[cell.text for cell in row] for row in block.rows] for block in blocks if isinstance(block, Table)]


def test_values_as_shown(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.xls",
        Gia=BinarySheet([
            ["BẢNG GIÁ NEO ĐẬU"],
            [],
            ["STT", "Mã", "Tỷ lệ", "Ngày", "Giá"],
            [1, Formatted(7, "000"), Formatted(0.125, "0.0%"), Formatted(45356, "dd/mm/yyyy"),
             Formatted(1500000, "#,##0")],
        ]),
    )  # fmt: skip
    reading = read_file(path)
    assert reading.kind == "xls"
    assert [block.text for block in reading.blocks if isinstance(block, Line)] == ["BẢNG GIÁ NEO ĐẬU"]
    assert tables(path) == [[["STT", "Mã", "Tỷ lệ", "Ngày", "Giá"], ["1", "007", "12,5%", "05/03/2024", "1.500.000"]]]


def test_merged_cells_hold_for_their_range_only(tmp_path: Path) -> None:
    rows: list[list[str | float | None]] = [
        ["STT", "Bến", "Giá", "Ghi chú"],
        [1, "Hạ", "3.000", "Thu ngày"],
        [2, "Thượng", "4.000", None],
        [3, "Giữa", "Không thu", None],
    ]
    path = written(tmp_path / "a.xls", A=BinarySheet(rows, merged=[(1, 2, 3, 3), (3, 3, 2, 3)]))
    texts = [passage.text for passage in read_document(path).passages]
    assert any("Thượng" in text and "Thu ngày" in text for text in texts)
    assert not any("Giữa" in text and "Thu ngày" in text for text in texts)
    assert any("Giữa" in text and "Không thu" in text for text in texts)


def test_raised_and_lowered_letters_keep_their_meaning(tmp_path: Path) -> None:
    rows = [
        [Formatted("Chất", font=BOLD), Formatted("Lượng", font=BOLD)],
        [Formatted("CO2", runs=((2, LOWERED),)), Formatted("5 x 103 m3", runs=((6, RAISED), (7, 0), (9, RAISED)))],
    ]
    assert tables(written(tmp_path / "a.xls", A=BinarySheet(rows)))[0][1] == ["CO₂", "5 x 10³ m³"]


def test_what_is_hidden_is_left_out_and_said(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.xls",
        Bang=BinarySheet(
            [["Bến", "Giá"], ["Giữa", Formatted("8888", font=WHITE)], ["Ẩn", 9999], ["Hạ", 3000]], hidden_rows=[2]
        ),
        Nhap=BinarySheet([["số nội bộ"]], state=1),
    )
    reading = read_file(path)
    assert tables(path) == [[["Bến", "Giá"], ["Giữa", ""], ["Hạ", "3000"]]]
    assert {left.text for left in reading.left_out} == {"Ẩn", "9999", "8888", "số nội bộ"}
    said = "\n".join(reading.warnings)
    assert all(word in said for word in ("ẩn", "Nhap"))


@pytest.mark.parametrize("stream", [b"", b"\x09\x08\x10\x00" + b"\7" * 400])
def test_damaged_workbooks_are_refused(tmp_path: Path, stream: bytes) -> None:
    (tmp_path / "a.xls").write_bytes(compound_file({"Workbook": stream.ljust(4096, b"\0")}))
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "a.xls")
    assert refused.value.code == "damaged"
