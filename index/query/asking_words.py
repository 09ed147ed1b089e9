"""Words that only ask: what a question is made of beside its matter.

Each list serves one reading, and what is a mere asking word differs with it: "kế hoạch" is none where documents are
ranked, but it is where only a place in a named plan is asked for. Lists are folded unless they say otherwise. One
more, of the words a follow-up may consist of, stands with the conversation it needs (``service.answering``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

#: Phrases that ask, for ranking: they say nothing of the matter. The model is trained with these.
ASKING_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "nhu the nao", "the nao", "ra sao",
        "la bao nhieu", "bao nhieu", "bao lau", "bao gio", "khi nao", "la gi", "nhung gi", "gi", "nhung nao", "nao",
        "tai sao", "vi sao", "o dau", "hay khong", "dung khong", "phai khong", "duoc khong", "co duoc", "co phai",
    )
)  # fmt: skip
#: Asks only at the end ("có bị phạt không?").
LAST_ASKING_WORD = "khong"
#: The same for the restoration of accents, as they are written: the law's own pairs do not know these words ("là gì" is
#: never written in it). Longest first; none may be a part of other words typed without marks ("dau" is "đâu", but also
#: "đầu tư"), which is why the list is not the one above.
ACCENTED_PHRASES = (
    "là bao nhiêu tiền", "bao nhiêu tiền", "bao nhiêu", "bao lâu", "bao giờ", "là gì", "những gì", "gồm gì", "gì",
    "như thế nào", "thế nào", "khi nào", "ở đâu", "có phải", "có bị", "có được", "được không", "hay không",
    "phải không", "mức phạt", "bị phạt", "phạt bao nhiêu",
)  # fmt: skip
#: Phrases that people ask with, for the spelling correction: a pair that stands in them is no slip.
ASKING_FILE = Path(__file__).parent / "data" / "asking.txt"
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
#: Words of a question about a document as a whole ("ai chủ trì?", "hạn báo cáo?"), beside the document's name.
_WHOLE_DOCUMENT_REQUEST = re.compile(
    r"\b(?:chu tri|dau moi|phu trach|chiu trach nhiem|phoi hop|don vi|co quan|to chuc|thuc hien|trien khai|han chot"
    r"|thoi han|thoi gian|han|bao cao|ket qua|nop|gui|truoc|cham nhat|khi nao|bao gio|ngay|nao|ai|gi|la|so|ban|nganh"
    r"|do|cua|theo|trong|viec|lam|ve|nam|hang|nay|do|tren dia ban|cho biet|thi|quy dinh|noi dung|tai|can|phai)\b"
)
#: Words of the first of several questions that ask for its own slot and document; what is left is the shared topic.
_SLOT_REQUEST = re.compile(
    r"\b(?:(?:do )?(?:don vi|co quan|so|bo|phong|ban|nganh) nao|do ai|ai|chu tri|dau moi|phu trach|phoi hop(?: voi)?"
    r"|chiu trach nhiem|thuc hien|(?:trong|theo|cua) (?:ke hoach|quyet dinh|chi thi|van ban)(?: nay)?|han|thoi han"
    r"|ke hoach|quyet dinh|chi thi|nghi quyet|cong van|kinh phi|bao nhieu|khi nao|bao gio|la|thi|theo|trong)\b"
)


def without_whole_document_request(folded: str) -> str:
    """A folded question without the words that ask for something of a whole document."""
    return _WHOLE_DOCUMENT_REQUEST.sub(" ", folded)


def find_slot_requests(folded: str) -> Iterator[re.Match[str]]:
    """The words of a folded question that ask for a slot or name its document."""
    return _SLOT_REQUEST.finditer(folded)


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
