"""Slips of the keyboard in a question: key sequences left undecoded, and syllables the library does not know.

Nothing that the library knows is touched, so a rare name stays as typed. A slip is put right only by what the library
itself holds: the neighbours decide between candidates, by how often the pairs occur.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index import terms
from ingest.normalize import fold
from ingest.syllables import is_syllable

#: How many passages hold a term of the question's field.
Frequency = Callable[[str], int]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_DIGIT_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_DOUBLED = (("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("dd", "đ"), ("aw", "ă"), ("uow", "ươ"), ("ow", "ơ"), ("uw", "ư"))
_VOWEL = re.compile(r"[aăâeêioôơuưy]+")
_KEYS = re.compile(r"(?=.*[a-zđ])[a-zăâêôơưđ]*(?:aa|ee|oo|dd|[ao]w|uw|w|[sfrxj]|[1-9])[a-z0-9ăâêôơưđ]*", re.IGNORECASE)
#: A syllable this short has too many neighbours within one edit.
SHORTEST = 3
#: A pair that supports a correction of a known syllable must occur in so many passages, and the typed pairs in none.
SURE = 3


@dataclass(frozen=True, slots=True)
class Correction:
    """A syllable as typed and what it is read as."""

    place: int
    typed: str
    read: str


def decoded(word: str) -> str | None:
    """A syllable whose Telex or VNI keys were not turned into letters; None when it is none.

    >>> decoded("ddoois"), decoded("ngoaij"), decoded("thoong"), decoded("thong6"), decoded("d9oi61")
    ('đối', 'ngoại', 'thông', 'thông', 'đối')
    >>> decoded("ban"), decoded("516")
    (None, None)
    """
    lowered = word.lower()
    if not _KEYS.fullmatch(lowered) or len(lowered) < 2:
        return None
    made = _from_digits(lowered) if any(char.isdigit() for char in lowered) else _from_letters(lowered)
    return made if made is not None and made != lowered and is_syllable(made) else None


def _from_letters(word: str) -> str | None:
    tone = ""
    if len(word) > 2 and word[-1] in _TONES:
        word, tone = word[:-1], _TONES[word[-1]]
    else:
        # The tone may have been typed right behind the vowel: "hojat" for "hoạt".
        for place in range(1, len(word) - 1):
            if word[place] in _TONES and _VOWEL.match(word[place - 1]) and (place > 1 or word[place - 1] != "o"):
                word, tone = word[:place] + word[place + 1 :], _TONES[word[place]]
                break
    for keys, letter in _DOUBLED:
        word = word.replace(keys, letter)
    return _toned(word.replace("w", "ư"), tone)


def _from_digits(word: str) -> str | None:
    digits = [char for char in word if char.isdigit()]
    word = "".join(char for char in word if not char.isdigit())
    tone = ""
    for digit in digits:
        if digit in _DIGIT_TONES:
            tone = _DIGIT_TONES[digit]
        elif digit == "9":
            word = word.replace("d", "đ", 1)
        elif digit == "8":
            word = word.replace("a", "ă", 1)
        elif digit == "7":
            word = word.replace("uo", "ươ", 1) if "uo" in word else re.sub("[uo]", _horned, word, count=1)
        elif digit == "6":
            word = re.sub("[aeo]", _hatted, word, count=1)
    return _toned(word, tone)


def _horned(match: re.Match[str]) -> str:
    return {"u": "ư", "o": "ơ"}[match.group()]


def _hatted(match: re.Match[str]) -> str:
    return {"a": "â", "e": "ê", "o": "ô"}[match.group()]


def _toned(word: str, tone: str) -> str | None:
    """The syllable with its tone where Vietnamese writes it."""
    found = _VOWEL.search(word[2:] if word.startswith(("gi", "qu")) and _VOWEL.search(word[2:]) else word)
    if found is None:
        return None
    if not tone:
        return word
    begin = found.start() + (2 if word.startswith(("gi", "qu")) and _VOWEL.search(word[2:]) else 0)
    for place in range(begin, begin + len(found.group())):
        made = unicodedata.normalize("NFC", word[: place + 1] + tone + word[place + 1 :])
        if is_syllable(made):
            return made
    return None


def corrections(keys: Sequence[str], frequency: Frequency, *, folded: bool) -> list[Correction]:
    """Syllables of a question that the library does not know, with what its neighbours say they are."""
    field = terms.fold(keys) if folded else list(keys)
    found = []
    for place, key in enumerate(field):
        if not key[:1].isalpha() or frequency(key) > 0:
            continue
        made = decoded(key)
        if made is not None and frequency(terms.fold_key(made) if folded else terms.syllable_key(made)) > 0:
            found.append(Correction(place, key, terms.syllable_key(made)))
            field[place] = found[-1].read
        elif (
            key.isalpha()
            and len(key) >= SHORTEST
            and (best := _best(field, place, frequency, folded=folded)) is not None
        ):
            found.append(Correction(place, key, best))
            field[place] = best
    return found


def _best(field: Sequence[str], place: int, frequency: Frequency, *, folded: bool) -> str | None:
    """The known syllable within one edit that stands best between the neighbours."""
    ranked = []
    for candidate in set(_edits(field[place], folded=folded)):
        alone = frequency(candidate)
        if alone:
            ranked.append((sum(_pairs(field, place, candidate, frequency)), alone, candidate))
    if not ranked:
        return None
    pairs, _, best = max(ranked)
    return best if pairs > 0 or len(field) == 1 else None


def _pairs(field: Sequence[str], place: int, candidate: str, frequency: Frequency) -> Iterator[int]:
    if place > 0:
        yield frequency(field[place - 1] + terms.JOINER + candidate)
    if place + 1 < len(field):
        yield frequency(candidate + terms.JOINER + field[place + 1])


def _edits(key: str, *, folded: bool) -> Iterator[str]:
    """Everything within one slip: a letter left out, doubled, exchanged or turned around, or its marks wrong."""
    letters = _LETTERS if folded else _LETTERS + "".join(_marked())
    for place in range(len(key) + 1):
        before, after = key[:place], key[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in letters:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _marked() -> Iterator[str]:
    for letter, shape, tone in itertools.product("aeiouy", ["", "\u0302", "\u0306", "\u031b"], ["", *_TONES.values()]):
        made = unicodedata.normalize("NFC", letter + shape + tone)
        if len(made) == 1 and made not in _LETTERS and fold(made) == letter:
            yield made
    yield "đ"
