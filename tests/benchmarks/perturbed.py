"""Questions as they are really typed: without accents, in capitals, with one slip, in undecoded Telex keys."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

from ingest.text import normalize

_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}


def slip(question: str, rng: random.Random) -> str:
    """One letter left out, doubled, turned around or replaced, inside one longer syllable."""
    words = question.split(" ")
    places = [i for i, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not places:
        return question
    place = rng.choice(places)
    word = words[place]
    at = rng.randrange(1, len(word) - 1)
    words[place] = rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + rng.choice("abcdeghiklmnopqrstuvxy") + word[at + 1 :],
        ]
    )
    return " ".join(words)


def keys(question: str, _: random.Random) -> str:
    """The question as the keys of Telex."""
    typed = []
    for word in question.split(" "):
        tone, out = "", ""
        for char in unicodedata.normalize("NFD", word):
            if char in _TONES:
                tone = _TONES[char]
            elif char == "\u0302":
                out += out[-1]
            elif char in "\u0306\u031b":
                out += "w"
            else:
                out += {"đ": "dd", "Đ": "DD"}.get(char, char)
        letters = re.match(r"(.*?)(\W*)$", out, re.DOTALL)
        assert letters is not None
        typed.append(letters[1] + tone + letters[2])
    return " ".join(typed)


PERTURBED: dict[str, Callable[[str, random.Random], str]] = {
    "as typed": lambda question, _: question,
    "no accents": lambda question, _: normalize.fold(question),
    "capitals": lambda question, _: question.upper(),
    "one slip": slip,
    "no accents, one slip": lambda question, rng: normalize.fold(slip(question, rng)),
    "telex keys": keys,
}
