"""Scans of files with several papers: their lines drawn in print, a little askew, with the grain of a scanner."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.support.bundled_papers import MadePaper, wrapped

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerifCondensed.ttf")
#: A4 at 150 dpi; a line of text.
SIZE, STEP = (1240, 1754), 34


def drawn_page(paper: MadePaper) -> Image.Image:
    """The paper on one page, the head in two columns."""
    image = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(image)
    font, bold = (ImageFont.truetype(str(FONT.with_name(name)), 22) for name in (FONT.name, f"{FONT.stem}-Bold.ttf"))
    for x, texts in ((110, paper.left), (590, paper.right)):
        for row, text in enumerate(texts):
            pen.text((x, 110 + STEP * row), text, font=font, fill=15)
    y = 130 + STEP * max(len(paper.left), len(paper.right))
    for text in paper.title:
        pen.text((SIZE[0] / 2, y), text, font=bold, fill=15, anchor="ma")
        y += STEP + 6
    for text in (*paper.body, *paper.closing):
        for at, line in enumerate(wrapped(text)):
            pen.text((130 if at else 180, y), line, font=font, fill=15)
            y += STEP
        y += 16
    return image


def scanned(image: Image.Image, seed: int) -> Image.Image:
    """The page as a scanner gives it: askew by up to a degree, soft, grey, with grain."""
    chance = np.random.default_rng(seed)
    turned = image.filter(ImageFilter.GaussianBlur(0.6)).rotate(
        chance.uniform(-1, 1), Image.Resampling.BICUBIC, fillcolor=255
    )
    grain = np.asarray(turned) * 0.93 + 8 + chance.normal(0, 8, (image.height, image.width))
    return Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))


def write_scan(path: Path, papers: tuple[MadePaper, ...]) -> Path:
    """A PDF of pictures, one page for each paper."""
    first, *others = (scanned(drawn_page(paper), seed) for seed, paper in enumerate(papers))
    first.save(path, "PDF", resolution=150, save_all=True, append_images=others)
    return path
