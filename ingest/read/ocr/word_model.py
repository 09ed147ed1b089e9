"""A small model of Vietnamese words: how likely a syllable is behind another, by counts of official texts.

It tells `số tiền` from `sổ tiền` where a picture does not. Counts were made by
`python -m ingest.training.syllable_pairs`; `data/syllables.md` says of what.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.text.normalize import fold, tone_key

DATA = Path(__file__).with_name("data") / "syllables.npz"
#: Counts are kept as logarithms in steps of a sixteenth.
_STEPS = 16.0
#: Weight of the pair against the syllable alone; chance of a syllable that the model does not know.
_PAIR, _UNKNOWN = 0.8, 1e-7


def pack(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Counts as bytes."""
    return np.round(np.log(counts) * _STEPS).astype(np.uint8)


def _unpack(packed: npt.NDArray[np.uint8]) -> list[float]:
    counts: list[float] = np.exp(packed / _STEPS).tolist()
    return counts


@dataclass(frozen=True)
class WordModel:
    """Counts of syllables and of pairs. ``pairs`` holds places of two syllables in one number, sorted."""

    place: dict[str, int]
    counts: list[float]
    pairs: array[int]
    pair_counts: list[float]
    total: float
    #: Syllables that differ in their marks only, by their letters.
    alike: dict[str, tuple[str, ...]]

    def chance(self, before: str | None, syllable: str) -> float:
        """Logarithm of how likely a syllable is behind another (None: nothing is known of what stands before)."""
        place = self.place.get(syllable)
        alone = self.counts[place] / self.total if place is not None else _UNKNOWN
        first = self.place.get(before) if before else None
        if first is None or place is None:
            return log(alone)
        key = first << 16 | place
        at = bisect_left(self.pairs, key)
        both = self.pair_counts[at] if at < len(self.pairs) and self.pairs[at] == key else 0.0
        return log(_PAIR * both / self.counts[first] + (1 - _PAIR) * alone)


@cache
def load_word_model() -> WordModel:
    """The model of the package."""
    with np.load(DATA) as data:
        syllables = data["syllables"].tobytes().decode().split("\n")
        pairs = array("I", np.cumsum(data["pairs"], dtype=np.uint32).tolist())
        counts, pair_counts = _unpack(data["counts"]), _unpack(data["pair_counts"])
    alike: dict[str, list[str]] = {}
    for syllable in syllables:
        alike.setdefault(fold(syllable), []).append(syllable)
    place = {syllable: index for index, syllable in enumerate(syllables)}
    return WordModel(place, counts, pairs, pair_counts, sum(counts), {key: tuple(of) for key, of in alike.items()})


def model_form(word: str) -> str:
    """The word as the model counts it: lower case, tones where the old spelling puts them."""
    return tone_key(word.lower())
