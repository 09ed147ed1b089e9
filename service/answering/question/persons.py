"""Questions about a person or an office: who heads something, who was elected, who is the chairman."""

from __future__ import annotations

import re

from ingest.text.normalize import fold

PERSON = re.compile(r"\b(?:[Ôô]ng|[Bb]à|Đồng chí|đồng chí)\s+(?:[^\W\d_a-zà-ỹ]\w*\s*){2,5}")
_ASKS_PERSON = re.compile(
    r"\bai (?:lam|duoc bau|dung dau|giu|la|ky)\b|\bla ai\b|\bnguoi (?:dung dau|nao|lam)\b|\bong nao\b|\bba nao\b"
)
_HEAD = re.compile(r"(?i)\b(?:chủ tịch|trưởng ban|giám đốc|chủ nhiệm|tổ trưởng|hội trưởng|viện trưởng|hiệu trưởng)\b")
_OFFICE = re.compile(
    r"\b(?:pho )?(?:chu tich|truong ban|giam doc|chu nhiem|to truong|hoi truong|vien truong|hieu truong|thu ky)\b"
)
#: "Cơ quan thường trực là ai?" asks for a body.
_ASKS_BODY = re.compile(r"\b(?:co quan|don vi)\b")


def asks_person(question: str) -> bool:
    """Say whether a question asks for a person rather than a body."""
    folded = fold(question)
    return _ASKS_PERSON.search(folded) is not None and _ASKS_BODY.search(folded) is None


def office_asked(question: str) -> str | None:
    """The office whose holder is asked for, folded.

    >>> office_asked("Ai là Phó Trưởng ban Chỉ đạo?"), office_asked("Kế hoạch do ai chủ trì?")
    ('pho truong ban', None)
    """
    folded = fold(question)
    found = _OFFICE.search(folded) if _ASKS_PERSON.search(folded) else None
    return found.group() if found else None


def names_office_holder(sentence: str, office: str) -> bool:
    """Say whether a sentence says who holds an office: with a person's name, or as a line of a list.

    The deputy's office is another one.

    >>> names_office_holder("1. Giám đốc Sở Y tế: Trưởng ban;", "truong ban")
    True
    >>> names_office_holder("Trưởng ban họp.", "truong ban")
    False
    """
    folded = fold(sentence)
    own = rf"(?<!pho ){re.escape(office)}\b"
    if re.search(own, folded) is None:
        return False
    listed = re.search(rf":\s*(?:\w+\s+)?{own}|{own}[^.;\n]{{0,40}}:", folded)
    return listed is not None or PERSON.search(sentence) is not None


def person_named_in(sentence: str) -> str | None:
    """The person that a sentence names at the head of something, with the title before the name."""
    head = _HEAD.search(sentence)
    if head is None:
        return None
    named = [match.group().strip(" ,-–;") for match in PERSON.finditer(sentence)]
    return named[0].split("\n")[0] if named else None
