"""BM25 as a product of two sparse vectors: one of a passage, made when it is stored, one of a question.

An engine then multiplies and adds, and knows nothing of words. How rare a word is counts in the question's vector, from
the passages that the asker may see; so nothing that is hidden from him reaches a score. How long a passage is counts in
its own vector, beside the mean of the passages with its label, which is fixed when the collection is built.

The numbers are those of the embedded leg (tantivy's constants, its rounded lengths): both put passages in one order.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from index.derived.lexical import WeightedTerms
from index.derived.passage_terms import passage_terms
from index.records import Floats, IndexRow

K1, B = 1.2, 0.75
#: Lengths as the embedded leg keeps them, in one byte: exact to 40, then eight steps to each doubling.
ROUNDED_LENGTHS: tuple[int, ...] = (
    *range(24),
    *(24 + (step if step < 8 else (step % 8 + 8) << (step // 8 - 1)) for step in range(232)),
)
#: The mean length of each of ``TERM_FIELDS``, of the passages with one label.
MeanLengths = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SparseVector:
    """A sparse vector: the numbers of its terms, in order, and their weights."""

    indices: npt.NDArray[np.uint32]
    values: Floats


@dataclass(frozen=True, slots=True)
class WeighedPassage:
    """A passage as an engine stores it: no words, only weights, a vector, and the facts that conditions look at."""

    id: int
    terms: SparseVector
    vector: Floats
    facts: Mapping[str, str | int]


@lru_cache(maxsize=1 << 18)
def term_number(field: str, term: str) -> int:
    """The number of a term of a field, the same on every machine.

    32 bits, as engines have them: among two million terms one in two thousand shares its number with another.
    """
    return int.from_bytes(blake2b(f"{field}\0{term}".encode(), digest_size=4).digest(), "big")


def rounded_length(length: int) -> int:
    """A field's length as it counts.

    >>> rounded_length(40), rounded_length(41), rounded_length(100)
    (40, 40, 96)
    """
    return ROUNDED_LENGTHS[bisect_right(ROUNDED_LENGTHS, length) - 1]


def field_lengths(row: IndexRow) -> dict[str, int]:
    """The number of terms of each field of a passage."""
    return {field: len(chosen) for field, chosen in passage_terms(row).items()}


def passage_vector(fields: Mapping[str, Sequence[str]], means: MeanLengths) -> SparseVector:
    """The weights of a passage's terms: how often each stands there, beside how long its field is."""
    weights: dict[int, float] = {}
    for field, chosen in fields.items():
        share = rounded_length(len(chosen)) / max(means[field], 1e-9)
        norm = K1 * (1 - B + B * share)
        for term, count in Counter(chosen).items():
            number = term_number(field, term)
            weights[number] = max(weights.get(number, 0.0), count / (count + norm))
    return _sparse(weights.items())


def question_vector(
    weighted: WeightedTerms, passages: int, document_frequency: Callable[[str, str], int]
) -> SparseVector:
    """The weights of a question's terms: how rare each is among the ``passages`` that the asker may see."""
    weights: dict[int, float] = {}
    for field, chosen in weighted.items():
        for term, weight in chosen:
            holding = document_frequency(field, term)
            if holding:
                rarity = math.log((max(passages, holding) + 1) / (holding + 0.5))
                number = term_number(field, term)
                weights[number] = weights.get(number, 0.0) + weight * (K1 + 1) * rarity
    return _sparse(weights.items())


def weighed_passage(row: IndexRow, means: MeanLengths) -> WeighedPassage:
    """A row of the library as an engine stores it."""
    facts: dict[str, str | int | None] = {
        "access": row.access, "document": row.document_id, "type": row.type, "issuer": row.issuer,
        "territory": row.territory, "year": row.year,
    }  # fmt: skip
    vector = np.frombuffer(row.vector, np.float16).astype(np.float32)
    known = {name: value for name, value in facts.items() if value is not None}
    return WeighedPassage(row.passage_id, passage_vector(passage_terms(row), means), vector, known)


def _sparse(weights: Iterable[tuple[int, float]]) -> SparseVector:
    ordered = sorted(weights)
    return SparseVector(
        np.array([number for number, _ in ordered], np.uint32), np.array([value for _, value in ordered], np.float32)
    )
