"""What a question says beyond its words: accent state, short forms, numbers, places, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from index.derived import terms
from index.derived.amounts import value_terms
from index.query.expansions import Expansion, expand, known_short_forms
from index.query.spelling import Correction, Neighbours, find_corrections
from index.records import Filters
from ingest.text import dates, normalize

AccentState = Literal["none", "partial", "full"]

#: In Vietnamese prose about three syllables in four carry a mark or đ; fewer than this is a slip of the keyboard.
PARTIAL_SHARE = 0.35
#: Words that only frame a question. Never a general stop-word list: it deletes words that carry law.
_FILLERS = re.compile(
    r"(?i)\b(?:xin (?:hãy )?(?:vui lòng )?cho (?:tôi|em|mình|anh|chị) (?:hỏi|biết)|cho (?:tôi|em|mình) (?:hỏi|biết)|"
    r"vui lòng|giúp (?:tôi|em|mình)|"
    r"xin cho (?:toi|em) (?:hoi|biet)|cho (?:toi|em|minh) (?:hoi|biet)|vui long|giup (?:toi|em|minh))\b[\s,:]*"
    r"|\s(?:ạ|nhé|nhỉ)(?=\s*[?.!]*\s*$)"
)
_ISSUED_YEAR = re.compile(r"\bban hanh (?:trong |vao )?nam ((?:19|20)\d\d)\b")
#: Words before the day on which the law is asked for.
_AS_OF = re.compile(
    r"(?i)\b(?:(?:tại|vào|tai|vao) (?:thời điểm|thoi diem)|(?:tính|tinh) (?:đến|den|tới|toi))\b[^\d]{0,12}(?=\d)"
)
#: A question that lists documents of a type; "quyết định nào ..." asks for a fact that may stand elsewhere.
_LISTED = re.compile(
    r"\b(?:cac|nhung|liet ke|danh sach)\s+(?:cac\s+|nhung\s+)?"
    r"(ke hoach|quyet dinh|chi thi|nghi quyet|cong van|nghi dinh|thong tu|bao cao|thong bao|to trinh)\b.*\bban hanh\b"
)
_TYPES = {
    "ke hoach": "KH", "quyet dinh": "QĐ", "chi thi": "CT", "nghi quyet": "NQ", "cong van": "CV", "nghi dinh": "NĐ",
    "thong tu": "TT", "bao cao": "BC", "thong bao": "TB", "to trinh": "TTr",
}  # fmt: skip
#: Longer questions are cut: the rest of a pasted letter adds time, not meaning.
MAX_SYLLABLES = 80


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the search needs it. ``keys`` are the syllable keys of what is left without fillers."""

    text: str
    keys: tuple[str, ...]
    accents: AccentState
    expansions: tuple[Expansion, ...]
    filters: Filters
    amounts: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryVocabulary:
    """What the library knows of words: how many passages hold a term of a field, and the short forms it defines."""

    frequency: Callable[[str, str], int]
    defined: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: What was found near words that the library lacks; kept as long as its frequencies hold.
    near: Neighbours = field(default_factory=dict)


def accent_state(text: str) -> AccentState:
    """Whether a question was typed with accents.

    >>> accent_state("ke hoach 516 do ai chu tri"), accent_state("Kế hoạch 516 do ai chủ trì?"), accent_state("ODA")
    ('none', 'full', 'full')
    """
    # A short form in capitals has no accents to leave out; in a question typed in capitals nothing is one.
    words = [word for word in terms.words(text) if word.isalpha() and (text.isupper() or not word.isupper())]
    marked = sum(normalize.fold(word) != word.lower() for word in words)
    if len(words) < 2:
        return "full"
    if marked == 0:
        return "none"
    return "partial" if marked / len(words) < PARTIAL_SHARE else "full"


def parse_query(question: str, filters: Filters, known: LibraryVocabulary | None = None) -> Query:
    """Read a question; conditions given explicitly win over those in its words."""
    text = normalize.tidy(question).replace("\n", " ")
    bare = _FILLERS.sub(" ", text).strip() or text
    bare, slips = (
        correct_typing(bare, known) if known is not None and filters.allows_implied("corrections") else (bare, ())
    )
    accents = accent_state(bare)
    defined = known.defined if known is not None else None
    return Query(
        text=bare,
        keys=tuple(terms.syllables(bare)[:MAX_SYLLABLES]),
        accents=accents,
        expansions=tuple(expand(bare[:1000], folded=accents != "full", defined=defined)),
        filters=_with_stated_filters(filters, bare),
        amounts=tuple(value_terms(bare[:1000])),
        corrections=slips,
    )


def correct_typing(text: str, known: LibraryVocabulary) -> tuple[str, tuple[Correction, ...]]:
    """The text without slips of the keyboard, and what they were."""
    folded = accent_state(text) != "full"
    column = "folded" if folded else "combined"
    keys = terms.syllables(text)[:MAX_SYLLABLES]
    found = find_corrections(
        keys,
        lambda term: known.frequency(column, term),
        folded=folded,
        shown=terms.words(text)[:MAX_SYLLABLES],
        short_forms=known_short_forms(folded=folded) | {short.lower() for short in known.defined},
        near=known.near,
    )
    reads = {one.position: one.corrected for one in found}
    if not reads:
        return text, ()
    place = -1

    def read_as(match: re.Match[str]) -> str:
        nonlocal place
        place += 1
        return _match_case(reads[place], match.group()) if place in reads else match.group()

    return terms.SYLLABLE.sub(read_as, normalize.nfc(text)), tuple(found)


def _match_case(read: str, typed: str) -> str:
    """A correction in the capitals of what was typed: names are told by them."""
    if typed.isupper() and len(typed) > 1:
        return read.upper()
    return read.capitalize() if typed[:1].isupper() else read


def _with_stated_filters(filters: Filters, text: str) -> Filters:
    folded = normalize.fold(text)
    if filters.year is None and filters.allows_implied("year") and (issued := _ISSUED_YEAR.search(folded)) is not None:
        filters = replace(filters, year=int(issued[1]))
    if filters.types is None and filters.allows_implied("types") and (listed := _LISTED.search(folded)) is not None:
        filters = replace(filters, types=(_TYPES[listed[1]],))
    if filters.as_of is None and filters.allows_implied("as_of") and (before := _AS_OF.search(text)) is not None:
        filters = replace(filters, as_of=dates.first_date(text[before.end() :][:40]))
    return filters
