"""Kinds of thing that a question asks for, as far as a passage shows whether it states one.

Wider than the intent and than ``index.query.asked_values``: a question may ask for a day and for a body at once. The
kinds only weigh in the order of passages (``index.derived.answer_cues`` says which ones a passage states).
"""

from __future__ import annotations

import re

#: Each kind by its name in ``index.derived.answer_cues.KINDS``, with the folded words that ask for it.
_WORDS = {
    "day": re.compile(
        r"\b(?:ngay|hom|thang|nam|quy|luc) (?:nao|may)\b|\bkhi nao\b|\bbao gio\b|\bhan (?:chot|cuoi|nop|gui)\b"
        r"|\bhan(?= bao cao|\W|$)|\bthoi (?:gian|han|diem)\b|\b(?:cham|tre|muon) nhat\b"
    ),
    "hour": re.compile(r"\b(?:may gio|gio nao)\b"),
    "length": re.compile(
        r"\bbao (?:lau|nhieu (?:ngay|gio|thang|nam|tuan|phut))\b|(?<!so )\bmay (?:ngay|thang|nam|tuan|phut)\b"
    ),
    "due": re.compile(r"\b(?:cham|muon|tre) nhat\b|\bhan\b|\btruoc (?:ngay|thang|may)\b|\bhoan thanh\b|\bxong\b"),
    "sum": re.compile(
        r"\btien\b(?! (?:o |tu )?dau\b)|\bkinh phi\b|\bmuc (?:chi|phat|thu|luong|gia|ho tro)\b"
        r"|\b(?:bao nhieu|may) (?:ty|trieu|dong)\b|\bgia\b|\bvon\b"
    ),
    "count": re.compile(
        r"\bbao nhieu\b|(?<!ngay )(?<!thang )(?<!nam )(?<!quy )(?<!so )\bmay\b(?! gio)|\bbn\b|\btong so\b"
        r"|\bphan tram\b|%|\bt[yi] le\b"
    ),
    "person": re.compile(r"\bai\b|\bnguoi nao\b|\bnguoi dung dau\b|\bdong chi nao\b"),
    "lead": re.compile(
        r"\bai\b|\b(?:nguoi|co quan|don vi|(?<!ho )so|phong|(?<!van )ban|bo|nganh|vu|cuc|ben|noi) nao\b|\bchu tri\b"
        r"|\bdau moi\b|\bgiao cho\b|\bphu trach\b"
    ),
    "number": re.compile(
        r"\bso may\b|\bso bao nhieu\b|\b(?:van ban|quyet dinh|nghi dinh|thong tu|ke hoach|luat|cong van) nao\b"
        r"|\btheo (?:van ban|quyet dinh|qd)\b"
    ),
    "effect": re.compile(r"\bhieu luc\b|\b(?:bat dau )?ap dung tu\b|\bbat dau ap dung\b"),
    "aim": re.compile(r"\bde lam gi\b|\bmuc (?:dich|tieu)\b|\bnham\b"),
}
_PLACE = re.compile(r"\bcho nao\b")


def kinds_asked(folded: str) -> frozenset[str]:
    """The kinds of thing that a folded question asks for; who asks for a leader asks for a body.

    >>> sorted(kinds_asked("phong nao phai gui bao cao cham nhat ngay may?"))
    ['body', 'day', 'due', 'lead']
    """
    asked = {kind for kind, words in _WORDS.items() if words.search(folded)}
    if "lead" in asked:
        asked.add("body")
    if _PLACE.search(folded):
        asked.add("place")
    return frozenset(asked)
