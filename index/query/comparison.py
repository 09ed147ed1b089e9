"""Comparisons: what a question puts side by side, without the words that compare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from index.query.dates import LONE_YEAR
from ingest.grammar.document_types import folded_name_pattern, folded_symbol_pattern
from ingest.text.normalize import fold

#: How the other document is called where it has no number: the one that was replaced, the draft or the issued text.
OtherVersion = Literal["replaced", "draft"]

_COMPARES = re.compile(
    r"\b(?:khac (?:nhau )?(?:gi|the nao|nhu the nao|o diem nao)?(?: nhau)?(?: the nao)?|giong nhau|so sanh|so voi"
    r"|giua)\b"
)
_SYMBOLS = folded_symbol_pattern("KH", "QĐ", "CT", "NQ", "CV", "NĐ", "TT", "BC", "TB", "QC")
_TYPE = rf"(?:{folded_name_pattern()}|{_SYMBOLS})"
_ASKS_SIDES = re.compile(
    r"^.{0,40}?\b(?:so sanh|doi chieu|phan biet)\s+"
    r"(?:(?:giua|su khac nhau|diem khac nhau|noi dung|cua|hai|cho|toi|giup)\s+)*"
)
#: Between the sides: the second opens with a type, a number or a year.
_BETWEEN = re.compile(
    rf"\s+(?:khac (?:gi|nhau gi|the nao|o diem nao)\s+)?(?:so voi|voi|va|khac gi)\s+(?=(?:{_TYPE}\b|\d))"
    r"|\s+(?:so voi|voi)\s+"
)
_SIDES_END = re.compile(
    r"\s+(?:khac|giong)(?: nhau)?(?: (?:gi|the nao|nhu the nao|o diem nao|o cho nao|ra sao))?\W*$|\W+$"
)
#: Words that name no topic: what compares, types, and how the other side is called.
_NO_TOPIC = re.compile(
    r"\b(?:hai|ca|ban|va|voi|nam|so|giua|nhau|cu|truoc|moi|nay|do|no|van|cac|nhung|diem|cho|toi|ke|hoach|quyet|dinh|chi"
    r"|thi|nghi|cong|thong|tu|bao|cao|quy|che|kh|qd|ct|nq|cv|nd|tt|bc|du|thao|chinh|thuc|ban hanh|cua|tinh|thay|the|kia"
    r"|gi|khac|la|o|ra sao|ubnd|hdnd|trung|uong)\b"
)
_VERSIONS: tuple[tuple[OtherVersion, re.Pattern[str]], ...] = (
    ("replaced", re.compile(r"\b(?:cu|truoc|thay the|truoc do|bi thay)\b")),
    ("draft", re.compile(r"\b(?:du thao|chinh thuc|ban hanh)\b")),
)
_YEAR_WORDS = re.compile(r"\b(?:năm|nam)\b(?:\s+(?:và|va))?")


@dataclass(frozen=True, slots=True)
class Compared:
    """What a question compares: its text without the words that compare, and how it calls the other document.

    ``sides`` are the names of the two documents, where it calls both by type and topic or number.
    """

    topic: str
    version: OtherVersion | None
    sides: tuple[str, str] | None = None

    def words(self, numbers: Iterable[str]) -> tuple[str, ...]:
        """The folded words of the topic, beside these numbers of documents and what only compares."""
        return topic_words(self.topic, numbers)


def compared_topic(text: str, folded: str) -> str:
    """What is compared: the question without the words that compare.

    >>> compared_topic("Mục tiêu của hai kế hoạch khác nhau thế nào?", "muc tieu cua hai ke hoach khac nhau the nao?")
    'Mục tiêu của hai kế hoạch  ?'
    """
    if text.isascii():
        return _COMPARES.sub(" ", folded)
    # Folding keeps the positions of composed letters.
    if len(folded) != len(text):
        return text
    for match in reversed(list(_COMPARES.finditer(folded))):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text


def compared_sides(text: str, folded: str) -> tuple[str, str] | None:
    """The names of the two documents that a question puts side by side; None where it calls none by its type.

    A second name without a type is of the first one's.

    >>> compared_sides("So sánh kế hoạch 5 với báo cáo 2024?", "so sanh ke hoach 5 voi bao cao 2024?")
    ('kế hoạch 5', 'báo cáo 2024')
    >>> compared_sides("ke hoach 516 va 9105 khac nhau the nao", "ke hoach 516 va 9105 khac nhau the nao")
    ('ke hoach 516', 'ke hoach 9105')
    """
    if len(text) != len(folded):
        return None
    opening, end = _ASKS_SIDES.match(folded), _SIDES_END.search(folded)
    first, last = opening.end() if opening else 0, end.start() if end else len(folded)
    between = _BETWEEN.search(folded, first, last)
    typed = re.match(rf"{_TYPE}\b", folded[first:last])
    if between is None or typed is None:
        return None
    left, right = text[first : between.start()].strip(), text[between.end() : last].strip()
    if not re.match(rf"{_TYPE}\b", fold(right)):
        right = f"{text[first : first + typed.end()]} {right}"
    return left, right


def without_years(topic: str) -> str:
    """A topic without its years, which are looked for in one document each."""
    return _YEAR_WORDS.sub(" ", LONE_YEAR.sub(" ", topic))


def topic_words(topic: str, numbers: Iterable[str]) -> tuple[str, ...]:
    """The folded words of what is compared, beside the numbers of the documents and what only compares.

    >>> topic_words("kế hoạch 516 với 9105", ["516", "9105"]), topic_words("mục tiêu của hai kế hoạch", [])
    ((), ('muc', 'tieu'))
    """
    folded = fold(topic)
    for number in numbers:
        folded = folded.replace(fold(number), " ")
    return tuple(word for word in re.findall(r"\w+", _NO_TOPIC.sub(" ", folded)) if not word.isdigit())


def other_version(folded: str) -> OtherVersion | None:
    """How a question calls the document that another one is compared with, where it gives no number or year.

    >>> other_version("quyet dinh 922/2025 khac gi quyet dinh cu"), other_version("khac gi du thao")
    ('replaced', 'draft')
    """
    return next((version for version, cue in _VERSIONS if cue.search(folded)), None)
