"""Rows of tables: exact cells under their headers, group rows, places that can be cited."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_source import Attached
from sample_source import Table as SourceTable

from ingest.layout.continued_tables import count_header_rows
from ingest.reading import Cell, Paragraph, Table
from ingest.records import Metadata
from ingest.structure.outline import build_outline
from ingest.structure.passages import build_passages
from ingest.structure.table_rows import data_rows
from tests.support.sample_documents import SOURCES, understood

SAMPLES = {"S05": "S05-9105-KH-UBND.pdf", "S10": "S10-940-2025-NQ-HDND.pdf"}


def _written(sample: str) -> list[tuple[str, tuple[tuple[str, str], ...], str]]:
    """(appendix, cells, group) of every data row in the source, `nt` and `^^` filled in from the row above."""
    found: list[tuple[str, tuple[tuple[str, str], ...], str]] = []
    appendix = ""
    for part in SOURCES[sample].parts:
        if isinstance(part, Attached):
            appendix = part.title.replace("PHỤ LỤC", "Phụ lục").strip()
        if not isinstance(part, SourceTable):
            continue
        header, *data = part.rows
        group, above = "", list(header)
        for row in data:
            if len(row) < 3:
                group = row[-1]
                continue
            cells = [above[i] if cell in ("nt", "^^") else cell for i, cell in enumerate(row)]
            above = cells
            found.append((appendix, tuple(zip(header, cells, strict=True)), group))
    return found


@pytest.mark.parametrize("sample", SAMPLES)
def test_rows_of_the_sample_appendices_are_exact(sample: str) -> None:
    written = _written(sample)
    read = [passage for passage in understood(SAMPLES[sample]).passages if passage.kind == "table_row"]
    assert len(written) == len(read) >= 7
    for (appendix, cells, group), passage in zip(written, read, strict=True):
        assert passage.cells == tuple(cell for cell in cells if cell[1])
        assert passage.citation.label.endswith(appendix)
        assert passage.citation.label.startswith(f"STT {cells[0][1]}")
        assert not group or passage.headings[-1] == group


def _table(*data: list[str], header_rows: int = 0) -> Table:
    """A table; ``<`` is covered by the cell to its left, ``^`` by the one above."""
    return Table(tuple(tuple(_cell(text) for text in row) for row in data), header_rows=header_rows)


def _cell(text: str) -> Cell:
    return Cell(None, merged="left" if text == "<" else "above") if text in ("<", "^") else Cell(text)


def _texts(table: Table) -> list[str]:
    counted = replace(table, header_rows=count_header_rows(table))
    return [row.text for row in data_rows(counted)]


def test_group_rows_nest_and_repeated_headers_are_dropped() -> None:
    read = list(data_rows(_table(
        ["TT", "Việc", "Cơ quan"], ["A", "Chung", ""], ["1", "Trồng cây", "Sở Xây dựng"], ["TT", "Việc", "Cơ quan"],
        ["B", "Riêng", ""], ["2", "Tưới cây", "nt"], ["3", "Tỉa cây", "Như trên"],
    )))  # fmt: skip
    assert [(row.number, row.groups) for row in read] == [
        ("1", (("A", "Chung"),)), ("2", (("B", "Riêng"),)), ("3", (("B", "Riêng"),)),
    ]  # fmt: skip
    assert read[0].text == "TT: 1; Việc: Trồng cây; Cơ quan: Sở Xây dựng"
    assert read[2].title == "Tỉa cây"


def test_two_header_rows_make_one_name() -> None:
    read = list(data_rows(_table(
        ["STT", "Nội dung", "Kinh phí", "<"], ["^", "^", "Năm 2024", "Năm 2025"], ["1", "Trồng cây", "5", "7"],
    )))  # fmt: skip
    assert [header for header, _ in read[0].cells] == ["STT", "Nội dung", "Kinh phí - Năm 2024", "Kinh phí - Năm 2025"]


def test_a_value_over_several_columns_belongs_to_them_and_not_to_the_row_above() -> None:
    assert _texts(_table(
        ["STT", "Khu vực", "Biểu giá", "Ghi chú"], ["1", "Bến A", "5.000 đồng", "Ban ngày"],
        ["2", "Bến B", "Miễn phí", "<"], ["3", "<", "Chưa mở", "<"],
    )) == [
        "STT: 1; Khu vực: Bến A; Biểu giá: 5.000 đồng; Ghi chú: Ban ngày",
        "STT: 2; Khu vực: Bến B; Biểu giá, Ghi chú: Miễn phí",
        "STT, Khu vực: 3; Biểu giá, Ghi chú: Chưa mở",
    ]  # fmt: skip


def test_a_value_merged_downwards_holds_for_its_rows_also_in_the_first_column() -> None:
    assert _texts(_table(
        ["Loại bến", "Thời gian", "Giá"], ["Bến khách", "Ban ngày", "5.000"], ["^", "Ban đêm", "^"],
        ["Bến hàng", "", "9.000"],
    )) == [
        "Loại bến: Bến khách; Thời gian: Ban ngày; Giá: 5.000",
        "Loại bến: Bến khách; Thời gian: Ban đêm; Giá: 5.000",
        "Loại bến: Bến hàng; Giá: 9.000",
    ]  # fmt: skip


def test_a_block_merged_both_ways_holds_for_its_rows_and_columns() -> None:
    assert _texts(_table(
        ["STT", "Xã", "Năm 2024", "Năm 2025"], ["1", "Ia Ka", "Không giao", "<"], ["2", "Ia Nan", "^", "<"],
    ))[1] == "STT: 2; Xã: Ia Nan; Năm 2024, Năm 2025: Không giao"  # fmt: skip


def test_a_merged_value_in_the_first_row_makes_it_no_header() -> None:
    assert _texts(_table(["Nội dung", "Mức thu", "Ghi chú"], ["Bến trong chợ", "Miễn phí", "<"])) == [
        "Nội dung: Bến trong chợ; Mức thu, Ghi chú: Miễn phí"
    ]


def test_a_table_inside_a_cell_of_the_first_row_makes_it_no_header() -> None:
    table = _table(["Vườn một", "Loại cây; Số cây\nXoài; 35"], ["Vườn hai", "Chưa trồng"], ["Vườn ba", "Đã trồng đủ"])
    assert [row.text for row in data_rows(table)][1:] == ["Vườn hai; Chưa trồng", "Vườn ba; Đã trồng đủ"]


def test_three_header_rows_and_a_title_over_the_whole_width() -> None:
    table = _table(
        ["BIỂU GIAO CHỈ TIÊU", "<", "<", "<", "<"],
        ["STT", "Đơn vị", "Chỉ tiêu", "<", "<"], ["^", "^", "Năm 2024", "Năm 2025", "<"],
        ["^", "^", "^", "Quý I", "Quý II"], ["1", "Xã Ia Ka", "4", "5", "6"],
    )  # fmt: skip
    counted = replace(table, header_rows=count_header_rows(table))
    (row,) = data_rows(counted)
    assert row.text == (
        "STT: 1; Đơn vị: Xã Ia Ka; Chỉ tiêu - Năm 2024: 4; Chỉ tiêu - Năm 2025 - Quý I: 5; "
        "Chỉ tiêu - Năm 2025 - Quý II: 6"
    )
    assert row.groups == ((None, "BIỂU GIAO CHỈ TIÊU"),)


def test_a_table_of_headings_only_keeps_its_words() -> None:
    assert _texts(_table(["STT", "Họ và tên", "Chữ ký"])) == ["STT; Họ và tên; Chữ ký"]
    assert _texts(_table(["STT", "Nội dung", "Kinh phí", "<"], ["^", "^", "Năm 2024", "Năm 2025"])) == [
        "STT; Nội dung; Kinh phí", "Năm 2024; Năm 2025",
    ]  # fmt: skip


def test_a_sideways_table_is_turned() -> None:
    assert _texts(_table(
        ["Tên cầu", "Cầu Ia Ka", "Cầu Ia Nan"], ["Địa điểm", "Xã A", "Xã B"], ["Tổng mức đầu tư", "5 tỷ", "<"],
    )) == [
        "Tên cầu: Cầu Ia Ka; Địa điểm: Xã A; Tổng mức đầu tư: 5 tỷ",
        "Tên cầu: Cầu Ia Nan; Địa điểm: Xã B; Tổng mức đầu tư: 5 tỷ",
    ]  # fmt: skip


def test_a_list_of_properties_pairs_each_name_with_its_own_value() -> None:
    assert _texts(_table(["Tên dự án", "Cầu Ia Ka"], ["Địa điểm", "Xã A"], ["Ghi chú", ""])) == [
        "Tên dự án: Cầu Ia Ka", "Địa điểm: Xã A", "Ghi chú",
    ]  # fmt: skip
    assert _texts(_table(["Loại xe", "Mức thu"], ["Loại 1", "5.000"], ["Loại 2", "7.000"])) == [
        "Loại xe: Loại 1; Mức thu: 5.000", "Loại xe: Loại 2; Mức thu: 7.000",
    ]  # fmt: skip


def test_a_row_over_the_whole_width_among_the_headings_is_no_heading() -> None:
    table = _table(
        ["Giờ", "Việc", "Người"], ["Buổi sáng", "<", "<"], ["7h", "Chào cờ", "An"], ["Buổi chiều", "<", "<"],
        ["13h", "Học", "Bình"], header_rows=2,
    )  # fmt: skip
    assert [(row.text, row.groups) for row in data_rows(table)] == [
        ("Giờ: 7h; Việc: Chào cờ; Người: An", ((None, "Buổi sáng"),)),
        ("Giờ: 13h; Việc: Học; Người: Bình", ((None, "Buổi chiều"),)),
    ]


def test_group_rows_nest_by_the_style_of_their_numbers_and_none_is_lost() -> None:
    read = list(data_rows(_table(
        ["TT", "Việc", "Cơ quan"], ["A", "Chung", ""], ["I", "Cây xanh", ""], ["1", "Trồng cây", "Sở Xây dựng"],
        ["II", "Nước", ""], ["B", "Riêng", ""], ["2", "Đào giếng", "Xã"], ["Ghi chú: làm trong quý II", "<", "<"],
    )))  # fmt: skip
    assert [(row.text, row.groups) for row in read] == [
        ("TT: 1; Việc: Trồng cây; Cơ quan: Sở Xây dựng", (("A", "Chung"), ("I", "Cây xanh"))),
        ("II; Nước", (("A", "Chung"),)),
        ("TT: 2; Việc: Đào giếng; Cơ quan: Xã", (("B", "Riêng"),)),
        ("Ghi chú: làm trong quý II", (("B", "Riêng"),)),
    ]


def test_rows_of_sums_hold_the_rows_below_them() -> None:
    read = list(data_rows(_table(
        ["STT", "Nội dung", "Dự toán", "Thực hiện"], ["A", "TỔNG CHI", "980", "450"], ["I", "Chi vườn", "600", "300"],
        ["1", "Cây giống", "400", "200"], ["2", "Phân bón", "200", "100"], ["II", "Chi giếng", "380", "150"],
        ["1", "Nạo vét", "380", "150"], ["B", "TỔNG THU", "990", "470"], ["1", "Bán cây", "990", "470"],
    )))  # fmt: skip
    places = [(tuple(number for number, _ in row.groups), row.number) for row in read]
    assert places == [
        (("A",), None), (("A", "I"), None), (("A", "I"), "1"), (("A", "I"), "2"), (("A", "II"), None),
        (("A", "II"), "1"), (("B",), None), (("B",), "1"),
    ]  # fmt: skip
    assert read[4].text == "STT: II; Nội dung: Chi giếng; Dự toán: 380; Thực hiện: 150"


def test_letters_that_name_no_sums_hold_nothing() -> None:
    read = list(data_rows(_table(
        ["Lớp", "Phòng", "Số ghế", "Giờ"], ["A", "Tầng một", "30", "7"], ["B", "Tầng hai", "25", "8"],
    )))  # fmt: skip
    assert [row.groups for row in read] == [(), ()]


def _row_texts(above: str, *data: list[str]) -> list[str]:
    blocks: list[Paragraph | Table] = [Paragraph("I. KẾT QUẢ"), Paragraph(above), _table(*data, header_rows=1)]
    nodes, sections = build_outline(blocks)[:2]
    passages = build_passages(nodes, sections, Metadata())
    return [passage.text for passage in passages if passage.kind == "table_row"]


@pytest.mark.parametrize(
    "above", ["Đơn vị tính: triệu đồng", "(Đơn vị tính: triệu đồng)", "ĐVT: triệu đồng", "Đơn vị: triệu đồng"]
)
def test_the_unit_above_a_table_goes_with_its_figures(above: str) -> None:
    texts = _row_texts(above, ["STT", "Xã", "Kinh phí"], ["1", "Phú Lộc", "1.250"], ["2", "Ea Trang", "Đang thẩm định"])
    assert texts == [
        "STT: 1; Xã: Phú Lộc; Kinh phí: 1.250; Đơn vị tính: triệu đồng",
        "STT: 2; Xã: Ea Trang; Kinh phí: Đang thẩm định",
    ]


@pytest.mark.parametrize("above", ["Đơn vị: Sở Y tế", "Đơn vị tính toán nhu cầu vốn như sau", "Kinh phí của các xã"])
def test_an_office_or_sentence_above_a_table_is_no_unit(above: str) -> None:
    assert _row_texts(above, ["STT", "Xã", "Kinh phí"], ["1", "Phú Lộc", "1.250"]) == [
        "STT: 1; Xã: Phú Lộc; Kinh phí: 1.250"
    ]


def test_a_column_of_units_needs_no_other() -> None:
    texts = _row_texts("Đơn vị tính: triệu đồng", ["Chỉ tiêu", "ĐVT", "Số"], ["Số hộ", "hộ", "120"])
    assert texts == ["Chỉ tiêu: Số hộ; ĐVT: hộ; Số: 120"]
