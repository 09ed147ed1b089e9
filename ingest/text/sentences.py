"""Sentences of Vietnamese official texts."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.text.patterns import alternatives

#: Words before a full stop that do not end a sentence (`TP. Hồ Chí Minh`, `ThS. Nguyễn`, `tr. 5`), folded by case.
_ABBREVIATIONS = frozenset(
    (
        "tp", "tx", "tt", "q", "p", "h", "x", "ths", "ts", "pgs", "gs", "bs", "ks", "cn", "đ/c", "tr", "nxb", "tm",
        "kt", "tl", "tuq", "số", "stt", "v.v",
    )
)  # fmt: skip
_END = re.compile(r"(?P<mark>[.!?…]+[”\"’)\]]*|/\.)(?P<gap>\s+)|\n+")
_CLAUSE = re.compile(r"(?P<mark>[;:])(?P<gap>\s+)")


def sentence_spans(text: str, *, clauses: bool = False) -> list[tuple[int, int]]:
    """Spans that cover the text; with ``clauses`` they also end after `;` and `:`.

    >>> text = "Sở Y tế TP. Hồ Chí Minh báo cáo. Hạn là 1.5 tháng; sau đó nhắc lại."
    >>> [text[a:b].strip() for a, b in sentence_spans(text)]
    ['Sở Y tế TP. Hồ Chí Minh báo cáo.', 'Hạn là 1.5 tháng; sau đó nhắc lại.']
    """
    ends = {match.end() for match in _END.finditer(text) if match["mark"] is None or _ends_sentence(text, match)}
    if clauses:
        ends |= {match.end() for match in _CLAUSE.finditer(text)}
    bounds = [0, *sorted(end for end in ends if end < len(text)), len(text)]
    return [(a, b) for a, b in pairwise(bounds) if b > a]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """True if a mark ends a sentence: a capital, digit, dash or quotation follows, and no abbreviation precedes."""
    after = text[match.end() : match.end() + 1]
    if after and not (after.isupper() or after.isdigit() or after in '-–+“"(•*'):
        return False
    if not match["mark"].startswith(".") or len(match["mark"].rstrip('”"’)]')) > 1:
        return True
    start = _word_start(text, match.start())
    printed = text[start : match.start()]
    if not printed:
        return True
    if printed.isdigit():  # `1. Giao Sở ...` at the start of a line is a number, not a sentence
        return not _opens_line(text, start)
    return printed.lower() not in _ABBREVIATIONS and not (len(printed) == 1 and printed.isupper())


def _word_start(text: str, end: int) -> int:
    """Where the word begins that ends here; ``end`` itself where none does. Only the word is looked at."""
    start = end
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_/"):
        start -= 1
    return start


def _opens_line(text: str, position: int) -> bool:
    """True if nothing but blanks stands before a place in its line."""
    while position > 0 and text[position - 1] != "\n":
        position -= 1
        if not text[position].isspace():
            return False
    return True


#: Where a quotation may be cut. Points of a list end with `;`; nothing is asked of what follows but that it is a word.
#: A blank comes first in the pattern, so that a search skips from blank to blank.
_QUOTE_END = re.compile(r"\s(?:(?:(?<=[^\W\d_][.;]\s)|(?<=[\d)”\"%][.;]\s))\s*(?=[^\W\d_]|[-–+•\"“(])|(?<=\n)\n*)")
_ABBREVIATED = re.compile(rf"(?i)(?:^|[\s(/])(?:{alternatives(sorted(_ABBREVIATIONS))})\.$")
#: Sentences shorter than this many syllables are headings or list labels; they are joined to the next one.
_SHORTEST_QUOTE = 5


def quotable_spans(text: str, longest: int) -> list[tuple[int, int]]:
    """Spans of sentences as they are quoted; every span is free of outer blanks and the spans cover all words.

    A heading, a list label or a line that ends with a colon is joined to what follows, up to ``longest`` characters.

    >>> text = "Giao Sở Y tế chủ trì. Báo cáo trước ngày 15/11/2023."
    >>> [text[start:end] for start, end in quotable_spans(text, 700)]
    ['Giao Sở Y tế chủ trì.', 'Báo cáo trước ngày 15/11/2023.']
    """
    cuts = [0]
    for gap in _QUOTE_END.finditer(text):
        # Few lines of a list end with a full stop: the rest need not be looked through for an abbreviation.
        if text[gap.start() - 1 : gap.start()] != "." or not _ABBREVIATED.search(text[cuts[-1] : gap.start()]):
            cuts += [gap.start(), gap.end()]
    cuts.append(len(text))
    spans: list[tuple[int, int]] = []
    joins_next = False
    for cut_from, cut_to in zip(cuts[::2], cuts[1::2], strict=True):
        start, end = stripped_span(text, cut_from, cut_to)
        if start == end:
            continue
        if joins_next and end - spans[-1][0] <= longest:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        # "Sở Y tế:" or "a)" is nothing without what follows it.
        last = text[spans[-1][0] : spans[-1][1]]
        joins_next = last.endswith(":") or len(last.split()) < _SHORTEST_QUOTE
    return spans


def stripped_span(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without outer blanks.

    >>> stripped_span(" ab ", 0, 4)
    (1, 3)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
