"""An engine that is away, slow or refuses the key: the embedded legs answer, and the state says so."""

from __future__ import annotations

import pytest

pytest.importorskip("qdrant_client")
pytest.importorskip("qdrant_edge")

from index.derived.legs import EmbeddedLegs
from index.derived.sync import Indexes
from index.engine.address import EngineAddress
from index.engine.beside import EngineBeside
from index.engine.follower import EngineFollower
from index.engine.port import EngineAway
from index.engine.qdrant import Qdrant
from index.library.library import Library
from index.records import PUBLIC, Filters
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
