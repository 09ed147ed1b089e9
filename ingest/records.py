"""Records of the ingest stage: readings, documents, outlines, passages and citations.

Only the standard library is imported here, so that every other stage can use these
types without loading a PDF reader.

Flow inside the stage::

    file -> Reading (lines and tables as they stand in the file)
         -> Paragraph (page furniture removed, lines joined)
         -> Metadata + OutlineNode -> Passage -> Document
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

FileKind = Literal[
    "pdf", "docx", "doc", "rtf", "odt", "html", "text", "image", "xlsx", "wordxml", "mhtml", "ods", "pptx", "csv",
    "mail", "zip", "edxml",
]  # fmt: skip
#: Files that hold other files: each of those is a document of its own.
CONTAINER_KINDS: frozenset[FileKind] = frozenset(("mail", "zip", "edxml"))
TextSource = Literal["text_layer", "ocr", "mixed", "docx", "office", "html", "text", "xlsx"]
LegalClass = Literal["qppl", "hanh_chinh", "dang"]
PassageKind = Literal["body", "can_cu", "mo_dau", "table_row", "footnote"]
#: One level of a path, from the outermost to the innermost. ``stt`` is a row of a table by its printed number,
#: ``dong`` one without a printed number, counted within its section; ``mau`` is a form (`Mẫu số 02`).
StepKind = Literal[
    "phan", "chuong", "muc", "tieumuc", "dieu", "khoan", "diem",
    "roman", "letter", "n1", "n2", "n3", "gach", "cong", "phuluc", "mau", "stt", "dong",
    "doan",
]  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Metadata:
    """The properties of a document, as it states them. None means unknown; nothing here is guessed.

    ``number`` is as printed without spaces around the separators (``516/KH-UBND``); ``canonical_key``
    is ``num|year|TYPE|AGENCY`` (docs/documents.md, "Numbers"). ``type`` is the symbol (``KH``, ``QĐ``, ``CV``...).
    ``issuer`` is the issuing body as cited (``UBND tỉnh Gia Lai``). ``sources`` maps a field's name to
    where it came from: ``text_layer``, ``ocr``, ``docx``, ``office``, ``html``, ``text``, ``xlsx`` (the head as read),
    ``handwriting`` (digits written by hand into a scanned head), ``signature``,
    ``file_name``, ``body`` (what the text says of itself), ``portal`` (a web page's property lines).
    """

    number: str | None = None
    canonical_key: str | None = None
    type: str | None = None
    type_name: str | None = None
    issuer: str | None = None
    issuer_parent: str | None = None
    territory: str | None = None
    place: str | None = None
    issued_date: date | None = None
    effective_date: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    subject: str | None = None
    signer: str | None = None
    signer_title: str | None = None
    signer_capacity: str | None = None
    recipients: tuple[str, ...] = ()
    urgency: str | None = None
    legal_class: LegalClass | None = None
    is_draft: bool = False
    is_sample: bool = False
    circulation: str | None = None
    #: What the receiving office stamped on it (`ĐẾN Số ... Ngày ...`): its own register, never this document's number.
    received_number: str | None = None
    received_date: date | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a path, e.g. ``Step("khoan", "2")`` or ``Step("phuluc", "I")``."""

    kind: StepKind
    number: str


@dataclass(frozen=True, slots=True)
class Citation:
    """The place of a passage: component, path, printed label, pages and boxes.

    ``component`` is ``""`` for the document itself, else the attached text's name as it is cited
    (``Quy chế``, ``Kế hoạch``, ``Điều lệ``). ``label`` is the screen form without the document
    (``mục II.1.a``, ``điểm a khoản 2 Điều 5``, ``STT 7, Phụ lục I``, ``phần căn cứ``), ``formal`` the
    form for copying into a letter (docs/documents.md, "Paths and citations"). ``boxes`` mark the passage's lines.
    """

    component: str
    path: tuple[Step, ...]
    label: str
    formal: str
    page_from: int | None = None
    page_to: int | None = None
    boxes: tuple[Box, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """A numbered unit or titled heading. ``id`` is its index in the document's outline, ``parent`` an id."""

    id: int
    parent: int | None
    kind: StepKind | Literal["component"]
    number: str
    title: str
    label: str
    component: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval. It cannot exist without its citation.

    ``text`` is exact (repaired, NFC): what is shown and quoted. ``headings`` are the titles of the
    enclosing sections, outermost first; ``context`` is the deterministic prefix used only for search.
    ``node`` is the outline node it belongs to, ``parent`` the node a reader can expand to (whole
    Điều or section). For a table row ``cells`` holds (header, value) pairs.
    """

    ordinal: int
    text: str
    citation: Citation
    kind: PassageKind = "body"
    headings: tuple[str, ...] = ()
    context: str = ""
    node: int | None = None
    parent: int | None = None
    cells: tuple[tuple[str, str], ...] = ()


RelationType = Literal[
    "replaces", "repeals", "repeals_part", "amends", "replaces_phrase", "corrects", "suspends", "extends",
    "based_on", "implements", "refers_to", "consolidates", "attached_to", "recalls",
]  # fmt: skip
#: Edges that change what the target is worth; the others only point at it.
EFFECTS: frozenset[RelationType] = frozenset(
    ("replaces", "repeals", "repeals_part", "amends", "replaces_phrase", "corrects", "suspends", "extends", "recalls")
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A document's relation to another one, with the sentence that states it.

    See "Relations and validity" in docs/documents.md.

    The source is the place of that sentence: ``component``, ``path``, ``label``, and the ``ordinal`` of its passage
    (None when only a heading or the subject says it). The target is a number (``target_key`` is canonical), or a name
    for a law cited without one, or neither for a vague repeal, which never ends anything. An empty ``target_path``
    means the whole document. ``effective`` is when an edge of effect begins, ``until`` its last day (suspensions,
    extensions); None means unknown, and always for mere references. ``new_text`` is the quoted text of an amended
    provision; ``phrase`` holds old and new words.
    ``passive`` marks a document that is only named as having changed the one before it (`được sửa đổi bởi ...`).
    """

    type: RelationType
    evidence: str
    component: str = ""
    path: tuple[Step, ...] = ()
    label: str = ""
    ordinal: int | None = None
    target_number: str | None = None
    target_key: str | None = None
    target_name: str | None = None
    target_type: str | None = None
    target_date: date | None = None
    target_issuer: str | None = None
    target_component: str = ""
    target_path: tuple[Step, ...] = ()
    effective: date | None = None
    until: date | None = None
    new_text: str | None = None
    phrase: tuple[str, str] | None = None
    passive: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """The time in which a document has effect by its own words. ``last_day`` is the last day in force.

    ``basis`` says how ``effective`` is known: a stated date, from signing, from adoption, or not at all.
    ``exceptions`` are provisions that begin on another day: component, path, day.
    """

    effective: date | None = None
    basis: Literal["stated", "signed", "adopted", "none"] = "none"
    last_day: date | None = None
    exceptions: tuple[tuple[str, tuple[Step, ...], date], ...] = ()
    evidence: str = ""
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file, understood. ``sha256`` is of the original bytes. ``relations`` and ``term`` hold what it
    states about other documents and about its own effect."""

    sha256: str
    file_name: str
    kind: FileKind
    text_source: TextSource
    metadata: Metadata
    outline: tuple[OutlineNode, ...]
    passages: tuple[Passage, ...]
    pages: tuple[Page, ...] = ()
    signatures: tuple[Signature, ...] = ()
    components: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    held_back: str | None = None
    relations: tuple[Relation, ...] = ()
    term: Term = Term()


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
