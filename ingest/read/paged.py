"""PDF and images: every page from its text layer where that is usable, else from OCR."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pypdfium2 as pdfium

from ingest.read.context import ReadingContext
from ingest.read.page_reading import HIDDEN, PageReading, read_page_of_pdf, read_scanned_picture
from ingest.read.pages.footnotes import FootnoteFinder
from ingest.read.pdf import safety, signatures, text_layer, xfa
from ingest.read.pdf.file_facts import FileFacts
from ingest.read.pipe_tables import with_pipe_tables
from ingest.reading import Block, Handwritten, LeftOut, Line, OwnText, Page, Reading, RefusedFile
from ingest.text import legacy_encodings

NO_TEXT = "Tệp không có trang nào đọc được chữ; hãy quét lại rõ hơn hoặc gửi tệp gốc."
XFA_READ = (
    "Tệp là biểu mẫu điện tử (XFA): nội dung lấy từ dữ liệu của biểu mẫu, không theo trang in; "
    "vui lòng đối chiếu bản gốc."
)
XFA_UNREAD = (
    "Tệp là biểu mẫu điện tử (XFA) chỉ hiện được trong phần mềm riêng nên không đọc được; "
    "hãy in biểu mẫu ra tệp PDF thường rồi nạp lại."
)
PORTFOLIO = (
    "Tệp là bộ tài liệu PDF chỉ có trang bìa, văn bản nằm trong các tệp đính kèm ({names}); "
    "hãy lưu từng tệp đính kèm ra rồi nạp riêng."
)
ATTACHMENTS = (
    "Tệp có tệp đính kèm bên trong chưa được đọc: {names}; hãy lưu từng tệp đính kèm ra rồi nạp riêng nếu cần."
)
POOR_SCAN = (
    "Chất lượng nhận dạng chữ trang {pages} thấp, nhiều chữ có thể sai; "
    "vui lòng đối chiếu bản gốc hoặc quét lại rõ hơn."
)
#: Below this mean confidence one word of seven and more is misread, above it one of sixteen (docs/figures.md).
_POOR_CONFIDENCE = 0.9
#: Fewer letters than this in a portfolio are its cover.
_COVER_LETTERS = 600
_SHOWN_NAMES = 5


@dataclass(slots=True)
class _PagesRead:
    """What the pages of one file gave so far."""

    blocks: list[Block] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    handwritten: tuple[Handwritten, ...] = ()
    own_texts: list[OwnText] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unsure: bool = False
    foot: FootnoteFinder = field(default_factory=FootnoteFinder)

    def add(self, page: PageReading) -> None:
        """Take in one page; its notes are set apart."""
        number = page.page.number
        self.blocks.extend(self.foot.take_notes(page.blocks, page.rules, page.page.width, page.page.height))
        self.pages.append(page.page)
        self.warnings.extend(page.warnings)
        self.handwritten += page.handwritten
        self.own_texts.append(OwnText(f"trang {number}", page.own_text))
        self.left_out.extend(LeftOut(reason, text, number) for reason, text in page.left_out)
        self.unsure = self.unsure or page.unsure

    def reading(self, kind: Literal["pdf", "image"], blocks: list[Block]) -> Reading:
        """The pages as one reading, with these blocks."""
        return Reading(
            kind=kind,
            text_source=_text_source(self.pages),
            blocks=tuple(blocks),
            pages=tuple(self.pages),
            footnotes=tuple(self.foot.notes),
            warnings=(*self.warnings, *_poor_warning(self.pages), *_hidden_warning(self.left_out)),
            handwritten=self.handwritten,
            own_texts=tuple(self.own_texts),
            left_out=tuple(self.left_out),
        )


def read_pdf(path: Path, context: ReadingContext) -> Reading:
    """A PDF, page by page; a page that fails does not fail the document.

    :raises RefusedFile: damaged, encrypted, empty or active files, and those without any text.
    """
    facts = safety.check_pdf(path)
    read = _PagesRead()
    try:
        document = text_layer.open_document(path)
    except pdfium.PdfiumError as error:
        raise RefusedFile("damaged", safety.DAMAGED) from error
    try:
        for text in text_layer.page_texts(document, facts):
            read.add(read_page_of_pdf(document, text, context))
    finally:
        document.close()
    if read.unsure:
        read.warnings.append(legacy_encodings.UNSURE_WARNING)
    blocks = with_pipe_tables(_repair_item_numbers(read.blocks))
    blocks = _form_or_pages(blocks, facts, read)
    _note_attachments(blocks, facts, read)
    reading = read.reading("pdf", _refuse_empty(blocks, read.pages, context.ocr))
    found = signatures.read_signatures(path) if facts.may_be_signed else ()
    if any(signature.integrity == "bị sửa đổi" for signature in found):
        reading = replace(reading, warnings=(*reading.warnings, signatures.CHANGED))
    return replace(reading, signatures=found)


def read_image(path: Path, context: ReadingContext) -> Reading:
    """A JPG, PNG or TIFF scan; a TIFF may hold several pages.

    :raises RefusedFile: a damaged image or one without text.
    """
    from ingest.read.ocr import page_ocr

    read = _PagesRead()
    for number, picture in enumerate(page_ocr.image_pages(path), start=1):
        read.add(read_scanned_picture(picture, number, context))
    return replace(
        read.reading("image", _refuse_empty(_repair_item_numbers(read.blocks), read.pages, True)), text_source="ocr"
    )


def _form_or_pages(blocks: list[Block], facts: FileFacts, read: _PagesRead) -> list[Block]:
    """The lines of an XFA form where the pages only ask for another program, else the blocks of the pages.

    :raises RefusedFile: such a form holds no text.
    """
    shown = " ".join(block.text for block in blocks if isinstance(block, Line))
    if not facts.xfa or len(shown) > _COVER_LETTERS or (shown and not xfa.PLACEHOLDER.search(shown)):
        return blocks
    lines = xfa.xfa_lines(facts.xfa)
    if not lines:
        raise RefusedFile("unsupported", XFA_UNREAD)
    read.warnings.append(XFA_READ)
    read.own_texts = [OwnText("biểu mẫu", " ".join(line.text for line in lines))]
    return list(lines)


def _note_attachments(blocks: list[Block], facts: FileFacts, read: _PagesRead) -> None:
    """A warning that names the files attached inside.

    :raises RefusedFile: the file is no more than the cover of these.
    """
    if not facts.attachments:
        return
    names = ", ".join(facts.attachments[:_SHOWN_NAMES])
    if len(facts.attachments) > _SHOWN_NAMES:
        names += f" và {len(facts.attachments) - _SHOWN_NAMES} tệp khác"
    letters = sum(len(block.text) if isinstance(block, Line) else _COVER_LETTERS for block in blocks)
    if facts.is_portfolio and letters < _COVER_LETTERS:
        raise RefusedFile("unsupported", PORTFOLIO.format(names=names))
    read.warnings.append(ATTACHMENTS.format(names=names))


def _hidden_warning(left_out: list[LeftOut]) -> list[str]:
    """The pages with text that nobody sees."""
    pages = sorted(
        {left.page or 0 for left in left_out if left.reason == "hidden" and any(map(str.isalnum, left.text))}
    )
    return [HIDDEN.format(pages=", ".join(map(str, pages)))] if pages else []


def _poor_warning(pages: list[Page]) -> list[str]:
    """The scanned pages that were read poorly."""
    poor = [page.number for page in pages if page.confidence is not None and page.confidence < _POOR_CONFIDENCE]
    return [POOR_SCAN.format(pages=page_spans(poor))] if poor else []


def page_spans(numbers: list[int]) -> str:
    """Ascending page numbers, neighbours as spans.

    >>> page_spans([2, 4, 5, 6, 9])
    '2, 4-6, 9'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


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


def _text_source(pages: list[Page]) -> Literal["text_layer", "ocr", "mixed"]:
    sources = {page.source for page in pages if page.source != "none"}
    if sources == {"ocr"}:
        return "ocr"
    return "mixed" if len(sources) > 1 else "text_layer"
