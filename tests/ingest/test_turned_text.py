"""Text that is turned on its page: upright headings of columns, landscape pages, pages lying on their side."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf.generic import NameObject, NumberObject

from ingest.document import read_document
from ingest.read import ReadingContext, read_file
from ingest.reading import Line, Table
from tests.support.written_pdf import WrittenPdf

NO_OCR = ReadingContext(ocr=False)
BODY = (
    "Điều 1. Ủy ban nhân dân xã quản lý nhà văn hóa thôn trên địa bàn.",
    "Điều 2. Mức hỗ trợ mỗi nhà văn hóa là 35 triệu đồng một năm.",
)
#: The content turned by a quarter against the clock, by half a turn, by a quarter with the clock.
TURNS = {1: "0 1 -1 0 595 0", 2: "-1 0 0 -1 595 842", 3: "0 -1 1 0 0 842"}


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_a_page_reads_the_same_however_it_lies(tmp_path: Path, quarter: int, rotation: int) -> None:
    file = WrittenPdf()
    content = "".join(file.text(line, 60, 500 - 24 * row) for row, line in enumerate(BODY))
    page = file.page(f"q {TURNS[quarter]} cm {content} Q" if quarter else content)
    page[NameObject("/Rotate")] = NumberObject(rotation)
    reading = read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert [block.text for block in reading.blocks if isinstance(block, Line)] == list(BODY)


@pytest.mark.parametrize("downwards", [False, True])
def test_upright_headings_of_a_table_are_words(tmp_path: Path, downwards: bool) -> None:
    file = WrittenPdf()
    matrix = "0 -1 1 0 {x} 700 cm" if downwards else "0 1 -1 0 {x} 600 cm"
    columns = (("Số nhà văn hóa", 316), ("Số thiết chế thể thao", 416))
    content = "1 w " + "".join(f"{x} 500 m {x} 710 l S " for x in (60, 160, 280, 380, 480))
    content += "".join(f"60 {y} m 480 {y} l S " for y in (500, 530, 560, 710))
    content += file.text("STT", 70, 640) + file.text("Thôn", 170, 640)
    for heading, x in columns:
        content += f"q {matrix.format(x=x)} {file.text(heading, 0, 0, 9)} Q\n"
    for y, cells in ((540, ("1", "Thôn Đông", "4", "7")), (510, ("2", "Thôn Đoài", "6", "9"))):
        content += "".join(file.text(cell, x + 10, y) for cell, x in zip(cells, (60, 160, 280, 380), strict=True))
    file.page(file.text(BODY[0], 60, 760) + content)
    document = read_document(file.save(tmp_path / "a.pdf"), NO_OCR)
    rows = [passage.text for passage in document.passages if passage.kind == "table_row"]
    assert rows[1] == "STT: 2; Thôn: Thôn Đoài; Số nhà văn hóa: 6; Số thiết chế thể thao: 9"


def test_text_up_the_margin_stays_out_of_the_lines(tmp_path: Path) -> None:
    file = WrittenPdf()
    margin = f"q 0 1 -1 0 30 300 cm {file.text('Lưu hành trong cơ quan', 0, 0, 9)} Q\n"
    file.page(margin + "".join(file.text(line, 60, 500 - 24 * row) for row, line in enumerate(BODY)))
    reading = read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert not any(isinstance(block, Table) for block in reading.blocks)
    assert [block.text for block in reading.blocks if isinstance(block, Line)] == [*BODY, "Lưu hành trong cơ quan"]
