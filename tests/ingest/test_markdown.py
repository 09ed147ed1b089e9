"""Markdown files: headings and strong words as they are shown."""

from __future__ import annotations

from pathlib import Path

from ingest.document import read_document
from ingest.read import read_file
from ingest.reading import Line

TEXT = """# ỦY BAN NHÂN DÂN XÃ IA KA

Số: 81/QĐ-UBND

## QUYẾT ĐỊNH

**Ban hành nội quy bến đò**

### Điều 1. Phạm vi

Nội quy này áp dụng cho *mọi bến đò* theo [Kế hoạch](https://a.example.vn/kh).

### Điều 2. Giờ chạy ###

1\\. Đò chạy từ 5 giờ đến 18 giờ.
2\\. Giá vé 5.000 * 2 lượt, mã vé a_b_c.

| STT | Bến | Phí |
|-----|:---:|-----|
| 1 | Bến Một | 5.000 |
"""


def test_headings_and_marks(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(TEXT, encoding="utf-8")
    lines = [block for block in read_file(file).blocks if isinstance(block, Line)]
    shown = {line.text: line.bold for line in lines}
    assert shown["Điều 2. Giờ chạy"]
    assert shown["Ban hành nội quy bến đò"]
    assert "Nội quy này áp dụng cho mọi bến đò theo Kế hoạch." in shown
    assert "2. Giá vé 5.000 * 2 lượt, mã vé a_b_c." in shown
    document = read_document(file)
    assert document.metadata.number == "81/QĐ-UBND"
    labels = {passage.text: passage.citation.label for passage in document.passages}
    assert labels["1. Đò chạy từ 5 giờ đến 18 giờ."] == "khoản 1 Điều 2"
    assert any("STT: 1; Bến: Bến Một; Phí: 5.000" in text for text in labels)


def test_plain_text_with_a_number_sign_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Gọi số #123 để đặt đò.\\nGiá vé là 5*4 nghìn đồng cho cả nhà.", encoding="utf-8")
    assert next(block.text for block in read_file(file).blocks if isinstance(block, Line)).startswith("Gọi số #123")
