"""Lines set with wide letter spacing (`Đ i ề u 1`): the letters of a word are closer than its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.read.pages.words import Word, median

#: Letters in a row that make a spaced line; letters of a table's columns stand farther apart than the second (of the
#: height).
_LEAST, _APART = 6, 2.5
#: Most of the line's gaps are those between letters; a blank is wider than they are by this part.
_BLANK = 1.5
#: Digits alone in a row are a table's figures.
_LETTERS, _SINGLE = 0.6, 0.75


def with_joined_letters(words: Sequence[Word]) -> list[Word]:
    """The words of a page, those of spaced lines whole."""
    found: list[Word] = []
    run: list[Word] = []
    for word in [*words, None]:
        if word is not None and _is_letter(word) and (not run or _goes_on(run[-1], word)):
            run.append(word)
            continue
        found += _joined(run)
        run = []
        if word is not None and _is_letter(word):
            run = [word]
        elif word is not None:
            found.append(word)
    return found


def _is_letter(word: Word) -> bool:
    """True for a letter, or two between which the spacing leaves no gap (`NG`)."""
    return len(word.text) <= 2 and not word.raised


def _goes_on(last: Word, word: Word) -> bool:
    gap = word.x0 - last.x1
    return abs(last.y1 - word.y1) < 0.2 * word.height and 0 < gap < _APART * word.height


def _joined(run: Sequence[Word]) -> list[Word]:
    """The words of a run of letters, the letters themselves where it is none."""
    singles = sum(len(word.text) == 1 for word in run)
    if singles < max(_LEAST, _SINGLE * len(run)) or sum(word.text.isalpha() for word in run) < _LETTERS * len(run):
        return list(run)
    usual = median(after.x0 - before.x1 for before, after in pairwise(run))
    words = [replace(run[0])]
    for before, after in pairwise(run):
        if after.x0 - before.x1 > _BLANK * usual:
            words.append(replace(after))
            continue
        last = words[-1]
        last.text += after.text
        last.x1, last.y0, last.y1 = after.x1, min(last.y0, after.y0), max(last.y1, after.y1)
    return words
