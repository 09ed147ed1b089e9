"""A fast tokenizer for vocabularies of syllables: the same pieces as the tokenizers library, in half the time.

The bundled vocabulary has whole syllables, runs of two or three of them, and single letters to spell the rest. So
the best path can be searched over syllables instead of characters. A text with an unknown character, or another kind
of vocabulary, is left to the library.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

SPACE = "\u2581"
#: Normalisation and cutting that a tokenizer must have for the same result (see ``index.training.tokenizer``).
_NORMALIZERS = ["NFC", "Lowercase", "Replace", "Replace", "Strip"]
_BREAK = r"\s*([^\w\s]|_|\n)[\s\W_]*"
_RUNS = re.compile(r"[^\w\s]|_|\n")
_BLANKS = " \t\r\n\u00a0"
#: Syllables of the longest piece.
LONGEST = 3
#: Code points above this hardly occur in Vietnamese text.
LAST_SIGN = 0x3040


class FastTokenizer:
    """A Unigram tokenizer over syllables, runs of syllables and letters."""

    def __init__(self, vocabulary: Sequence[tuple[str, float]]) -> None:
        self._ids: dict[str, tuple[int, float]] = {}
        self._letters: dict[str, tuple[int, float]] = {}
        for number, (piece, score) in enumerate(vocabulary):
            if piece.startswith(SPACE):
                self._ids[piece[1:]] = (number, score)
            elif len(piece) == 1:
                self._letters[piece] = (number, score)
        #: The beginnings, one syllable shorter, of the runs of two or three.
        self._heads = {piece.rpartition(SPACE)[0] for piece in self._ids if SPACE in piece}
        # Characters such as ² are letters to one engine and marks to another.
        known = _punctuation_marks() | {one for one in self._letters if one.isalpha() or one.isdecimal()} | set(_BLANKS)
        self._unknown_character = re.compile(f"[^{re.escape(''.join(sorted(known)))}]")

    @classmethod
    def from_json(cls, tokenizer: str) -> FastTokenizer | None:
        """Make one from a ``tokenizer.json``; None when its pieces or its way of cutting are of another kind."""
        settings: dict[str, Any] = json.loads(tokenizer)
        normalizers = (settings.get("normalizer") or {}).get("normalizers", [])
        vocabulary = settings["model"].get("vocab")
        if (
            settings["model"].get("type") != "Unigram"
            or [one["type"] for one in normalizers] != _NORMALIZERS
            or normalizers[2]["pattern"].get("Regex") != _BREAK
            or not all(_is_supported(piece) for piece, _ in vocabulary[1:])
        ):
            return None
        return cls([(piece, score) for piece, score in vocabulary])

    def piece_ids(self, text: str) -> list[int] | None:
        """The ids of a text's pieces; None when it has a character that only the library knows."""
        lowered = unicodedata.normalize("NFC", text).lower()
        if self._unknown_character.search(lowered):
            return None
        found: list[int] = []
        for run in _RUNS.split(lowered):
            if syllables := run.split():
                found += self._best_path(syllables)
        return found

    def _best_path(self, syllables: list[str]) -> list[int]:
        """Ids of the pieces of a run with the best sum of scores; of equal sums, that with the longest last piece."""
        table, heads = self._ids, self._heads
        sums: list[float] = [0.0]
        back: list[int] = [0]
        pieces: list[int | tuple[int, ...]] = [0]
        pair = before = ""
        number: int | tuple[int, ...]
        for end, syllable in enumerate(syllables, 1):
            known = table.get(syllable)
            if known is None:
                start, best, number = self._spell_syllable(syllables, end, sums)
            else:
                number, score = known
                start, best = end - 1, sums[-1] + score
            # The first two syllables are looked up first: most pairs begin no run of three.
            triple = table.get(pair + SPACE + syllable) if pair in heads else None
            pair = before + SPACE + syllable
            double = table.get(pair) if before in heads and end > 1 else None
            if known is not None and double is not None and sums[-2] + double[1] >= best:
                number, start, best = double[0], end - 2, sums[-2] + double[1]
            if known is not None and triple is not None and sums[-3] + triple[1] >= best:
                number, start, best = triple[0], end - 3, sums[-3] + triple[1]
            sums.append(best)
            back.append(start)
            pieces.append(number)
            before = syllable
        found: list[int | tuple[int, ...]] = []
        end = len(syllables)
        while end:
            found.append(pieces[end])
            end = back[end]
        found.reverse()
        return [one for piece in found for one in (piece if isinstance(piece, tuple) else (piece,))]

    def _spell_syllable(self, syllables: list[str], end: int, sums: list[float]) -> tuple[int, float, tuple[int, ...]]:
        """The best way to an unknown syllable's end: a piece that ends somewhere inside it, and letters."""
        syllable = syllables[end - 1]
        start, best, found = end - 1, -1e300, tuple[int, ...]()
        for size in range(min(LONGEST, end), 0, -1):
            above = "".join(one + SPACE for one in syllables[end - size : end - 1])
            for cut in range(len(syllable)):
                piece = self._ids.get(above + syllable[:cut])
                if piece is None:
                    continue
                total, ids = sums[end - size] + piece[1], [piece[0]]
                for letter in syllable[cut:]:
                    number, score = self._letters[letter]
                    total += score
                    ids.append(number)
                if total > best:
                    start, best, found = end - size, total, tuple(ids)
        return start, best, found


def _is_supported(piece: str) -> bool:
    if not piece.startswith(SPACE):
        return len(piece) == 1
    return piece == SPACE or (all(piece[1:].split(SPACE)) and piece.count(SPACE) <= LONGEST)


def _punctuation_marks() -> set[str]:
    """Characters at which every engine cuts: punctuation and symbols."""
    signs = map(chr, range(LAST_SIGN))
    return {one for one in signs if unicodedata.category(one)[0] in "PS" and unicodedata.category(one) != "Pc"} | {"_"}
