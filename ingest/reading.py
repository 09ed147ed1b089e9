"""What a reader gives of a file: lines, tables and pages as they stand, and what layout makes of them.

Standard library only, so that everything else can use these types without loading an engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

FileKind = Literal[
    "pdf", "docx", "doc", "rtf", "odt", "html", "text", "image", "xlsx", "wordxml", "mhtml", "ods", "pptx", "csv",
    "mail", "zip", "edxml", "xls",
]  # fmt: skip
#: Files that hold other files: each of those is a document of its own.
CONTAINER_KINDS: frozenset[FileKind] = frozenset(("mail", "zip", "edxml"))
TextSource = Literal["text_layer", "ocr", "mixed", "docx", "office", "html", "text", "xlsx"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in fractions of the page's width and height (0..1), origin top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page (PDF, scan) or one whole paragraph (DOCX, HTML, text: ``whole=True``).

    ``text`` is already repaired (Unicode, NFC, legacy encodings converted) and, for DOCX, holds
    the automatic number that Word would print. ``page`` is 1-based, None for formats without pages.
    ``size`` is in points. ``confidence`` is 0..1 for OCR, None otherwise.
    """

    text: str
    page: int | None = None
    box: Box | None = None
    bold: bool = False
    italic: bool = False
    size: float | None = None
    align: Literal["left", "center", "right", "justify"] | None = None
    confidence: float | None = None
    whole: bool = False
    auto_number: bool = False
    #: Numbers of the notes that the line refers to; their marks are no longer in ``text``.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. ``text`` is None in a slot that a merged cell covers; ``merged`` says from where.

    ``left``: the cell to the left goes on here, its value holds for both columns. ``above``: the cell above goes on
    here, its value holds for both rows. The lower rows of a block merged both ways are ``above``, then ``left``.
    A slot without text and without ``merged`` is empty: nothing holds there.
    """

    text: str | None
    box: Box | None = None
    bold: bool = False
    merged: Literal["left", "above"] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular grid of cells in reading order; ``header_rows`` rows at the top are repeated headers."""

    rows: tuple[tuple[Cell, ...], ...]
    page: int | None = None
    header_rows: int = 0


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paged file: size in points and where its text came from."""

    number: int
    width: float
    height: float
    source: Literal["text_layer", "ocr", "none"]
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A digital signature found in a PDF. Integrity is a technical finding, never a legal one.

    ``reason`` is what the signer wrote into it; the signing tools of state bodies put the number there
    (`Kèm theo văn bản số 9161/QĐ-UBND của ...`).
    """

    signer: str | None
    organisation: str | None
    signed_at: datetime | None
    integrity: Literal["hợp lệ", "không kiểm tra được", "bị sửa đổi"]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Handwritten:
    """A number or date that was written by hand into a printed head. ``digits`` are as read (``2155``, ``17/11``), None
    where they could not be read for certain; ``confidence`` is 0..1, that of the least certain digit."""

    field: Literal["number", "issued_date"]
    digits: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at a page's foot or at the document's end: its number as printed (None where OCR cannot tell) and its
    lines without that number. In the text its mark is ``[number]``, whatever it looks like in print."""

    number: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class OwnText:
    """The text of one page or part of a file by a naive extraction: what a reading is measured against.

    ``part`` names it in a warning (``trang 3``, ``đầu trang``, ``bảng tính``). ``reason`` says why its words may be
    missing on purpose (a key of ``LEFT_OUT``); "" where they may not.
    """

    part: str
    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A text of the file that is no part of the document, and the reason (a key of ``LEFT_OUT``)."""

    reason: str
    text: str
    page: int | None = None


#: Reasons for which a text of the file is left out of the passages, as shown.
LEFT_OUT: Mapping[str, str] = {
    "running_head": "đầu trang, chân trang lặp lại",
    "page_number": "số trang",
    "incoming_stamp": "dấu văn bản đến",
    "signature_text": "chữ của chữ ký số",
    "watermark": "chữ chìm",
    "gazette": "đầu trang Công báo",
    "noise": "vết nhận dạng không thành chữ",
    "contents": "mục lục",
    "head": "phần đầu văn bản, đã thành thuộc tính",
    "signature": "nơi nhận và chữ ký, đã thành thuộc tính",
    "repeated_head": "phần đầu in lại trước văn bản kèm theo",
    "navigation": "thanh điều hướng, liên kết của trang web",
    "hidden": "chữ ẩn",
    "deleted": "chữ đã xóa khi theo dõi thay đổi",
    "comment": "bình luận",
    "other_document": "văn bản khác trong cùng tệp",
}


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the packet in which a document was sent says of it. ``is_main``: it is the document itself, not an annex."""

    number: str | None = None
    issued_date: date | None = None
    issuer: str | None = None
    issuer_parent: str | None = None
    place: str | None = None
    type_name: str | None = None
    subject: str | None = None
    signer: str | None = None
    signer_title: str | None = None
    is_main: bool = True


@dataclass(frozen=True, slots=True)
class PaperCut:
    """A clerk's word on the papers of a file: at a place one begins, none does, or an annex of the one above does.

    The place is a page, a line that begins so, or a line on a page; ``name`` is how an annex is cited.
    """

    kind: Literal["start", "joined", "annex"]
    page: int | None = None
    opening: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines, tables and pages of one file as a reader gives them, before anything is understood."""

    kind: FileKind
    text_source: TextSource
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    signatures: tuple[Signature, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    warnings: tuple[str, ...] = ()
    #: Why the file waits for approval before it may be found (identity numbers of people); None for most files.
    held_back: str | None = None
    handwritten: tuple[Handwritten, ...] = ()
    #: What the file holds by a naive extraction, and what the reader leaves out of it on purpose.
    own_texts: tuple[OwnText, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    envelope: Envelope | None = None
    cuts: tuple[PaperCut, ...] = ()


@dataclass(frozen=True, slots=True)
class LineSpan:
    """The extent of one line of a paragraph: characters ``start..end`` of its text, and the box."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Joined lines that belong together, page furniture removed. ``spans`` is empty for unpaged files."""

    text: str
    page_from: int | None = None
    page_to: int | None = None
    spans: tuple[LineSpan, ...] = ()
    bold: bool = False
    italic: bool = False
    align: Literal["left", "center", "right", "justify"] | None = None
    size: float | None = None
    confidence: float | None = None
    auto_number: bool = False
    notes: tuple[str, ...] = ()
    #: Another document of the same file begins here: how it is cited.
    opens: str = ""

    def part(self, start: int, end: int) -> Paragraph:
        """The characters ``start..end`` as a paragraph of their own, with the lines that they stand in."""
        spans = tuple(
            replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
            for span in self.spans
            if span.start < end and span.end > start
        )
        return replace(self, text=self.text[start:end], spans=spans)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote as paragraphs."""

    number: str | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A reading after furniture was recognised: body in reading order, and what was set aside.

    ``furniture`` maps a kind (``running_head``, ``page_number``, ``incoming_stamp``,
    ``signature_text``, ``watermark``, ``gazette``) to the texts removed.
    """

    blocks: tuple[Paragraph | Table, ...]
    furniture: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def block_texts(blocks: Iterable[Line | Paragraph | Table]) -> Iterator[str]:
    """The texts of lines, paragraphs and filled cells, in reading order."""
    for block in blocks:
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row if cell.text)
        else:
            yield block.text


class RefusedFile(Exception):
    """A file that is not taken in. ``reason`` is one Vietnamese sentence: what, why, what to do.

    ``code`` is a stable machine word: ``empty``, ``damaged``, ``encrypted``, ``too_large``,
    ``unsupported``, ``no_text``, ``secret``, ``active_content``, ``missing_tool``, ``timeout``,
    ``unreadable``, ``personal_data``.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
