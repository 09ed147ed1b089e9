"""The engine beside a library, opened by its address."""

from __future__ import annotations

from index.engine.address import EngineAddress
from index.engine.beside import EngineBeside
from index.engine.follower import EngineFollower
from index.library.library import Library
from index.records import VectorModel


def engine_beside(address: EngineAddress, library: Library, model: VectorModel) -> EngineBeside:
    """The engine at an address, for the vectors of this model; it is looked at once, and may be away."""
    from index.engine.qdrant import Qdrant

    engine = Qdrant.at(address, library.id)
    beside = EngineBeside(engine, EngineFollower(engine, library, model))
    beside.look()
    return beside
