"""Pages as they come from scanners, telephones and fax machines: what is still read of each.

`python tests/ingest/test_damaged_pages.py` prints the table of docs/figures.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ingest.read import read_file
from ingest.reading import Line, Reading

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
TEXT = (
    "Căn cứ Nghị quyết số 32/NQ-HĐND ngày 14 tháng 7 năm 2024 của Hội đồng nhân dân tỉnh,",
    "Ủy ban nhân dân tỉnh ban hành kế hoạch trồng 1.250 ha rừng trong ba năm tới như sau:",
    "1. Sở Nông nghiệp chủ trì khảo sát đất trống, báo cáo kết quả trước ngày 20 tháng 11.",
    "2. Ủy ban nhân dân các xã vận động nhân dân tham gia, bảo vệ rừng và phòng cháy.",
    "3. Sở Tài chính bố trí kinh phí 3,75 tỷ đồng, kiểm tra và quyết toán theo quy định.",
    "Yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện; khó khăn thì phản ánh về Văn phòng.",
)
Damage = Callable[[Image.Image], Image.Image]


def page() -> Image.Image:
    """An upright page at 200 dpi."""
    image = Image.new("RGB", (1654, 2339), "white")
    font = ImageFont.truetype(str(FONT), 30)
    for row in range(24):
        ImageDraw.Draw(image).text((140, 160 + 62 * row), TEXT[row % len(TEXT)], font=font, fill="black")
    return image


def shadowed(image: Image.Image) -> Image.Image:
    """A telephone's shadow: light falls off to a third across the page."""
    light = np.linspace(1.0, 0.35, image.width)[None, :, None]
    return Image.fromarray((np.asarray(image) * light).astype(np.uint8))


def with_dark_edges(image: Image.Image) -> Image.Image:
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 70, image.height), fill="black")
    pen.rectangle((0, image.height - 60, image.width, image.height), fill="black")
    return image


def with_stripes(image: Image.Image) -> Image.Image:
    for x in range(200, image.width, 230):
        ImageDraw.Draw(image).line((x, 0, x, image.height), fill=(120, 120, 120), width=2)
    return image


def sealed(image: Image.Image) -> Image.Image:
    """A red seal over the text."""
    pen = ImageDraw.Draw(image)
    for inset in range(8):
        pen.ellipse((700 + inset, 500 + inset, 1100 - inset, 900 - inset), outline=(220, 60, 70))
    pen.text((790, 680), "NHÂN DÂN", font=ImageFont.truetype(str(FONT), 36), fill=(220, 60, 70))
    text = np.asarray(page())
    return Image.fromarray(np.minimum(np.asarray(image), text))


def faint(image: Image.Image) -> Image.Image:
    """A ribbon or cartridge that is nearly empty: print is light grey."""
    return image.point(lambda value: 255 - (255 - value) // 4)


def faxed(image: Image.Image) -> Image.Image:
    """Black and white, 204 x 196 dots an inch, with specks."""
    generator = np.random.default_rng(7)
    bits = np.asarray(image.convert("L").filter(ImageFilter.GaussianBlur(0.8))) < 150
    specks = generator.random(bits.shape) < 0.002
    return Image.fromarray(np.where(bits | specks, 0, 255).astype(np.uint8)).convert("RGB")


def curled(image: Image.Image) -> Image.Image:
    """The paper bends: lines sink by 14 pixels towards one side."""
    pixels = np.asarray(image)
    out = np.full_like(pixels, 255)
    for x in range(image.width):
        out[:, x] = np.roll(pixels[:, x], round(14 * (x / image.width) ** 2), axis=0)
    return Image.fromarray(out)


def bent(strength: float, power: float) -> Damage:
    """A book's page: towards the spine the upper lines sink, the lower ones climb, and letters grow narrow."""

    def damage(image: Image.Image) -> Image.Image:
        height, width = image.height, image.width
        across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        part = across / width
        source_x = width * (part + 0.04 * np.sin(np.pi * part) * part)
        source_y = down - strength * part**power * (1 - 1.6 * down / height)
        return Image.fromarray(
            cv2.remap(
                np.asarray(image), source_x, source_y, cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255),
            )
        )  # fmt: skip

    return damage


DAMAGES: Mapping[str, tuple[Damage, float]] = {
    "clean": (lambda image: image, 0.97),
    "tilted by 2.5 degrees": (lambda image: image.rotate(2.5, Image.Resampling.BICUBIC, fillcolor="white"), 0.95),
    "turned by 90": (lambda image: image.rotate(90, expand=True), 0.95),
    "turned by 180": (lambda image: image.rotate(180, expand=True), 0.95),
    "turned by 270": (lambda image: image.rotate(270, expand=True), 0.95),
    "shadow": (shadowed, 0.95),
    "dark edges": (with_dark_edges, 0.95),
    "stripes": (with_stripes, 0.9),
    "seal over text": (sealed, 0.95),
    "faint print": (faint, 0.95),
    "blurred": (lambda image: image.filter(ImageFilter.GaussianBlur(1.6)), 0.9),
    "fax": (faxed, 0.9),
    "curled": (curled, 0.9),
    "bent towards the spine": (bent(120, 4), 0.97),
    "bent all over": (bent(140, 2), 0.97),
}


def text_of(reading: Reading) -> str:
    return " ".join(block.text for block in reading.blocks if isinstance(block, Line))


def share_read(image: Image.Image, folder: Path) -> tuple[float, Reading]:
    """Part of the page's words that were read, as often as they stand there, and the reading."""
    image.save(folder / "a.png")
    reading = read_file(folder / "a.png")
    left = text_of(reading).split()
    asked = " ".join(TEXT * 4).split()
    found = 0
    for word in asked:
        if word in left:
            left.remove(word)
            found += 1
    return found / len(asked), reading


@pytest.mark.ocr
@pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-dejavu-core")
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_page_is_read(name: str, tmp_path: Path) -> None:
    damage, least = DAMAGES[name]
    assert share_read(damage(page()), tmp_path)[0] >= least


@pytest.mark.ocr
@pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-dejavu-core")
def test_a_page_that_stays_poor_is_named(tmp_path: Path) -> None:
    """Print too blurred to read: the warning names the page."""
    share, reading = share_read(page().filter(ImageFilter.GaussianBlur(5)), tmp_path)
    assert share < 0.7
    assert any("trang 1" in warning.lower() for warning in reading.warnings)


@pytest.mark.ocr
@pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-dejavu-core")
def test_pages_that_stay_poor_are_named_in_one_sentence(tmp_path: Path) -> None:
    """A fair page between two poor ones is not named; a page of which every word is read least of all."""
    poor = page().filter(ImageFilter.GaussianBlur(4.5))
    poor.save(tmp_path / "a.tiff", save_all=True, append_images=[page(), poor])
    reading = read_file(tmp_path / "a.tiff")
    said = [warning for warning in reading.warnings if "Chất lượng" in warning]
    assert len(said) == 1
    assert "trang 1, 3 thấp" in said[0]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name, (damage, _) in DAMAGES.items():
            share, reading = share_read(damage(page()), Path(folder))
            sys.stdout.write(f"| {name} | {share:.3f} | {reading.pages[0].confidence} |\n")
