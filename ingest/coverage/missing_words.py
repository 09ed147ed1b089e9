"""Words of a file that stand nowhere in what was read of it: runs of them, by page or part.

Compared are folded words, so that repaired letters, capitals and typographic signs do not count. A word is found where
three neighbours stand together in what was read, or where its word is read at least as often as the file has it: rows
of a table, lines broken elsewhere and moved notes come in another order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.reading import OwnText
from ingest.text.normalize import fold, is_repaired_by_words, repair

_WORD = re.compile(r"[a-z0-9]+")
#: Small digits are compared as the plain ones that a naive extraction gives.
_SMALL_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "0123456789" * 2)
#: Neighbours that must stand together to be found in their place.
_NEIGHBOURS = 3
#: Of a run without neighbours that were read, the share of words that are read less often than they stand in the file.
_RARE_SHARE = 0.3
#: `như trên`: the reader repeats the cell above.
_DITTO = frozenset(("nt",))
#: A word or a year and the number of a note behind it (`tỉnh2`, `QH151`, `20257`).
_NOTE_MARK = re.compile(r"\d*[a-z]+\d{1,4}|(?:19|20)\d{3,4}")
_ENOUGH_LETTERS, _FEWEST_LETTERS = 10, 5
#: A section's or an item's mark as a recogniser may see it, alone or glued to the word behind it (`L MỤC`, `IMỤC`).
_MISREAD_MARK, _LONGEST_MARK = re.compile(r"[il1hvxn]{1,4}|\d{1,2}"), 4
#: The marks that it may have been put right to. A digit may be a Roman number, never another digit: that would be lost.
_ROMAN_MARKS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_MARKS = (*_ROMAN_MARKS, *map(str, range(1, 31)))
#: Runs looked for letter by letter (words torn or glued by the file): each look costs the length of the document.
_MOST_SEARCHES = 300


@dataclass(frozen=True, slots=True)
class MissingRun:
    """Neighbouring words of one page or part that were not read: their number, and the text as it stands there."""

    source: OwnText
    words: int
    text: str


def folded_words(text: str) -> list[str]:
    """The words for comparing: repaired, without accents, in lower case.

    >>> folded_words("Số: 214/KH-SYT, Hƣớng dẫn")
    ['so', '214', 'kh', 'syt', 'huong', 'dan']
    """
    if not is_repaired_by_words(text):
        return _WORD.findall(_folded(text))
    return [word for printed in text.split() for word in _words_of(printed)]


@lru_cache(maxsize=50_000)
def _words_of(printed: str) -> tuple[str, ...]:
    """The folded words of a word of print; a law of 120,000 words has some thousand different ones."""
    return tuple(_WORD.findall(_folded(printed)))


def _folded(text: str) -> str:
    return fold(repair(text)).translate(_SMALL_DIGITS)


class ReadWords:
    """The words of everything that was read: how often each, which threes of neighbours, and the letters in a row."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.counts: Counter[str] = Counter()
        self.neighbours: set[tuple[str, ...]] = set()
        self._words: list[str] = []
        self._letters: str | None = None
        for text in texts:
            words = folded_words(text)
            self.counts.update(words)
            self.neighbours.update(_neighbours(words))
            self._words += words

    def holds_letters(self, words: Sequence[str]) -> bool:
        """True if the letters of the words stand in a row, wherever the blanks are."""
        if self._letters is None:
            self._letters = "".join(self._words)
        return "".join(words) in self._letters


def missing_runs(sources: Sequence[OwnText], read: ReadWords) -> Iterator[MissingRun]:
    """The runs of words that were not read, in the order of the file."""
    words_of = [folded_words(source.text) for source in sources]
    surplus = Counter(read.counts)
    for words in words_of:
        surplus.subtract(words)
    searches = 0
    for source, words in zip(sources, words_of, strict=True):
        for start, end in _gaps(_found_words(words, read)):
            run = words[start:end]
            rare = sum(
                surplus[word] < 0 and not _is_substituted(word, read) and not _is_repaired_mark(words, at, read)
                for at, word in enumerate(run, start)
            )
            if rare == 0 or rare < _RARE_SHARE * len(run):
                continue
            searches += 1
            if searches <= _MOST_SEARCHES and _is_torn(words, start, end, read):
                continue
            yield MissingRun(source, rare if len(run) < _NEIGHBOURS else len(run), _printed(source.text, start, end))


def _is_substituted(word: str, read: ReadWords) -> bool:
    """True for what a reader replaces: a ditto mark in a table (`nt`), or a note's mark glued to the word before it."""
    if word in _DITTO:
        return True
    marked = _NOTE_MARK.fullmatch(word)
    return marked is not None and any(word[:-digits] in read.counts for digits in (1, 2))


def _is_repaired_mark(words: Sequence[str], at: int, read: ReadWords) -> bool:
    """True for a misread mark of a section or item that was read as another one before the same words."""
    for cut in range(1, min(len(words[at]), _LONGEST_MARK) + 1):
        mark, rest = words[at][:cut], words[at][cut:]
        behind = tuple(([rest] if rest else []) + list(words[at + 1 : at + 3]))[: _NEIGHBOURS - 1]
        if (
            len(behind) == _NEIGHBOURS - 1
            and _MISREAD_MARK.fullmatch(mark)
            and any((meant, *behind) in read.neighbours for meant in (_ROMAN_MARKS if mark.isdigit() else _MARKS))
        ):
            return True
    return False


def _is_torn(words: Sequence[str], start: int, end: int, read: ReadWords) -> bool:
    """True if the run's letters were read in a row; those of a short run count only with the words around it."""
    if sum(map(len, words[start:end])) < _ENOUGH_LETTERS:
        start, end = max(0, start - 1), end + 1
    return sum(map(len, words[start:end])) >= _FEWEST_LETTERS and read.holds_letters(words[start:end])


def _neighbours(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[offset:] for offset in range(_NEIGHBOURS)), strict=False)


def _found_words(words: Sequence[str], read: ReadWords) -> bytearray:
    """For every word 1 where it stands among neighbours that were read together, else 0."""
    found = bytearray(len(words))
    for index, three in enumerate(_neighbours(words)):
        if three in read.neighbours:
            found[index : index + _NEIGHBOURS] = b"\1" * _NEIGHBOURS
    return found


def _gaps(found: bytearray) -> Iterator[tuple[int, int]]:
    """The stretches of words that were not found."""
    start = found.find(0)
    while start >= 0:
        end = found.find(1, start)
        end = len(found) if end < 0 else end
        yield start, end
        start = found.find(0, end)


def _printed(text: str, start: int, end: int) -> str:
    """The words ``start..end`` as they stand in the text: words of print are counted by their folded words."""
    passed = 0
    printed: list[str] = []
    for word in repair(text).split():
        count = len(_WORD.findall(fold(word)))
        if passed < end and passed + count > start:
            printed.append(word)
        passed += count
        if passed >= end:
            break
    return " ".join(printed)
