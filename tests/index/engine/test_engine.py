"""The engine beside the embedded legs, on Qdrant's own engine: ranks, conditions, labels."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qdrant_client")
pytest.importorskip("qdrant_edge")

from index.derived.legs import Found
from index.engine.address import EngineAddress
from index.engine.beside import EngineBeside
from index.engine.follower import EngineFollower
from index.engine.qdrant import Qdrant
from index.engine.weights import ROUNDED_LENGTHS, question_vector, term_number
from index.library.library import Library
from index.records import INTERNAL, PUBLIC, Filters
from tests.support.engine_library import (
    KEY,
    MODEL,
    QUESTIONS,
    asked,
    beside,
    both,
    publish,
)
from tests.support.qdrant_server import QdrantServer


def test_lengths_are_rounded_as_the_embedded_leg_does() -> None:
    assert ROUNDED_LENGTHS[:25] == tuple(range(25))
    assert ROUNDED_LENGTHS[40:58] == (40, 42, 44, 46, 48, 50, 52, 54, 56, 60, 64, 68, 72, 76, 80, 84, 88, 96)
    assert len(ROUNDED_LENGTHS) == 256
    assert list(ROUNDED_LENGTHS) == sorted(set(ROUNDED_LENGTHS))


def test_a_term_has_one_number_in_each_field_and_rare_words_weigh_more() -> None:
    assert term_number("combined", "cây") != term_number("heading", "cây")
    held = {"often": 50, "rare": 2, "none": 0}
    terms = [("often", 1.0), ("rare", 1.0), ("none", 1.0)]
    weights = question_vector({"combined": terms}, 100, lambda _, term: held[term])
    by_number = dict(zip(weights.indices.tolist(), weights.values.tolist(), strict=True))
    assert set(by_number) == {term_number("combined", "often"), term_number("combined", "rare")}
    assert by_number[term_number("combined", "rare")] > 3 * by_number[term_number("combined", "often")]


@pytest.mark.parametrize("labels", [(PUBLIC,), (INTERNAL,), (PUBLIC, INTERNAL)])
@pytest.mark.parametrize("terms", QUESTIONS)
def test_the_engine_finds_what_the_embedded_legs_find(
    server: QdrantServer, library: Library, labels: tuple[str, ...], terms: list[tuple[str, float]]
) -> None:
    engine = beside(server, library)
    engine.follow(library.change)
    own, found = both(engine, library, asked(terms, Filters(access=labels)))
    assert len(own[0].ids) > 3
    np.testing.assert_allclose(found[0].scores, own[0].scores, rtol=1e-5)
    np.testing.assert_allclose(found[1].scores, own[1].scores, rtol=1e-5)
    # Which of equal scores is first may differ: those above the last score are the same.
    for ours, theirs in zip(own, found, strict=True):
        least = ours.scores.min() * 1.001
        assert {*ours.ids[ours.scores > least].tolist()} <= {*theirs.ids.tolist()}


def test_conditions_are_checked_in_the_engine(server: QdrantServer, library: Library) -> None:
    engine = beside(server, library)
    engine.follow(library.change)
    one, two = (library.find_by_key(f"{number}||KH|UBND")[0].id for number in (1, 2))
    for filters in (
        Filters(document_ids=(one, two)), Filters(types=("KH",), year=2026), Filters(year=1999), Filters(types=("QĐ",)),
        Filters(issuers=("UBND tỉnh Mẫu",), document_ids=(two,)), Filters(territories=("gia-lai",)),
    ):  # fmt: skip
        own, found = both(engine, library, asked(QUESTIONS[0], filters, most=200))
        assert found[0].ids.tolist() == sorted_by_score(own[0]), filters
        assert {*found[1].ids.tolist()} == {*own[1].ids.tolist()}, filters


def sorted_by_score(found: Found) -> list[int]:
    """Ids, those of equal scores in order."""
    return [int(found.ids[place]) for place in np.lexsort((found.ids, -found.scores.round(5)))]


def test_hidden_documents_leave_no_trace_in_scores(server: QdrantServer, library: Library) -> None:
    engine = beside(server, library)
    engine.follow(library.change)
    queries = [asked(terms, Filters(), most=40) for terms in QUESTIONS]
    before = [both(engine, library, query)[1] for query in queries]
    for number in range(100, 600):
        publish(library, number, f"Cây xanh số {number}, rác thải, kinh phí trồng cây.", access=INTERNAL)
    engine.follow(library.change)
    after = [both(engine, library, query)[1] for query in queries]
    for was, found in zip(before, after, strict=True):
        for leg_was, leg in zip(was, found, strict=True):
            assert leg_was.ids.tolist() == leg.ids.tolist()
            assert leg_was.scores.tobytes() == leg.scores.tobytes(), "a score of a public passage moved"
    hidden = both(engine, library, asked(QUESTIONS[0], Filters(access=(INTERNAL,))))[1][0]
    assert min(hidden.ids.tolist()) > 0
    assert {*hidden.ids.tolist()}.isdisjoint(before[0][0].ids.tolist())


def test_collections_are_laid_out_as_the_address_says(server: QdrantServer, library: Library) -> None:
    engine = Qdrant.at(EngineAddress(server.url, KEY, shards=3, replicas=2), library.id)
    EngineFollower(engine, library, MODEL).follow()
    (made,) = server.created.values()
    assert (made["shard_number"], made["replication_factor"], made["write_consistency_factor"]) == (3, 2, 2)
    assert made["hnsw_config"]["m"] == 0, "neighbours are linked within a label only"
    assert made["hnsw_config"]["payload_m"] > 0


@pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")
@pytest.mark.filterwarnings("ignore:Local mode performs exact:UserWarning")
def test_the_clients_own_model_of_qdrant_finds_the_same(library: Library) -> None:
    from qdrant_client import QdrantClient

    client = QdrantClient(":memory:")
    engine = Qdrant(client, client, f"hoivanban-{library.id}", EngineAddress(""))
    standing = EngineBeside(engine, EngineFollower(engine, library, MODEL))
    standing.follow(library.change)
    own, found = both(standing, library, asked(QUESTIONS[0], Filters(access=(PUBLIC, INTERNAL)), most=60))
    np.testing.assert_allclose(found[0].scores, own[0].scores, rtol=1e-5)
    np.testing.assert_allclose(found[1].scores, own[1].scores, rtol=1e-5)
