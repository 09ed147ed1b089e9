"""Columns of a page: prose in two columns, tables without rules, repeated lines under the titles of annexes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.document import read_document
from ingest.read import ReadingContext, read_file
from ingest.reading import Line
from tests.support.written_pdf import WrittenPdf

NO_OCR = ReadingContext(ocr=False)
LEFT = [f"dòng trái số {n} nói về việc quản lý chợ xã" for n in range(1, 13)]
RIGHT = [f"dòng phải số {n} nói về việc thu gom rác ở" for n in range(1, 11)]
STEP = 10 * 0.55


def _lines(file: WrittenPdf, path: Path) -> list[str]:
    return [block.text for block in read_file(file.save(path / "a.pdf"), NO_OCR).blocks if isinstance(block, Line)]


@pytest.mark.parametrize("shift", [0, 6])
def test_prose_in_two_columns_is_read_column_by_column(tmp_path: Path, shift: int) -> None:
    file = WrittenPdf()
    gutter = 60 + STEP * max(map(len, LEFT)) + 12
    content = file.text("Bản tin của Ủy ban nhân dân xã gửi đến từng hộ gia đình trên địa bàn xã", 60, 760, 12)
    content += "".join(file.text(line, 60, 720 - 16 * row, 10) for row, line in enumerate(LEFT))
    content += "".join(file.text(line, gutter, 720 - shift - 16 * row, 10) for row, line in enumerate(RIGHT))
    file.page(content + file.text("Mọi ý kiến xin gửi về bộ phận một cửa của xã trước ngày mười lăm.", 60, 480, 12))
    assert _lines(file, tmp_path)[1:-1] == [*LEFT, *RIGHT]


def _rows(file: WrittenPdf, rows: Sequence[tuple[str, ...]], columns: tuple[int, ...], top: int = 700) -> str:
    return "".join(
        file.text(cell, x, top - 22 * place)
        for place, row in enumerate(rows)
        for cell, x in zip(row, columns, strict=True)
    )


@pytest.mark.parametrize("ruled", [False, True])
def test_a_table_without_upright_rules_keeps_its_pairs(tmp_path: Path, ruled: bool) -> None:
    file = WrittenPdf()
    rows = [
        ("Dịch vụ", "Mức thu"),
        ("Giữ xe đạp", "2.000 đồng"),
        ("Giữ xe máy", "5.000 đồng"),
        ("Giữ ô tô", "20.000 đồng"),
    ]
    rules = "".join(f"60 {694 - 22 * place} m 520 {694 - 22 * place} l S " for place in range(4)) if ruled else ""
    file.page(file.text("Điều 3. Mức thu dịch vụ giữ xe tại chợ.", 60, 740) + rules + _rows(file, rows, (60, 330)))
    document = read_document(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert [passage.text for passage in document.passages if passage.kind == "table_row"] == [
        f"Dịch vụ: {label}; Mức thu: {figure}" for label, figure in rows[1:]
    ]


def test_headings_of_many_words_part_as_the_columns_below_do(tmp_path: Path) -> None:
    file = WrittenPdf()
    rows = [
        ("Tên chợ", "Hạng chợ", "Số quầy"),
        ("Chợ Mới", "II", "120"),
        ("Chợ Cũ", "III", "64"),
        ("Chợ Nổi", "III", "9"),
    ]
    file.page(file.text("Điều 5. Các chợ của xã.", 60, 740) + _rows(file, rows, (60, 140, 230)))
    document = read_document(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert [passage.text for passage in document.passages if passage.kind == "table_row"] == [
        f"Tên chợ: {name}; Hạng chợ: {rank}; Số quầy: {stalls}" for name, rank, stalls in rows[1:]
    ]


def test_labels_and_figures_without_headings_are_lines(tmp_path: Path) -> None:
    file = WrittenPdf()
    rows = [("Thu từ chợ", "120 triệu đồng"), ("Thu từ bến", "85 triệu đồng"), ("Thu khác", "9 triệu đồng")]
    file.page(file.text("Điều 4. Nguồn thu của xã gồm:", 60, 740) + _rows(file, rows, (60, 330)))
    assert _lines(file, tmp_path)[1:] == [f"{label} {figure}" for label, figure in rows]


def test_a_signature_block_is_no_table(tmp_path: Path) -> None:
    file = WrittenPdf()
    rows = [("Nơi nhận:", "KT. CHỦ TỊCH"), ("- Như Điều 3;", "PHÓ CHỦ TỊCH"), ("- Lưu: VT, 2 bản.", "Lê Thị Bưởi")]
    file.page(file.text("Điều 3. Văn phòng xã thực hiện Quyết định này.", 60, 740) + _rows(file, rows, (60, 350)))
    assert _lines(file, tmp_path)[1:] == [row[0] for row in rows] + [row[1] for row in rows]


def test_a_line_repeated_under_annex_titles_is_no_running_head(tmp_path: Path) -> None:
    file = WrittenPdf()
    for number in range(1, 5):
        file.page(
            file.text("Công ty cấp nước xã", 60, 815)
            + file.text(f"Phụ lục {number}", 250, 790)
            + file.text(f"1. Mức thu của khu {number} là {number} nghìn đồng.", 60, 768)
            + file.text("Mọi hộ nộp tại nhà văn hóa thôn trong tuần đầu của tháng, có biên lai.", 60, 500)
        )
    document = read_document(file.save(tmp_path / "a.pdf"), NO_OCR)
    texts = "\n".join(passage.text for passage in document.passages)
    assert all(f"Mức thu của khu {number} là {number} nghìn đồng" in texts for number in range(1, 5))
    assert "Công ty cấp nước" not in texts


def test_a_symbol_broken_at_a_line_s_end_is_one(tmp_path: Path) -> None:
    file = WrittenPdf()
    file.page(file.text("Thực hiện Quyết định số 64/QĐ-", 60, 700) + file.text("UBND ngày 03/4/2024 của xã.", 60, 684)
              + file.text("Các thôn lập sổ theo dõi và báo cáo hằng quý về bộ phận một cửa xã.", 60, 600))  # fmt: skip
    texts = [passage.text for passage in read_document(file.save(tmp_path / "a.pdf"), NO_OCR).passages]
    assert any("64/QĐ-UBND ngày 03/4/2024" in text for text in texts)
