"""Variants of a syllable within one slip of the keyboard."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator
from functools import cache

from index.query.telex import TONES
from ingest.text.normalize import fold

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def one_edit_variants(key: str, *, folded: bool) -> set[str]:
    """Everything within one slip: a letter left out, doubled, exchanged or turned around, or its marks wrong."""
    letters = _LETTERS if folded else _all_letters()
    found: set[str] = set()
    for position in range(len(key) + 1):
        before, after, behind = key[:position], key[position:], key[position + 1 :]
        found.update([before + letter + after for letter in letters])
        if after:
            found.add(before + behind)
            found.update([before + letter + behind for letter in letters])
        if behind:
            found.add(before + behind[0] + after[0] + behind[1:])
    return found


def is_one_edit(key: str, word: str) -> bool:
    """True if ``word`` is one of the ``one_edit_variants`` of ``key`` with all letters, and another word.

    >>> [is_one_edit("kế", word) for word in ("kê", "kết", "ế", "ếk", "kế", "kê1", "hộ")]
    [True, True, True, True, False, False, False]
    """
    longer = len(word) - len(key)
    if not -1 <= longer <= 1 or word == key:
        return False
    start = _shared_start(key, word)
    if longer:
        short, long = (key, word) if longer > 0 else (word, key)
        return long[start + 1 :] == short[start:] and (longer < 0 or long[start] in _all_letters())
    if word[start + 1 :] == key[start + 1 :]:
        return word[start] in _all_letters()
    return word[start : start + 2] == key[start + 1] + key[start] and word[start + 2 :] == key[start + 2 :]


def _shared_start(one: str, other: str) -> int:
    """The number of letters with which both begin."""
    differing = (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def same_letters_variants(key: str, shortest: int) -> set[str]:
    """Variants that have the same letters: two turned around, one doubled, or one of two equal ones left out.

    Only a word of more than ``shortest`` letters loses one.
    """
    turned = {key[:i] + key[i + 1] + key[i] + key[i + 2 :] for i in range(len(key) - 1)}
    doubled = {key[:i] + key[i] + key[i:] for i in range(len(key))}
    return turned | doubled | (_without_double_letter(key) if len(key) > shortest else set())


def drops_double_letter(key: str, written: str) -> bool:
    """True if ``written`` is ``key`` with one of two equal letters in a row taken out."""
    return written in _without_double_letter(key)


def _without_double_letter(key: str) -> set[str]:
    return {key[:i] + key[i + 1 :] for i in range(len(key) - 1) if key[i] == key[i + 1]}


@cache
def _all_letters() -> str:
    return _LETTERS + "".join(_marked_letters())


def _marked_letters() -> Iterator[str]:
    for letter, shape, tone in itertools.product("aeiouy", ["", "\u0302", "\u0306", "\u031b"], ["", *TONES.values()]):
        made = unicodedata.normalize("NFC", letter + shape + tone)
        if len(made) == 1 and made not in _LETTERS and fold(made) == letter:
            yield made
    yield "đ"
