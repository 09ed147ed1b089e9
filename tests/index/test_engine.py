"""The engine beside the embedded legs, on Qdrant's own engine: ranks, labels, changes, rebuilding, and its absence."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("qdrant_client")
pytest.importorskip("qdrant_edge")

from index.derived.legs import EmbeddedLegs, Found, LegsQuery
from index.derived.sync import Indexes
from index.engine.address import EngineAddress
from index.engine.beside import EngineBeside, EngineLegs
from index.engine.follower import EngineFollower
from index.engine.lock import writing_lock
from index.engine.port import EngineAway, EngineState
from index.engine.qdrant import Qdrant
from index.engine.weights import ROUNDED_LENGTHS, question_vector, term_number
from index.library.library import Library
from index.records import INTERNAL, PUBLIC, Filters, VectorModel
from tests.support.library_samples import DIMENSION, SmallEncoder, make_document
from tests.support.qdrant_server import QdrantServer, qdrant_server

ENCODER = SmallEncoder()
MODEL = VectorModel(ENCODER.name, DIMENSION)
KEY = "bí-mật".encode().hex()
#: Sentences of different lengths, of which each document takes some.
SENTENCES = (
    "Trồng cây xanh ven đường.", "Chăm sóc cây sau khi trồng, tưới nước hằng ngày và bón phân mỗi quý một lần.",
    "Thu gom rác thải sinh hoạt.", "Cây xanh công viên do phường quản lý.", "Sở Xây dựng chủ trì, phối hợp các xã.",
    "Kinh phí trồng cây là 1.500.000 đồng một năm.", "Báo cáo trước ngày 05/3/2026 về Ủy ban nhân dân tỉnh.",
)  # fmt: skip
QUESTIONS = (
    [("cây", 1.0), ("xanh", 1.0), ("cây_xanh", 1.0)],
    [("rác", 1.0), ("thải", 0.5), ("không_có", 1.0)],
    [("kinh", 1.0), ("phí", 1.0), ("=1500000", 1.0), ("trồng_cây", 0.3)],
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "kho") as opened:
        opened.use_model(ENCODER.name, DIMENSION)
        for number in range(1, 40):
            publish(opened, number, access=PUBLIC if number % 3 else INTERNAL)
        yield opened


@pytest.fixture
def server(tmp_path: Path) -> Iterator[QdrantServer]:
    with qdrant_server(tmp_path / "qdrant", KEY) as running:
        yield running


def publish(library: Library, number: int, *texts: str, access: str = PUBLIC) -> str:
    texts = texts or tuple(SENTENCES[(number * step) % len(SENTENCES)] for step in (1, 2, 3, 5)[: 1 + number % 4])
    vectors = ENCODER.embed_passages(texts)
    return library.publish(make_document(*texts, number=number), vectors, access=access).document_id


def beside(server: QdrantServer, library: Library, key: str | None = KEY) -> EngineBeside:
    """An engine at the server, as a service has it."""
    engine = Qdrant.at(EngineAddress(server.url, key), library.id)
    return EngineBeside(engine, EngineFollower(engine, library, MODEL))


def asked(terms: list[tuple[str, float]], filters: Filters, most: int = 12) -> LegsQuery:
    fields = {"combined": terms, "heading": [(term, 0.3 * weight) for term, weight in terms]}
    words = " ".join(term for term, _ in terms if "_" not in term)
    return LegsQuery(fields, ENCODER.embed_question(words), filters, most, most)


def both(engine: EngineBeside, library: Library, query: LegsQuery) -> tuple[tuple[Found, Found], tuple[Found, Found]]:
    """What the embedded legs find, and what the engine does."""
    view = Indexes.open(library.home, library).snapshot().visible_to(query.filters.access)
    own = EmbeddedLegs(view.lexical, view.vectors, view.columns)
    legs = engine.legs(own, view.labels, view.change)
    assert isinstance(legs, EngineLegs), engine.health(view.change)
    found = legs.search(query)
    assert engine.health(view.change).state == "ok"
    return own.search(query), found


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


def test_changes_reach_the_engine(server: QdrantServer, library: Library) -> None:
    engine = beside(server, library)
    engine.follow(library.change)
    made = publish(library, 70, "Cây đa cổ thụ đầu làng.")
    newest = max(row.passage_id for rows in library.index_rows() for row in rows)
    view = Indexes.open(library.home, library).snapshot().visible_to((PUBLIC,))
    own = EmbeddedLegs(view.lexical, view.vectors, view.columns)
    assert engine.legs(own, view.labels, view.change) is own, "an engine that is behind is not asked"
    assert engine.health(view.change).state == "behind"
    terms = [("cổ", 1.0), ("thụ", 1.0)]
    engine.follow(library.change)
    assert both(engine, library, asked(terms, Filters()))[1][0].ids.tolist() == [newest]
    library.set_access(made, INTERNAL)
    engine.follow(library.change)
    assert not len(both(engine, library, asked(terms, Filters()))[1][0].ids)
    assert both(engine, library, asked(terms, Filters(access=(INTERNAL,))))[1][0].ids.tolist() == [newest]
    library.withdraw(made, "thử")
    engine.follow(library.change)
    assert newest not in both(engine, library, asked(terms, Filters(access=(INTERNAL,))))[1][1].ids
    library.restore(made)
    engine.follow(library.change)
    assert newest in both(engine, library, asked(terms, Filters(access=(INTERNAL,))))[1][0].ids


def test_a_label_that_doubles_with_longer_passages_is_weighed_anew(server: QdrantServer, library: Library) -> None:
    engine = beside(server, library)
    engine.follow(library.change)
    for number in range(100, 260):
        publish(library, number, " ".join(SENTENCES) * 2)
    engine.follow(library.change)
    own, found = both(engine, library, asked(QUESTIONS[0], Filters(), most=300))
    scores = dict(zip(own[0].ids.tolist(), own[0].scores.tolist(), strict=True))
    assert [scores[number] for number in found[0].ids.tolist()] == pytest.approx(found[0].scores.tolist(), rel=0.02)


def test_a_rebuild_fills_a_collection_beside_the_live_one(server: QdrantServer, library: Library) -> None:
    engine = beside(server, library)
    engine.follow(library.change)
    (alias, first), *_ = server.aliases.items()
    # Left by a rebuild that was killed.
    engine.engine.beside(DIMENSION)
    assert len(server.shards) == 2
    server.asked.clear()
    assert engine.rebuild()
    assert server.aliases == {alias: f"{alias}-3"} != {alias: first}
    assert list(server.shards) == [f"{alias}-3"], "the old one and the unfinished one are gone"
    moved = server.asked.index("POST /collections/aliases")
    assert f"PUT /collections/{alias}-3/points" in server.asked[:moved], "it is full before it answers"
    own, found = both(engine, library, asked(QUESTIONS[0], Filters()))
    np.testing.assert_allclose(found[0].scores, own[0].scores, rtol=1e-5)


def test_collections_are_laid_out_as_the_address_says(server: QdrantServer, library: Library) -> None:
    engine = Qdrant.at(EngineAddress(server.url, KEY, shards=3, replicas=2), library.id)
    EngineFollower(engine, library, MODEL).follow()
    (made,) = server.created.values()
    assert (made["shard_number"], made["replication_factor"], made["write_consistency_factor"]) == (3, 2, 2)
    assert made["hnsw_config"]["m"] == 0, "neighbours are linked within a label only"
    assert made["hnsw_config"]["payload_m"] > 0


@pytest.mark.parametrize("field", ["library", "model", "format", "change", "dimension"])
def test_what_belongs_to_another_state_is_built_anew(server: QdrantServer, library: Library, field: str) -> None:
    engine = beside(server, library)
    engine.follow(library.change)
    state = engine.engine.state()
    assert isinstance(state, EngineState)
    wrong: dict[str, Any] = {
        "library": "khác",
        "model": "khác",
        "format": 0,
        "change": library.change + 1,
        "dimension": 3,
    }
    engine.engine.record(dataclasses.replace(state, **{field: wrong[field]}))
    again = beside(server, library)
    again.look()
    assert again.health(library.change).state == "behind"
    again.follow(library.change)
    assert again.engine.state() == state
    assert next(iter(server.aliases.values())).endswith("-2")


def test_an_engine_that_lost_everything_is_filled_again(server: QdrantServer, library: Library) -> None:
    engine = beside(server, library)
    engine.follow(library.change)
    server.aliases.clear()
    for name in list(server.shards):
        server.drop(name)
    engine.rebuild()
    both(engine, library, asked(QUESTIONS[1], Filters()))


def test_without_the_engine_the_embedded_legs_answer(server: QdrantServer, library: Library) -> None:
    clock = [1000.0]
    engine = Qdrant.at(EngineAddress(server.url, KEY, seconds=1), library.id)
    standing = EngineBeside(engine, EngineFollower(engine, library, MODEL), clock=lambda: clock[0])
    standing.follow(library.change)
    view = Indexes.open(library.home, library).snapshot().visible_to((PUBLIC,))
    own, query = EmbeddedLegs(view.lexical, view.vectors, view.columns), asked(QUESTIONS[0], Filters())
    legs = standing.legs(own, view.labels, view.change)
    server.fails = True
    assert legs.search(query)[0].ids.tolist() == own.search(query)[0].ids.tolist()
    assert standing.health(view.change).state == "away"
    assert "HTTP 500" in standing.health(view.change).sentence(view.change)
    assert standing.legs(own, view.labels, view.change) is own, "it is not asked again before it was looked at"
    server.fails = False
    standing.follow(library.change)
    assert standing.health(view.change).state == "away", "not looked at yet"
    clock[0] += 2
    standing.follow(library.change)
    assert standing.health(view.change).state == "ok"
    both(standing, library, query)


def test_a_slow_answer_is_not_waited_for_and_a_slow_write_is(server: QdrantServer, library: Library) -> None:
    engine = Qdrant.at(EngineAddress(server.url, KEY, seconds=1), library.id)
    standing = EngineBeside(engine, EngineFollower(engine, library, MODEL))
    standing.follow(library.change)
    publish(library, 70, "Cây đa cổ thụ đầu làng.")
    server.slow = 1.3
    with pytest.raises(EngineAway):
        engine.state()
    engine.withdraw([10_000])
    server.slow = 0.0
    standing.follow(library.change)
    assert standing.health(library.change).state == "ok"
    server.slow = 1.3
    view = Indexes.open(library.home, library).snapshot().visible_to((PUBLIC,))
    own, query = EmbeddedLegs(view.lexical, view.vectors, view.columns), asked(QUESTIONS[0], Filters())
    assert (
        standing.legs(own, view.labels, view.change).search(query)[0].ids.tolist() == own.search(query)[0].ids.tolist()
    )
    assert standing.health(view.change).state == "away"


def test_a_wrong_key_and_a_closed_port_are_an_engine_that_is_away(server: QdrantServer, library: Library) -> None:
    refused = beside(server, library, "sai")
    refused.follow(library.change)
    assert (refused.health(1).state, refused.health(1).reason) == ("away", "HTTP 401")
    with pytest.raises(EngineAway):
        refused.rebuild()
    nobody = Qdrant.at(EngineAddress("http://127.0.0.1:9", seconds=1), library.id)
    closed = EngineBeside(nobody, EngineFollower(nobody, library, MODEL))
    closed.look()
    assert closed.health(1).state == "away"


def test_one_process_writes_at_a_time(server: QdrantServer, library: Library) -> None:
    engine = beside(server, library)
    with writing_lock(library) as mine:
        assert mine
        engine.follow(library.change)
        assert not engine.rebuild()
    assert engine.health(library.change).state == "behind"
    assert not server.shards
    engine.follow(library.change)
    assert engine.health(library.change).state == "ok"


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
