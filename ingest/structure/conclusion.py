"""The conclusion, after the last numbered unit (`Trên đây là Kế hoạch ...`): it ends the document, not its last item.

Left in the last item it would be cited as what one body has to do (`khoản 8 Mục IV`), and read as its task.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.grammar import citations
from ingest.grammar.document_types import folded_name_pattern
from ingest.reading import Paragraph
from ingest.structure.tree_builder import Section
from ingest.text.normalize import fold

#: Projects, minutes, contracts and communiqués end without such words.
_ITSELF = rf"(?:{folded_name_pattern('administrative', 'generic', without=('DA', 'BB', 'HĐ', 'TC'))}) nay"
_ADOPTED = rf"(?:{folded_name_pattern('law', 'NQ')})(?: nay)? (?:da )?(?:duoc|do) .{{0,200}}\bthong qua\b"
#: Beginnings of a conclusion, on folded text: the customs of plans, directives, letters, reports and submissions.
_CUSTOMS = (
    r"tren day la\b",
    r"(?:trong )?qua trinh .{0,120}\b(?:neu|truong hop) (?:co|phat sinh|gap|thay)\b",
    r"kinh (?:trinh|de nghi|bao cao|mong|chuyen)\b",
    r"tran trong\b",
    rf"(?:nhan duoc|can cu) {_ITSELF}\b",
    rf"{_ITSELF} (?:thay the|co hieu luc|duoc (?:pho bien|quan triet|gui))\b",
    r"(?:yeu cau|de nghi|giao) (?:cac|thu truong|giam doc|chu tich|chanh van phong|lanh dao)\b"
    r".{0,400}\b(?:nghiem tuc|khan truong|to chuc|trien khai)\b.{0,60}\bthuc hien\b",
    r".{0,120}\b(?:thong bao|bao cao|kinh trinh|tran trong)\b.{0,160}\b(?:biet|xem xet)\b.{0,60}\./\.",
    _ADOPTED,
)
#: The signs before it are given up whole: a line of 600,000 of them is not tried from each one again.
_BEGINS = re.compile(rf"\W*+(?:{'|'.join(_CUSTOMS)})", re.DOTALL)
#: A unit with Điều holds its unnumbered paragraphs; only the adoption is said by nobody's article.
_AFTER_ARTICLES = re.compile(rf"\W*+{_ADOPTED}", re.DOTALL)


def split_conclusion(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections, with the conclusion of the main text as a section of its own, without a node."""
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        if section.component or (section.path and section.path[0].kind in citations.OWN_NUMBERING):
            continue
        return (
            (*sections[:index], *_split_section(section), *sections[index + 1 :]) if section.path else tuple(sections)
        )
    return tuple(sections)


def _split_section(section: Section) -> tuple[Section, ...]:
    articled = any(step.kind == "dieu" for step in section.path)
    begins = _AFTER_ARTICLES if articled else _BEGINS
    for at, block in enumerate(section.blocks):
        rest = section.blocks[at:]
        if at and isinstance(block, Paragraph) and begins.match(fold(block.text)):
            if not all(isinstance(later, Paragraph) for later in rest):
                break
            ending = Section(None, "", (), rest, citations.KET_LABEL)
            return (replace(section, blocks=section.blocks[:at]), ending)
    return (section,)
