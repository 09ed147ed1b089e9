"""What a document is: metadata, outline, passages with their citations, relations.

What a reader gives of a file (lines, tables, pages) stands in ``ingest.reading``. Both need the standard library only,
so that every stage can use these types without loading a PDF engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ingest.reading import Box, FileKind, LeftOut, Page, Signature, TextSource

LegalClass = Literal["qppl", "hanh_chinh", "dang"]
PassageKind = Literal["body", "can_cu", "mo_dau", "table_row", "footnote"]
#: One level of a path, from the outermost to the innermost. ``stt`` is a row of a table by its printed number,
#: ``dong`` one without a printed number, counted within its section; ``mau`` is a form (`Mẫu số 02`), ``bieumau``,
#: ``bieumauso``, ``bieu``, ``bieuso`` are those called `Biểu mẫu 2`, `Biểu mẫu số 2`, `Biểu 2`, `Biểu số 2`.
StepKind = Literal[
    "phan", "chuong", "muc", "tieumuc", "dieu", "khoan", "diem",
    "roman", "letter", "n1", "n2", "n3", "gach", "cong", "phuluc", "mau", "bieumau", "bieumauso", "bieu",
    "bieuso", "stt", "dong", "doan",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a head may have: the field's name, the value, how probable it is, where it was found, and the clues
    for and against it with their weights.

    The shown value is among them; where a field is unknown, its candidates are what a clerk may choose from.
    """

    field: str
    value: str
    probability: float
    source: str
    clues: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A later paper of a file that holds several: its own head, and how its passages are cited.

    ``component`` is the name that stands in the citations of its passages, ``page`` its first page.
    """

    component: str
    number: str | None = None
    type: str | None = None
    type_name: str | None = None
    issuer: str | None = None
    issued_date: date | None = None
    subject: str | None = None
    is_draft: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """The properties of a document, as it states them. None means unknown; nothing here is guessed.

    ``number`` is as printed without spaces around the separators (``516/KH-UBND``); ``canonical_key``
    is ``num|year|TYPE|AGENCY`` (docs/documents.md, "Numbers"). ``type`` is the symbol (``KH``, ``QĐ``, ``CV``...).
    ``issuer`` is the issuing body as cited (``UBND tỉnh Gia Lai``). ``sources`` maps a field's name to
    where it came from: ``text_layer``, ``ocr``, ``docx``, ``office``, ``html``, ``text``, ``xlsx`` (the head as read),
    ``handwriting`` (digits written by hand into a scanned head), ``signature``,
    ``file_name``, ``body`` (what the text says of itself), ``portal`` (a web page's property lines),
    ``envelope`` (the packet in which it was sent).
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
    #: The part that a file without a main text holds (`Phụ lục II`): number, date and issuer are the main document's.
    annex: str | None = None
    is_sample: bool = False
    circulation: str | None = None
    #: What the receiving office stamped on it (`ĐẾN Số ... Ngày ...`): its own register, never this document's number.
    received_number: str | None = None
    received_date: date | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    #: What was weighed for number, date and issuer, each field's most probable value first.
    candidates: tuple[Candidate, ...] = ()
    #: The other papers in the file; everything else here is said of the first one, which sends them if one does.
    papers: tuple[Paper, ...] = ()


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
class Task:
    """A task that a document assigns: who does what by when (docs/documents.md, "Assigned tasks").

    ``quote`` is a verbatim part of the text of the passage ``passage`` (its ordinal, whose citation is the task's
    place); ``position`` counts the document's tasks from 0. ``leads`` and ``coordinating`` are bodies as printed.
    ``deadline`` is as printed; ``due`` the last day by which it must be done, only where the words settle it, and
    ``due_rule`` the Vietnamese words that say how it was computed or why it is unknown (None for a printed day).
    ``recurring`` names the rhythm of a task that comes again (`hằng quý`); such a task has no ``due``.
    ``table`` is whether it was read from a row of a table.
    """

    quote: str
    passage: int
    position: int
    leads: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    deadline: str | None = None
    due: date | None = None
    due_rule: str | None = None
    recurring: str | None = None
    product: str | None = None
    table: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One file, understood. ``sha256`` is of the original bytes. ``relations`` and ``term`` hold what it
    states about other documents and about its own effect, ``tasks`` what it assigns."""

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
    left_out: tuple[LeftOut, ...] = ()
    tasks: tuple[Task, ...] = ()
