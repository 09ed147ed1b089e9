"""The title of a document: the line with the name of its type, below which the subject stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.grammar.document_types import SYMBOLS_BY_NAME, folded_name_pattern
from ingest.metadata import historical_headers
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.header_lines import take_mark
from ingest.metadata.subject_lines import take_subject
from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold
from ingest.text.syllables import is_syllable

Block = Paragraph | Table

#: The title stands within this many paragraphs; beyond it a type's name belongs to the body.
HEAD_BLOCKS = 40
#: Where a body begins: no type's name after it is the document's title.
_BODY_START = re.compile(
    r"^\W*(?:can cu\b|dieu (?:1|thu nhat)\b|chuong (?:i|1)\b|phan (?:i|1|thu nhat)\b|i\s*[.-]\s|quyet nghi\s*:)"
)
#: Contracts and projects are titles of other papers too; orders of the President and attachments have no symbol.
_NAMES = folded_name_pattern(without=("HĐ", "DA", "Lệnh", "attachment", "generic"))
_TYPE_LINE = re.compile(rf"^(?P<name>{_NAMES})(?P<rest>$|\W.*$)", re.DOTALL)
_NOISY = re.compile(rf"(?:{_NAMES})$")
#: The first letter of the subject glued to the type's last one (`THÔNG TƯHướng dẫn`): both lines were one cell.
_GLUED = re.compile(rf"^(?P<name>{_NAMES})(?=[a-z])")
#: In capitals only these first words of a subject show that the type's name ended (`QUYẾT ĐỊNHVỀ VIỆC`).
_GLUED_WORDS = re.compile(r"(?:ve|quy dinh|ban hanh|sua doi|phe duyet|bai bo|huong dan|cua|thanh lap|cong bo|sua)\b")

#: Words that open a subject in the line of the type's name; OCR reads `Về việc` as `và việc`.
_SUBJECT_OPENING = re.compile(r"(?:so|ve|v[ae]\W?viec|ban hanh|sua doi|quy dinh|huong dan|phe duyet)\b")


def title_index(blocks: Sequence[Block]) -> int | None:
    """The index of the block with the type's name as the title; None for letters."""
    for index, block in enumerate(blocks[:HEAD_BLOCKS]):
        if isinstance(block, Table):
            continue
        found = _type_heading(block)
        if found is None:
            if _BODY_START.match(fold(block.text)):
                return None
            continue
        name, _, text = found
        if name in ("quyet dinh", "nghi quyet") and text.rstrip().endswith(":"):
            return None
        return index
    return None


def _type_heading(block: Paragraph) -> tuple[str, str, str] | None:
    """Folded name of the type, the rest of the line, and the line itself; None if the paragraph is no title."""
    text = block.text.strip(" *.–-_")
    folded = fold(text)
    if len(folded) != len(text):
        return None
    glued = _GLUED.match(folded)
    if glued and text[: glued.end()].isupper() and _is_glued_subject(text, folded, glued.end()):
        return glued["name"], text[glued.end() :], text
    match = _TYPE_LINE.match(folded)
    if match is None and block.confidence is not None and len(text) < 25:
        noisy = _NOISY.search(folded)  # `,OQUYẾT ĐỊNH`: specks before the word
        if noisy and text[noisy.start() :].isupper():
            text = text[noisy.start() :]
            match = _TYPE_LINE.match(fold(text))
    if match is None or not _is_heading_like(text, match):
        return None
    return match["name"], text[match.end("name") :].strip(" .:-–"), text


def is_title(block: Paragraph) -> bool:
    """True if the paragraph is a type's name in capitals (`TỜ TRÌNH`)."""
    found = _type_heading(block)
    return found is not None and not found[1] and block.text.strip(" *.–-_").isupper()


def opens_with_type(block: Paragraph) -> bool:
    """True if the paragraph is a title: a type's name in capitals, perhaps with the subject in the same paragraph."""
    found = _type_heading(block)
    return found is not None and block.text.strip(" *.–-_")[: len(found[0])].isupper()


def _is_glued_subject(text: str, folded: str, at: int) -> bool:
    """True if a subject begins at ``at`` without a blank: `Hướng dẫn`, or a word that opens subjects. A longer word
    that begins like a type's name has neither."""
    if not text[at].isupper():
        return False
    if text[at + 1 : at + 2].islower() or text[at + 2 : at + 3].islower() or _GLUED_WORDS.match(folded, at):
        return True
    start = text.rfind(" ", 0, at) + 1
    first, whole = re.match(r"\w*", text[at:]), re.match(r"\w*", text[start:])
    return bool(first and whole and is_syllable(first[0]) and not is_syllable(whole[0]))


def _is_heading_like(text: str, match: re.Match[str]) -> bool:
    name = text[: match.end("name")]
    rest = match["rest"].strip(" *.:-–")
    if not name.isupper() and rest:
        return False
    if match["name"] == "quy dinh" and fold(rest) == "chung":
        return False
    if not rest or (text.isupper() and len(text) < 250):
        return True
    return bool(
        re.match(r"so\b|cua\b|ve\b|v[ae]\W?viec\b|ban hanh\b|sua doi\b|quy dinh\b|huong dan\b|phe duyet\b", fold(rest))
    )


def read_title(blocks: Sequence[Block], at: int, head: DocumentHeader) -> None:
    """Take type and subject from the title at ``at``."""
    title = blocks[at]
    heading = _type_heading(title) if isinstance(title, Paragraph) else None
    if heading is None or isinstance(title, Table):
        return
    name, rest, text = heading
    head.type = SYMBOLS_BY_NAME[name]
    head.used_blocks.add(at)
    head.subject_blocks = [title]
    if historical_headers.take_number_line(rest, head) or take_mark(rest, head):
        rest = ""
    lines = [text if rest and head.type in ("L", "BL", "PL") else rest] if rest else []
    take_subject(blocks, at, lines, head)
