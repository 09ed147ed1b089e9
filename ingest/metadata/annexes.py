"""Annexes in a file of their own: a main text and its annexes are often published as files of one number.

Such a file has no head; its caption (`(Kèm theo Quyết định số ...)`) or its name says what it belongs to. It is a part
of that document: cited as its annex, and never a newer version of the main text or of another annex.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from ingest.grammar import document_numbers
from ingest.grammar.document_types import SYMBOLS_BY_NAME, TYPE_NAMES
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.number_fallbacks import attachment_references
from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold, nfc

Block = Paragraph | Table

ATTACHED = "Phần kèm theo"
#: An annex says within its first blocks what it is, and what it is attached to.
_TOP = 15
#: `Phụ lục II`, `PHỤ LỤC 3: BIỂU GIÁ`, `Mẫu số 01`: headings, not sentences about annexes.
_HEADING = re.compile(
    r"\W*(?:(?P<annex>PHỤ LỤC|Phụ lục)(?:\s+(?:SỐ|số))?|(?P<form>MẪU|Mẫu)\s+(?:SỐ|số))\s*:?"
    r"(?:\s+(?P<number>[IVXLC]{1,6}|\d{1,3}[a-z]?|[A-Z]))?\s*(?:[.:(–-].*)?"
)
_LONGEST_HEADING = 160
_MOST_NUMBERS = 4
#: `30-2020-ND-CP_Phuluc1.docx`, `217_QD-UBND phu luc 2.pdf`.
_FILE_NUMBER = re.compile(
    r"(?<!\d)(?P<number>\d{1,5})[\s_.-]+(?:(?P<year>(?:19|20)\d\d)[\s_.-]+)?"
    r"(?P<type>[a-zđ]{2,4})[\s_.-]+(?P<agency>[a-zđ]{2,8}(?:-[a-zđ]{2,8})?)(?=$|[\s_.-])"
)
_ANNEX_NAME = re.compile(r"phu\s?[_-]?luc|kem[\s_-]?theo|mau[\s_-]?so")
_SYMBOLS = {fold(symbol): symbol for symbol in TYPE_NAMES}


def is_attached(head: DocumentHeader, blocks: Sequence[Block]) -> bool:
    """True for a text that gives no number, date or motto of its own, but the document that it is attached to."""
    own = head.has_motto or head.number or head.bare_number or head.blank_symbol or head.issued or head.addressees
    return not own and any(reference.number for reference in attachment_references(blocks[:_TOP]))


def annex_name(blocks: Sequence[Block]) -> str:
    """The name by which an annex in a file of its own is cited.

    >>> annex_name([Paragraph("Phụ lục II"), Paragraph("BIỂU GIÁ"), Paragraph("(Kèm theo Quyết định số 9/QĐ-UBND)")])
    'Phụ lục II'
    """
    headings = [match for block in blocks if (match := _heading(block)) is not None]
    if headings and _heading(blocks[0]) is None and all(_heading(block) is None for block in blocks[:_TOP]):
        headings = []
    for group, name in (("annex", "Phụ lục"), ("form", "Mẫu số")):
        found = [match for match in headings if match[group]]
        if found:
            numbers = list(dict.fromkeys(match["number"] for match in found if match["number"]))
            shown = numbers if len(numbers) <= _MOST_NUMBERS else [f"{numbers[0]}-{numbers[-1]}"]
            return f"{name} {', '.join(shown)}".strip()
    for block in blocks[:_TOP]:
        symbol = SYMBOLS_BY_NAME.get(_type_words(block))
        if symbol:
            return TYPE_NAMES[symbol]
    return ATTACHED


def name_beside_main_text(blocks: Sequence[Block], file_name: str) -> str:
    """The name of an annex that was sent with its main text; one without a number is told by its file.

    >>> name_beside_main_text([Paragraph("PHỤ LỤC")], "bieu gia.docx")
    'Phụ lục (bieu gia.docx)'
    """
    name = annex_name(blocks) if blocks else ATTACHED
    return name if re.search(r"\d|\b[IVXLC]+$", name) else f"{name} ({PurePath(file_name).name})"


def has_annex_heading(blocks: Sequence[Block]) -> bool:
    """True if an annex or a form is headed at the top."""
    return any(_heading(block) is not None for block in blocks[:_TOP])


def number_of_annex_file(file_name: str) -> document_numbers.DocumentNumber | None:
    """The number of the document that a file's name gives, in a name that says it holds an annex.

    >>> number_of_annex_file("30-2020-ND-CP_Phuluc1.docx").text
    '30/2020/NĐ-CP'
    """
    stem = fold(nfc(PurePath(file_name).stem))
    match = _FILE_NUMBER.search(stem)
    symbol = _SYMBOLS.get(match["type"]) if match else None
    if match is None or symbol is None or not _ANNEX_NAME.search(stem):
        return None
    year = f"{match['year']}/" if match["year"] else ""
    return document_numbers.first_number(f"{match['number']}/{year}{symbol}-{match['agency'].upper()}")


def _heading(block: Block) -> re.Match[str] | None:
    if not isinstance(block, Paragraph) or len(block.text) > _LONGEST_HEADING:
        return None
    match = _HEADING.fullmatch(block.text.split("\n")[0].strip())
    return match if match and (match["annex"] or match["number"]) else None


def _type_words(block: Block) -> str:
    """The folded name of a type that a line in capitals begins with; "" where it begins with none."""
    if not isinstance(block, Paragraph) or not block.text.isupper():
        return ""
    words = fold(block.text).split()
    return next((name for size in (4, 3, 2) if (name := " ".join(words[:size])) in SYMBOLS_BY_NAME), "")
