"""Matches of a question against a plain reading of the same texts, one syllable after another."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.derived import terms
from index.derived.columns import Columns
from index.ranking import matching
from index.records import IndexRow

#: Few words, some of which differ by their marks alone.
WORDS = ("kế", "ke", "hoạch", "tỉnh", "tính", "516", "năm", "ủy", "ban")
sentence = st.lists(st.sampled_from(WORDS), max_size=90).map(" ".join)


def _row(number: int, title: str, body: str) -> IndexRow:
    return IndexRow(number, "d", f"g{number}", body, title, "", "body", b"")


def _window(weights: list[float]) -> float:
    return max((sum(weights[place : place + matching.WINDOW]) for place in range(len(weights))), default=0.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    st.lists(st.tuples(sentence, sentence), min_size=1, max_size=6),
    st.booleans(),
)
def test_matches_are_those_of_a_plain_reading(keys: list[str], texts: list[tuple[str, str]], folded: bool) -> None:
    columns = Columns.open(Path("/nonexistent"))
    columns.add([_row(number, title, body) for number, (title, body) in enumerate(texts)])
    rows = np.arange(len(texts))[::-1].copy()
    question = matching.query_weights(keys, len(texts), lambda key: 1 + len(key) % 3, folded=folded)
    found = matching.match(question, columns, rows)
    distinct = list(dict.fromkeys(terms.fold_keys(keys) if folded else keys))
    weight = dict(zip(distinct, question.idf.tolist(), strict=True))
    pairs = [(distinct[pair // len(distinct)], distinct[pair % len(distinct)]) for pair in question.pairs.tolist()]
    for place, row in enumerate(rows.tolist()):
        for field, text in zip((found.title, found.body), texts[row], strict=True):
            read = terms.fold_keys(terms.syllables(text)) if folded else terms.syllables(text)
            beside = list(itertools.pairwise(read))
            assert field.lengths[place] == len(read)
            assert field.counts[place].tolist() == [read.count(key) for key in distinct]
            assert field.pair_counts[place].tolist() == [beside.count(pair) for pair in pairs]
            assert field.head[place].tolist() == [key in read[: matching.HEAD_SYLLABLES] for key in distinct]
            assert field.window[place] == pytest.approx(_window([weight.get(key, 0.0) for key in read]))
            first = next((i for i, pair in enumerate(beside) if pair in pairs), None)
            assert field.start[place] == pytest.approx(1.0 if first is None else first / len(read))
            marks = "".join("x" if pair in pairs else " " for pair in beside)
            longest = max(map(len, marks.split()), default=0)
            assert field.longest[place] == (longest + 1 if longest else 0)
        title = terms.fold_keys(terms.syllables(texts[row][0])) if folded else terms.syllables(texts[row][0])
        assert (found.title_share[place] == pytest.approx(1.0)) == (bool(title) and set(title) <= set(distinct))
        assert (found.title_unseen[place] == 0.0) == (set(title) <= set(distinct))
