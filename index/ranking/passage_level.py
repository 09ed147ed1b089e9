"""The passage level: which passages of a document answer what is asked of it.

Words count by their frequency inside the document, those of its own name at a third of their weight. What else speaks
for a passage: that it states the kinds of thing asked for, that a table row's label is in the question, that it was a
good candidate, that it means what is asked. Bases, introductions, headings, lines before a list and closing formulas
answer only what asks for them.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from index.derived import terms
from index.derived.answer_cues import BITS, KINDS
from index.derived.columns import Columns
from index.ranking import document_level
from index.ranking.features import K1, B
from index.ranking.occurrences import Counts, QueryWeights, row_codes
from index.records import Bools, Doubles, Ints

#: Weight of the words of a document's own name inside it (on fold a: 1 .51 / .76, a third .56 / .78, none .59 / .78).
NAME_WEIGHT = 1 / 3
#: Syllables below which a passage is short.
SHORT = 12
#: Kinds of thing of which the lack in a passage counts when they are asked for: few passages state them by chance.
TELLING_KINDS = ("hour", "length", "sum", "person", "number", "effect", "place")
#: Similarities of a document's passages that lie nearer together than this tell little.
LEAST_SPREAD = 0.02
#: What the passage level looks at, each 0 to 1, with its weight: a listwise regression over realdocs, fold a of
#: realdocs-2, a sample of the legal training questions and the sample library (docs/decisions/0040).
PASSAGE_WEIGHTS = {
    "words": 1.55, "words_squared": 1.85, "ranked": 2.75, "basis": -2.35, "basis_asked": 3.15, "introduction": -1.1,
    "first": -2.15, "covered": 2.7, "label": 2.2, "short": -1.9, "leads_on": -0.6, "closing": -3.3,
    "heading": -1.75, "lack": -0.55, "day": 1.1, "hour": 6.55, "length": 1.8, "due": 1.95, "sum": 1.25,
    "count": 1.35, "person": 3.25, "lead": 1.7, "body": 0.4, "place": 1.65, "number": 2.3, "effect": 2.55,
    "aim": 1.65, "meant": 0.5,
}  # fmt: skip
#: Syllables of "phụ trách", "chịu trách nhiệm", "đầu mối", "chủ trì", "cơ quan", "đơn vị": which of them a question for
#: a body takes says little.
_ROLE_SYLLABLES = ("phu", "trach", "chiu", "nhiem", "dau", "moi", "chu", "tri", "co", "quan", "don", "vi")
_ROLE_CODES = terms.folded_codes(terms.syllable_codes(_ROLE_SYLLABLES))


def passage_features(
    kinds: Collection[str], question: QueryWeights, columns: Columns, rows: Ints, owner: Ints, share: Doubles,
    counts: Counts, *, asks_basis: bool,
) -> Doubles:  # fmt: skip
    """``PASSAGE_WEIGHTS``' features but the last (``with_meant``) of the passages of some documents; ``owner`` numbers
    each row's document.

    ``kinds`` are those asked for, ``share`` the score of each passage as a candidate by the best of its document.
    """
    arrays, starts = columns.arrays, np.flatnonzero(np.diff(owner, prepend=-1))
    words, covered = words_within(question, columns, rows, owner, counts, is_role_asked="body" in kinds)
    words = words / np.maximum(np.maximum.reduceat(words, starts)[owner], 1e-9)
    part = arrays.text_codes["kind"][rows]
    basis, introduction = (part == columns.text_code("kind", kind) for kind in ("can_cu", "mo_dau"))
    cues = arrays.cues[rows]
    states = {name: cues & bit > 0 for name, bit in BITS.items()}
    none = np.zeros(len(rows), np.bool_)
    telling = [~states[kind] for kind in TELLING_KINDS if kind in kinds]
    return np.column_stack([
        words, words**2, share, none if asks_basis else basis, basis if asks_basis else none,
        none if asks_basis else introduction, np.diff(owner, prepend=-1) > 0, covered,
        label_shares(question, columns, rows), _body_lengths(columns, rows) < SHORT,
        states["leads_on"], states["closing"], states["heading"],
        np.mean(telling, axis=0) if telling else none,
        *(states[kind] if kind in kinds else none for kind in KINDS),
    ]).astype(np.float64)  # fmt: skip


def with_meant(features: Doubles, similarities: Doubles | None, owner: Ints) -> Doubles:
    """The features with ``meant``: how near each passage is to the question, between the middle of its document (0) and
    the nearest passage of it (1). One that has no deep vector yet stands in the middle."""
    if similarities is None:
        return np.column_stack([features, np.zeros(len(features))])
    known = ~np.isnan(similarities)
    middle = np.bincount(owner, np.where(known, similarities, 0.0)) / np.maximum(np.bincount(owner, known), 1)
    nearest = np.full(len(middle), -1.0)
    np.maximum.at(nearest, owner[known], similarities[known])
    shares = (similarities - middle[owner]) / np.maximum(nearest - middle, LEAST_SPREAD)[owner]
    return np.column_stack([features, np.where(known, np.clip(shares, -1.0, 1.0), 0.0)])


def _body_lengths(columns: Columns, rows: Ints) -> Ints:
    ends = columns.arrays.body_end
    lengths: Ints = ends[rows] - np.where(rows > 0, ends[rows - 1], 0)
    return lengths


def label_shares(question: QueryWeights, columns: Columns, rows: Ints) -> Doubles:
    """The share of each table row's label that the question holds: a row is asked for by its label."""
    arrays, shares = columns.arrays, np.zeros(len(rows))
    labelled = np.flatnonzero(arrays.label_end[rows] > np.where(rows > 0, arrays.label_end[rows - 1], 0))
    if len(labelled):
        codes, lengths = row_codes(arrays.label, arrays.label_end, rows[labelled])
        every = np.concatenate(codes)
        held = np.isin(terms.folded_codes(every) if question.folded else every, question.codes)
        shares[labelled] = np.add.reduceat(held, np.cumsum(lengths) - lengths, dtype=np.float64) / lengths
    return shares


def words_within(
    question: QueryWeights, columns: Columns, rows: Ints, owner: Ints, found: Counts, *, is_role_asked: bool = False
) -> tuple[Doubles, Doubles]:
    """BM25 of each passage among those of its own document, and the weight of the question's words that it holds.

    The words of the document's name, and those that only ask, weigh less.
    """
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    size = np.bincount(owner)
    average = np.maximum(np.add.reduceat(found.lengths, starts) / size, 1.0)
    norm = (K1 * (1 - B + B * found.lengths / average[owner]))[:, None]
    named, pair_named = _named(question, columns, rows, starts)
    total = np.zeros(len(rows))
    asking = ~question.topical
    if is_role_asked:
        folded = question.codes if question.folded else terms.folded_codes(question.codes)
        asking = asking | np.isin(folded, _ROLE_CODES)
    first, second = np.divmod(question.pairs, max(len(question.codes), 1))
    named, pair_named = named | asking, pair_named | asking[first] | asking[second]
    covered = np.zeros(len(rows))
    for counts, is_named in ((found.counts, named), (found.pair_counts, pair_named)):
        if counts.shape[1]:
            frequency = np.add.reduceat(counts > 0, starts, axis=0, dtype=np.float64)
            weights = np.log1p((size[:, None] - frequency + 0.5) / (frequency + 0.5))
            weights *= np.where(is_named, NAME_WEIGHT, 1.0)
            total += (counts * (K1 + 1) / (counts + norm) * weights[owner]).sum(axis=1)
            if counts is found.counts:
                covered = ((counts > 0) * weights[owner]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)[owner]
    return total, covered


def _named(question: QueryWeights, columns: Columns, rows: Ints, starts: Ints) -> tuple[Bools, Bools]:
    """Which of the question's syllables and pairs stand in the name of each document."""
    syllables = np.zeros((len(starts), len(question.codes)), np.bool_)
    for number, start in enumerate(starts.tolist()):
        name = document_level.name_codes(columns, int(rows[start]))
        held = set((terms.folded_codes(name) if question.folded else name).tolist())
        syllables[number] = [code in held for code in question.codes.tolist()]
    first, second = np.divmod(question.pairs, max(len(question.codes), 1))
    return syllables, syllables[:, first] & syllables[:, second]
