"""Two levels of one ranking: which documents, then which passage of each.

A question says which document it means and what it wants of it ("kế hoạch phòng cháy rừng 2026 của UBND tỉnh: kinh phí
bao nhiêu"). The words that name the document are spent once it is chosen; among its passages they would only draw
bases, titles and introductions to the top. So a document is as good as its best candidate and as it fits what the
question names (``index.ranking.document_level``), and its passages are ordered by BM25 with frequencies counted inside
it, its own name's words at a third of their weight. Passages that were no candidates take part. Containers without a
name keep their scores: a collection of articles stays as it was ranked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from index.derived import answer_cues, terms
from index.derived.columns import Columns
from index.query.question import Question
from index.ranking import document_level
from index.ranking.candidates import RankedCandidates
from index.ranking.features import K1, B
from index.ranking.occurrences import Counts, QueryWeights, match_counts, row_codes
from index.records import Bools, Doubles, Floats, Ints

#: Documents whose passages are weighed, and the most passages of all of them together: time is bound to these.
MOST_DOCUMENTS, MOST_PASSAGES = 6, 1500
#: Passages beside the candidates that are taken up from each document.
MOST_ADDED = 12
#: Weight of the words of a document's own name inside it (on fold a: 1 .51 / .76, a third .56 / .78, none .59 / .78).
NAME_WEIGHT = 1 / 3
#: What a document's best candidate weighs against the order inside documents.
DOCUMENT_WEIGHT = 9.0
#: What the passage level looks at, each 0 to 1, with its weight, fitted on realdocs and fold a of realdocs-2.
PASSAGE_WEIGHTS = {
    "words": 3.4, "words_squared": 1.95, "ranked": 1.95, "basis": -2.5, "basis_asked": 1.0, "introduction": -2.5,
    "first": -1.2, "time": 2.4, "amount": 1.85, "body": 0.9, "place": 1.6, "covered": 0.85, "label": 2.45,
}  # fmt: skip
_WEIGHTS = np.array(list(PASSAGE_WEIGHTS.values()))
_DOCUMENT_WEIGHTS = np.array(list(document_level.DOCUMENT_WEIGHTS.values()))
#: Scores below this are squeezed above 0 without changing their order.
LOW_SCORE = 0.05

_TIME_ASKED = re.compile(
    r"\b(?:ngay nao|ngay may|hom nao|khi nao|bao gio|han|thoi gian|may gio|nam nao|thang nao|thang may|luc nao)\b"
)
_AMOUNT_ASKED = re.compile(r"\b(?:bao nhieu|may|muc|kinh phi|tien)\b")
_BODY_ASKED = re.compile(r"\b(?:ai|don vi nao|co quan nao|phong nao|so nao|ben nao)\b")
#: Syllables of "phụ trách", "chịu trách nhiệm", "đầu mối", "chủ trì", "cơ quan", "đơn vị": which of them a question for
#: a body takes says little.
_ROLE_SYLLABLES = ("phu", "trach", "chiu", "nhiem", "dau", "moi", "chu", "tri", "co", "quan", "don", "vi")
_ROLE_CODES = terms.folded_codes(terms.syllable_codes(_ROLE_SYLLABLES))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for, as far as it can be told from a passage's cues and kind, or from a document's facts."""

    years: tuple[int, ...]
    types: frozenset[str]
    time: bool
    amount: bool
    body: bool
    place: bool
    basis: bool


def what_is_asked(question: Question) -> Asked:
    """What the passages of a document are looked at for.

    >>> what_is_asked(Question("Báo cáo phải gửi khi nào?"))
    Asked(years=(), types=frozenset({'BC'}), time=True, amount=False, body=False, place=False, basis=False)
    """
    folded, intent = question.folded, question.intent
    return Asked(
        question.years,
        question.types,
        intent == "deadline" or _TIME_ASKED.search(folded) is not None,
        intent in ("money", "target") or _AMOUNT_ASKED.search(folded) is not None,
        intent in ("lead", "coordinate") or _BODY_ASKED.search(folded) is not None,
        question.asks_location,
        intent == "basis",
    )


def rank_by_levels(
    ranked: RankedCandidates, asked: Asked, question: QueryWeights, columns: Columns
) -> RankedCandidates:
    """The candidates ordered by their document, then within it, with passages of the first documents added."""
    if not len(ranked.rows):
        return ranked
    codes = columns.arrays.text_codes["document"][ranked.rows]
    first = np.unique(codes, return_index=True)[1]
    documents = codes[np.sort(first)][:MOST_DOCUMENTS].tolist()
    scores, left = ranked.scores.copy(), MOST_PASSAGES
    weighed: list[Ints] = []
    added: list[Ints] = []
    for document in documents:
        members = columns.document_rows(document)
        if len(members) <= left and len(document_level.name_codes(columns, int(members[0]))):
            left -= len(members)
            weighed.append(members)
    if not weighed:
        return ranked
    every = np.concatenate(weighed)
    owner = np.repeat(np.arange(len(weighed)), [len(members) for members in weighed])
    position = _positions(ranked.rows, every, len(columns.live))
    known = position >= 0
    best = np.zeros(len(weighed))
    np.maximum.at(best, owner[known], ranked.scores[position[known]])
    share = np.where(known, ranked.scores[position], 0.0) / np.maximum(best[owner], 1e-9)
    counts = match_counts(question, columns, every)
    level = passage_features(asked, question, columns, every, owner, share, counts) @ _WEIGHTS
    highest = np.full(len(weighed), -np.inf)
    np.maximum.at(highest, owner, level)
    fit = _document_fit(asked, question, columns, weighed, counts)
    others = np.ones(len(scores), np.bool_)
    others[position[known]] = False
    scores[others] += fit.min()
    within = (best + fit)[owner] + (level - highest[owner]) / DOCUMENT_WEIGHT
    scores[position[known]] = within[known]
    for number in range(len(weighed)):
        new = np.flatnonzero((owner == number) & ~known)
        added.append(new[np.argsort(-within[new], kind="stable")[:MOST_ADDED]])
    more = np.concatenate(added)
    return _joined(ranked, scores, every[more], within[more], columns)


def _document_fit(
    asked: Asked, question: QueryWeights, columns: Columns, documents: list[Ints], counts: Counts
) -> Doubles:
    """How much worse than the best each document fits what the question names."""
    ends = np.cumsum([len(members) for members in documents])[:-1]
    present = np.split(counts.counts > 0, ends)
    first_rows = [int(members[0]) for members in documents]
    features = document_level.document_features(asked.years, tuple(asked.types), question, columns, first_rows, present)
    fit = features @ _DOCUMENT_WEIGHTS
    worse: Doubles = fit - fit.max()
    return worse


def passage_features(
    asked: Asked, question: QueryWeights, columns: Columns, rows: Ints, owner: Ints, share: Doubles, counts: Counts
) -> Doubles:
    """``PASSAGE_WEIGHTS``' features of the passages of some documents; ``owner`` numbers each row's document."""
    arrays, starts = columns.arrays, np.flatnonzero(np.diff(owner, prepend=-1))
    words, covered = words_within(question, columns, rows, owner, counts, is_role_asked=asked.body)
    top = np.maximum(np.maximum.reduceat(words, starts)[owner], 1e-9)
    words = words / top
    kinds = arrays.text_codes["kind"][rows]
    basis, introduction = (kinds == columns.text_code("kind", kind) for kind in ("can_cu", "mo_dau"))
    cues = arrays.cues[rows]
    none = np.zeros(len(rows), np.bool_)
    return np.column_stack([
        words, words**2, share, none if asked.basis else basis, basis if asked.basis else none,
        none if asked.basis else introduction, np.diff(owner, prepend=-1) > 0,
        (cues & answer_cues.TIME > 0) & asked.time, (cues & answer_cues.AMOUNT > 0) & asked.amount,
        (cues & answer_cues.BODY > 0) & asked.body,
        (cues & answer_cues.PLACE > 0) & asked.place, covered, label_shares(question, columns, rows),
    ]).astype(np.float64)  # fmt: skip


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


def _positions(candidates: Ints, rows: Ints, count: int) -> Ints:
    """The position of each row among the candidates; -1 where it is none."""
    table = np.full(count, -1, np.int64)
    table[candidates] = np.arange(len(candidates))
    return table[rows]


def _joined(
    ranked: RankedCandidates, scores: Doubles, rows: Ints, added: Doubles, columns: Columns
) -> RankedCandidates:
    """The candidates with new scores and the added rows, best first."""
    every = np.concatenate([scores, added])
    every = np.where(
        every >= LOW_SCORE, every, LOW_SCORE * np.exp((np.minimum(every, LOW_SCORE) - LOW_SCORE) / LOW_SCORE)
    )
    features: Floats = np.concatenate([ranked.features, np.zeros((len(rows), ranked.features.shape[1]), np.float32)])
    whole = np.concatenate([ranked.rows, rows])
    joined = RankedCandidates(whole, columns.arrays.ids[whole], every, features, ranked.confidence)
    return joined.ordered_by(every)
