"""Rows of tables: exact cells under their headers, group rows, places that can be cited."""

from __future__ import annotations

import pytest
from sample_source import Attached
from sample_source import Table as SourceTable

from ingest.records import Cell, Table
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


def _table(*data: list[str | None]) -> Table:
    return Table(tuple(tuple(Cell(text) for text in row) for row in data))


def test_group_rows_nest_and_repeated_headers_are_dropped() -> None:
    read = list(data_rows(_table(
        ["TT", "Việc", "Cơ quan"], ["A", "Chung", None], ["1", "Trồng cây", "Sở Xây dựng"], ["TT", "Việc", "Cơ quan"],
        ["B", "Riêng", None], ["2", "Tưới cây", "nt"], ["3", "Tỉa cây", "Như trên"],
    )))  # fmt: skip
    assert [(row.number, row.groups) for row in read] == [
        ("1", (("A", "Chung"),)), ("2", (("B", "Riêng"),)), ("3", (("B", "Riêng"),)),
    ]  # fmt: skip
    assert read[0].text == "TT: 1; Việc: Trồng cây; Cơ quan: Sở Xây dựng"
    assert read[2].title == "Tỉa cây"


def test_two_header_rows_make_one_name() -> None:
    read = list(data_rows(_table(
        ["STT", "Nội dung", "Kinh phí", None], [None, None, "Năm 2024", "Năm 2025"], ["1", "Trồng cây", "5", "7"],
    )))  # fmt: skip
    assert [header for header, _ in read[0].cells] == ["STT", "Nội dung", "Kinh phí - Năm 2024", "Kinh phí - Năm 2025"]
