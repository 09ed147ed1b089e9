"""Two levels of one ranking: which documents, then which passage of each.

A question says which document it means and what it wants of it ("kế hoạch phòng cháy rừng 2026 của UBND tỉnh: kinh phí
bao nhiêu"). The words that name the document are spent once it is chosen; among its passages they would only draw
bases, titles and introductions to the top. So a document is as good as its best candidate and as it fits what the
question names (``index.ranking.document_level``), and its passages are ordered by BM25 with frequencies counted inside
it, its own name's words at a third of their weight. Passages that were no candidates take part. Containers without a
name keep their scores: a collection of articles stays as it was ranked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.derived.columns import Columns
from index.query.question import Question
from index.ranking import document_level
from index.ranking.candidates import RankedCandidates
from index.ranking.occurrences import Counts, QueryWeights, match_counts
from index.ranking.passage_level import PASSAGE_WEIGHTS, passage_features, with_meant
from index.ranking.question_meaning import QuestionMeaning
from index.records import Doubles, Floats, Ints

#: Documents whose passages are weighed, and the most passages of all of them together: time is bound to these.
MOST_DOCUMENTS, MOST_PASSAGES = 6, 1500
#: Passages beside the candidates that are taken up from each document.
MOST_ADDED = 12
#: What a document's best candidate weighs against the order inside documents.
DOCUMENT_WEIGHT = 9.0
_WEIGHTS = np.array(list(PASSAGE_WEIGHTS.values()))
_DOCUMENT_WEIGHTS = np.array(list(document_level.DOCUMENT_WEIGHTS.values()))
#: Scores below this are squeezed above 0 without changing their order.
LOW_SCORE = 0.05


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for, as far as it can be told from a passage's cues and kind, or from a document's facts."""

    years: tuple[int, ...]
    types: frozenset[str]
    kinds: frozenset[str]
    basis: bool


def what_is_asked(question: Question) -> Asked:
    """What the passages of a document are looked at for.

    >>> what_is_asked(Question("Báo cáo phải gửi khi nào?"))
    Asked(years=(), types=frozenset({'BC'}), kinds=frozenset({'day'}), basis=False)
    """
    return Asked(question.years, question.types, question.kinds_asked, question.intent == "basis")


def rank_by_levels(
    ranked: RankedCandidates,
    question: Question,
    words: QueryWeights,
    columns: Columns,
    meaning: QuestionMeaning | None = None,
) -> RankedCandidates:
    """The candidates ordered by their document, then within it, with passages of the first documents added.

    What the question asks for is read only where some document has a name: articles of a collection have none.
    ``meaning`` gives what passages mean beside the question, where the library has deep vectors.
    """
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
    counts, asked = match_counts(words, columns, every), what_is_asked(question)
    features = passage_features(asked.kinds, words, columns, every, owner, share, counts, asks_basis=asked.basis)
    similarities = None if meaning is None else meaning.similarities(columns.arrays.ids[every])
    level = with_meant(features, similarities, owner) @ _WEIGHTS
    highest = np.full(len(weighed), -np.inf)
    np.maximum.at(highest, owner, level)
    fit = _document_fit(asked, words, columns, weighed, counts)
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
