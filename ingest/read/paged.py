"""PDF and images: every page from its text layer where that is usable, else from OCR."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pypdfium2 as pdfium

from ingest.read.context import ReadingContext
from ingest.read.pages.footnotes import FootnoteFinder
from ingest.read.pages.page_blocks import lines_and_tables
from ingest.read.pdf import safety, signatures, text_layer
from ingest.read.pdf.text_layer_quality import is_usable
from ingest.read.pipe_tables import with_pipe_tables
from ingest.reading import Block, Handwritten, Line, OwnText, Page, Reading, RefusedFile
from ingest.text import legacy_encodings

logger = logging.getLogger(__name__)

NO_TEXT = "Tệp không có trang nào đọc được chữ; hãy quét lại rõ hơn hoặc gửi tệp gốc."
PAGE_FAILED = "Trang {page} không nhận dạng được chữ; vui lòng xem bản gốc."
NEEDS_OCR = "Trang {page} là ảnh quét, chưa được nhận dạng chữ."
POOR_SCAN = "Chất lượng nhận dạng chữ trang {page} thấp; vui lòng đối chiếu bản gốc."
#: Below this mean confidence a page must be compared with the original (docs/documents.md, "Scans").
_POOR_CONFIDENCE = 0.85


def read_pdf(path: Path, context: ReadingContext) -> Reading:
    """A PDF, page by page; a page that fails does not fail the document.

    :raises RefusedFile: damaged, encrypted, empty or active files, and those without any text.
    """
    has_signatures = safety.check_pdf(path)
    blocks: list[Block] = []
    pages: list[Page] = []
    warnings: list[str] = []
    handwritten: tuple[Handwritten, ...] = ()
    own_texts: list[OwnText] = []
    unsure = False
    foot = FootnoteFinder()
    try:
        document = text_layer.open_document(path)
    except pdfium.PdfiumError as error:
        raise RefusedFile("damaged", safety.DAMAGED) from error
    try:
        for text in text_layer.page_texts(document):
            if not text.width:
                pages.append(Page(text.number, 0.0, 0.0, "none"))
                warnings.append(PAGE_FAILED.format(page=text.number))
            elif is_usable(text):
                blocks.extend(
                    foot.take_notes(
                        lines_and_tables(text.words, text.rules, text.number, text.width, text.height),
                        text.rules,
                        text.width,
                        text.height,
                    )
                )
                pages.append(Page(text.number, text.width, text.height, "text_layer"))
                own_texts.append(OwnText(f"trang {text.number}", text.characters))
                unsure = unsure or text.unsure
            else:
                page_blocks, page, warning, by_hand, own_text = _read_scanned_page(document, text, context, foot)
                own_texts.append(OwnText(f"trang {text.number}", own_text))
                blocks.extend(page_blocks)
                pages.append(page)
                warnings.extend(warning)
                handwritten += by_hand
    finally:
        document.close()
    if unsure:
        warnings.append(legacy_encodings.UNSURE_WARNING)
    found = signatures.read_signatures(path) if has_signatures else ()
    if any(signature.integrity == "bị sửa đổi" for signature in found):
        warnings.append(signatures.CHANGED)
    return Reading(
        kind="pdf",
        text_source=_text_source(pages),
        blocks=tuple(_refuse_empty(with_pipe_tables(_repair_item_numbers(blocks)), pages, context.ocr)),
        pages=tuple(pages),
        signatures=found,
        footnotes=tuple(foot.notes),
        warnings=tuple(warnings),
        handwritten=handwritten,
        own_texts=tuple(own_texts),
    )


def read_image(path: Path, context: ReadingContext) -> Reading:
    """A JPG, PNG or TIFF scan; a TIFF may hold several pages.

    :raises RefusedFile: a damaged image or one without text.
    """
    from ingest.read.ocr import page_ocr

    blocks: list[Block] = []
    pages: list[Page] = []
    warnings: list[str] = []
    handwritten: tuple[Handwritten, ...] = ()
    own_texts: list[OwnText] = []
    foot = FootnoteFinder()
    for number, picture in enumerate(page_ocr.image_pages(path), start=1):
        read_page = page_ocr.read_picture(picture, number, context)
        if read_page is None:
            pages.append(Page(number, float(picture.width), float(picture.height), "none"))
            warnings.append(PAGE_FAILED.format(page=number))
            continue
        blocks.extend(foot.take_notes(read_page.blocks, read_page.rules, read_page.page.width, read_page.page.height))
        pages.append(read_page.page)
        warnings.extend(_quality_warnings(read_page.page))
        handwritten += read_page.handwritten
        own_texts.append(OwnText(f"trang {number}", read_page.own_text))
    return Reading(
        "image",
        "ocr",
        tuple(_refuse_empty(_repair_item_numbers(blocks), pages, True)),
        tuple(pages),
        footnotes=tuple(foot.notes),
        warnings=tuple(warnings),
        handwritten=handwritten,
        own_texts=tuple(own_texts),
    )


def _refuse_empty(blocks: list[Block], pages: list[Page], ocr: bool) -> list[Block]:
    if not blocks and (ocr or all(page.source != "none" for page in pages)):
        raise RefusedFile("no_text", NO_TEXT)
    return blocks


def _repair_item_numbers(blocks: list[Block]) -> list[Block]:
    """Item numbers that OCR misread, judged over all scanned pages together."""
    places = [i for i, block in enumerate(blocks) if isinstance(block, Line) and block.confidence is not None]
    if not places:
        return blocks
    from ingest.read.ocr.text_repair import repair_numbers

    repaired = list(blocks)
    lines = [block for block in blocks if isinstance(block, Line) and block.confidence is not None]
    for place, line, text in zip(places, lines, repair_numbers([line.text for line in lines]), strict=True):
        repaired[place] = replace(line, text=text)
    return repaired


def _read_scanned_page(
    document: pdfium.PdfDocument, text: text_layer.PageText, context: ReadingContext, foot: FootnoteFinder
) -> tuple[list[Block], Page, list[str], tuple[Handwritten, ...], str]:
    unread = Page(text.number, text.width, text.height, "none")
    if not context.ocr:
        return [], unread, [NEEDS_OCR.format(page=text.number)], (), ""
    from ingest.read.ocr import page_ocr

    read_page = page_ocr.read_pdf_page(document, text, context)
    if read_page is None:
        return [], unread, [PAGE_FAILED.format(page=text.number)], (), ""
    blocks = foot.take_notes(read_page.blocks, read_page.rules, read_page.page.width, read_page.page.height)
    return blocks, read_page.page, _quality_warnings(read_page.page), read_page.handwritten, read_page.own_text


def _quality_warnings(page: Page) -> list[str]:
    if page.confidence is not None and page.confidence < _POOR_CONFIDENCE:
        return [POOR_SCAN.format(page=page.number)]
    return []


def _text_source(pages: list[Page]) -> Literal["text_layer", "ocr", "mixed"]:
    sources = {page.source for page in pages if page.source != "none"}
    if sources == {"ocr"}:
        return "ocr"
    return "mixed" if len(sources) > 1 else "text_layer"
