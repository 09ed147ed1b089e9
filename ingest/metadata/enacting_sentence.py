"""The sentence before the first article: who issues which document about what (`... ban hành Thông tư quy định ...`).

It repeats the head in words, so it stands in where the head is lost, and it is a second reading of a scan's subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.grammar import issuers
from ingest.grammar.document_types import SYMBOLS_BY_NAME, name_pattern
from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold

#: The sentence stands within this many blocks.
_REACH = 60
#: Bodies and offices that issue documents; `Tổng` opens `Tổng cục`, `Tổng Kiểm toán` and the like.
_BODIES = "Tổng|" + issuers.body_pattern(
    "Bộ trưởng", "Thống đốc", "Chánh án", "Viện trưởng", "Chính phủ", "Quốc hội", "Ủy ban", "UBND", "Hội đồng",
    "Thủ tướng", "Chủ tịch", "Giám đốc", "Ban", "Sở", "Bộ",
)  # fmt: skip
#: What a body says that it issues; the Constitution and orders are issued in other words, letters and reports in none.
_TYPES = name_pattern(
    "law", "normative", "KH", "CT", "CTr", "QC", "QyĐ", "HD", without=("HP", "VBHN", "Sắc lệnh", "Lệnh")
)
_SENTENCE = re.compile(
    rf"^\W*(?P<issuer>(?:{_BODIES})[^;:.]{{0,400}}?)\s+(?:[Bb]an hành|quyết định ban hành)\s+"
    rf"(?P<type>{_TYPES})(?!\w)\s*(?P<subject>.*)$",
    re.DOTALL,
)
#: Bases and the sentence may be one paragraph (`Căn cứ ...; Theo đề nghị ...; Bộ trưởng ... ban hành ...`).
_BASES = re.compile(r"^\s*(?:Căn cứ|Theo đề nghị).*;\s*", re.DOTALL)
_OFFICE_OF = re.compile(r"^(?:bo truong|tong thanh tra|thong doc|chanh an|vien truong|tong kiem toan)\s+(?=\S)")
#: Between the heads of the bodies that issue together.
_SEVERAL = re.compile(rf"(?:\s*,|\s+và)\s+(?=(?:{_BODIES})\s)")
_TAIL = re.compile(r"\s*(?:,?\s*(?:cụ thể\s+)?như sau)?\s*[:.;]*\s*$")
_LONGEST_ISSUER, _LONGEST_SUBJECT = 110, 600
#: So large a share of the words must agree for two readings of one subject.
_SAME = 0.75


@dataclass(frozen=True, slots=True)
class EnactingSentence:
    """Issuer, type and subject of the sentence; several issuers are joined by ` - ` as in a joint document's head."""

    issuer: str
    type: str
    subject: str | None
    confidence: float | None


def find_enacting_sentence(blocks: Sequence[Paragraph | Table]) -> EnactingSentence | None:
    """The enacting sentence of a document.

    >>> find_enacting_sentence([Paragraph("Bộ trưởng Bộ Y tế ban hành Thông tư quy định về vệ sinh.")])
    EnactingSentence(issuer='Bộ Y tế', type='TT', subject='Quy định về vệ sinh', confidence=None)
    """
    for block in blocks[:_REACH]:
        if not isinstance(block, Paragraph):
            continue
        match = _SENTENCE.match(_BASES.sub("", block.text))
        if match is None:
            continue
        names = [body_of_office(name) for name in _SEVERAL.split(match["issuer"])]
        if any(len(name) > _LONGEST_ISSUER for name in names):
            continue
        subject = _TAIL.sub("", " ".join(match["subject"].split()))
        known = subject and len(subject) < _LONGEST_SUBJECT
        return EnactingSentence(
            " - ".join(issuers.cited_form(name) for name in names),
            SYMBOLS_BY_NAME[fold(match["type"])],
            subject[:1].upper() + subject[1:] if known else None,
            block.confidence,
        )
    return None


def legible_subject(subject: str | None, confidence: float | None, sentence: EnactingSentence | None) -> str | None:
    """A scan's subject, or the enacting sentence's words for it where a stamp or seal lies over the printed ones."""
    if (
        subject is None
        or sentence is None
        or sentence.subject is None
        or confidence is None
        or sentence.confidence is None
    ):
        return subject
    printed, repeated = fold(subject).split(), fold(sentence.subject).split()
    shared = len(set(printed) & set(repeated))
    same = 2 * shared >= _SAME * (len(set(printed)) + len(set(repeated)))
    covered = same and sentence.confidence > confidence and shared >= _SAME * len(set(repeated)) and repeated != printed
    return sentence.subject if covered and len(printed) > len(repeated) else subject


def body_of_office(name: str) -> str:
    """The body that an office heads: `Bộ trưởng Bộ Y tế` -> `Bộ Y tế`."""
    found = _OFFICE_OF.match(fold(name))
    return name[found.end() :] if found and len(fold(name)) == len(name) else name
