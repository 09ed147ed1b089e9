"""Expansions of a question: short and full names, spellings, agencies before and after a merger.

They are made on the question's side alone: expanding it in both directions reaches the same passages as expanding
question and index, and leaves the index alone when a table changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.derived import terms
from ingest.grammar.territory import agencies

TABLE = Path(__file__).parent / "data" / "abbreviations.tsv"
VARIANTS = Path(__file__).parent / "data" / "variants.tsv"
#: A short form this short is only read as one when typed in capitals (``CT``, ``TT``, ``KT`` are also syllables).
MIN_LOWER = 3
#: Longest short form in syllables when written apart (``LĐ - TB & XH``).
MAX_PARTS = 4


@dataclass(frozen=True, slots=True)
class Expansion:
    """A form found in a question and the other form that is searched beside it."""

    found: str
    other: str
    keys: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class _Abbreviation:
    short: str
    full: str
    short_keys: tuple[str, ...]
    full_keys: tuple[str, ...]
    ambiguous: bool


#: An added form counts half of what the user typed; one of several readings less.
WEIGHT, AMBIGUOUS_WEIGHT = 0.5, 0.25
#: An agency that took over is another body: its name helps, but the one that was asked for must stay ahead.
RENAMED_WEIGHT = 0.15


@cache
def _abbreviations() -> tuple[_Abbreviation, ...]:
    entries = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        short, full, *star = line.split("\t")
        keys = tuple(terms.syllables(short)), tuple(terms.syllables(full))
        entries.append(_Abbreviation(short, full, *keys, bool(star)))
    return tuple(entries)


@cache
def _abbreviations_by_short(folded: bool) -> dict[str, list[_Abbreviation]]:
    table: dict[str, list[_Abbreviation]] = {}
    for entry in _abbreviations():
        table.setdefault(_joined_keys(entry.short_keys, folded), []).append(entry)
    return table


@cache
def known_short_forms(*, folded: bool) -> frozenset[str]:
    """The short forms of the table that are written as one word, in small letters."""
    return frozenset(_joined_keys(entry.short_keys, folded) for entry in _abbreviations() if len(entry.short_keys) == 1)


@dataclass(frozen=True, slots=True)
class _OtherForm:
    """Another form of a phrase; ``fields`` are the subjects for which it is right, none for all."""

    text: str
    keys: tuple[str, ...]
    weight: float
    fields: tuple[str, ...] = ()


@cache
def _forms_by_phrase(folded: bool) -> dict[tuple[str, ...], list[_OtherForm]]:
    """The other forms of phrases: of full names, spellings and agencies."""
    table: dict[tuple[str, ...], list[_OtherForm]] = {}
    for keys, other in (*_full_names(), *_variants(), *_renamed_agencies()):
        table.setdefault(tuple(terms.fold_keys(keys)) if folded else keys, []).append(other)
    return table


@cache
def _longest_phrases(folded: bool) -> dict[str, int]:
    """The syllables of the longest phrase that begins with each syllable."""
    longest: dict[str, int] = {}
    for phrase in filter(None, _forms_by_phrase(folded)):
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return longest


def _full_names() -> Iterator[tuple[tuple[str, ...], _OtherForm]]:
    for entry in _abbreviations():
        if len(entry.full_keys) > 1 and not entry.ambiguous:
            yield entry.full_keys, _OtherForm(entry.short, entry.short_keys, WEIGHT)


def _variants() -> Iterator[tuple[tuple[str, ...], _OtherForm]]:
    for line in VARIANTS.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        forms = [(form, tuple(terms.syllables(form))) for form in line.split("\t")]
        for _, keys in forms:
            yield from ((keys, _OtherForm(form, form_keys, WEIGHT)) for form, form_keys in forms if form_keys != keys)


def _renamed_agencies() -> Iterator[tuple[tuple[str, ...], _OtherForm]]:
    for agency in agencies():
        later = _OtherForm(agency.successor, tuple(terms.syllables(agency.successor)), RENAMED_WEIGHT, agency.fields)
        earlier = _OtherForm(agency.name, tuple(terms.syllables(agency.name)), RENAMED_WEIGHT, agency.fields)
        for name in (agency.name, *agency.aliases):
            yield tuple(terms.syllables(name)), later
        yield tuple(terms.syllables(agency.successor)), earlier


def _joined_keys(keys: Sequence[str], folded: bool) -> str:
    return "".join(terms.fold_keys(keys) if folded else keys)


def expand(text: str, *, folded: bool, defined: Mapping[str, Sequence[str]] | None = None) -> list[Expansion]:
    """Other forms of the names in a question; ``defined`` are the short forms that the library's documents define.

    >>> [(e.found, e.other) for e in expand("kế hoạch của UBND tỉnh", folded=False)]
    [('UBND', 'Ủy ban nhân dân')]
    >>> [(e.found, e.other) for e in expand("chuyển đổi số cấp xã", folded=False)]
    [('chuyển đổi số', 'CĐS')]
    """
    keys, shown = terms.syllables(text), terms.words(text)
    found = [*_expand_short_forms(keys, shown, folded), *_expand_phrases(keys, shown, folded)]
    if defined:
        known = {expansion.found for expansion in found}
        found += [expansion for expansion in _expand_defined(shown, defined) if expansion.found not in known]
    return found


def _expand_defined(shown: Sequence[str], defined: Mapping[str, Sequence[str]]) -> Iterator[Expansion]:
    for word in dict.fromkeys(shown):
        for full in defined.get(word.upper(), ()) if len(word) >= MIN_LOWER or word.isupper() else ():
            yield Expansion(word, full, tuple(terms.syllables(full)), WEIGHT)


def _expand_short_forms(keys: list[str], shown: list[str], folded: bool) -> list[Expansion]:
    table = _abbreviations_by_short(folded)
    sequence = terms.fold_keys(keys) if folded else keys
    found: list[Expansion] = []
    start = 0
    while start < len(keys):
        for size in range(min(MAX_PARTS, len(keys) - start), 0, -1):
            joined = "".join(sequence[start : start + size])
            if joined not in table:
                continue
            surface = shown[start : start + size]
            in_capitals = all(word.isupper() or not word.isalpha() for word in surface)
            if in_capitals or (size == 1 and len(joined) >= MIN_LOWER):
                for entry in table[joined]:
                    weight = AMBIGUOUS_WEIGHT if entry.ambiguous else WEIGHT
                    found.append(Expansion(" ".join(surface), entry.full, entry.full_keys, weight))
                start += size - 1
                break
        start += 1
    return found


def _expand_phrases(keys: list[str], shown: list[str], folded: bool) -> list[Expansion]:
    table = _forms_by_phrase(folded)
    sequence = terms.fold_keys(keys) if folded else keys
    longest = _longest_phrases(folded)
    whole = " ".join(terms.fold_keys(keys))
    found: list[Expansion] = []
    start = 0
    while start < len(keys):
        for size in range(min(longest.get(sequence[start], 0), len(keys) - start), 0, -1):
            forms = table.get(tuple(sequence[start : start + size]))
            if forms is not None:
                words = " ".join(shown[start : start + size])
                own = terms.fold_keys(keys[start : start + size])
                fitting = [form for form in _forms_for_subject(forms, whole) if terms.fold_keys(form.keys) != own]
                found += dict.fromkeys(Expansion(words, form.text, form.keys, form.weight) for form in fitting)
                start += size - 1
                break
        start += 1
    return found


def _forms_for_subject(forms: Sequence[_OtherForm], question: str) -> Iterator[_OtherForm]:
    """The forms without a subject; of renamed agencies only those whose subject the question has, if any has."""
    on_subject = [form for form in forms if any(_folded_words(subject) in question for subject in form.fields)]
    for form in forms:
        if form in on_subject or (not form.fields and (not on_subject or form.weight != RENAMED_WEIGHT)):
            yield form


def _folded_words(text: str) -> str:
    return " ".join(terms.fold_keys(terms.syllables(text)))
