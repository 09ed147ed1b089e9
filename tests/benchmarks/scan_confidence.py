"""Confidence of scanned pages beside their true error: `python -m tests.benchmarks.scan_confidence`.

Draws text of the sample library and damages it by blur, noise, coarse scanning, compression, fax and
faint ribbons, each in several strengths; says for each band of confidence how many of the pages' words were misread.
"""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ingest.read import read_file
from ingest.read.context import DEFAULT_CONTEXT
from ingest.read.ocr import page_ocr
from ingest.reading import Line
from tests.support.checkout import CORPUS

FONTS = tuple(
    Path(f"/usr/share/fonts/truetype/dejavu/{name}.ttf") for name in ("DejaVuSerifCondensed", "DejaVuSans-Bold")
)
SOURCE = "*.docx"
#: Pages of so many lines of so many words, at 200 dpi.
LINES, WORDS, SIZE = 22, 11, (1654, 1700)
BANDS = (0.0, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 1.01)
Damage = Callable[[Image.Image], Image.Image]


def texts() -> Iterator[list[str]]:
    """Pages of lines from the sample library."""
    words = [
        word
        for path in sorted((CORPUS / "documents").glob(SOURCE))
        for block in read_file(path).blocks
        if isinstance(block, Line) and len(block.text) > 40
        for word in block.text.split()
    ]
    lines = [" ".join(words[at : at + WORDS]) for at in range(0, len(words), WORDS)]
    yield from (lines[at : at + LINES] for at in range(0, len(lines) - LINES, LINES))


def drawn(lines: list[str], font: Path) -> Image.Image:
    image = Image.new("L", SIZE, 255)
    for row, text in enumerate(lines):
        ImageDraw.Draw(image).text((150, 90 + 70 * row), text, font=ImageFont.truetype(str(font), 36), fill=20)
    return image


def blurred(radius: float) -> Damage:
    return lambda image: image.filter(ImageFilter.GaussianBlur(radius))


def noisy(strength: float) -> Damage:
    def damage(image: Image.Image) -> Image.Image:
        noise = np.random.default_rng(5).normal(0, strength, (image.height, image.width))
        return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))

    return damage


def coarse(dpi: int) -> Damage:
    def damage(image: Image.Image) -> Image.Image:
        small = image.resize((image.width * dpi // 200, image.height * dpi // 200), Image.Resampling.BOX)
        return small.resize(image.size, Image.Resampling.BICUBIC)

    return damage


def compressed(quality: int) -> Damage:
    def damage(image: Image.Image) -> Image.Image:
        packed = io.BytesIO()
        image.filter(ImageFilter.GaussianBlur(1)).save(packed, "JPEG", quality=quality)
        return Image.open(packed).convert("L")

    return damage


def faxed(threshold: int, specks: float) -> Damage:
    def damage(image: Image.Image) -> Image.Image:
        small = np.asarray(coarse(110)(image))
        dirt = np.random.default_rng(7).random(small.shape) < specks
        return Image.fromarray(np.where((small < threshold) ^ dirt, 0, 255).astype(np.uint8))

    return damage


DAMAGES: dict[str, Damage] = {
    "clean": lambda image: image,
    **{f"blur {radius}": blurred(radius) for radius in (1.5, 2.5, 3.0, 3.5, 4.0, 4.5)},
    **{f"noise {strength}": noisy(strength) for strength in (40, 80, 110, 140)},
    **{f"{dpi} dpi": coarse(dpi) for dpi in (90, 70, 60, 50, 42)},
    **{f"JPEG {quality}": compressed(quality) for quality in (15, 6, 3)},
    **{f"fax {threshold}": faxed(threshold, 0.003) for threshold in (200, 140, 100, 70)},
}


def misread_share(lines: list[str], read: str) -> float:
    """Share of the page's words that do not stand in the reading in their order."""
    words = " ".join(lines).split()
    same = SequenceMatcher(None, words, read.split(), autojunk=False).get_matching_blocks()
    return 1 - sum(block.size for block in same) / len(words)


def main() -> int:
    found: list[tuple[float, float]] = []
    pages = itertools.cycle(texts())
    for name, damage in DAMAGES.items():
        for font in FONTS:
            lines = next(pages)
            scanned = page_ocr.read_picture(damage(drawn(lines, font)).convert("RGB"), 2, DEFAULT_CONTEXT)
            share = misread_share(lines, scanned.own_text if scanned else "")
            confidence = (scanned.page.confidence if scanned else None) or 0.0
            found.append((confidence, share))
            sys.stderr.write(f"{name:10s} {confidence:.3f} {share:.3f}\n")
    for low, high in itertools.pairwise(BANDS):
        shares = [share for confidence, share in found if low <= confidence < high]
        if shares:
            print(f"| {low:.2f} to {high:.2f} | {len(shares)} | {sum(shares) / len(shares):.3f} | {max(shares):.3f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
