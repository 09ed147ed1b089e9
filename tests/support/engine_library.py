"""A library of small documents and an engine beside it at a Qdrant server: what the tests of the engine start from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.derived.legs import EmbeddedLegs, Found, LegsQuery
from index.derived.sync import Indexes
from index.engine.address import EngineAddress
from index.engine.beside import EngineBeside, EngineLegs
from index.engine.follower import EngineFollower
from index.engine.qdrant import Qdrant
from index.library.library import Library
from index.records import INTERNAL, PUBLIC, Filters, VectorModel
from tests.support.library_samples import DIMENSION, SmallEncoder, make_document
from tests.support.qdrant_server import QdrantServer

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


@contextmanager
def engine_library(folder: Path) -> Iterator[Library]:
    """A library of 39 documents, every third of them internal."""
    with Library.open(folder) as opened:
        opened.use_model(ENCODER.name, DIMENSION)
        for number in range(1, 40):
            publish(opened, number, access=PUBLIC if number % 3 else INTERNAL)
        yield opened


def publish(library: Library, number: int, *texts: str, access: str = PUBLIC) -> str:
    """Publish a document of these texts, or of some of the sentences; its id."""
    texts = texts or tuple(SENTENCES[(number * step) % len(SENTENCES)] for step in (1, 2, 3, 5)[: 1 + number % 4])
    vectors = ENCODER.embed_passages(texts)
    return library.publish(make_document(*texts, number=number), vectors, access=access).document_id


def beside(server: QdrantServer, library: Library, key: str | None = KEY) -> EngineBeside:
    """An engine at the server, as a service has it."""
    engine = Qdrant.at(EngineAddress(server.url, key), library.id)
    return EngineBeside(engine, EngineFollower(engine, library, MODEL))


def asked(terms: list[tuple[str, float]], filters: Filters, most: int = 12) -> LegsQuery:
    """A query of both legs."""
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
