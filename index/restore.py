"""Accents for a question typed without them, for the dense leg alone (the lexical leg searches folded terms).

The encoder's own pieces are a small language model: syllables and the frequent multi-syllable words of the
corpus, each with its log probability. The best way to lay accented pieces over the question restores
"thong tin doi ngoai" as "thông tin đối ngoại" without any further data.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from index import terms
from index.embed import BUNDLED

#: Longest piece in syllables.
LONGEST = 3
#: A syllable that no piece knows stays as typed, at this price.
UNKNOWN = -25.0
SPACE = "\u2581"

#: folded syllables -> accented forms, most likely first
Table = dict[tuple[str, ...], list[tuple[float, tuple[str, ...]]]]


@cache
def table(folder: Path = BUNDLED) -> Table:
    """The pieces of an encoder by their folded form."""
    vocabulary = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    made: Table = {}
    for piece, score in vocabulary:
        syllables = tuple(piece.split(SPACE)[1:])
        if syllables and all(syllables):
            made.setdefault(tuple(terms.fold(syllables)), []).append((score, syllables))
    for forms in made.values():
        forms.sort(key=lambda form: (-form[0], form[1]))
    return made


def restore(text: str) -> str:
    """The most likely accented reading; syllables that carry marks already keep them."""
    words = [word.lower() for word in terms.words(text)]
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(words) + 1):
        options = []
        for size in range(1, min(LONGEST, end) + 1):
            before, prefix = best[end - size]
            form = _form(words[end - size : end])
            if form is not None:
                options.append((before + form[0], prefix + form[1]))
            elif size == 1:
                options.append((before + UNKNOWN, (*prefix, words[end - 1])))
        best.append(max(options))
    return " ".join(best[-1][1])


def _form(words: Sequence[str]) -> tuple[float, tuple[str, ...]] | None:
    """The likeliest accented form that agrees with the marks already typed."""
    folded = terms.fold(words)
    for score, syllables in table().get(tuple(folded), ()):
        if all(word in (plain, full) for word, plain, full in zip(words, folded, syllables, strict=True)):
            return score, syllables
    return None
