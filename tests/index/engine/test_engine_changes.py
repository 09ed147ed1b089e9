"""The engine follows the library: changes, rebuilding, and what belongs to another state; one process writes."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

pytest.importorskip("qdrant_client")
pytest.importorskip("qdrant_edge")

from index.derived.legs import EmbeddedLegs
from index.derived.sync import Indexes
from index.engine.lock import writing_lock
from index.engine.port import EngineState
from index.library.library import Library
from index.records import INTERNAL, PUBLIC, Filters
from tests.support.engine_library import (
    QUESTIONS,
    SENTENCES,
    asked,
    beside,
    both,
    publish,
)
from tests.support.library_samples import DIMENSION
from tests.support.qdrant_server import QdrantServer


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
