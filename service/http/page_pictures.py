"""Page pictures: PNGs of PDF pages and images, with the lines of a passage marked."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.reading import Box

if TYPE_CHECKING:
    from PIL.Image import Image

#: Width of a page picture in pixels: readable on a screen at full width, about 150 kB as PNG.
WIDTH = 1240
#: Greatest height of a picture in widths, which bounds its memory.
HIGHEST = 4
#: Colour and opacity of the marker; black text on it keeps a contrast above 12:1.
MARKER = (255, 214, 10)
MARKER_SHARE = 0.38
#: Margin of a mark around its line, as a share of the page.
MARGIN = 0.003

# PDFium keeps global state and must not be entered by two threads.
_PDFIUM = threading.Lock()


class NoSuchPageError(LookupError):
    """The file has no such page."""


def page_png(path: Path, kind: str, number: int, boxes: Sequence[Box], part: tuple[float, float] = (0.0, 1.0)) -> bytes:
    """The PNG of page ``number`` (from 1) of a PDF or image file, with those ``boxes`` marked that lie on it.

    ``part`` is the strip of the page that is shown, in fractions of its height.

    :raises NoSuchPageError: if the file has no such page.
    """
    image = _pdf_page(path, number) if kind == "pdf" else _image_page(path, number)
    marked = _mark(image, [box for box in boxes if box.page == number])
    if part != (0.0, 1.0):
        width, height = marked.size
        marked = marked.crop((0, round(part[0] * height), width, max(round(part[1] * height), 1)))
    out = io.BytesIO()
    marked.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()


def _pdf_page(path: Path, number: int) -> Image:
    import pypdfium2

    with _PDFIUM:
        document = pypdfium2.PdfDocument(path)
        try:
            if not 1 <= number <= len(document):
                raise NoSuchPageError(number)
            page = document[number - 1]
            width, height = page.get_size()
            scale = WIDTH / width
            if height * scale > HIGHEST * WIDTH:
                scale = HIGHEST * WIDTH / height
            image: Image = page.render(scale=scale).to_pil().convert("RGB")
            page.close()
            return image
        finally:
            document.close()


def _image_page(path: Path, number: int) -> Image:
    from PIL import Image, ImageOps

    with Image.open(path) as picture:
        if not 1 <= number <= getattr(picture, "n_frames", 1):
            raise NoSuchPageError(number)
        picture.seek(number - 1)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((WIDTH, HIGHEST * WIDTH))
    return upright


def _mark(image: Image, boxes: Sequence[Box]) -> Image:
    if not boxes:
        return image
    from PIL import Image, ImageChops, ImageDraw

    width, height = image.size
    layer = Image.new("RGB", image.size, (255, 255, 255))
    pen = ImageDraw.Draw(layer)
    red, green, blue = (round(255 - (255 - part) * MARKER_SHARE) for part in MARKER)
    for box in boxes:
        left, right = max(0.0, box.x0 - MARGIN), min(1.0, box.x1 + MARGIN)
        top, bottom = max(0.0, box.y0 - MARGIN), min(1.0, box.y1 + MARGIN)
        if right > left and bottom > top:
            pen.rectangle((left * width, top * height, right * width, bottom * height), fill=(red, green, blue))
    # Multiplying keeps the print black, as a felt marker does.
    return ImageChops.multiply(image, layer)
