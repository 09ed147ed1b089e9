"""The document level: how well the first documents are what a question names, and hold what it asks.

A question names a document by topic, body, place, year and type ("quyết định 2022 sửa giá cho thuê rừng của tỉnh") far
oftener than by number. What its name does not hold of the question must stand in one of its passages; a passage of
another document that repeats the name's words ("Sắc lệnh năm 1945 nay bãi bỏ") holds little of the rest.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from index.derived import terms
from index.derived.columns import Columns
from index.ranking.occurrences import QueryWeights
from index.records import Bools, Doubles

#: What each feature of a document is worth, on the scale of the candidates' scores; fitted with
#: ``index.ranking.levels.PASSAGE_WEIGHTS``.
DOCUMENT_WEIGHTS = {
    "held": 1.5, "name_pairs": 0.3, "named": 0.6, "year": 0.25, "other_year": -0.22, "type": 0.12, "other_type": -0.12,
}  # fmt: skip


def document_features(
    years: Sequence[int],
    types: Sequence[str],
    question: QueryWeights,
    columns: Columns,
    first_rows: Sequence[int],
    present: Sequence[Bools],
) -> Doubles:
    """``DOCUMENT_WEIGHTS``' features, a row for each document.

    ``held``: the most of the question's weight that one passage and the document's name hold together;
    ``name_pairs``: the weight of its pairs that stand in the name; ``named``: the share of the name that it holds.
    """
    weights = question.idf * question.topical
    total = max(float(weights.sum()), 1e-9)
    codes, topical = question.codes.tolist(), set(question.codes[question.topical].tolist())
    pairs = [divmod(pair, max(len(codes), 1)) for pair in question.pairs.tolist()]
    pair_weights = question.pair_idf * [codes[a] in topical and codes[b] in topical for a, b in pairs]
    pair_total = max(float(pair_weights.sum()), 1e-9)
    year_codes = {year: _as_asked(_text_codes(str(year)), question)[0] for year in years}
    rows = np.array(first_rows, np.int64)
    made = []
    for row, held, issuer, kind in zip(
        first_rows, present, columns.texts("issuer", rows), columns.texts("type", rows), strict=True
    ):
        name = _as_asked(name_codes(columns, row), question)
        own_years = _years_of(name, int(columns.arrays.year[row]), year_codes)
        known = {*name, *_as_asked(_text_codes(issuer or ""), question), *map(year_codes.get, own_years)}
        is_year = not own_years.isdisjoint(years)
        covered = held | np.array([code in known for code in codes], np.bool_)
        following = set(itertools.pairwise(name))
        made.append([
            float((covered @ weights).max(initial=0.0)) / total,
            float(pair_weights[[(codes[a], codes[b]) in following for a, b in pairs]].sum()) / pair_total,
            sum(code in topical for code in name) / max(len(name), 1),
            is_year, bool(years) and bool(own_years) and not is_year,
            kind in types, bool(types) and kind is not None and kind not in types,
        ])  # fmt: skip
    return np.array(made, np.float64)


def _years_of(name: Sequence[int], issued: int, asked: Mapping[int, int]) -> set[int]:
    """The years of a document: of its issue, and those asked for that stand in its name."""
    return {issued} - {0} | {year for year, code in asked.items() if code in name}


def _as_asked(codes: terms.Codes, question: QueryWeights) -> list[int]:
    """Codes as the question is matched: folded where it was typed without accents."""
    asked: list[int] = (terms.folded_codes(codes) if question.folded else codes).tolist()
    return asked


@lru_cache(maxsize=4096)
def _text_codes(text: str) -> terms.Codes:
    """The syllable codes of an issuer's name or of a year; libraries have few of them."""
    return terms.syllable_codes(terms.syllables(text))


def name_codes(columns: Columns, first_row: int) -> terms.Codes:
    """The syllable codes of a document's name; none in a container without number, type, issuer and subject."""
    arrays = columns.arrays
    return arrays.name[int(arrays.name_end[first_row - 1]) if first_row else 0 : int(arrays.name_end[first_row])]
