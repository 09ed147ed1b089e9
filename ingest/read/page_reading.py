"""One page of a PDF or one picture, read: its text layer, OCR, or the layer with what its pictures say."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import pypdfium2 as pdfium

from ingest.read.context import ReadingContext
from ingest.read.pages.page_blocks import lines_and_tables
from ingest.read.pages.words import Word
from ingest.read.pdf.garbled_fonts import garbled_words, regions_of
from ingest.read.pdf.text_layer import PageText
from ingest.read.pdf.text_layer_quality import layer_quality
from ingest.read.pdf.unread_regions import unread_regions
from ingest.reading import Block, Handwritten, Page
from ingest.text.syllables import syllable_rate

if TYPE_CHECKING:
    from PIL import Image

    from ingest.read.ocr.page_ocr import ScannedPage

logger = logging.getLogger(__name__)

PAGE_FAILED = "Trang {page} không nhận dạng được chữ; vui lòng xem bản gốc."
NEEDS_OCR = "Trang {page} là ảnh quét, chưa được nhận dạng chữ."
BROKEN_LAYER = "Lớp chữ của trang {page} không đọc được (phông chữ hỏng); vui lòng xem bản gốc."
FONT_READ = "Trang {page} có phông chữ hỏng, phần đó được nhận dạng bằng máy; vui lòng đối chiếu bản gốc."
FONT_UNREAD = "Trang {page} có phần chữ không đọc được (phông chữ hỏng); vui lòng xem bản gốc."
PICTURE_READ = "Trang {page} có chữ nằm trong hình, được nhận dạng bằng máy; vui lòng đối chiếu bản gốc."
PICTURE_UNREAD = "Trang {page} có hình chứa chữ chưa đọc được; vui lòng xem bản gốc."
TABLE_UNSURE = (
    "Trang {page} có bảng không xác định chắc được hàng, cột nên chỉ đọc thành dòng; vui lòng đối chiếu bản gốc."
)
HIDDEN = "Trang {pages} có chữ ẩn mà người đọc không nhìn thấy; phần đó không được đưa vào nội dung."
#: OCR of a page must read so many times the syllables of a doubtful text layer.
_READS_BETTER = 1.3
#: A picture over this part of the page is named where pictures are not read.
_LARGE_PART = 0.08


@dataclass(frozen=True, slots=True)
class PageReading:
    """What one page gave. ``left_out`` holds (reason, text); ``own_text`` is what the page is measured against."""

    page: Page
    blocks: list[Block] = field(default_factory=list)
    rules: tuple[tuple[float, float, float, float], ...] = ()
    warnings: list[str] = field(default_factory=list)
    handwritten: tuple[Handwritten, ...] = ()
    own_text: str = ""
    left_out: list[tuple[str, str]] = field(default_factory=list)
    unsure: bool = False


def read_page_of_pdf(document: pdfium.PdfDocument, text: PageText, context: ReadingContext) -> PageReading:
    """The page from its text layer where that is usable, else by OCR."""
    if not text.width:
        return PageReading(Page(text.number, 0.0, 0.0, "none"), warnings=[PAGE_FAILED.format(page=text.number)])
    if context.every_page and context.ocr:
        scanned = _read_scan(document, text, context, PAGE_FAILED)
        return scanned if scanned.page.source == "ocr" else _read_layer(document, text, context)
    quality = layer_quality(text)
    if quality == "usable":
        return _read_layer(document, text, context)
    if quality == "doubtful":
        return _read_doubtful(document, text, context)
    return _read_scan(document, text, context, NEEDS_OCR)


def read_scanned_picture(picture: Image.Image, number: int, context: ReadingContext) -> PageReading:
    """A scan given as a picture."""
    from ingest.read.ocr import page_ocr

    scanned = page_ocr.read_picture(picture, number, context)
    if scanned is None:
        page = Page(number, float(picture.width), float(picture.height), "none")
        return PageReading(page, warnings=[PAGE_FAILED.format(page=number)])
    return _of_scan(scanned)


def _read_layer(document: pdfium.PdfDocument, text: PageText, context: ReadingContext) -> PageReading:
    """The text layer, with the words of pictures that it lacks."""
    if context.ocr and text.drawings.may_hold_stamp:
        from ingest.read.ocr.picture_text import refuse_stamps_of_page

        refuse_stamps_of_page(document, text)
    text, font_warnings = _without_garbled_fonts(document, text, context)
    words, warnings, own = list(text.words), list[str](), text.characters
    regions = unread_regions(text.drawings, text.words, text.width, text.height) if text.drawings.may_lack_text else []
    source: Literal["text_layer", "ocr"] = "text_layer"
    if regions and context.ocr:
        read, warnings = _picture_words(document, text, regions, context)
        words += read
        own = " ".join([own, *(word.text for word in read)])
        if sum(len(word.text) for word in read) > sum(len(word.text) for word in text.words):
            source = "ocr"
    elif regions:
        x0, y0, x1, y1 = regions[0]
        if (x1 - x0) * (y1 - y0) > _LARGE_PART * text.width * text.height:
            warnings = [PICTURE_UNREAD.format(page=text.number)]
    return PageReading(
        Page(text.number, text.width, text.height, source),
        lines_and_tables(words, text.rules, text.number, text.width, text.height),
        tuple(text.rules),
        font_warnings + warnings,
        own_text=own,
        left_out=text.left_out,
        unsure=text.unsure,
    )


def _without_garbled_fonts(
    document: pdfium.PdfDocument, text: PageText, context: ReadingContext
) -> tuple[PageText, list[str]]:
    """The page with the words of a broken font as OCR reads them, or without them, and what must be said of it."""
    garbled = garbled_words(text.words)
    if not garbled:
        return text, []
    read: list[Word] = []
    if context.ocr:
        from ingest.read.ocr.picture_text import picture_text

        read = picture_text(document, text, regions_of(garbled), context, with_layer=True).words
    theirs, ours = (_syllables(" ".join(word.text for word in words)) for words in (read, garbled))
    if context.ocr and read and theirs <= _READS_BETTER * ours:
        return text, []
    gone = {id(word) for word in garbled}
    words = [word for word in text.words if id(word) not in gone] + read
    warning = FONT_READ if read else FONT_UNREAD
    own = " ".join(word.text for word in words)
    return replace(text, words=words, characters=own), [warning.format(page=text.number)]


def _picture_words(
    document: pdfium.PdfDocument, text: PageText, regions: list[tuple[float, float, float, float]],
    context: ReadingContext,
) -> tuple[list[Word], list[str]]:  # fmt: skip
    """The words of a page's pictures and what must be said of them; their ruling lines join those of the page."""
    from ingest.read.ocr.picture_text import picture_text

    found = picture_text(document, text, regions, context)
    text.rules.extend(found.rules)
    warnings = [PICTURE_READ.format(page=text.number)] if found.words else []
    return found.words, warnings + ([PICTURE_UNREAD.format(page=text.number)] if found.has_unread else [])


def _read_doubtful(document: pdfium.PdfDocument, text: PageText, context: ReadingContext) -> PageReading:
    """A page whose letters are not what it shows: by OCR where that reads better, never as garbage."""
    scanned = _read_scan(document, text, context, BROKEN_LAYER)
    if scanned.page.source == "none":
        return scanned
    theirs, ours = _syllables(scanned.own_text), _syllables(" ".join(word.text for word in text.words))
    return scanned if theirs > _READS_BETTER * ours else _read_layer(document, text, context)


def _syllables(text: str) -> float:
    rate, count = syllable_rate(text)
    return rate * count


def _read_scan(
    document: pdfium.PdfDocument, text: PageText, context: ReadingContext, unread_warning: str
) -> PageReading:
    unread = Page(text.number, text.width, text.height, "none")
    if not context.ocr:
        return PageReading(unread, warnings=[unread_warning.format(page=text.number)])
    from ingest.read.ocr import page_ocr

    scanned = page_ocr.read_pdf_page(document, text, context)
    if scanned is None:
        return PageReading(unread, warnings=[PAGE_FAILED.format(page=text.number)])
    return _of_scan(scanned)


def _of_scan(scanned: ScannedPage) -> PageReading:
    return PageReading(
        scanned.page,
        scanned.blocks,
        scanned.rules,
        _quality_warnings(scanned),
        scanned.handwritten,
        scanned.own_text,
        list(scanned.left_out),
    )


def _quality_warnings(scanned: ScannedPage) -> list[str]:
    number = scanned.page.number
    if scanned.has_unsure_table:
        return [TABLE_UNSURE.format(page=number)]
    return [] if scanned.blocks or scanned.is_blank else [PAGE_FAILED.format(page=number)]
