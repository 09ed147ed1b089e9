"""Answer cues of a passage: which kinds of thing it states, and which part of a document it is, as bits of a column.

A question for a day is not answered by a passage without one, however many of its words stand there. A heading, a line
that only leads to a list and a closing formula repeat what the document is about, and answer nothing.
"""

from __future__ import annotations

import re

#: Share of capitals above which a text is a heading.
CAPITALS = 0.6
#: Characters at the start of a passage that tell a closing formula.
OPENING = 80

_DAY = (
    r"\bngày\s+\d{1,2}|\b\d{1,2}\s?[/.]\s?\d{1,2}\s?[/.]\s?\d{4}|\btháng\s+\d{1,2}\b|\bquý\s+[IV]+\b|\b\d{1,2}/\d{4}"
    r"|h[ằà]ng (?:năm|tháng|quý)|giai đoạn \d{4}"
)
_COUNT = (
    r"(?<![\w/.,-])(?<!ngày )(?<!tháng )(?<!năm )(?<!Điều )(?<!khoản )(?<!số )(?<!STT: )(?<!TT: )"
    r"(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)*\s*[a-zà-ỹđ%]"
)
_BODY = r"\b(?:Sở|Ủy ban|UBND|Phòng|Ban|Trung tâm|Cục|Chi cục|Bộ|Vụ|Công an|Bệnh viện|Hội|Văn phòng|Công ty|ông|bà)\b"
_LEAD = (
    r"chủ trì|đầu mối|thường trực|(?:chịu|có) trách nhiệm|\bgiao\b(?! (?:lưu|thông|dịch|thương|tiếp))|phụ trách"
    r"|tham mưu"
)
_PLACE = r"\b(?:tại (?:thành phố|tỉnh|xã|phường|huyện|thị|số|trụ sở|hội trường|Ủy ban|UBND|phòng)|địa điểm|địa chỉ)\b"
#: The kinds of thing that a passage may state, each a bit in this order, and what states it.
KINDS = {
    "day": re.compile(_DAY, re.IGNORECASE),
    "hour": re.compile(r"\b\d{1,2}\s?(?:giờ|h)\s?\d{0,2}\b", re.IGNORECASE),
    "length": re.compile(r"\b\d{1,3}\s*(?:\(\w+\)\s*)?(?:ngày|giờ|tháng|năm|tuần|phút)\b", re.IGNORECASE),
    "due": re.compile(
        r"\b(?:trước|chậm nhất|muộn nhất|đến hết|hoàn thành|thời hạn|hạn cuối|xong trong)\b.{0,40}"
        r"(?:ngày|tháng|quý|năm|\d/)",
        re.IGNORECASE,
    ),
    "sum": re.compile(
        r"\d(?:[.,]\d+)*\s*(?:đồng|đ/|đ\b|USD|triệu|tỷ|nghìn|tr\.đ)|\d{1,3}(?:\.\d{3}){1,}", re.IGNORECASE
    ),
    "count": re.compile(_COUNT),
    "person": re.compile(r"\b(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c|TS\.|ThS\.|BS\.)\s*(?:\w+\.)*\s*[A-ZĐÀ-Ỹ]"),
    "lead": re.compile(_LEAD, re.IGNORECASE),
    "body": re.compile(_BODY),
    "place": re.compile(_PLACE),
    "number": re.compile(r"\b\d+(?:/\d{4})?\s?/\s?[A-ZĐ]"),
    "effect": re.compile(r"hiệu lực|thi hành kể từ|áp dụng từ", re.IGNORECASE),
    "aim": re.compile(r"nhằm|mục đích|mục tiêu|để ", re.IGNORECASE),
}
_CLOSING = re.compile(r"^(?:nơi\s?nhận|yêu cầu các|đề nghị các)|\btrên đây là\b", re.IGNORECASE)
#: The bit of each kind, and of the parts of a document that only lead to others: a line before a list, a closing
#: formula, a heading.
BITS = {name: 1 << position for position, name in enumerate((*KINDS, "leads_on", "closing", "heading"))}


def answer_cues(text: str) -> int:
    """The cues that a passage's text holds, as a sum of ``BITS``.

    >>> found = answer_cues("Gửi báo cáo về Sở Y tế trước ngày 16/11/2017.")
    >>> [name for name, bit in BITS.items() if found & bit]
    ['day', 'due', 'body']
    """
    text = text.strip()
    found = sum(BITS[name] for name, pattern in KINDS.items() if pattern.search(text) is not None)
    letters = sum(map(str.isalpha, text))
    parts = {
        "leads_on": text.endswith(":"),
        "closing": _CLOSING.search(text[:OPENING]) is not None,
        "heading": sum(map(str.isupper, text)) > CAPITALS * max(letters, 1),
    }
    return found + sum(BITS[name] for name, is_so in parts.items() if is_so)


def states(text: str, kind: str) -> bool:
    """True if a text states a kind of thing.

    >>> states("Mức chi 20.000 đồng", "sum"), states("Mức chi như năm trước", "sum")
    (True, False)
    """
    return KINDS[kind].search(text) is not None
