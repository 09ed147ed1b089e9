"""Quoted provisions of amending documents: the numbers inside “...” are another text's, also if a mark is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.grammar.numbering_marks import find_marks
from ingest.reading import Paragraph, Table
from ingest.structure.tree_builder import OutlineBuilder

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


def is_quoted(builder: OutlineBuilder, blocks: Sequence[Paragraph | Table], index: int) -> bool:
    """True if the paragraph at ``index`` is quoted; counts its quotation's paragraphs in ``quotation_length``."""
    block = blocks[index]
    text = block.text if isinstance(block, Paragraph) else ""
    opened = text.count("“") - text.count("”")
    if text.count('"') % 2:  # straight marks look alike: an odd one opens or closes
        opened += -1 if builder.quotation_length or not text.lstrip().startswith('"') else 1
    inside = builder.quotation_length > 0 or bool(_OPENS.match(text))
    if builder.quotation_length > 0 and _is_own_unit(builder, text):
        builder.quotation_length = 0  # the closing mark was forgotten
        return False
    if builder.quotation_length > 0:
        builder.quotation_length += 1
        if opened < 0 or builder.quotation_length > _LONGEST:
            builder.quotation_length = 0
    elif (opened > 0 and _OPENS.match(text)) or (
        _TITLE_ONLY.match(text) and _is_closed_later(blocks[index + 1 : index + _LONGEST])
    ):
        builder.quotation_length = 1
    return inside


def _is_own_unit(builder: OutlineBuilder, text: str) -> bool:
    """True for the next unit of the amending document itself, and not of the text it quotes."""
    kinds = ("dieu",) if _ARTICLE.match(text) else ("n1", "diem") if _INSTRUCTION.match(text) else ()
    found = next((mark for mark in find_marks(text) if mark.kind in kinds), None)
    return found is not None and found.value == (builder.last_value(found) or 0) + 1


def _is_closed_later(following: Sequence[Paragraph | Table]) -> bool:
    """True if a closing mark comes before the next opening one and before the next instruction."""
    for block in following:
        text = block.text if isinstance(block, Paragraph) else ""
        if _OPENS.match(text) or _ARTICLE.match(text) or _INSTRUCTION.match(text):
            return False
        if text.count("”") > text.count("“"):
            return True
    return False
