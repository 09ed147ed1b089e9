"""Pictures of pages -> lines: one page in memory at a time, on one thread."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from pi_heif import register_heif_opener
from PIL import Image, ImageOps

from ingest.read.context import ReadingContext
from ingest.read.handwriting import reader
from ingest.read.ocr.cell_reading import cell_reader
from ingest.read.ocr.concurrency import hold_place
from ingest.read.ocr.freed_memory import release_freed_memory
from ingest.read.ocr.line_reader import quarter_turns
from ingest.read.ocr.recognition import recognise_words
from ingest.read.ocr.spread import fold_place, joined_pages
from ingest.read.ocr.stamp_marks import refuse_secrecy_stamps
from ingest.read.ocr.text_repair import repair_heading, repair_words
from ingest.read.ocr.turned_regions import TurnedRegion, turned_regions, with_turned_regions
from ingest.read.ocr.upright_reading import mean_confidence, read_level, recognise_upright
from ingest.read.pages import image_preprocessing
from ingest.read.pages.paper_light import with_even_light
from ingest.read.pages.picture_rules import ruling_lines
from ingest.read.pages.red_ink import fade_seals
from ingest.read.pages.ruled_tables import Rule
from ingest.read.pages.scanned_tables import ScannedBlocks, scanned_blocks
from ingest.read.pages.words import Word
from ingest.read.pages.words_to_lines import to_lines
from ingest.read.pdf.text_layer import PageText
from ingest.reading import Block, Handwritten, Line, Page, RefusedFile
from ingest.text.normalize import fold

logger = logging.getLogger(__name__)

DAMAGED = "Tệp ảnh bị hỏng hoặc tải về chưa đủ; hãy quét và gửi lại."
TOO_LARGE = "Ảnh quá lớn để nhận dạng chữ; hãy quét lại ở độ phân giải 300 dpi."
#: Pages are drawn so: print of 10 points is then 40 pixels high, which handwriting and Tesseract need.
DPI = 300
#: A1 at 300 dpi; anything larger is no page.
_MAX_PIXELS = 75_000_000
_LONG_SIDE = 3508 * 1.3
#: Ink is darker than the first; specks on the back of a sheet cover less than this part of it.
_INK, _SPECKS = 140, 0.0005
#: A point is seen from this opacity; letters cover less than this share of a page; these are light ones.
_OPAQUE, _SPARSE, _LIGHT = 64, 0.5, 200


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page read by OCR. Boxes are fractions of the page as it is displayed."""

    page: Page
    blocks: list[Block]
    handwritten: tuple[Handwritten, ...] = ()
    #: Long straight lines in points.
    rules: tuple[tuple[float, float, float, float], ...] = ()
    #: The words as recognised, before they are placed.
    own_text: str = ""
    #: Paper without ink: the back of a sheet.
    is_blank: bool = False
    #: A table's rows or columns are not settled: it was left as lines.
    has_unsure_table: bool = False
    #: What is no text, as (reason, text).
    left_out: tuple[tuple[str, str], ...] = ()


def read_pdf_page(document: pdfium.PdfDocument, text: PageText, context: ReadingContext) -> ScannedPage | None:
    """One page of a PDF, None when it cannot be drawn or read."""
    page = document[text.number - 1]
    try:
        scale = min(DPI / 72, _LONG_SIDE / max(text.width, text.height, 1.0))
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        try:
            colours = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
        finally:
            bitmap.close()
    except (pdfium.PdfiumError, MemoryError, ValueError) as error:
        logger.warning("page %d cannot be drawn: %s", text.number, error)
        return None
    finally:
        page.close()
    with hold_place(context):
        scanned = _recognise_sheet(colours, text.number, text.width, text.height)
    del colours
    release_freed_memory()
    return scanned


def read_picture(image: Image.Image, number: int, context: ReadingContext) -> ScannedPage | None:
    """A scan given as a picture."""
    longest = max(image.width, image.height)
    if longest < 1600 or longest > _LONG_SIDE:
        # Small photographs gain from being drawn larger; huge ones only cost time.
        factor = (_LONG_SIDE / 1.3 if longest < 1600 else _LONG_SIDE) / longest
        factor = min(factor, 2.5)
        image = image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.LANCZOS)
    colours = np.asarray(image.convert("RGB"))
    with hold_place(context):
        scanned = _recognise_sheet(colours, number, image.width * 72 / DPI, image.height * 72 / DPI)
    del colours
    release_freed_memory()
    return scanned


def image_pages(path: Path) -> Iterator[Image.Image]:
    """The pages of an image file, upright as the camera noted.

    :raises RefusedFile: damaged or oversized images.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            register_heif_opener()
            opened = Image.open(path)
        with opened as image:
            if image.width * image.height > _MAX_PIXELS:
                raise RefusedFile("too_large", TOO_LARGE)
            # The frames of a TIFF are pages, those of other formats move.
            for index in range(getattr(image, "n_frames", 1) if image.format == "TIFF" else 1):
                image.seek(index)
                yield _on_white(ImageOps.exif_transpose(image) or image)
    except Image.DecompressionBombError as error:
        raise RefusedFile("too_large", TOO_LARGE) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise RefusedFile("damaged", DAMAGED) from error


def _on_white(image: Image.Image) -> Image.Image:
    """The picture as it looks on paper: what is transparent is white, whatever colour lies under it."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    coloured = image.convert("RGBA")
    opaque = np.asarray(coloured.getchannel("A")) > _OPAQUE
    # White letters on nothing were made for a dark page: laid on black, they are turned black on white.
    is_light = 0 < opaque.mean() < _SPARSE and float(np.asarray(coloured.convert("L"))[opaque].mean()) > _LIGHT
    paper = Image.new("RGB", coloured.size, "black" if is_light else "white")
    paper.paste(coloured, mask=coloured.getchannel("A"))
    return ImageOps.invert(paper) if is_light else paper


def _recognise_sheet(colours: image_preprocessing.Colours, number: int, width: float, height: float) -> ScannedPage:
    """The lines and tables of a sheet, which holds one page or, side by side, two. Sizes are points as displayed."""
    refuse_secrecy_stamps(colours)
    ink = with_even_light(fade_seals(colours))
    angle = image_preprocessing.skew_angle(ink)
    straight = image_preprocessing.rotate_picture(ink, angle)
    turned = -90 * quarter_turns(straight) % 360
    fold = fold_place(np.ascontiguousarray(np.rot90(straight, turned // 90)))
    if fold is None:
        return _recognise_page(colours, straight, (angle, turned), number, (width, height), has_head=number == 1)
    level = np.rot90(image_preprocessing.rotate_picture(colours, angle), turned // 90)
    if turned in (90, 270):
        width, height = height, width
    share = fold / level.shape[1]
    return joined_pages(
        _half_of_sheet(level[:, :fold], number, (share * width, height), has_head=number == 1),
        _half_of_sheet(level[:, fold:], number, ((1 - share) * width, height), has_head=False),
        Page(number, width, height, "ocr"),
    )


def _half_of_sheet(
    colours: image_preprocessing.Colours, number: int, size: tuple[float, float], *, has_head: bool
) -> ScannedPage:
    """One of two pages on a sheet: it has its own light and its own tilt."""
    own = np.ascontiguousarray(colours)
    ink = with_even_light(fade_seals(own))
    angle = image_preprocessing.skew_angle(ink)
    straight = image_preprocessing.rotate_picture(ink, angle)
    return _recognise_page(own, straight, (angle, 0), number, size, has_head=has_head)


def _recognise_page(
    colours: image_preprocessing.Colours, straight: image_preprocessing.Gray, turns: tuple[float, int], number: int,
    size: tuple[float, float], *, has_head: bool,
) -> ScannedPage:  # fmt: skip
    """The page's lines and tables.

    :param straight: the page's ink, level.
    :param turns: by how many degrees it was levelled, and by how many it seems to lie on its side.
    """
    width, height = size
    turn, words = recognise_upright(straight, turns[1], has_head)
    handwritten: tuple[Handwritten, ...] = ()
    if turn:
        straight = np.ascontiguousarray(np.rot90(straight, turn // 90))
    straight, words = read_level(straight, words, has_head)
    if has_head and not turn:
        head = reader.read_head(straight, colours, turns[0], words)
        words, handwritten = head.words, head.handwritten
    if turn in (90, 270):
        width, height = height, width
    arranged, rules = _arranged_page(straight, words, number, width, height)
    blocks = [_repair_block(block) for block in arranged.blocks]
    if has_head or image_preprocessing.has_red_mark(colours):
        read = " ".join(fold(block.text) for block in blocks if isinstance(block, Line))
        blocks = [*(line for line in _red_lines(colours, number) if fold(line.text) not in read), *blocks]
    page = Page(number, width, height, "ocr" if arranged.words else "none", mean_confidence(arranged.words))
    own_text = repair_words(" ".join(word.text for word in arranged.words))
    is_blank = bool((straight < _INK).mean() < _SPECKS)
    return ScannedPage(page, blocks, handwritten, tuple(rules), own_text, is_blank, arranged.has_unsure_table)


def _arranged_page(
    image: image_preprocessing.Gray, words: list[Word], number: int, width: float, height: float
) -> tuple[ScannedBlocks, list[Rule]]:
    """The page's blocks, those of its sideways parts in their place, and its upright rules in points."""
    regions = turned_regions(image, words, number, width / image.shape[1])
    upright = [word for word in words if not any(region.holds_word(word) for region in regions)]
    rules = _scale_to_points(upright, image, width, height, regions)
    arranged = scanned_blocks(upright, rules, number, width, height, cell_reader(image, width, height))
    parts = [region.arranged for region in regions]
    found = ScannedBlocks(
        with_turned_regions(arranged.blocks, regions, image.shape[0]),
        [*arranged.words, *(word for part in parts for word in part.words)],
        arranged.has_unsure_table or any(part.has_unsure_table for part in parts),
    )
    return found, rules


def _scale_to_points(
    words: list[Word], image: image_preprocessing.Gray, width: float, height: float, regions: list[TurnedRegion]
) -> list[Rule]:
    """The upright ruling lines of the picture in points; the boxes of ``words`` are changed from pixels to points."""
    rules = [rule for rule in ruling_lines(image) if not any(region.holds(rule) for region in regions)]
    across, down = width / image.shape[1], height / image.shape[0]
    for word in words:
        word.x0, word.x1 = word.x0 * across, word.x1 * across
        word.y0, word.y1 = word.y0 * down, word.y1 * down
        word.size = word.height
    return [(x0 * across, y0 * down, x1 * across, y1 * down) for x0, y0, x1, y1 in rules]


def _repair_block(block: Block) -> Block:
    return replace(block, text=repair_words(repair_heading(block.text))) if isinstance(block, Line) else block


def _red_lines(colours: image_preprocessing.Colours, number: int) -> list[Line]:
    """Stamps that matter, read from the red ink alone: urgency, secrecy, `DỰ THẢO`, incoming."""
    crop = image_preprocessing.crop_red_mark(colours)
    if crop is None:
        return []
    words = recognise_words(crop.image, matters=True)
    height, width = colours.shape[:2]
    for word in words:
        word.x0, word.x1 = word.x0 + crop.x, word.x1 + crop.x
        word.y0, word.y1 = word.y0 + crop.y, word.y1 + crop.y
    lines = to_lines([word for word in words if (word.confidence or 0) > 0.4], number, width, height)
    return [line for line in lines if image_preprocessing.STAMP_TEXT.search(line.text)]
