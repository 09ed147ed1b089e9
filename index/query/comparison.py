"""Comparisons: what a question puts side by side, without the words that compare."""

from __future__ import annotations

import re

from index.query.dates import LONE_YEAR

_COMPARES = re.compile(
    r"\b(?:khac (?:nhau )?(?:gi|the nao|nhu the nao|o diem nao)?(?: nhau)?(?: the nao)?|giong nhau|so sanh|so voi"
    r"|giua)\b"
)
_YEAR_WORDS = re.compile(r"\b(?:năm|nam)\b(?:\s+(?:và|va))?")


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


def without_years(topic: str) -> str:
    """A topic without its years, which are looked for in one document each."""
    return _YEAR_WORDS.sub(" ", LONE_YEAR.sub(" ", topic))
