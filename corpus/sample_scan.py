"""Turns a PDF into what a scanner would have made of the signed and stamped paper."""

import math
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from sample_source import Source

DPI = 200
SKEW_DEGREES = 1.5
JPEG_QUALITY = 42  # keeps a page near 300 KB and still reads well
FONTS = Path("/usr/share/texmf/fonts/opentype/public/tex-gyre")
RED = (196, 38, 44)
BLUE = (34, 58, 150)
ARRIVAL = (("ĐẾN", 34), ("Số: 2210", 26), ("Ngày: 15/9/2025", 26))


def scan(pdf: Path, source: Source, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(DPI), "-png", str(pdf), f"{folder}/p"], check=True)  # noqa: S603, S607
        pages = [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("p*.png"))]
    _arrival_stamp(pages[0])
    _signed_by(pages[0], source)
    _seal_and_signature(pages[-1], _signature_top(pdf))
    noise = np.random.default_rng(9411)
    scanned = [_through_the_scanner(page, noise) for page in pages]
    day = datetime(source.date.year, source.date.month, source.date.day, 8).timetuple()
    first, *rest = scanned
    first.save(
        target, "PDF", resolution=DPI, save_all=True, append_images=rest, quality=JPEG_QUALITY,
        creationDate=day, modDate=day, title=source.stem,
    )  # fmt: skip


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"texgyretermes-{name}.otf"), size)


def _arrival_stamp(page: Image.Image) -> None:
    """The stamp of the office that received the letter, slightly askew, left of the addressees."""
    stamp = Image.new("RGBA", (330, 170), (255, 255, 255, 0))
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((3, 3, 326, 166), outline=RED, width=4)
    top = 12
    for text, size in ARRIVAL:
        draw.text((165, top), text, font=_font("bold", size), fill=RED, anchor="ma")
        top += size + 16
    turned = stamp.rotate(2, resample=Image.Resampling.BICUBIC, expand=True)
    page.paste(turned, (70, 585), turned)


def _signed_by(page: Image.Image, source: Source) -> None:
    """The block that the viewer of a digital signature prints on the first page."""
    lines = (
        "Ký bởi: ỦY BAN NHÂN DÂN TỈNH GIA LAI",
        f"Ngày ký: {source.date:%d-%m-%Y} 16:20:31 +07:00",
    )
    draw = ImageDraw.Draw(page)
    for index, line in enumerate(lines):
        draw.text((1190, 104 + 23 * index), line, font=_font("regular", 20), fill=(60, 60, 60))


def _signature_top(pdf: Path) -> int:
    """Where on the last page the signer's name stands, in pixels: the seal and the signature go above it."""
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    last = listed.rsplit("<page ", 1)[-1]
    tops = [float(line.split('yMin="')[1].split('"')[0]) for line in last.splitlines() if "TỊCH<" in line]
    return int(max(tops) / 72 * DPI) + 40


def _seal_and_signature(page: Image.Image, top: int) -> None:
    draw = ImageDraw.Draw(page)
    left = 930
    draw.ellipse((left, top, left + 190, top + 190), outline=RED, width=5)
    draw.ellipse((left + 28, top + 28, left + 162, top + 162), outline=RED, width=2)
    draw.text((left + 95, top + 95), "MẪU", font=_font("bold", 36), fill=RED, anchor="mm")
    points = [
        (
            left + 120 + 1.5 * step + 34 * math.sin(step / 9.0),
            top + 100 + 48 * math.sin(step / 7.0) * math.exp(-step / 190) - step * 0.12,
        )
        for step in range(190)
    ]
    draw.line(points, fill=BLUE, width=4, joint="curve")


def _through_the_scanner(page: Image.Image, noise: np.random.Generator) -> Image.Image:
    turned = page.rotate(SKEW_DEGREES, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    grain = noise.normal(0, 5, size=(turned.height, turned.width, 1))
    pixels = np.asarray(turned, dtype=np.float32) * 0.965 + 4 + grain
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
