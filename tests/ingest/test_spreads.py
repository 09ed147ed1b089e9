"""Two pages on one sheet: cut at the fold and read in their order, both cited with the sheet's page number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.document import read_document
from ingest.read.ocr.spread import fold_place
from tests.support.bundled_papers import decision, letter
from tests.support.drawn_papers import drawn_page as drawn_paper
from tests.support.drawn_papers import scanned

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerifCondensed.ttf")
pytestmark = [pytest.mark.ocr, pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-dejavu-core")]
#: One page of a sheet at 150 dpi.
PAGE = (1240, 1754)
LEFT = (
    "Điều 4. Trách nhiệm của Sở Nông nghiệp",
    "1. Sở Nông nghiệp chủ trì khảo sát đất trống tại các xã vùng cao,",
    "lập danh sách hộ nhận khoán và báo cáo Ủy ban nhân dân tỉnh trước",
    "ngày 20 tháng 11 hằng năm để xem xét, bố trí cây giống cho vụ sau.",
    "2. Sở Tài chính bố trí kinh phí 3,75 tỷ đồng từ nguồn sự nghiệp,",
    "hướng dẫn các huyện lập dự toán và quyết toán theo đúng quy định,",
    "kiểm tra việc sử dụng kinh phí tại từng xã ít nhất một lần mỗi quý.",
    "Điều 5. Trách nhiệm của Ủy ban nhân dân các xã",
    "1. Vận động nhân dân tham gia trồng rừng, bảo vệ rừng đầu nguồn và",
    "phòng cháy trong mùa khô; tổ chức trực gác tại các chòi canh lửa.",
)
RIGHT = (
    "2. Niêm yết công khai danh sách hộ nhận khoán tại nhà văn hóa thôn,",
    "tiếp nhận phản ánh của người dân và trả lời trong mười lăm ngày.",
    "Điều 6. Chế độ báo cáo",
    "1. Các đơn vị gửi báo cáo kết quả về Văn phòng Ủy ban nhân dân tỉnh",
    "trước ngày 25 tháng cuối quý; báo cáo đột xuất theo yêu cầu riêng.",
    "2. Văn phòng tổng hợp, trình Chủ tịch Ủy ban nhân dân tỉnh xem xét,",
    "đồng thời đăng kết quả trên cổng thông tin điện tử của tỉnh.",
    "3. Đơn vị chậm báo cáo quá năm ngày bị nêu tên tại cuộc họp giao ban",
    "và không được xét thi đua của quý đó, trừ trường hợp bất khả kháng.",
)


def drawn_page(lines: Sequence[str], number: int) -> Image.Image:
    image = Image.new("RGB", PAGE, "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT), 26)
    for row, text in enumerate(lines):
        pen.text((150, 200 + 52 * row), text, font=font, fill="black")
    pen.text((PAGE[0] / 2, 90), str(number), font=font, fill="black")
    return image


def spread(tilts: tuple[float, float] = (0.0, 0.0)) -> Image.Image:
    """An open book on the glass: each page lies a little askew, and the fold is dark."""
    sheet = Image.new("RGB", (2 * PAGE[0], PAGE[1]), "white")
    for side, (lines, tilt) in enumerate(zip((LEFT, RIGHT), tilts, strict=True)):
        page = drawn_page(lines, 6 + side).rotate(tilt, Image.Resampling.BICUBIC, fillcolor="white")
        sheet.paste(page, (side * PAGE[0], 0))
    ImageDraw.Draw(sheet).line((PAGE[0], 0, PAGE[0], PAGE[1]), fill=(60, 60, 60), width=5)
    return sheet


@pytest.mark.parametrize(("tilts", "turn"), [((0.0, 0.0), 0), ((1.2, -0.8), 0), ((0.0, 0.0), 90)])
def test_the_left_page_is_read_before_the_right_one(tilts: tuple[float, float], turn: int, tmp_path: Path) -> None:
    spread(tilts).rotate(turn, expand=True).save(tmp_path / "a.pdf", resolution=150)
    document = read_document(tmp_path / "a.pdf")
    text = "\n".join(passage.text for passage in document.passages)
    places = [text.find(part) for part in ("chủ trì khảo sát", "trực gác tại", "Niêm yết công khai", "ngày 25 tháng")]
    assert places == sorted(places)
    assert places[0] >= 0
    assert {passage.citation.page_from for passage in document.passages} == {1}
    paths = {passage.citation.label for passage in document.passages}
    assert any("Điều 6" in (label or "") for label in paths)
    right = next(passage for passage in document.passages if "Niêm yết công khai" in passage.text)
    assert "Điều 5" in (right.citation.label or "")
    # The numbers of the two pages (6, 7) are no text.
    assert not any(line in ("6", "7") for line in text.splitlines())
    assert document.warnings == ()


def test_two_short_papers_on_a_sheet_are_told_apart(tmp_path: Path) -> None:
    """A letter and a decision laid side by side on the glass: few full lines, none level with one of the other."""
    left, right = (scanned(drawn_paper(paper), seed) for seed, paper in enumerate((letter(), decision()), start=1))
    sheet = Image.new("L", (2 * left.width, left.height), 245)
    sheet.paste(left, (0, 0))
    sheet.paste(right, (left.width, 0))
    sheet.save(tmp_path / "a.pdf", resolution=150)
    metadata = read_document(tmp_path / "a.pdf").metadata
    assert (metadata.number, metadata.issuer) == ("9101/SYT-NV", "Sở Y tế")
    assert [(paper.component, paper.page) for paper in metadata.papers] == [("Quyết định số 9202/QĐ-UBND", 1)]


def test_a_landscape_table_is_one_page() -> None:
    """Labels left and figures right of an empty strip, without rules: a cut would part them."""
    sheet = Image.new("L", (2 * PAGE[0], PAGE[1]), 255)
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(FONT), 26)
    for row, text in enumerate(LEFT):
        pen.text((150, 200 + 52 * row), text, font=font, fill=0)
        for column in range(4):
            pen.text((PAGE[0] + 300 + 200 * column, 200 + 52 * row), f"{row * 7 + column}.250", font=font, fill=0)
    assert fold_place(np.asarray(sheet)) is None


def test_a_ruled_table_across_the_sheet_is_one_page() -> None:
    """Prose in the cells of either half, an empty column between: thin rules run through it."""
    sheet = spread()
    for row in range(11):
        ImageDraw.Draw(sheet).line((120, 192 + 52 * row, 2 * PAGE[0] - 120, 192 + 52 * row), fill="black", width=1)
    assert fold_place(np.asarray(sheet.convert("L"))) is None


def test_a_ruled_table_beside_prose_is_a_page_of_its_own() -> None:
    sheet = spread()
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((PAGE[0] + 60, 60, 2 * PAGE[0] - 10, PAGE[1] - 60), fill="white")
    for row in range(9):
        pen.line((PAGE[0] + 150, 200 + 60 * row, 2 * PAGE[0] - 150, 200 + 60 * row), fill="black", width=2)
        pen.text(
            (PAGE[0] + 160, 210 + 60 * row), f"{row}  Xã số {row}", font=ImageFont.truetype(str(FONT), 26), fill="black"
        )
    fold = fold_place(np.asarray(sheet.convert("L")))
    assert fold is not None
    assert abs(fold - PAGE[0]) < 150


def test_prose_across_a_landscape_sheet_is_one_page() -> None:
    sheet = Image.new("L", (2 * PAGE[0], PAGE[1]), 255)
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(FONT), 40)
    for row in range(12):
        pen.text((150, 200 + 80 * row), f"{LEFT[row % 9]} {RIGHT[row % 9]}", font=font, fill=0)
    assert fold_place(np.asarray(sheet)) is None
