"""Telex and VNI key sequences that stayed as typed because the keyboard was set to plain letters."""

from __future__ import annotations

import re
import unicodedata

from ingest.text.syllables import is_syllable

#: Keys of Telex for the tones, as combining marks.
TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_DIGIT_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_DOUBLED = (("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("dd", "đ"), ("aw", "ă"), ("uow", "ươ"), ("ow", "ơ"), ("uw", "ư"))
_VOWEL = re.compile(r"[aăâeêioôơuưy]+")
_KEYS = re.compile(r"(?=.*[a-zđ])[a-zăâêôơưđ]*(?:aa|ee|oo|dd|[ao]w|uw|w|[sfrxj]|[1-9])[a-z0-9ăâêôơưđ]*", re.IGNORECASE)
#: Keys of the longest syllable ("nghiêng" with its tone), doubled letters included; longer words are no syllable.
_LONGEST_WORD = 24


def decode_telex(word: str) -> str | None:
    """The syllable that Telex or VNI keys stand for; None when the word is no such sequence.

    >>> [decode_telex(typed) for typed in ("ddoois", "ngoaij", "thoong", "thong6", "d9oi61")]
    ['đối', 'ngoại', 'thông', 'thông', 'đối']
    >>> decode_telex("ban"), decode_telex("516")
    (None, None)
    """
    if len(word) > _LONGEST_WORD:
        return None
    lowered = word.lower()
    if not _KEYS.fullmatch(lowered) or len(lowered) < 2:
        return None
    decoded = _decode_digits(lowered) if any(char.isdigit() for char in lowered) else _decode_letters(lowered)
    return decoded if decoded is not None and decoded != lowered and is_syllable(decoded) else None


def _decode_letters(word: str) -> str | None:
    tone = ""
    if len(word) > 2 and word[-1] in TONES:
        word, tone = word[:-1], TONES[word[-1]]
    else:
        # The tone may have been typed right behind the vowel: "hojat" for "hoạt".
        for i in range(1, len(word) - 1):
            if word[i] in TONES and _VOWEL.match(word[i - 1]) and (i > 1 or word[i - 1] != "o"):
                word, tone = word[:i] + word[i + 1 :], TONES[word[i]]
                break
    for keys, letter in _DOUBLED:
        word = word.replace(keys, letter)
    return _with_tone(word.replace("w", "ư"), tone)


def _decode_digits(word: str) -> str | None:
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
            word = word.replace("uo", "ươ", 1) if "uo" in word else re.sub("[uo]", _with_horn, word, count=1)
        elif digit == "6":
            word = re.sub("[aeo]", _with_hat, word, count=1)
    return _with_tone(word, tone)


def _with_horn(match: re.Match[str]) -> str:
    return {"u": "ư", "o": "ơ"}[match.group()]


def _with_hat(match: re.Match[str]) -> str:
    return {"a": "â", "e": "ê", "o": "ô"}[match.group()]


def _with_tone(word: str, tone: str) -> str | None:
    """The syllable with its tone where Vietnamese writes it."""
    # The vowel letter of "gi" and "qu" belongs to the consonant where another vowel follows.
    onset = 2 if word.startswith(("gi", "qu")) and _VOWEL.search(word[2:]) else 0
    vowels = _VOWEL.search(word, onset)
    if vowels is None or not tone:
        return word if vowels else None
    for i in range(vowels.start(), vowels.end()):
        toned = unicodedata.normalize("NFC", word[: i + 1] + tone + word[i + 1 :])
        if is_syllable(toned):
            return toned
    return None
