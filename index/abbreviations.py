"""Short forms and full forms of official names, both ways, at the question's side.

Expanding the question in both directions reaches the same passages as expanding question and index, and
leaves the index alone when the table changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index import terms

TABLE = Path(__file__).parent / "data" / "abbreviations.tsv"
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
class _Entry:
    short: str
    full: str
    short_keys: tuple[str, ...]
    full_keys: tuple[str, ...]
    ambiguous: bool


#: An added form counts half of what the user typed; one of several readings less.
WEIGHT, AMBIGUOUS_WEIGHT = 0.5, 0.25


@cache
def _entries() -> tuple[_Entry, ...]:
    entries = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        short, full, *star = line.split("\t")
        keys = tuple(terms.syllables(short)), tuple(terms.syllables(full))
        entries.append(_Entry(short, full, *keys, bool(star)))
    return tuple(entries)


@cache
def _by_short(folded: bool) -> dict[str, list[_Entry]]:
    table: dict[str, list[_Entry]] = {}
    for entry in _entries():
        table.setdefault(_joined(entry.short_keys, folded), []).append(entry)
    return table


@cache
def _by_full(folded: bool) -> dict[tuple[str, ...], _Entry]:
    return {
        tuple(terms.fold(entry.full_keys)) if folded else entry.full_keys: entry
        for entry in _entries()
        if len(entry.full_keys) > 1 and not entry.ambiguous
    }


def _joined(keys: Sequence[str], folded: bool) -> str:
    return "".join(terms.fold(keys) if folded else keys)


def expand(text: str, *, folded: bool) -> list[Expansion]:
    """Other forms of the names in a question.

    >>> [(e.found, e.other) for e in expand("kế hoạch của UBND tỉnh", folded=False)]
    [('UBND', 'Ủy ban nhân dân')]
    >>> [(e.found, e.other) for e in expand("chuyển đổi số cấp xã", folded=False)]
    [('chuyển đổi số', 'CĐS')]
    """
    keys, shown = terms.syllables(text), terms.words(text)
    return [*_from_short(keys, shown, folded), *_from_full(keys, shown, folded)]


def _from_short(keys: list[str], shown: list[str], folded: bool) -> list[Expansion]:
    table = _by_short(folded)
    found: list[Expansion] = []
    start = 0
    while start < len(keys):
        for size in range(min(MAX_PARTS, len(keys) - start), 0, -1):
            surface = shown[start : start + size]
            joined = _joined(keys[start : start + size], folded)
            typed_large = all(word.isupper() or not word.isalpha() for word in surface)
            if joined in table and (typed_large or (size == 1 and len(joined) >= MIN_LOWER)):
                for entry in table[joined]:
                    weight = AMBIGUOUS_WEIGHT if entry.ambiguous else WEIGHT
                    found.append(Expansion(" ".join(surface), entry.full, entry.full_keys, weight))
                start += size - 1
                break
        start += 1
    return found


def _from_full(keys: list[str], shown: list[str], folded: bool) -> list[Expansion]:
    table = _by_full(folded)
    sequence = terms.fold(keys) if folded else keys
    longest = max(map(len, table))
    found: list[Expansion] = []
    start = 0
    while start < len(keys):
        for size in range(min(longest, len(keys) - start), 1, -1):
            entry = table.get(tuple(sequence[start : start + size]))
            if entry is not None:
                words = " ".join(shown[start : start + size])
                found.append(Expansion(words, entry.short, entry.short_keys, WEIGHT))
                start += size - 1
                break
        start += 1
    return found
