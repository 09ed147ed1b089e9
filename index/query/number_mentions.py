"""Document numbers as people type them in questions (`516 kh ubnd`, `kế hoạch 516`, `nghị định 30`).

What documents print is another grammar: ``ingest.grammar.document_numbers``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.grammar.document_numbers import with_plain_signs
from ingest.grammar.document_types import COMMON_TYPES, SYMBOLS_BY_NAME, folded_name_pattern, folded_symbol_pattern
from ingest.text.normalize import fold

#: Symbols that people type; papers of everyday business are not asked for by symbol.
_TYPES = folded_symbol_pattern("PL", "normative", "administrative")
#: Agencies that stand after a type with spaces only (`516 kh ubnd`); other words there are ordinary words.
_KNOWN_AGENCIES = (
    r"ubnd|hdnd|ttg|cp|tw|tu|vpcp|ubtvqh\d{0,2}|bnv|btc|bct|byt|bca|bqp|bng|btp|bxd|bgddt|bkhcn|bvhttdl|btttt"
    r"|snv|stc|syt|sngv|stttt|svhttdl|skhcn"
)
_STRICT = re.compile(
    r"(?<![\w/])(?P<num>\d{1,5}(?:bis|[a-h])?)\s*(?:[/\-]\s*)?(?:"
    r"(?:(?<=[/\- ])(?P<year>(?:19|20)\d\d)\s*(?:[/\-]\s*|\s+))?(?:"
    rf"(?P<type>{_TYPES})(?:\s*[/\-]\s*(?P<ag>[a-z][a-z0-9]{{0,11}}(?:[-.][a-z0-9]{{1,11}}){{0,2}})|\s+(?P<known>{_KNOWN_AGENCIES}))"
    r"|(?P<qh>(?:ubtv)?qh\d{1,2})"
    r"|(?<=[/])(?P<letter>[a-z]{2,12}\s*-\s*[a-z]{1,10}))"
    rf"|(?<=[/])(?P<year2>(?:19|20)\d\d)(?:\s*/\s*(?P<type2>{_TYPES}))?"
    rf"|(?<=[/])(?P<type3>{_TYPES}))(?![\w])"
)
#: `Lệnh` has no symbol in numbers, and attachments have no numbers.
_NAMES = folded_name_pattern(without=("Lệnh", "attachment"))
#: Symbols typed for a name ("KH 516", "KH516", "kh-516").
_SYMBOLS = folded_symbol_pattern(*COMMON_TYPES, "KL", "HD", "CĐ")
_LOOSE = re.compile(
    rf"\b(?:(?P<name>{_NAMES})\s+|(?P<symbol>{_SYMBOLS})(?:\s*-\s*|\s*(?=\d)|\s+))(?P<so>so\s*:?\s*)?"
    r"(?P<num>\d{1,5}[a-z]?)\b(?!\s*[/.,]\s*\d)(?:\s+nam\s+(?P<year>(?:19|20)\d\d))?"
)
#: A further number of the same type: long enough to count nothing, and no year.
_CONTINUES = re.compile(
    r"\s*(?:,|\bva\b|\bvoi\b|\bhay\b|\bhoac\b)\s*(?:so\s+)?(?P<num>(?!(?:19|20)\d\d\b)[1-9]\d{2,4})\b"
    r"(?!\s*[/.,-]\s*\w)(?!\s*(?:ngay|thang|nam|dong|trieu|ty|%|phan tram|nguoi|don vi|ho|xa|lop)\b)"
)
_ROW_FOLLOWS = re.compile(r"\s*,?\s*(?:cua\s+)?phu luc\b")
#: "Kế hoạch 100 ngày" lasts so long; "Kế hoạch 516 ngày 09/3/2023" is of that day.
_MEASURE_FOLLOWS = re.compile(r"\s*(?:ngay(?!\s+\d{1,2}\s*(?:[/.-]|thang\b))|thang|nam|dong|trieu|ty|%|phan tram)\b")
#: "kế hoạch 5 mục tiêu" counts them; "kế hoạch 16 mục tiêu là gì" asks for those of a plan.
_THINGS_FOLLOW = re.compile(
    r"\s*(?:nguoi|don vi|dieu|muc tieu|nhiem vu|noi dung)\b"
    r"(?!\s+(?:la|gom|nao|gi|cu the|chinh|chung|ra sao|the nao|\d))"
)
#: A number of so many digits counts no things.
_NO_COUNT = 3


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number in a question; parts the asker left out are None. ``type`` and ``agency`` are folded, upper case."""

    text: str
    start: int
    end: int
    num: str
    year: str | None = None
    type: str | None = None
    agency: str | None = None

    @property
    def canonical_key(self) -> str | None:
        """The full key when the asker gave the agency, else None."""
        if self.agency is None:
            return None
        return f"{self.num}|{self.year or ''}|{self.type or ''}|{self.agency}"

    def matches(self, key: str, document_type: str | None = None) -> bool:
        """True if a document with this canonical key (and type symbol) may be meant."""
        num, year, kind, agency = key.split("|")
        if num != self.num or (self.agency is not None and not _same_agency(agency, self.agency)):
            return False
        if self.year is not None and year and year != self.year:
            return False
        known = kind or fold(document_type or "").upper()
        return self.type is None or not known or known == self.type


def _same_agency(agency: str, asked: str) -> bool:
    return agency == asked or agency.replace("-", " ") == asked.replace("-", " ")


def find_number_mentions(question: str) -> list[NumberMention]:
    """Numbers as people type them: `516/kh-ubnd`, `516 kh ubnd`, `kế hoạch 516`, `luat 64/2025/qh15`.

    >>> [(m.num, m.type, m.agency) for m in find_number_mentions("ke hoach 516 kh ubnd noi ve viec gi")]
    [('516', 'KH', 'UBND')]
    """
    folded = fold(with_plain_signs(question))
    found = list(_strict_mentions(folded))
    for match in _LOOSE.finditer(folded):
        if any(match.start("num") < other.end and match.end() > other.start for other in found):
            continue
        mention = _loose_mention(match, folded)
        if mention is not None:
            found += [mention, *_continued_mentions(mention, folded)]
    return sorted(found, key=lambda mention: mention.start)


def _strict_mentions(folded: str) -> Iterator[NumberMention]:
    for match in _STRICT.finditer(folded):
        g = match.groupdict()
        letter = re.sub(r"\s", "", g["letter"]) if g["letter"] else None
        symbol = g["type"] or g["type2"] or g["type3"]
        agency = g["ag"] or g["known"] or g["qh"] or letter
        year = g["year"] or g["year2"]
        kind = "" if (letter or g["qh"]) else (symbol.upper() if symbol else _type_before(folded, match.start()))
        yield NumberMention(
            match.group(),
            match.start(),
            match.end(),
            _without_leading_zeros(g["num"]),
            year,
            kind or None,
            agency and agency.upper(),
        )


def _type_before(folded: str, position: int) -> str | None:
    """The type named just before a number that gives none itself (`quyết định 901/2017`)."""
    match = re.search(rf"\b({_NAMES})\s+(?:so\s*:?\s*)?$", folded[:position])
    return fold(SYMBOLS_BY_NAME[match.group(1)]).upper() or None if match else None


def _loose_mention(match: re.Match[str], folded: str) -> NumberMention | None:
    name, num = match.group("name") or match.group("symbol"), match.group("num")
    after = folded[match.end() :]
    if name in ("tt", "ct") and _ROW_FOLLOWS.match(after):
        return None  # `tt 5 phụ lục I` is a row of a table
    if match.group("so") is None and (re.fullmatch(r"(?:19|20)[0-5]\d", num) or _counts_what_follows(num, after)):
        return None  # `kế hoạch 2025` names a year, `kế hoạch 5 năm` a period
    if match.group("so") is None and name in ("van ban", "quy dinh"):
        return None
    symbol = SYMBOLS_BY_NAME.get(name, name)
    year = match.group("year")
    return NumberMention(
        match.group(),
        match.start("num"),
        match.end(),
        _without_leading_zeros(num),
        year,
        fold(symbol).upper() or None,
        None,
    )


def _continued_mentions(first: NumberMention, folded: str) -> Iterator[NumberMention]:
    """The numbers that a list goes on with: "kế hoạch 516 với 9105" names two plans."""
    end = first.end
    while (match := _CONTINUES.match(folded, end)) is not None:
        end = match.end()
        yield replace(first, text=match["num"], start=match.start("num"), end=end, num=match["num"], year=None)


def _counts_what_follows(num: str, after: str) -> bool:
    """True if a number counts what stands behind it: a length of time, a sum, a few things."""
    return bool(_MEASURE_FOLLOWS.match(after) or (len(num) < _NO_COUNT and _THINGS_FOLLOW.match(after)))


def _without_leading_zeros(num: str) -> str:
    return num.lstrip("0") or "0"
