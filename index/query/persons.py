"""Persons and offices that a question asks for: who heads something, who was elected, who signed."""

from __future__ import annotations

import re

_PERSON_CUE = re.compile(
    r"\bai (?:lam|duoc bau|dung dau|giu|la|ky)\b|\bla ai\b|\bnguoi (?:dung dau|nao|lam)\b|\bong nao\b|\bba nao\b"
)
_OFFICE = re.compile(
    r"\b(?:pho )?(?:chu tich|truong ban|giam doc|chu nhiem|to truong|hoi truong|vien truong|hieu truong|thu ky)\b"
)
#: "Cơ quan thường trực là ai?" asks for a body.
_BODY_NOUN = re.compile(r"\b(?:co quan|don vi)\b")


def asks_person(folded: str) -> bool:
    """True if a folded question asks for a person rather than a body."""
    return _PERSON_CUE.search(folded) is not None and _BODY_NOUN.search(folded) is None


def office_asked(folded: str) -> str | None:
    """The office, folded, whose holder a folded question asks for.

    >>> office_asked("ai la pho truong ban chi dao?"), office_asked("ke hoach do ai chu tri?")
    ('pho truong ban', None)
    """
    found = _OFFICE.search(folded) if _PERSON_CUE.search(folded) else None
    return found.group() if found else None
