"""What a question says beyond its words: accent state, short forms, numbers, places, conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from index import terms
from index.abbreviations import Expansion, expand
from index.records import Filters
from ingest import normalize

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
#: Longer questions are cut: the rest of a pasted letter adds time, not meaning.
MAX_SYLLABLES = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the search needs it. ``keys`` are the syllable keys of what is left without fillers."""

    text: str
    keys: tuple[str, ...]
    accents: AccentState
    expansions: tuple[Expansion, ...]
    filters: Filters


def accent_state(text: str) -> AccentState:
    """Whether a question was typed with accents.

    >>> accent_state("ke hoach 516 do ai chu tri"), accent_state("Kế hoạch 516 do ai chủ trì?"), accent_state("ODA")
    ('none', 'full', 'full')
    """
    words = [word for word in terms.words(text) if word.isalpha() and not word.isupper()]
    marked = sum(normalize.fold(word) != word.lower() for word in words)
    if len(words) < 2:
        return "full"
    if marked == 0:
        return "none"
    return "partial" if marked / len(words) < PARTIAL_SHARE else "full"


def read(question: str, filters: Filters) -> Asked:
    """Read a question; conditions given explicitly win over those in its words."""
    text = normalize.tidy(question).replace("\n", " ")
    bare = _FILLERS.sub(" ", text).strip() or text
    keys = terms.syllables(bare)[:MAX_SYLLABLES]
    accents = accent_state(bare)
    return Asked(
        text=bare,
        keys=tuple(keys),
        accents=accents,
        expansions=tuple(expand(bare[:1000], folded=accents != "full")),
        filters=_with_year(filters, bare),
    )


def _with_year(filters: Filters, text: str) -> Filters:
    match = _ISSUED_YEAR.search(normalize.fold(text))
    if match is None or filters.year is not None:
        return filters
    return replace(filters, year=int(match[1]))
