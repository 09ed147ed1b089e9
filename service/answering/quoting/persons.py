"""Persons that a sentence names: who holds an office, who heads something."""

from __future__ import annotations

import re

from ingest.text.normalize import fold

_CAPITAL = "[A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ]"
#: What may stand between the word of address and the name: ranks, degrees, offices with their body.
_TITLES = (
    r"(?:(?:(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy)|(?:PGS|GS|TS|ThS|BS)\.?(?:TS\.?)?"
    r"|(?:Phó )?(?:Thủ tướng|Chủ tịch|Giám đốc|Chánh (?:Văn phòng|Thanh tra)|Trưởng ban)"
    r"(?: (?:Chính phủ|UBND|HĐND|Hội đồng nhân dân|Ủy ban nhân dân)(?: (?:tỉnh|huyện|xã|thành phố))?)?"
    r"|Bộ trưởng|Thứ trưởng)[\s,]+)*"
)
#: A person, by the word of address before the name.
PERSON = re.compile(
    rf"\b(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí)\s+{_TITLES}(?!(?:Phó|Thứ|Thủ|Giám|Chánh)\b)(?:{_CAPITAL}\w*\s*){{2,5}}"
)
_HEAD = re.compile(r"(?i)\b(?:chủ tịch|trưởng ban|giám đốc|chủ nhiệm|tổ trưởng|hội trưởng|viện trưởng|hiệu trưởng)\b")


def names_office_holder(sentence: str, office: str) -> bool:
    """True if a sentence says who holds an office: with a person's name, or as a line of a list.

    The deputy's office is another one.

    >>> names_office_holder("1. Giám đốc Sở Y tế: Trưởng ban;", "truong ban")
    True
    >>> names_office_holder("Trưởng ban họp.", "truong ban")
    False
    """
    folded = fold(sentence)
    holder = rf"(?<!pho ){re.escape(office)}\b"
    if re.search(holder, folded) is None:
        return False
    line_of_list = re.search(rf":\s*(?:\w+\s+)?{holder}|{holder}[^.;\n]{{0,40}}:", folded)
    return line_of_list is not None or PERSON.search(sentence) is not None


def person_named_in(sentence: str) -> str | None:
    """The person that a sentence names at the head of something, with the title before the name."""
    head = _HEAD.search(sentence)
    if head is None:
        return None
    named = [match.group().strip(" ,-–;") for match in PERSON.finditer(sentence)]
    return named[0].split("\n")[0] if named else None
