"""Ranking features of all candidates of a question at once, from the columns.

Only relative features: shares of the question, of the title, of the best candidate. A prototype with raw
lengths and scores gained 7 points on the law it was trained on and lost 1 on university regulations.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from index import terms
from index.columns import Columns

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: A passage is read to this many syllables: the tail of an overlong one decides nothing and costs time.
READ = 1200
#: Neighbourhood in which matched syllables count as standing together.
WINDOW = 30
TITLE_WEIGHT = 3
#: Syllables at the start of a text that say what it is about.
HEAD = 60
#: First lexical hits whose vectors stand for what the question is about.
FEEDBACK = 5
#: Slots of the table of title frequencies; a collision only makes a rare syllable look a little less rare.
_SLOT_BITS = 18
#: tantivy's constants, so that both sides mean the same by BM25.
K1, B = 1.2, 0.75

FEATURES = (
    "lexical", "bm25", "bm25_body", "bm25_title", "bm25_syllables", "bm25_pairs",
    "cosine", "cosine_gap", "cosine_z", "bm25_z", "lexical_rank", "dense_rank", "agreement",
    "coverage", "coverage_title", "coverage_pairs", "coverage_pairs_title", "coverage_plain",
    "title_covered", "title_pairs_covered", "rare_terms", "rarest_title", "numbers",
    "longest_run", "longest_run_title", "window", "pairs_at_best", "start",
    "title_weight_covered", "title_unseen", "head_coverage", "start_coverage", "density",
    "feedback", "feedback_z", "feedback_first", "bm25_title_rank", "bm25_rank", "coverage_rank",
    "coverage_below", "coverage_pairs_below",
    "best_coverage", "legs_overlap", "lexical_gap", "cosine_top_gap", "coverage_gap", "bm25_syllables_gap",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """The question as the columns are matched: distinct syllables with their weights, and its sequence."""

    codes: terms.Codes
    idf: Doubles
    #: Neighbouring syllables of the question, as ``first * n + second``, each once, and their weights.
    pairs: Ints
    pair_idf: Doubles
    length: int
    is_number: npt.NDArray[np.bool_]
    folded: bool


def query(keys: Sequence[str], count: int, frequency: Callable[[str], int], *, folded: bool) -> Query:
    """Build a query from syllable keys; ``frequency`` says in how many of ``count`` passages a term occurs."""
    sequence = terms.fold(keys) if folded else list(keys)
    distinct = list(dict.fromkeys(sequence))
    codes = terms.codes(distinct)
    place = {key: i for i, key in enumerate(distinct)}
    pairs = {place[a] * len(distinct) + place[b]: f"{a}{terms.JOINER}{b}" for a, b in itertools.pairwise(sequence)}
    ordered = sorted(pairs)
    return Query(
        codes=terms.folded_codes(codes) if folded else codes,
        idf=_idf([frequency(key) for key in distinct], count),
        pairs=np.array(ordered, np.int64),
        pair_idf=_idf([frequency(pairs[pair]) for pair in ordered], count),
        length=len(sequence),
        is_number=np.array([key[:1].isdigit() for key in distinct], np.bool_),
        folded=folded,
    )


def _idf(frequencies: Sequence[int] | Ints, count: int) -> Doubles:
    df = np.minimum(np.asarray(frequencies, np.float64), count)
    return np.log1p((count - df + 0.5) / (df + 0.5))


@dataclass(frozen=True, slots=True)
class _Field:
    """Matches of the question in one field of all candidates."""

    lengths: Doubles
    counts: Doubles
    pair_counts: Doubles
    longest: Doubles
    window: Doubles
    start: Doubles
    #: Weight of the question's syllables found in all of the field, and which stand among the first ``HEAD``.
    found: Doubles
    head: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates of both legs. Ranks count from 0; ``missing`` is the rank of one that a leg did not return."""

    rows: Ints
    lexical: Doubles
    cosine: Doubles
    lexical_rank: Ints
    dense_rank: Ints
    #: Normalised vectors of the passages, a row each.
    vectors: Floats


def without(candidates: Candidates, taken: npt.NDArray[np.bool_]) -> Candidates:
    """The same candidates as if the collection lacked some of them."""
    keep = ~taken
    found = candidates.lexical[keep] > 0
    return replace(
        candidates,
        rows=candidates.rows[keep],
        lexical=candidates.lexical[keep],
        cosine=candidates.cosine[keep],
        lexical_rank=_closed(candidates.lexical_rank[keep], found),
        dense_rank=_closed(candidates.dense_rank[keep], candidates.dense_rank[keep] < candidates.dense_rank.max()),
        vectors=candidates.vectors[keep],
    )


def _closed(ranks: Ints, found: npt.NDArray[np.bool_]) -> Ints:
    """Ranks without gaps among the candidates that the leg returned."""
    closed = ranks.copy()
    closed[found] = np.argsort(np.argsort(ranks[found], kind="stable"), kind="stable")
    return closed


def _gather(flat: terms.Codes, ends: Ints, rows: Ints) -> tuple[terms.Codes, Ints, Ints]:
    """The codes of the rows end to end, whose they are, and their lengths."""
    starts = np.where(rows > 0, ends[rows - 1], 0)
    lengths = np.minimum(ends[rows] - starts, READ)
    owner = np.repeat(np.arange(len(rows)), lengths)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return flat[starts[owner] + offset], owner, lengths


def _match(question: Query, flat: terms.Codes, ends: Ints, rows: Ints) -> _Field:
    codes, owner, lengths = _gather(flat, ends, rows)
    if question.folded:
        codes = terms.folded_codes(codes)
    n, count = len(question.codes), len(rows)
    # A table of 65,536 cells finds the few matches in one pass; a collision is undone by the comparison after it.
    table = np.zeros(1 << 16, np.int32)
    low = _low_bits(question)
    table[low(question.codes)] = np.arange(n)
    guess = table[low(codes)]
    at = np.flatnonzero(question.codes[guess] == codes)
    who, what = owner[at], guess[at].astype(np.int64)
    counts = np.bincount(who * n + what, minlength=count * n).reshape(count, n).astype(np.float64)
    pairs = question.pairs
    near = np.flatnonzero((np.diff(at) == 1) & (who[1:] == who[:-1]))
    formed = what[near] * n + what[near + 1]
    place = np.minimum(np.searchsorted(pairs, formed), max(len(pairs) - 1, 0))
    good = pairs[place] == formed if len(pairs) else np.zeros(len(near), np.bool_)
    pair_owner = who[near[good]]
    pair_counts = np.bincount(pair_owner * len(pairs) + place[good], minlength=count * len(pairs))
    starts = np.cumsum(lengths) - lengths
    first = np.full(count, 1.0)
    if len(near[good]):
        first_at = np.full(count, np.iinfo(np.int64).max)
        np.minimum.at(first_at, pair_owner, at[near[good]])
        seen = first_at < np.iinfo(np.int64).max
        first[seen] = (first_at[seen] - starts[seen]) / np.maximum(lengths[seen], 1)
    return _Field(
        lengths.astype(np.float64),
        counts,
        pair_counts.reshape(count, len(pairs)).astype(np.float64),
        _longest(near[good], pair_owner, count),
        _windows(question, at, who, what, count),
        first,
        np.bincount(who, question.idf[what], minlength=count).astype(np.float64),
        _early(at - starts[who] < HEAD, who, what, (count, n)),
    )


def _early(early: npt.NDArray[np.bool_], who: Ints, what: Ints, shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    head = np.zeros(shape, np.bool_)
    head[who[early], what[early]] = True
    return head


def _feedback(candidates: Candidates) -> tuple[Doubles, Doubles]:
    """How near each candidate's vector is to the first lexical hits: their mean, and the first alone."""
    vectors = candidates.vectors.astype(np.float32, copy=False)
    if not len(vectors):
        return np.zeros(0), np.zeros(0)
    first = vectors[np.argsort(candidates.lexical_rank, kind="stable")[:FEEDBACK]]
    middle = first.mean(axis=0)
    middle /= max(float(np.linalg.norm(middle)), 1e-9)
    both = vectors @ np.stack([middle, first[0]], axis=1)
    return both[:, 0].astype(np.float64), both[:, 1].astype(np.float64)


#: Made once for each state of the columns, and gone with it.
_kept_weights: WeakKeyDictionary[Columns, dict[bool, Floats]] = WeakKeyDictionary()


def _slots(codes: terms.Codes) -> terms.Codes:
    return (codes * np.uint32(2654435761)) >> np.uint32(32 - _SLOT_BITS)


def _title_weights(columns: Columns, folded: bool) -> Floats:
    """How rare each slot's syllables are in the collection's titles."""
    kept = _kept_weights.setdefault(columns, {})
    if folded not in kept:
        codes = columns.arrays.title
        counts = np.bincount(_slots(terms.folded_codes(codes) if folded else codes), minlength=1 << _SLOT_BITS)
        kept[folded] = _idf(counts, max(len(columns), 1)).astype(np.float32)
    return kept[folded]


def _titles(question: Query, columns: Columns, rows: Ints) -> tuple[Doubles, Doubles]:
    """Of each candidate's title: the weighted share that the question covers, and the heaviest syllable it lacks."""
    arrays = columns.arrays
    codes, owner, _ = _gather(arrays.title, arrays.title_end, rows)
    if question.folded:
        codes = terms.folded_codes(codes)
    weight = _title_weights(columns, question.folded)[_slots(codes)]
    known = np.isin(codes, question.codes)
    total = np.bincount(owner, weight, minlength=len(rows))
    covered = np.bincount(owner, weight * known, minlength=len(rows))
    unseen = np.zeros(len(rows))
    np.maximum.at(unseen, owner, np.where(known, 0.0, weight))
    top = max(float(question.idf.max(initial=0.0)), 1e-9)
    return covered / np.maximum(total, 1e-9), unseen / top


def _low_bits(question: Query) -> Callable[[terms.Codes], terms.Codes]:
    mask = np.uint32(0xFFFF)
    if question.folded:
        return lambda codes: codes & mask
    # The upper bits of an accented code name the folded form; mixing in the accent bits keeps the forms apart.
    return lambda codes: ((codes >> np.uint32(terms.ACCENT_BITS)) ^ (codes << np.uint32(6))) & mask


def _longest(near: Ints, owner: Ints, count: int) -> Doubles:
    """Syllables in the longest run of question pairs, for each candidate."""
    longest = np.zeros(count)
    if not len(near):
        return longest
    breaks = np.flatnonzero((np.diff(near) != 1) | (np.diff(owner) != 0)) + 1
    begins = np.concatenate([[0], breaks])
    sizes = np.diff(np.concatenate([begins, [len(near)]])) + 1
    np.maximum.at(longest, owner[begins], sizes)
    return longest


def _windows(question: Query, at: Ints, who: Ints, what: Ints, count: int) -> Doubles:
    """The most weight that stands within ``WINDOW`` syllables, for each candidate."""
    best = np.zeros(count)
    if not len(at):
        return best
    weight = np.concatenate([[0.0], np.cumsum(question.idf[what])])
    # Candidates are laid far apart, so that no window reaches into the next one.
    place = at + who * (READ + WINDOW)
    last = np.searchsorted(place, place + WINDOW)
    np.maximum.at(best, who, weight[last] - weight[np.arange(len(at))])
    return best


def _bm25(counts: Doubles, lengths: Doubles, average: float, idf: Doubles) -> Doubles:
    norm = K1 * (1 - B + B * lengths / max(average, 1.0))
    scores: Doubles = (counts * (K1 + 1) / (counts + norm[:, None])) @ idf
    return scores


def _share(values: Doubles) -> Doubles:
    top = values.max(initial=0.0)
    return values / top if top > 0 else values


def _z(values: Doubles) -> Doubles:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)


def _rank(values: Doubles) -> Doubles:
    """One over the place in descending order."""
    ranks = np.empty(len(values))
    ranks[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return 1 / (1 + ranks)


def _gap(values: Doubles) -> float:
    """How far the best stands above the second, as a share of the best."""
    if len(values) < 2:
        return 1.0
    second, first = np.partition(values, -2)[-2:]
    return float((first - second) / first) if first > 0 else 0.0


def matrix(question: Query, columns: Columns, candidates: Candidates) -> Floats:
    """One row of ``FEATURES`` for each candidate."""
    arrays, rows = columns.arrays, candidates.rows
    body = _match(question, arrays.body, arrays.body_end, rows)
    title = _match(question, arrays.title, arrays.title_end, rows)
    idf, total = question.idf, max(float(question.idf.sum()), 1e-9)
    pair_idf = question.pair_idf
    pair_total = max(float(pair_idf.sum()), 1e-9)
    both = body.counts + TITLE_WEIGHT * title.counts
    both_pairs = body.pair_counts + TITLE_WEIGHT * title.pair_counts
    lengths = body.lengths + TITLE_WEIGHT * title.lengths
    average = columns.body_mean + TITLE_WEIGHT * columns.title_mean
    syllables, pairs = _bm25(both, lengths, average, idf), _bm25(both_pairs, lengths, average, pair_idf)
    combined = syllables + pairs
    in_body = _bm25(body.counts, body.lengths, columns.body_mean, idf)
    in_title = _bm25(title.counts, title.lengths, columns.title_mean, idf)
    seen, seen_title = both > 0, title.counts > 0
    seen_pairs = both_pairs > 0
    coverage = seen @ idf / total
    lexical = np.where(candidates.lexical > 0, candidates.lexical, 0.0)
    cosine = candidates.cosine
    rare = np.argsort(-idf, kind="stable")[:3]
    numbers = question.is_number
    title_covered, title_unseen = _titles(question, columns, rows)
    coverage_pairs = seen_pairs @ pair_idf / pair_total
    feedback, feedback_first = _feedback(candidates)
    longest_question = max(question.length, 1)
    whole = [
        float(coverage.max(initial=0.0)),
        _overlap(candidates),
        _gap(lexical),
        _gap(cosine),
        _gap(coverage),
        _gap(syllables),
    ]
    found = [
        _share(lexical), _share(combined), _share(in_body), _share(in_title), _share(syllables), _share(pairs),
        cosine, cosine - cosine.max(initial=0.0), _z(cosine), _z(combined),
        1 / (1.0 + candidates.lexical_rank), 1 / (1.0 + candidates.dense_rank),
        _share(combined) * np.maximum(cosine, 0.0),
        coverage, seen_title @ idf / total, coverage_pairs,
        (title.pair_counts > 0) @ pair_idf / pair_total, seen.mean(axis=1),
        np.minimum(title.counts.sum(axis=1) / np.maximum(title.lengths, 1), 1.0),
        np.minimum(title.pair_counts.sum(axis=1) / np.maximum(title.lengths - 1, 1), 1.0),
        seen[:, rare].mean(axis=1), seen_title[:, rare[0]].astype(np.float64),
        seen[:, numbers].mean(axis=1) if numbers.any() else np.full(len(rows), -1.0),
        body.longest / longest_question, title.longest / longest_question,
        np.minimum(body.window / total, 1.5), _share(seen_pairs @ pair_idf), body.start,
        title_covered, title_unseen, (body.head | seen_title) @ idf / total, body.head @ idf / total,
        _share(body.found / np.maximum(body.lengths, 1)),
        feedback, _z(feedback), feedback_first,
        _rank(in_title), _rank(combined), _rank(coverage),
        coverage - coverage.max(initial=0.0), coverage_pairs - coverage_pairs.max(initial=0.0),
        *[np.full(len(rows), value) for value in whole],
    ]  # fmt: skip
    return np.stack(found, axis=1).astype(np.float32)


def _overlap(candidates: Candidates) -> float:
    """Share of one leg's first ten that the other has among its first ten."""
    both = (candidates.lexical_rank < 10) & (candidates.dense_rank < 10)
    return float(both.sum()) / 10
