"""The symbol of a number in what a recogniser made of print and handwriting together."""

from __future__ import annotations

import re

_SYMBOL = re.compile(
    r"(?<![A-ZĐƯa-zđư])(?:(?<=/)[12]\d{3}\s?/)?(?:[A-ZĐƯ][A-Za-zĐƯđư]{0,8}(?P<mid>[-–/])|(?:UBTV)?QH\d\d|(?:CP|TTg)\b)"
)
#: A slash before a symbol of two parts: what a recogniser makes of the pen before it may look like a symbol, too.
_BEFORE_SYMBOL = re.compile(r"(?:/[12]\d{3}\s?)?/(?=[A-ZĐƯ][A-Za-zĐƯđư]{0,8}[-–][A-ZĐƯ])")


def symbol_in(text: str) -> re.Match[str] | None:
    """The number's symbol in a word: `KH-SYT` of `2(RI/KH-SYT`.

    >>> [symbol_in(text)[0] for text in ("2(RI/KH-SYT", "-L/SYT-NVY", "9123-KH/TU", "05/2019/NQ-HĐND")]
    ['KH-', 'SYT-', 'KH/', '2019/NQ-']
    """
    slash = _BEFORE_SYMBOL.search(text)
    return _SYMBOL.search(text, slash.start() + 1) if slash else _SYMBOL.search(text)
