"""Check of a sentence that a language model wrote against the quote that it cites. Pure.

A sentence is supported if it says a beginning of the quote's sentences, word for word and in their order: it may end
earlier where the quote has a comma or a stop, name the source first, and join with words that say nothing. Words that
turn or bound the meaning (`không`, `trừ`, `trước`) may not be left out with the end. Everything else counts as
unsupported, however true it may be: what is dropped costs a nicer sentence, what passes would be signed by an official.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.text.normalize import tidy

#: A word or a number with its inner signs (`2.450.000`, `20/6/2026`, `516/KH-UBND`).
_TOKEN = re.compile(r"[^\W_]+(?:[./,:-][^\W_]+)*%?")
_STOP = re.compile(r"[.;?!\n]")
_BREAK = re.compile(r"[.,;:?!\n()–—]|\s-\s")
#: Words that a sentence may add: they say nothing.
_EMPTY = frozenset(("là", "thì", "rằng"))
#: Words that turn or bound what is said. A sentence that stops before one of them says something else.
_BOUNDING = frozenset((
    "không", "chưa", "chẳng", "cấm", "trừ", "nếu", "chỉ", "khi", "hoặc", "trước", "sau", "dưới", "trên", "đến", "từ",
    "hơn", "quá", "đa", "thiểu", "nhất", "bỏ", "hết", "ngưng", "dự", "khoảng", "tạm", "riêng", "ngoài", "theo", "vượt",
))  # fmt: skip
#: Shorter ones say too little to be checked.
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in small letters. ``opens``: a sentence begins with it; ``closes``: a comma, stop or the end follows."""

    text: str
    opens: bool
    closes: bool


def is_supported(sentence: str, quote: str, source: str = "") -> bool:
    """True if the quote supports the sentence; ``source`` is how the quote is cited, which may be named first.

    >>> quote = "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính báo cáo trước ngày 30/11/2026."
    >>> is_supported("Sở Nội vụ chủ trì.", quote), is_supported("Sở Tài chính báo cáo trước ngày 30/11/2026.", quote)
    (False, False)
    >>> is_supported("Theo Kế hoạch số 516: " + quote, quote, "Mục III Kế hoạch số 516 ngày 09/3/2023")
    True
    """
    said = [word.text for word in _words(_without_source(sentence, source)) if word.text not in _EMPTY]
    printed = [word for word in _words(quote) if word.text not in _EMPTY]
    if len(said) < _FEWEST:
        return False
    return any(_says_from(said, printed[start:]) for start, word in enumerate(printed) if word.opens)


def _says_from(said: list[str], printed: list[_Word]) -> bool:
    """True if ``said`` is the beginning of what is printed from here, ends at a break, and leaves out no bound."""
    end = len(said)
    if [word.text for word in printed[:end]] != said or not printed[end - 1].closes:
        return False
    # What bounds a sentence stands behind it up to its stop, or in the words that introduce a list.
    return not any(word.text in _BOUNDING for word in _rest_of_sentence(printed, end))


def _rest_of_sentence(printed: list[_Word], end: int) -> list[_Word]:
    rest: list[_Word] = []
    for word in printed[end:]:
        if word.opens:
            break
        rest.append(word)
    return rest


def _without_source(sentence: str, source: str) -> str:
    """The sentence without `Theo <source>:` before it, where every word of that stands in the citation."""
    match = re.match(r"\s*theo\s+(?P<named>.{4,300}?)[:,]\s+(?P<rest>.+)$", sentence, re.S | re.IGNORECASE)
    if match is None:
        return sentence
    cited = {word.text for word in _words(source)}
    named = [word.text for word in _words(match["named"])]
    return match["rest"] if named and all(word in cited for word in named) else sentence


def _words(text: str) -> list[_Word]:
    """The words of a text. Behind a colon no sentence begins: what it introduces holds under its words only."""
    plain = tidy(text)
    found = list(_TOKEN.finditer(plain))
    words: list[_Word] = []
    for at, match in enumerate(found):
        before = plain[found[at - 1].end() : match.start()] if at else "."
        behind = plain[match.end() : found[at + 1].start() if at + 1 < len(found) else len(plain)] or "."
        introduced = ":" in plain[: match.start()]
        opens = bool(_STOP.search(before)) and not introduced
        closes = bool(_BREAK.search(behind)) or at + 1 == len(found)
        words.append(_Word(match.group().lower(), opens, closes))
    return words
