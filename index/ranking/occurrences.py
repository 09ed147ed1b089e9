"""Occurrences of a question's syllables in the texts of passages: found in one pass over the columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.derived import terms
from index.derived.columns import Columns
from index.records import Bools, Doubles, Ints

#: A passage is read to this many syllables: the tail of an overlong one decides nothing and costs time.
SYLLABLES_READ = 1200
#: Slots of the table that finds a question's syllables, and how often another hash is tried to keep those apart.
_FIND_BITS, _TRIES = 16, 8
#: A multiplier that spreads codes over the slots of a table.
GOLDEN = 2654435761


@dataclass(frozen=True, slots=True)
class QueryWeights:
    """The question as the columns are matched: distinct syllables with their weights, and its sequence."""

    codes: terms.Codes
    idf: Doubles
    #: Neighbouring syllables of the question, as ``first * n + second``, each once, and their weights.
    pairs: Ints
    pair_idf: Doubles
    length: int
    is_number: Bools
    #: Which of the syllables say what the question is about; the others only ask.
    topical: Bools
    folded: bool


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Occurrences of the question's syllables in texts laid end to end: position, text and syllable of each.

    ``starts`` and ``lengths`` are those of the texts; ``positions`` and therefore ``texts`` ascend.
    """

    positions: Ints
    texts: Ints
    syllables: Ints
    starts: Ints
    lengths: Ints


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each of the question's syllables and pairs occurs in each text, and the texts' lengths."""

    lengths: Doubles
    counts: Doubles
    pair_counts: Doubles


def match_counts(question: QueryWeights, columns: Columns, rows: Ints) -> Counts:
    """The counts of the question's terms in titles and bodies together: what BM25 needs, at a third of the cost."""
    arrays = columns.arrays
    titles, title_lengths = row_codes(arrays.title, arrays.title_end, rows)
    bodies, body_lengths = row_codes(arrays.body, arrays.body_end, rows)
    codes = np.concatenate([*titles, *bodies])
    if question.folded:
        codes = terms.folded_codes(codes)
    found = find_occurrences(question, codes, np.concatenate([title_lengths, body_lengths]))
    count, texts = len(rows), found.texts % len(rows)
    near, formed = pair_occurrences(question, found)
    return Counts(
        lengths=(title_lengths + body_lengths).astype(np.float64),
        counts=tally(texts * len(question.codes) + found.syllables, (count, len(question.codes))),
        pair_counts=tally(texts[near] * len(question.pairs) + formed, (count, len(question.pairs))),
    )


def row_codes(flat: terms.Codes, ends: Ints, rows: Ints) -> tuple[list[terms.Codes], Ints]:
    """The codes of the rows in their order, in slices of neighbouring rows together, and how many codes each row has.

    There must be one row at least.
    """
    starts = np.where(rows > 0, ends[rows - 1], 0)
    lengths = np.minimum(ends[rows] - starts, SYLLABLES_READ)
    stops = starts + lengths
    breaks = np.flatnonzero(starts[1:] != stops[:-1])
    begins, ceases = [int(starts[0]), *starts[breaks + 1].tolist()], [*stops[breaks].tolist(), int(stops[-1])]
    # Slices of some 250 syllables and more: joining them takes a third of the time of an index for each syllable.
    return [flat[a:b] for a, b in zip(begins, ceases, strict=True)], lengths


def find_occurrences(question: QueryWeights, codes: terms.Codes, lengths: Ints) -> Occurrences:
    """Every occurrence of one of the question's syllables."""
    own = question.codes
    for attempt in range(_TRIES):
        factor = np.uint32((GOLDEN + 2 * attempt * 40503) & 0xFFFFFFFF)
        slots = (own * factor) >> np.uint32(32 - _FIND_BITS)
        if len(set(slots.tolist())) == len(own):
            break
    # A table of 65,536 cells finds the few matches in one pass; a collision is undone by the comparison after it.
    table = np.zeros(1 << _FIND_BITS, np.min_scalar_type(len(own)))
    table[slots] = np.arange(1, len(own) + 1)
    hashed = codes * factor
    hashed >>= np.uint32(32 - _FIND_BITS)
    guess = table.take(hashed)
    positions = np.flatnonzero(guess != 0)
    syllables = guess[positions].astype(np.int64) - 1
    true = own[syllables] == codes[positions]
    positions, syllables = positions[true], syllables[true]
    texts = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[positions].astype(np.int64)
    return Occurrences(positions, texts, syllables, np.cumsum(lengths) - lengths, lengths)


def pair_occurrences(question: QueryWeights, found: Occurrences) -> tuple[Ints, Ints]:
    """Occurrences that form a pair of the question with the next one, and which pair."""
    n, positions, texts, syllables = len(question.codes), found.positions, found.texts, found.syllables
    near = np.flatnonzero((positions[1:] - positions[:-1] == 1) & (texts[1:] == texts[:-1]))
    # Which pair two neighbours form; the last entry stands for none.
    names = np.full(n * n, len(question.pairs), np.int64)
    names[question.pairs] = np.arange(len(question.pairs))
    formed = names[syllables[near] * n + syllables[near + 1]]
    known = formed < len(question.pairs)
    return near[known], formed[known]


def tally(cells: Ints, shape: tuple[int, int]) -> Doubles:
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
