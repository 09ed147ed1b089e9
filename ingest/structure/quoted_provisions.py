"""Quoted provisions of amending documents: the numbers inside “...” are another text's, also if a mark is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.grammar.numbering_marks import find_marks
from ingest.reading import Paragraph, Table

#: The number that the list of a kind, style and prefix has reached; None where there is no such list.
LastValue = Callable[[str, str, str], int | None]

#: How the articles of an amending document begin.
_ARTICLE = re.compile(
    r"^\s*Điều\s+\d+\.?\s+(?:Sửa đổi|Bổ sung|Thay thế|Bãi bỏ|Điều khoản|Hiệu lực|Tổ chức thực hiện|Trách nhiệm)"
)
#: How its khoản and điểm say what is changed (`b) Sửa đổi, bổ sung khoản 4 như sau:`).
_INSTRUCTION = re.compile(
    r"^\s*(?:\d{1,3}|[a-zđ]\d?)[.)]\s*(?:(?:Sửa đổi|Bổ sung|Thay thế)\b.*(?:như sau|sau đây)\s*:\s*$"
    r"|(?:Bãi bỏ|Thay(?: thế)?(?: các)? (?:cụm từ|từ))\b)",
    re.DOTALL,
)
#: A quotation whose closing mark is missing ends after so many paragraphs.
_LONGEST = 120
_OPENS = re.compile(r"^\s*[“\"]")
#: A quotation that was closed behind the title of the article it quotes.
_TITLE_ONLY = re.compile(r"^\s*“Điều\s+\d+[a-zđ]?\.[^”]*”\s*$")

#: Straight marks look alike: one that ends a paragraph closes.
_STRAIGHT_END = re.compile(r"^[^\"]*\"[.;,]?\s*$")


def quotation_after(length: int, last: LastValue, blocks: Sequence[Paragraph | Table], index: int) -> tuple[bool, int]:
    """True if the paragraph at ``index`` is quoted, and the paragraphs of the quotation open after it.

    ``length`` counts those of the quotation that is open before it, 0 for none.
    """
    block = blocks[index]
    text = block.text if isinstance(block, Paragraph) else ""
    if not length and "“" not in text and '"' not in text:
        return False, 0
    opened = _opened_marks(text, length)
    if length and _is_own_unit(last, text):
        return False, 0  # the closing mark was forgotten
    if length:
        return True, 0 if opened < 0 or length >= _LONGEST else length + 1
    return _quotation_from(blocks, index, text, opened) if _OPENS.match(text) else (False, 0)


def _quotation_from(blocks: Sequence[Paragraph | Table], index: int, text: str, opened: int) -> tuple[bool, int]:
    """The same for a paragraph that begins with a mark, where no quotation is open."""
    closed = _is_closed_later(blocks[index + 1 : index + _LONGEST])
    begins = opened > 0 and (closed or _is_announced(blocks, index))
    return begins or opened <= 0, 1 if begins or (closed and _TITLE_ONLY.match(text)) else 0


def _is_announced(blocks: Sequence[Paragraph | Table], index: int) -> bool:
    """True if the paragraph above says that a quotation follows, or is one; a lone mark on a scan may be a speck."""
    above = blocks[index - 1] if index else None
    return isinstance(above, Paragraph) and above.text.rstrip().endswith((":", "”", '"', "”;", "”.", '";', '".'))


def _opened_marks(text: str, length: int) -> int:
    """Quotation marks that the text opens less those that it closes."""
    opened = text.count("“") - text.count("”")
    if text.count('"') % 2:  # straight marks look alike: an odd one opens or closes
        opened += -1 if length or not text.lstrip().startswith('"') else 1
    return opened


def _is_own_unit(last: LastValue, text: str) -> bool:
    """True for the next unit of the amending document itself, and not of the text it quotes."""
    kinds = ("dieu",) if _ARTICLE.match(text) else ("n1", "diem") if _INSTRUCTION.match(text) else ()
    found = next((mark for mark in find_marks(text) if mark.kind in kinds), None)
    return found is not None and found.value == (last(found.kind, found.style, found.prefix) or 0) + 1


def _is_closed_later(following: Sequence[Paragraph | Table]) -> bool:
    """True if a closing mark comes before the next opening one and before the next instruction."""
    for block in following:
        text = block.text if isinstance(block, Paragraph) else ""
        if _OPENS.match(text) or _ARTICLE.match(text) or _INSTRUCTION.match(text):
            return False
        if text.count("”") > text.count("“") or _STRAIGHT_END.search(text):
            return True
    return False
