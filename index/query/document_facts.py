"""Facts of a document's head that a question asks for: its number, its day, who signed it, who receives it.

All functions take the folded question.
"""

from __future__ import annotations

import re
from typing import Literal

from ingest.grammar.document_types import folded_name_pattern

Fact = Literal["signer", "recipients", "number", "date"]

_FACTS: tuple[tuple[Fact, re.Pattern[str]], ...] = (
    ("signer", re.compile(r"\b(?:ai|nguoi) ky\b|\bky boi ai\b")),
    ("recipients", re.compile(r"\b(?:gui (?:cho )?(?:ai|nhung ai|noi nao)|noi nhan)\b")),
    ("number", re.compile(r"\bso (?:may|bao nhieu|hieu)(?! (?:ngay(?! nao)|thang|lan|tien|nguoi))\b|\bso van ban\b")),
    ("date", re.compile(r"\b(?:ban hanh|ky)(?: (?:vao )?)(?:ngay nao|khi nao|bao gio)\b")),
)
_TYPES = folded_name_pattern()
#: "cùng thời gian với kế hoạch nào, số mấy", "ban hành theo tờ trình số mấy": the number asked for is not that of the
#: document named.
_OTHER_DOCUMENT = re.compile(
    rf"\b({_TYPES})\s+nao\b"
    r"|\b(?:theo|tren co so|can cu|dua tren|dua vao|kem theo|thay the|thay|bai bo|sua doi|cung voi)"
    rf"\s+({_TYPES})\s+so\s+(?:may|bao nhieu)\b"
)
_LAW = re.compile(r"\b(?:luat|bo luat|phap lenh|hien phap)\s+\w+")
#: "Báo cáo tháng gửi ai": who gets what a document asks for, and not the document itself.
_SENT_ON = re.compile(
    r"\w\s+(?:bao cao|ho so|ket qua|danh sach|y kien|de xuat|so lieu|du toan|phieu)\b(?!\s*(?:so\s*)?\d)"
    r"(?:\s+\w+){0,4}?\s+(?:phai\s+)?gui\b"
)
_FACT_WORDS = re.compile(
    r"\b(?:ai ky|nguoi ky|ky boi ai|gui (?:cho )?ai|noi nhan|so may|so bao nhieu|so hieu|so van ban|ngay nao|ban hanh"
    r"|khi nao|ho ten|chuc vu|la ai|la gi|la|va|cua|ve|theo|nguoi)\b"
)


def facts_asked(folded: str) -> tuple[Fact, ...]:
    """The facts asked for of the document that the question is about.

    >>> facts_asked("ke hoach 516 ai ky, ban hanh ngay nao?"), facts_asked("so may, cung ngay voi ke hoach nao?")
    (('signer', 'date'), ())
    >>> facts_asked("cong van 918 gui ai?"), facts_asked("ke hoach 516 yeu cau bao cao thang gui ai?")
    (('recipients',), ())
    """
    return () if _OTHER_DOCUMENT.search(folded) else _facts_named(folded)


def other_document_asked(folded: str) -> str | None:
    """The type, folded, of a document that is asked for beside the one that the question is about; None without one.

    >>> other_document_asked("quyet dinh 80 ban hanh theo to trinh so may?")
    'to trinh'
    >>> other_document_asked("ke hoach 516 so may?")
    """
    found = _OTHER_DOCUMENT.search(folded)
    return None if found is None else found[1] or found[2]


def asks_single_document(folded: str) -> bool:
    """True if facts are asked that only one document can give: who signed it, or the facts of a law.

    A law is named by its name and a signature stands on one document, so the library holds it by that name or not at
    all.
    """
    facts = _facts_named(folded)
    return "signer" in facts or (bool(facts) and _LAW.search(folded) is not None)


def without_fact_words(folded: str) -> str:
    """The question without the words that ask for facts: what is left names the document."""
    return _FACT_WORDS.sub(" ", folded)


def _facts_named(folded: str) -> tuple[Fact, ...]:
    found = tuple(fact for fact, cue in _FACTS if cue.search(folded))
    return tuple(fact for fact in found if fact != "recipients") if _SENT_ON.search(folded) else found
