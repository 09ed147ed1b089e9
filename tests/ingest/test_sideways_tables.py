"""A sideways table on an upright page of a scan: turned, read, and placed where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.read import read_file
from ingest.reading import Line, Reading, Table

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerifCondensed.ttf")
pytestmark = [pytest.mark.ocr, pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-dejavu-core")]
ABOVE = (
    "Điều 7. Phân bổ kinh phí trồng rừng cho các xã trong năm kế hoạch",
    "Ủy ban nhân dân tỉnh phân bổ kinh phí theo bảng in ngang dưới đây,",
    "các xã căn cứ số được giao để lập dự toán và tổ chức thực hiện.",
)
BELOW = (
    "Số liệu trong bảng lấy từ báo cáo khảo sát của Sở Nông nghiệp và các",
    "huyện; số chính thức do Sở Tài chính thông báo trước ngày 15 tháng 3.",
)
ROWS = (
    ("Tên xã", "Diện tích trồng mới", "Kinh phí (triệu đồng)", "Đơn vị phụ trách"),
    ("Phú Lộc", "125,5", "1.250", "Hạt Kiểm lâm"),
    ("An Thạnh", "87,2", "930", "Ban quản lý rừng"),
    ("Suối Cát", "46,9", "512", "Hạt Kiểm lâm"),
    ("Cẩm Tú", "203,4", "2.175", "Phòng Nông nghiệp"),
    ("Đại Ân", "31,8", "384", "Ban quản lý rừng"),
)


def page(degrees: int) -> Image.Image:
    """A4 at 150 dpi: prose, a ruled table turned by so many degrees, prose."""
    font = ImageFont.truetype(str(FONT), 26)
    table = Image.new("L", (1040, 500), 255)
    pen = ImageDraw.Draw(table)
    for row, cells in enumerate(ROWS):
        pen.line((10, 10 + 80 * row, 1030, 10 + 80 * row), fill=0, width=3)
        for column, text in enumerate(cells):
            pen.text((24 + 255 * column, 32 + 80 * row), text, font=font, fill=0)
    pen.line((10, 490, 1030, 490), fill=0, width=3)
    for column in range(5):
        pen.line((10 + 255 * column, 10, 10 + 255 * column, 490), fill=0, width=3)
    sheet = Image.new("L", (1240, 1754), 255)
    for row, text in enumerate(ABOVE):
        ImageDraw.Draw(sheet).text((150, 130 + 50 * row), text, font=font, fill=0)
    for row, text in enumerate(BELOW):
        ImageDraw.Draw(sheet).text((150, 1560 + 50 * row), text, font=font, fill=0)
    turned = table.rotate(degrees, expand=True)
    sheet.paste(turned, ((1240 - turned.width) // 2, 400))
    return sheet


def read(image: Image.Image, folder: Path) -> Reading:
    image.convert("RGB").save(folder / "a.pdf", resolution=150)
    return read_file(folder / "a.pdf")


@pytest.mark.parametrize("degrees", [90, 270])
def test_a_sideways_table_is_read_turned(degrees: int, tmp_path: Path) -> None:
    blocks = read(page(degrees), tmp_path).blocks
    (table,) = (block for block in blocks if isinstance(block, Table))
    rows = [tuple(cell.text for cell in row) for row in table.rows]
    assert rows[0] == ROWS[0]
    assert ("Phú Lộc", "125,5", "1.250", "Hạt Kiểm lâm") in rows
    assert ("Cẩm Tú", "203,4", "2.175", "Phòng Nông nghiệp") in rows
    at = blocks.index(table)
    text = [" ".join(block.text for block in part if isinstance(block, Line)) for part in (blocks[:at], blocks[at:])]
    assert "lập dự toán và tổ chức thực hiện" in text[0]
    assert "số chính thức do Sở Tài chính" in text[1]
    # The rows run up or down the page.
    first, last = table.rows[0][0].box, table.rows[0][-1].box
    assert first is not None
    assert last is not None
    assert (first.y0 > last.y0) == (degrees == 90)
    assert 0.2 < min(first.y0, last.y0) < max(first.y1, last.y1) < 0.85


def test_an_upright_table_stays_as_it_is(tmp_path: Path) -> None:
    (table,) = (block for block in read(page(0), tmp_path).blocks if isinstance(block, Table))
    assert tuple(cell.text for cell in table.rows[4]) == ROWS[4]
