"""Sketch of a text: a few hashes of its runs of words, by which near-identical texts are found without reading them.

The smallest hashes of a text are a fair sample of its runs of words, and the same sample for the same text: the share
that two sketches have in common estimates the share that the texts have (bottom-k sketch). Words are compared without
accents, so that a scan is like the file it was printed from.
"""

from __future__ import annotations

import heapq
import re
import zlib
from collections.abc import Iterable

from ingest.text.normalize import fold

#: Hashes kept, and words of a run. With 64 hashes an estimate of 0.9 is off by 0.04.
SIZE, RUN = 64, 3
#: Texts with fewer different runs are too short to be told apart.
LEAST = 24
_DIGITS = 8
_WORD = re.compile(r"\w+")


def text_sketch(texts: Iterable[str]) -> str:
    """The sketch of a document's passages; "" for a text that is too short.

    >>> len(text_sketch(["một hai ba"])), len(text_sketch([" ".join(map(str, range(500)))])) // 8
    (0, 64)
    """
    words = _WORD.findall(fold(" ".join(texts)))
    runs = {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    if len(runs) < LEAST:
        return ""
    hashes = {zlib.crc32(run.encode()) for run in runs}
    return "".join(f"{value:08x}" for value in sorted(heapq.nsmallest(SIZE, hashes)))


def sketch_hashes(sketch: str) -> tuple[str, ...]:
    """The hashes of a sketch, the smallest first."""
    return tuple(sketch[at : at + _DIGITS] for at in range(0, len(sketch), _DIGITS))


def likeness(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """The estimated share of runs of words that two texts have in common, 0..1."""
    both = sorted({*first, *second})[: min(len(first), len(second))]
    common = set(first) & set(second)
    return sum(value in common for value in both) / len(both) if both else 0.0
