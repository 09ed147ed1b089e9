"""Text that stands in pictures on a page of text, in outlines, in fonts without Unicode, and in red ink."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.read import ReadingContext, read_file
from ingest.reading import Line, Reading, Table
from tests.support.written_pdf import WrittenPdf, xobjects

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
BODY = "Ủy ban nhân dân xã giao các thôn rà soát và lập danh sách các hộ có nhà ở tạm."

pytestmark = pytest.mark.skipif(
    shutil.which("tesseract") is None or not FONT.is_file(),
    reason="needs tesseract-ocr, tesseract-ocr-vie, fonts-dejavu",
)


def texts(reading: Reading) -> str:
    return "\n".join(
        block.text if isinstance(block, Line) else " | ".join(cell.text or "" for row in block.rows for cell in row)
        for block in reading.blocks
    )


def picture(lines: list[str], size: tuple[int, int], letters: int = 40) -> Image.Image:
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT), letters)
    for row, text in enumerate(lines):
        draw.text((20, 14 + row * letters * 1.6), text, font=font, fill=20)
    return image


def test_a_stamped_number_is_read_in_its_line(tmp_path: Path) -> None:
    file = WrittenPdf()
    shown = xobjects([("N", file.image(picture(["4731"], (150, 70)).tobytes(), 150, 70))])
    body = "".join(file.text(BODY, 60, 700 - 20 * row) for row in range(4))
    head = file.text("Số:", 60, 760, 13) + file.text("/QĐ-UBND", 130, 760, 13)
    file.page(head + body + "q 36 0 0 16.8 88 756 cm /N Do Q\n", shown)
    reading = read_file(file.save(tmp_path / "a.pdf"))
    assert texts(reading).startswith("Số: 4731 /QĐ-UBND")
    assert [page.source for page in reading.pages] == ["text_layer"]
    assert any("chữ nằm trong hình" in warning for warning in reading.warnings)


def test_a_table_pasted_as_a_picture_is_read_in_rows(tmp_path: Path) -> None:
    image = Image.new("L", (1500, 420), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT), 42)
    for row, cells in enumerate((("Thôn", "Số hộ nghèo"), ("Thôn Làng Bông", "34"), ("Thôn Plei Tơ", "62"))):
        for column, text in enumerate(cells):
            draw.text((40 + 740 * column, 40 + 130 * row), text, font=font, fill=10)
    for y in range(10, 420, 130):
        draw.line((10, y, 1490, y), fill=0, width=4)
    for x in (10, 750, 1490):
        draw.line((x, 10, x, 400), fill=0, width=4)
    file = WrittenPdf()
    shown = xobjects([("T", file.image(image.tobytes(), 1500, 420))])
    above = "".join(file.text(BODY, 60, 760 - 20 * row) for row in range(3))
    file.page(above + "q 450 0 0 126 60 500 cm /T Do Q\n" + file.text(BODY, 60, 460), shown)
    reading = read_file(file.save(tmp_path / "a.pdf"))
    table = next(block for block in reading.blocks if isinstance(block, Table))
    assert [[cell.text for cell in row] for row in table.rows[1:]] == [["Thôn Làng Bông", "34"], ["Thôn Plei Tơ", "62"]]
    unread = read_file(tmp_path / "a.pdf", ReadingContext(ocr=False))
    assert any("hình chứa chữ chưa đọc được" in warning for warning in unread.warnings)


def test_a_logo_says_nothing(tmp_path: Path) -> None:
    image = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(image).ellipse((20, 20, 180, 180), outline=0, width=12)
    file = WrittenPdf()
    shown = xobjects([("L", file.image(image.tobytes(), 200, 200))])
    file.page(
        "".join(file.text(BODY, 60, 660 - 20 * row) for row in range(3)) + "q 60 0 0 60 60 720 cm /L Do Q\n", shown
    )
    reading = read_file(file.save(tmp_path / "a.pdf"))
    assert texts(reading) == "\n".join([BODY] * 3)
    assert reading.warnings == ()


@pytest.mark.parametrize("with_unicode", [True, False])
def test_letters_without_unicode_are_read_as_a_picture(tmp_path: Path, with_unicode: bool) -> None:
    """The font shows Helvetica's own letters for codes that mean others; so OCR reads no Vietnamese either."""
    file = WrittenPdf()
    file.with_unicode = with_unicode
    file.page("".join(file.text(BODY, 60, 700 - 20 * row) for row in range(5)))
    reading = read_file(file.save(tmp_path / "a.pdf"), ReadingContext(ocr=False))
    if with_unicode:
        assert texts(reading) == "\n".join([BODY] * 5)
    else:
        assert texts(reading) == ""
        assert any("phông chữ hỏng" in warning for warning in reading.warnings)


def red_page(*, seal: bool, stamp: bool) -> Image.Image:
    page = Image.new("RGB", (2480, 3508), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), 52)
    for row, (text, colour) in enumerate((
        ("Điều 1. Mỗi hộ được hỗ trợ hai con bò giống trong năm.", (20, 20, 20)),
        ("Điều 2. Hạn bình xét hộ là ngày 20 tháng 7.", (200, 20, 30)),
        ("Điều 3. Phòng Kinh tế tổng hợp và gửi danh sách", (20, 20, 20)),
        ("trước tháng 9", (220, 30, 30)),
    )):  # fmt: skip
        draw.text((300, 1000 + 120 * row), text, font=font, fill=colour)
    if seal:
        draw.ellipse((1500, 2000, 1950, 2450), outline=(210, 30, 30), width=14)
        draw.text((1620, 2200), "XÃ IA MƠ", font=ImageFont.truetype(str(FONT), 44), fill=(210, 30, 30))
    if stamp:
        draw.rectangle((200, 200, 800, 420), outline=(210, 30, 30), width=6)
        draw.text((240, 240), "Giao nhận: 99", font=font, fill=(210, 30, 30))
    return page


@pytest.mark.parametrize(("seal", "stamp"), [(False, False), (True, False), (True, True)])
def test_lines_printed_in_red_are_text_and_seals_are_not(tmp_path: Path, seal: bool, stamp: bool) -> None:
    red_page(seal=seal, stamp=stamp).save(tmp_path / "a.png")
    read = texts(read_file(tmp_path / "a.png"))
    for text in ("hai con bò giống", "Hạn bình xét hộ là ngày 20 tháng 7", "gửi danh sách", "trước tháng 9"):
        assert text in read
    assert "MƠ" not in read
    assert "99" not in read
