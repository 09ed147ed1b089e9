"""Both legs behind their one port: what the embedded ones find, and what passages that nobody may see change in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.derived.legs import LegsQuery
from index.derived.sync import Indexes
from index.library.library import Library
from index.records import INTERNAL, PUBLIC, Filters
from tests.support.library_samples import DIMENSION, SmallEncoder, make_document

ENCODER = SmallEncoder()
BOTH = (PUBLIC, INTERNAL)
#: A word, weighed as the question's, and its heading's.
TERMS = {"combined": [("cây", 1.0), ("xanh", 0.5), ("cây_xanh", 1.0)], "heading": [("cây", 0.3)]}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as opened:
        opened.use_model(ENCODER.name, DIMENSION)
        publish(opened, "Trồng cây xanh ven đường.", "Chăm sóc cây sau khi trồng.", number=1)
        publish(opened, "Thu gom rác thải hằng ngày.", "Cây xanh công viên.", number=2)
        yield opened


def publish(library: Library, *texts: str, number: int, access: str = PUBLIC) -> str:
    vectors = ENCODER.embed_passages(texts)
    return library.publish(make_document(*texts, number=number), vectors, access=access).document_id


def query(filters: Filters | None = None) -> LegsQuery:
    return LegsQuery(TERMS, ENCODER.embed_question("trồng cây xanh"), filters or Filters(), 5, 3)


def test_each_leg_gives_the_ids_and_scores_of_its_index(library: Library) -> None:
    snapshot = Indexes.open(library.home, library).snapshot().visible_to((PUBLIC,))
    by_terms, by_vector = snapshot.legs.search(query())
    ids, scores = snapshot.lexical.search(TERMS, 5)
    np.testing.assert_array_equal(by_terms.ids, ids)
    np.testing.assert_array_equal(by_terms.scores, scores)
    near, near_ids = snapshot.vectors.search(query().vector, 3)
    np.testing.assert_array_equal(by_vector.ids, near_ids[0])
    np.testing.assert_array_equal(by_vector.scores, near[0])


def test_both_legs_keep_to_the_conditions(library: Library) -> None:
    snapshot = Indexes.open(library.home, library).snapshot().visible_to((PUBLIC,))
    second = library.find_by_key("2||KH|UBND")[0]
    by_terms, by_vector = snapshot.legs.search(query(Filters(document_ids=(second.id,))))
    # The word stands in the subject of both passages, in the text of one.
    assert by_terms.ids.tolist() == [4, 3]
    assert set(by_vector.ids.tolist()) == {3, 4}, "no place is filled with passages of other documents"


def test_hidden_documents_leave_no_trace_in_scores(library: Library) -> None:
    indexes = Indexes.open(library.home, library)
    asked = query(Filters(access=(PUBLIC,)))
    before = indexes.snapshot().visible_to((PUBLIC,)).legs.search(asked)
    for number in range(10, 510):
        publish(library, f"Cây xanh số {number}, cây xanh, cây.", number=number, access=INTERNAL)
    indexes.catch_up()
    after = indexes.snapshot().visible_to((PUBLIC,)).legs.search(asked)
    for was, found in zip(before, after, strict=True):
        assert was.ids.tolist() == found.ids.tolist()
        assert was.scores.tobytes() == found.scores.tobytes(), "a score of a public passage moved"
    everything = indexes.snapshot().visible_to(BOTH).legs.search(query(Filters(access=BOTH)))
    assert set(everything[0].ids.tolist()).isdisjoint(range(1, 5)), "whoever may see them finds them"
