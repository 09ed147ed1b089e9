"""Where the sentences of a Vietnamese official text end."""

from __future__ import annotations

import re
from itertools import pairwise

#: Words before a full stop that do not end a sentence (`TP. Hồ Chí Minh`, `ThS. Nguyễn`, `tr. 5`), folded by case.
_ABBREVIATIONS = frozenset(
    (
        "tp",
        "tx",
        "tt",
        "q",
        "p",
        "h",
        "x",
        "ths",
        "ts",
        "pgs",
        "gs",
        "bs",
        "ks",
        "cn",
        "đ/c",
        "tr",
        "nxb",
        "tm",
        "kt",
        "tl",
        "tuq",
    )
)
_END = re.compile(r"(?P<mark>[.!?…]+[”\"’)\]]*|/\.)(?P<gap>\s+)|\n+")
_CLAUSE = re.compile(r"(?P<mark>[;:])(?P<gap>\s+)")


def sentence_spans(text: str, *, clauses: bool = False) -> list[tuple[int, int]]:
    """Spans that cover the text; with ``clauses`` they also end after `;` and `:`.

    >>> said = "Sở Y tế TP. Hồ Chí Minh báo cáo. Hạn là 1.5 tháng; sau đó nhắc lại."
    >>> [said[a:b].strip() for a, b in sentence_spans(said)]
    ['Sở Y tế TP. Hồ Chí Minh báo cáo.', 'Hạn là 1.5 tháng; sau đó nhắc lại.']
    """
    ends = {match.end() for match in _END.finditer(text) if match["mark"] is None or _ends_sentence(text, match)}
    if clauses:
        ends |= {match.end() for match in _CLAUSE.finditer(text)}
    bounds = [0, *sorted(end for end in ends if end < len(text)), len(text)]
    return [(a, b) for a, b in pairwise(bounds) if b > a]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """A full stop ends one when a capital, a digit, a dash or a quotation follows and no abbreviation precedes."""
    after = text[match.end() : match.end() + 1]
    if after and not (after.isupper() or after.isdigit() or after in '-–+“"(•*'):
        return False
    if not match["mark"].startswith(".") or len(match["mark"].rstrip('”"’)]')) > 1:
        return True
    word = re.search(r"[\w/]+$", text[: match.start()])
    if word is None:
        return True
    printed = word.group()
    if printed.isdigit():  # `1. Giao Sở ...` at the start of a line is a number, not a sentence
        line = text[text.rfind("\n", 0, word.start()) + 1 : word.start()]
        return bool(line.strip())
    return printed.lower() not in _ABBREVIATIONS and not (len(printed) == 1 and printed.isupper())
