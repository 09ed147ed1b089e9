"""Tables drawn on a page as an office prints them, and the page as a scanner leaves it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = Path("/usr/share/fonts/truetype/dejavu")
#: A4 at 300 dpi.
PAGE = (2480, 3508)
LEFT, _TABLE_WIDTH = 240, 2000
_SIZE, _PITCH, _PAD = 44, 60, 14


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell as drawn: its text and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1
    bold: bool = False
    align: str = "left"


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table: rows of cells (covered slots left out), which rules are drawn, the width of each column."""

    rows: tuple[tuple[DrawnCell, ...], ...]
    head: int
    widths: tuple[float, ...]
    rules: str = "full"
    unit: str = ""
    #: Darkness (0 is black) and width of the rules.
    pen: tuple[int, int] = (20, 3)


def drawn_font(bold: bool, size: int = _SIZE) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"DejaVuSerifCondensed{'-Bold' if bold else ''}.ttf"), size)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _placed(table: DrawnTable) -> list[tuple[int, int, DrawnCell]]:
    """The cells with the row and column of their corner."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            taken |= {(row + i, column + j) for i in range(cell.rows) for j in range(cell.columns)}
            found.append((row, column, cell))
            column += cell.columns
    return found


def _row_tops(table: DrawnTable, xs: list[float], top: float) -> list[float]:
    heights = [float(_PITCH)] * len(table.rows)
    for row, column, cell in sorted(_placed(table), key=lambda place: place[2].rows):
        width = xs[column + cell.columns] - xs[column] - 2 * _PAD
        need = len(_wrapped(cell.text, drawn_font(cell.bold), width)) * _PITCH - sum(heights[row : row + cell.rows])
        if need > 0:
            heights[row + cell.rows - 1] += need
    tops = [top]
    for height in heights:
        tops.append(tops[-1] + height + 2 * _PAD)
    return tops


def draw_table(image: Image.Image, table: DrawnTable, top: float) -> float:
    """The table on the page from this height; its lower edge."""
    pen = ImageDraw.Draw(image)
    total = sum(table.widths)
    xs = [LEFT + _TABLE_WIDTH * sum(table.widths[:i]) / total for i in range(len(table.widths) + 1)]
    ys = _row_tops(table, xs, top)
    for row, column, cell in _placed(table):
        x0, x1, y0, y1 = xs[column], xs[column + cell.columns], ys[row], ys[row + cell.rows]
        font = drawn_font(cell.bold)
        lines = _wrapped(cell.text, font, x1 - x0 - 2 * _PAD)
        y = (y0 + y1 - len(lines) * _PITCH) / 2
        for line in lines:
            space = x1 - x0 - 2 * _PAD - font.getlength(line)
            x = x0 + _PAD + {"left": 0.0, "center": space / 2, "right": space}[cell.align]
            pen.text((x, y), line, font=font, fill=20)
            y += _PITCH
        _draw_edges(pen, table, (x0, y0, x1, y1), (row, column, cell), len(table.rows))
    if table.rules == "double":
        pen.rectangle((xs[0] - 10, ys[0] - 10, xs[-1] + 10, ys[-1] + 10), outline=table.pen[0], width=table.pen[1])
    return ys[-1]


def _draw_edges(
    pen: ImageDraw.ImageDraw, table: DrawnTable, box: tuple[float, float, float, float],
    place: tuple[int, int, DrawnCell], rows: int,
) -> None:  # fmt: skip
    x0, y0, x1, y1 = box
    row, column, cell = place
    if table.rules == "none":
        return
    colour, width = table.pen
    outer = (row == 0, row + cell.rows == rows or row + cell.rows <= table.head)
    for height, is_outer in zip((y0, y1), outer, strict=True):
        if table.rules == "dotted" and row >= table.head and not is_outer:
            for dot in range(round(x0), round(x1), 14) if height == y1 else ():
                pen.line((dot, height, dot + 5, height), fill=colour, width=width)
        elif table.rules != "vertical" or is_outer:
            pen.line((x0, height, x1, height), fill=colour, width=width)
    if table.rules == "horizontal":
        return
    for x, is_outer in ((x0, column == 0), (x1, column + cell.columns == len(table.widths))):
        if not is_outer or table.rules != "open":
            pen.line((x, y0, x, y1), fill=colour, width=width)


def clean(image: Image.Image, _rng: random.Random) -> Image.Image:
    """300 dpi, level."""
    return image


def tilted(image: Image.Image, rng: random.Random) -> Image.Image:
    """200 dpi, up to two degrees askew, soft."""
    angle = rng.choice((-1, 1)) * rng.uniform(0.8, 2.0)
    turned = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255).resize((1654, 2339), Image.Resampling.LANCZOS)
    return turned.filter(ImageFilter.GaussianBlur(0.7))


def faxed(image: Image.Image, rng: random.Random) -> Image.Image:
    """200 dpi, black and white, specks, slightly askew."""
    turned = image.rotate(rng.uniform(-0.7, 0.7), Image.Resampling.BICUBIC, fillcolor=255).resize((1654, 2339))
    pixels = np.asarray(turned) < 150
    noise = np.random.default_rng(rng.randint(0, 9999)).random(pixels.shape)
    return Image.fromarray(np.where((pixels & (noise > 0.02)) | (noise < 0.0008), 0, 255).astype(np.uint8))


def faint(image: Image.Image, rng: random.Random) -> Image.Image:
    """300 dpi with grey, broken rules and strong JPEG compression; letters darker than rules."""
    pixels = np.asarray(image).astype(np.int16)
    noise = np.random.default_rng(rng.randint(0, 9999)).normal(0, 9, pixels.shape)
    worn = Image.fromarray(np.clip(pixels * 0.72 + 60 + noise, 0, 255).astype(np.uint8))
    for x in rng.sample(range(worn.width), 25):  # dust on the glass: streaks that break rules
        worn.paste(235, (x, 0, x + 4, worn.height))
    turned = worn.rotate(rng.uniform(-0.6, 0.6), Image.Resampling.BICUBIC, fillcolor=245)
    packed = BytesIO()
    turned.save(packed, "JPEG", quality=35)
    packed.seek(0)
    return Image.open(packed).convert("L")
