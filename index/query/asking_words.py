"""Words that only ask: what a question is made of beside its matter. All lists but one are folded."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
#: Words of questions that say nothing about the answer's wording.
_STOP_WORDS = frozenset(
    _WORD.findall(
        "ai gi nao may bao nhieu sao the la co khong duoc cho cua va cac nhung o tai do thi ma voi theo ve trong khi "
        " den tu nay hay hoac phai se da bi noi dung quy dinh nhu lam gio luc bn ko dc"
    )
)
#: Words of a question that only ask to see a place; what is left orders the passages there.
_PLACE_REQUEST = re.compile(
    r"\b(?:noi|gi|quy dinh|the nao|neu|yeu cau|nhu|nhiem vu|giao|viec|noi dung|cua|tai|trong|o|la|ve|theo|so|nam|ngay"
    r"|ban hanh|kem|quyet dinh|ke hoach|chi thi|thong tu|nghi dinh|nghi quyet|bao cao|luat|quy che|dieu le"
    r"|tinh|hay|cho biet)\b"
)
#: Words that only frame a question, with and without accents. Never a general stop-word list: it deletes words that
#: carry law.
_FILLERS = re.compile(
    r"(?i)\b(?:xin (?:hãy )?(?:vui lòng )?cho (?:tôi|em|mình|anh|chị) (?:hỏi|biết)|cho (?:tôi|em|mình) (?:hỏi|biết)|"
    r"vui lòng|giúp (?:tôi|em|mình)|"
    r"xin cho (?:toi|em) (?:hoi|biet)|cho (?:toi|em|minh) (?:hoi|biet)|vui long|giup (?:toi|em|minh))\b[\s,:]*"
    r"|\s(?:ạ|nhé|nhỉ)(?=\s*[?.!]*\s*$)"
)


def without_fillers(text: str) -> str:
    """A question as typed without the words that only frame it."""
    return _FILLERS.sub(" ", text).strip()


def without_place_request(folded: str) -> str:
    """A folded question without the words that only ask to see a place."""
    return _PLACE_REQUEST.sub(" ", folded)


def telling_words(folded: str) -> tuple[str, ...]:
    """The words of a folded question that say what it is about, each once; all of them when it has no others.

    >>> telling_words("ke hoach 516 noi gi ve kinh phi?")
    ('ke', 'hoach', '516', 'kinh', 'phi')
    """
    words = dict.fromkeys(_WORD.findall(folded))
    telling = tuple(word for word in words if word not in _STOP_WORDS)
    return telling or tuple(words)
