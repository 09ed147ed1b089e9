"""Pictures of stamps and of pages that bear them: what a scanner gives of a stamp set by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = Path("/usr/share/fonts/truetype")
RED, BLUE, BLACK = (205, 25, 35), (35, 45, 160), (25, 25, 25)
A4 = (1240, 1754)
Frame = Literal["single", "double", "none"]


def font(size: int, name: str = "dejavu/DejaVuSans-Bold.ttf") -> ImageFont.FreeTypeFont:
    """A font of the system."""
    return ImageFont.truetype(str(FONTS / name), size)


def stamp(
    text: str, *, colour: tuple[int, int, int] = RED, frame: Frame = "single", tilt: float = 0.0, size: int = 42
) -> Image.Image:
    """A stamp on nothing, turned by ``tilt`` degrees counter-clockwise; lines of its text stand below each other."""
    face = font(size)
    probe = ImageDraw.Draw(Image.new("L", (8, 8)))
    x0, y0, x1, y1 = probe.multiline_textbbox((0, 0), text, font=face, spacing=6, align="center")
    wide, tall = int(x1 - x0) + 44, int(y1 - y0) + 34
    image = Image.new("RGBA", (wide, tall), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    if frame != "none":
        pen.rectangle((3, 3, wide - 4, tall - 4), outline=colour, width=4)
    if frame == "double":
        pen.rectangle((11, 11, wide - 12, tall - 12), outline=colour, width=2)
    pen.multiline_text((22 - x0, 17 - y0), text, font=face, fill=colour, spacing=6, align="center")
    return image.rotate(tilt, Image.Resampling.BICUBIC, expand=True)


def seal(text: str = "ỦY BAN NHÂN DÂN TỈNH MẪU") -> Image.Image:
    """A round red seal: letters along its rim, a star in its middle."""
    image = Image.new("RGBA", (230, 230), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse((4, 4, 226, 226), outline=RED, width=5)
    pen.ellipse((50, 50, 180, 180), outline=RED, width=3)
    pen.text((115, 115), "★", font=font(60), fill=RED, anchor="mm")
    for number, letter in enumerate(text):
        angle = 200 - number * 220 / len(text)
        glyph = Image.new("RGBA", (40, 40), (255, 255, 255, 0))
        ImageDraw.Draw(glyph).text((20, 20), letter, font=font(18), fill=RED, anchor="mm")
        x = 115 + 88 * np.cos(np.radians(angle)) - 20
        y = 115 - 88 * np.sin(np.radians(angle)) - 20
        image.alpha_composite(glyph.rotate(angle - 90), (int(x), int(y)))
    return image


def page(
    stamps: tuple[tuple[Image.Image, tuple[int, int]], ...] = (), *, words: tuple[str, ...] = (), seed: int = 0
) -> Image.Image:
    """A page of print with stamps laid on it, as a scanner gives it."""
    image = Image.new("RGBA", A4, "white")
    pen = ImageDraw.Draw(image)
    plain, bold = (font(24, f"dejavu/DejaVuSerif{look}.ttf") for look in ("", "-Bold"))
    for x, lines in ((150, ("ỦY BAN NHÂN DÂN", "TỈNH MẪU", "Số: 99/KH-UBND")), (620, HEAD)):
        for row, text in enumerate(lines):
            pen.text((x, 110 + 40 * row), text, font=bold if row < 2 else plain, fill="black")
    pen.text((620, 380), "KẾ HOẠCH", font=bold, fill="black", anchor="ma")
    for row, text in enumerate(words or WORDS):
        pen.text((150, 460 + 42 * row), text, font=plain, fill="black")
    for picture, place in stamps:
        image.alpha_composite(picture, place)
    chance = np.random.default_rng(seed)
    turned = image.convert("RGB").rotate(chance.uniform(-0.8, 0.8), Image.Resampling.BICUBIC, fillcolor="white")
    grain = np.asarray(turned) * 0.95 + 5 + chance.normal(0, 6, (A4[1], A4[0], 1))
    return Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))


HEAD = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Tỉnh Mẫu, ngày 15 tháng 4 năm 2024")
WORDS = (
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch này với các nội dung sau:",
    "I. MỤC ĐÍCH",
    "Nâng cao hiệu quả công tác quản lý trên địa bàn tỉnh.",
    "II. TỔ CHỨC THỰC HIỆN",
    "1. Các sở, ban, ngành thực hiện theo chức năng, nhiệm vụ được giao.",
    "2. Sở Nội vụ theo dõi, đôn đốc việc thực hiện Kế hoạch này.",
)
