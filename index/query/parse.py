"""A question -> what is searched for it: its text without fillers and slips, short forms, accents, conditions.

A question is read in three steps, each a frozen record: its words alone (``index.query.question.Question``), its words
beside the filters given and the library's vocabulary (``Query``, here), and the documents that it names
(``index.query.document_references.DocumentReferences``). Ranking and answering read these records, never the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from index.derived import terms
from index.derived.columns import Columns
from index.derived.known_words import KnownWords, NearWords
from index.derived.lexical import LexicalIndex
from index.derived.per_label_terms import VisibleTerms
from index.derived.terms import value_terms
from index.query.asking_words import without_fillers
from index.query.expansions import Expansion, expand, known_short_forms
from index.query.question import Question, as_question
from index.query.spelling import Correction, find_corrections
from index.records import Filters
from ingest.grammar.document_types import COMMON_TYPES, SYMBOLS_BY_NAME, folded_name_pattern
from ingest.text import normalize

AccentState = Literal["none", "partial", "full"]

#: In Vietnamese prose about three syllables in four carry a mark or đ; fewer than this is a slip of the keyboard.
PARTIAL_SHARE = 0.35
#: A question that lists documents of a type; "quyết định nào ..." asks for a fact that may stand elsewhere.
_LISTED = re.compile(
    r"\b(?:cac|nhung|liet ke|danh sach)\s+(?:cac\s+|nhung\s+)?"
    rf"({folded_name_pattern(*COMMON_TYPES)})\b.*\bban hanh\b"
)
#: Longer questions are cut: the rest of a pasted letter adds time, not meaning.
MAX_SYLLABLES, MAX_CHARACTERS = 80, 1000


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the search needs it.

    ``question`` is what is searched, without fillers and slips of the keyboard; ``keys`` are its syllable keys,
    ``amounts`` its amounts as index terms; ``filters`` join those given with the conditions that always hold when the
    words set them.
    """

    question: Question
    keys: tuple[str, ...]
    accents: AccentState
    expansions: tuple[Expansion, ...]
    filters: Filters
    amounts: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def text(self) -> str:
        """The text that is searched."""
        return self.question.text


class _WordSource(Protocol):
    """The part of a snapshot that knows words."""

    @property
    def lexical(self) -> LexicalIndex | VisibleTerms: ...
    @property
    def columns(self) -> Columns: ...


@dataclass(frozen=True, slots=True)
class LibraryVocabulary:
    """The library's words: how many passages hold a term of a field, and the short forms that documents define."""

    frequency: Callable[[str, str], int]
    defined: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Words found near those that the library lacks; kept as long as its frequencies hold.
    near: NearWords = field(default_factory=dict)
    #: All words that may have a frequency; None where they are not known, and each variant of a slip is looked up.
    words: KnownWords | None = None

    @classmethod
    def of(cls, snapshot: _WordSource) -> LibraryVocabulary:
        """The words of what a snapshot shows."""
        columns = snapshot.columns
        frequency = snapshot.lexical.document_frequency
        return cls(frequency, columns.short_forms, columns.near_words, columns.words)


def accent_state(text: str) -> AccentState:
    """The accent state of a question: typed with accents, without, or with few.

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


def parse_query(question: str | Question, filters: Filters, vocabulary: LibraryVocabulary | None = None) -> Query:
    """The query of a question; conditions given explicitly win over those in its words."""
    question = as_question(question)
    text = normalize.tidy(question.text).replace("\n", " ")
    searched = without_fillers(text) or text
    slips: tuple[Correction, ...] = ()
    if vocabulary is not None and filters.allows_implied("corrections"):
        searched, slips = correct_typing(searched, vocabulary)
    question = question if searched == question.text else Question(searched)
    accents = accent_state(searched)
    beginning = searched[:MAX_CHARACTERS]
    defined = vocabulary.defined if vocabulary is not None else None
    return Query(
        question=question,
        keys=tuple(terms.syllables(searched)[:MAX_SYLLABLES]),
        accents=accents,
        expansions=tuple(expand(beginning, folded=accents != "full", defined=defined)),
        filters=_with_stated_filters(filters, question),
        amounts=tuple(value_terms(beginning)),
        corrections=slips,
    )


def correct_typing(text: str, vocabulary: LibraryVocabulary) -> tuple[str, tuple[Correction, ...]]:
    """The text without slips of the keyboard, and what they were."""
    folded = accent_state(text) != "full"
    column = "folded" if folded else "combined"
    keys = terms.syllables(text)[:MAX_SYLLABLES]
    found = find_corrections(
        keys,
        lambda term: vocabulary.frequency(column, term),
        folded=folded,
        shown=terms.words(text)[:MAX_SYLLABLES],
        short_forms=known_short_forms(folded=folded) | {short.lower() for short in vocabulary.defined},
        near=vocabulary.near,
        words=vocabulary.words,
    )
    replacements = {slip.position: slip.corrected for slip in found}
    if not replacements:
        return text, ()
    position = -1

    def replace_syllable(match: re.Match[str]) -> str:
        nonlocal position
        position += 1
        return _match_case(replacements[position], match.group()) if position in replacements else match.group()

    return terms.SYLLABLE.sub(replace_syllable, normalize.nfc(text)), tuple(found)


def _match_case(corrected: str, typed: str) -> str:
    """A correction in the capitals of what was typed: names are told by them."""
    if typed.isupper() and len(typed) > 1:
        return corrected.upper()
    return corrected.capitalize() if typed[:1].isupper() else corrected


def _with_stated_filters(filters: Filters, question: Question) -> Filters:
    """The filters with those that the words state in so many words: they hold whatever is found."""
    may_imply = filters.allows_implied
    if filters.year is None and may_imply("year") and question.issue_year is not None:
        filters = replace(filters, year=question.issue_year)
    if filters.types is None and may_imply("types") and (listed := _LISTED.search(question.folded)) is not None:
        filters = replace(filters, types=(SYMBOLS_BY_NAME[listed[1]],))
    if filters.as_of is None and may_imply("as_of") and question.as_of_day is not None:
        filters = replace(filters, as_of=question.as_of_day)
    return filters
