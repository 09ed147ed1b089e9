"""PDF text layer: words, columns, tables, furniture; and the files that are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from ingest.layout.paragraphs import arrange_paragraphs
from ingest.read import ReadingContext, read_file
from ingest.read.pages.words import Word
from ingest.read.pages.words_to_lines import to_lines
from ingest.reading import Paragraph, RefusedFile, Table


def words(*placed: tuple[str, float, float]) -> list[Word]:
    """Words of 12 points at (x, y), 6 points a letter."""
    found = []
    for text, left, top in placed:
        x = left
        for part in text.split(" "):
            found.append(Word(part, x, top, x + 6 * len(part), top + 12, size=12))
            x += 6 * len(part) + 4
    return found


def test_page_header_is_read_column_by_column() -> None:
    lines = to_lines(
        words(
            ("UBND TỈNH X", 90, 60), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 270, 60),
            ("SỞ Y TẾ", 100, 76), ("Độc lập - Tự do - Hạnh phúc", 300, 76),
            ("Số: 12/KH-SYT", 90, 100), ("X, ngày 02 tháng 3 năm 2024", 310, 100),
        ),
        1, 595, 842,
    )  # fmt: skip
    assert [line.text for line in lines] == [
        "UBND TỈNH X", "SỞ Y TẾ", "Số: 12/KH-SYT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "X, ngày 02 tháng 3 năm 2024",
    ]  # fmt: skip


def test_a_blank_for_the_number_is_no_column() -> None:
    lines = to_lines(words(("(Kèm theo Quyết định số:", 100, 60), ("/QĐ-UBND ngày", 330, 60)), 1, 595, 842)
    assert len(lines) == 1


@pytest.mark.realdocs
def test_text_layer_of_a_real_letter(shared_dir: Path) -> None:
    reading = read_file(shared_dir / "realdocs/docs/d008.pdf", ReadingContext(ocr=False))
    layout = arrange_paragraphs(reading)
    texts = [block.text for block in layout.blocks if isinstance(block, Paragraph)]
    assert texts[:4] == ["UBND TỈNH BÌNH THUẬN", "SỞ NỘI VỤ", "Số: 478/TTr-SNV", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert any("Nghị định số 126/2024/NĐ-CP thì Chủ tịch" in text for text in texts)  # hyphen at a line end
    assert layout.furniture["page_number"] == ("2",)
    assert reading.signatures[0].signer == "Đỗ Văn Chung"


@pytest.mark.realdocs
def test_a_table_over_eight_pages_is_one(shared_dir: Path) -> None:
    layout = arrange_paragraphs(read_file(shared_dir / "realdocs/docs/d015.pdf", ReadingContext(ocr=False)))
    tables = [block for block in layout.blocks if isinstance(block, Table)]
    assert len(tables) == 1
    assert tables[0].header_rows == 1
    assert {cell.box.page for row in tables[0].rows for cell in row if cell.box} == set(range(1, 9))
    assert any("2061/QĐ-UBND" in block.text for block in layout.blocks if isinstance(block, Paragraph))


@pytest.mark.realdocs
def test_spans_cover_the_paragraph(shared_dir: Path) -> None:
    for block in arrange_paragraphs(read_file(shared_dir / "realdocs/docs/d012.pdf", ReadingContext(ocr=False))).blocks:
        if isinstance(block, Paragraph):
            assert block.spans[0].start == 0
            assert block.spans[-1].end == len(block.text)
            assert all(a.end <= b.start for a, b in zip(block.spans, block.spans[1:], strict=False))


def blank_pdf(path: Path, pages: int = 1, **changes: str) -> Path:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if "script" in changes:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("a")}
        )
        writer.root_object[NameObject("/OpenAction")] = action
    if "password" in changes:
        writer.encrypt(changes["password"])
    if "attachment" in changes:
        writer.add_attachment(changes["attachment"], b"x")
    if "launch" in changes:
        action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("a")})
        writer.root_object[NameObject("/OpenAction")] = action
    writer.write(path)
    return path


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"script": "app.alert(1)"}, "active_content"),
        ({"launch": "yes"}, "active_content"),
        ({"attachment": "setup.exe"}, "active_content"),
        ({"password": "secret"}, "encrypted"),
    ],
)
def test_unfit_pdf_is_refused(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RefusedFile) as refused:
        read_file(blank_pdf(tmp_path / "Kế hoạch số 1.pdf", **changes))
    assert refused.value.code == code
    assert refused.value.reason.endswith(".")


@pytest.mark.parametrize(
    ("plain", "escaped"), [(b"/JavaScript", b"/J#61vaScript"), (b"/JS ", b"/#4aS "), (b"/OpenAction", b"/Open#41ction")]
)
def test_names_written_with_escapes_hide_no_script(tmp_path: Path, plain: bytes, escaped: bytes) -> None:
    data = blank_pdf(tmp_path / "a.pdf", script="yes").read_bytes()
    if plain != b"/OpenAction":
        data = data.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS ", b"/J#53 ")
    assert plain in data or b"/J#61vaScript" in data
    (tmp_path / "b.pdf").write_bytes(data.replace(plain, escaped))
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "b.pdf")
    assert refused.value.code == "active_content"


def test_pdf_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile) as refused:
        read_file(blank_pdf(tmp_path / "a.pdf", pages=0))
    assert refused.value.code in ("empty", "damaged")


def test_truncated_pdf_is_refused(tmp_path: Path, shared_dir: Path) -> None:
    data = blank_pdf(tmp_path / "a.pdf", pages=5).read_bytes()
    (tmp_path / "b.pdf").write_bytes(data[: len(data) // 4])
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "b.pdf")
    assert refused.value.code in ("damaged", "no_text", "empty")
