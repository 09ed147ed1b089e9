"""Deep vectors follow their passages: stored in portions, taken up by every process, gone with their documents."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from index.derived import deep as deep_index
from index.derived.sync import Indexes
from index.ingestion import deep_embedding
from index.ingestion.deep_embedding import embed_unread, has_unread, only_embedder
from index.library.library import Library
from index.records import INTERNAL, PUBLIC, Floats, VectorModel
from index.store import deep_vectors, tables
from index.store.database import read_transaction
from index.upkeep.purge import purge
from index.upkeep.verify import verify, verify_indexes
from tests.support.library_samples import SmallEncoder, make_document

STATIC = SmallEncoder()
DIMENSION = 64


class HashedTexts:
    """A small stand-in for the transformer: each text has a direction of its own."""

    def __init__(self, name: str = "meaning@test") -> None:
        self.model = VectorModel(name, DIMENSION)
        self.seen: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        self.seen += texts
        rows = [np.random.default_rng(list(hashlib.md5(t.encode()).digest())).standard_normal(DIMENSION) for t in texts]
        matrix = np.array(rows, np.float32).reshape(-1, DIMENSION)
        unit: Floats = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
        return unit


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as opened:
        opened.use_model(STATIC.name, STATIC.dimension)
        yield opened


def publish(library: Library, number: int, *texts: str, access: str = PUBLIC) -> str:
    document = make_document(*texts, number=number)
    vectors = STATIC.embed_passages(texts)
    return library.publish(document, vectors, access=access).document_id


def embed(library: Library, encoder: HashedTexts) -> bool:
    return embed_unread(library, encoder)


def indexes_of(library: Library, encoder: HashedTexts | None = None) -> Indexes:
    return Indexes.open(library.home, library, (encoder or HashedTexts()).model)


def deep_ids(indexes: Indexes, labels: Sequence[str] | None = None) -> list[int]:
    snapshot = indexes.snapshot()
    found = snapshot.deep if labels is None else snapshot.visible_to(labels).deep
    assert found is not None
    return [int(one) for one in found.ids()]


def test_a_document_answers_before_its_deep_vectors(library: Library) -> None:
    publish(library, 1, "trồng rừng", "chăn nuôi")
    indexes, encoder = indexes_of(library), HashedTexts()
    assert len(indexes.snapshot().columns) == 2
    assert deep_ids(indexes) == []
    assert has_unread(library, encoder.model)
    assert embed(library, encoder)
    change = library.change
    assert indexes.catch_up() == change
    assert deep_ids(indexes) == [1, 2]
    assert not has_unread(library, encoder.model)
    # The transformer reads the document's subject before the passage.
    assert "passage: về việc trồng cây ven đường trồng rừng" in encoder.seen


def test_vectors_are_those_of_the_texts(library: Library) -> None:
    publish(library, 1, *(f"nội dung {number}" for number in range(20)))
    encoder = HashedTexts()
    embed(library, encoder)
    found = indexes_of(library).snapshot().deep
    assert found is not None
    wanted = encoder.embed_passages([f"passage: về việc trồng cây ven đường nội dung {number}" for number in range(20)])
    near = (found.vectors(np.arange(1, 21)) * wanted).sum(axis=1)
    np.testing.assert_allclose(near, 1, atol=0.01)
    scores, ids = found.search(wanted[7], 1)
    assert ids[0, 0] == 8
    assert scores[0, 0] == pytest.approx(1, abs=0.01)


def test_a_run_that_was_stopped_goes_on(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep_embedding, "PORTION", 2)
    publish(library, 1, *"abcde")
    encoder, calls = HashedTexts(), iter([False, True])
    assert not embed_unread(library, encoder, stop=lambda: next(calls))
    indexes = indexes_of(library)
    # The newest come first: who just added a document asks about it.
    assert deep_ids(indexes) == [4, 5]
    assert embed(library, encoder)
    assert len(encoder.seen) == 5
    indexes.catch_up()
    assert deep_ids(indexes) == [1, 2, 3, 4, 5]


def test_withdrawn_and_restored(library: Library) -> None:
    first, _ = publish(library, 1, "a", "b"), publish(library, 2, "c")
    encoder = HashedTexts()
    embed(library, encoder)
    indexes = indexes_of(library)
    library.withdraw(first, "")
    indexes.catch_up()
    assert deep_ids(indexes) == [3]
    library.restore(first)
    indexes.catch_up()
    assert deep_ids(indexes) == [1, 2, 3]
    assert len(encoder.seen) == 3


def test_a_withdrawn_document_costs_nothing(library: Library) -> None:
    library.withdraw(publish(library, 1, "a", "b"), "")
    encoder = HashedTexts()
    embed(library, encoder)
    assert encoder.seen == []


def test_other_labels_are_never_seen(library: Library) -> None:
    document = publish(library, 1, "mật ước", access=INTERNAL)
    publish(library, 2, "công khai")
    embed(library, HashedTexts())
    indexes = indexes_of(library)
    assert deep_ids(indexes, [PUBLIC]) == [2]
    assert deep_ids(indexes, [PUBLIC, INTERNAL]) == [1, 2]
    library.set_access(document, PUBLIC)
    indexes.catch_up()
    assert deep_ids(indexes, [PUBLIC]) == [1, 2]
    library.set_access(document, INTERNAL)
    indexes.catch_up()
    assert deep_ids(indexes, [PUBLIC]) == [2]
    nearest = indexes.snapshot().visible_to([PUBLIC]).deep
    assert nearest is not None
    assert 1 not in nearest.search(HashedTexts().embed_passages(["passage: mật ước"])[0], 5)[1]


def test_two_processes_see_the_same(library: Library) -> None:
    publish(library, 1, "a", "b")
    one, other = indexes_of(library), indexes_of(library)
    embed(library, HashedTexts())
    one.catch_up()
    assert deep_ids(one) == [1, 2]
    assert deep_ids(other) == []
    other.catch_up()
    assert deep_ids(other) == deep_ids(indexes_of(library)) == [1, 2]


def test_a_passage_embedded_twice_is_stored_once(library: Library) -> None:
    publish(library, 1, "a", "b")
    number = deep_vectors.register_model(library.engine, HashedTexts().model)
    vectors = HashedTexts().embed_passages(["a", "b", "c"])
    assert deep_vectors.store_vectors(library.engine, number, [1], vectors[:1]) == 1
    # Passage 3 was purged while it was embedded.
    assert deep_vectors.store_vectors(library.engine, number, [1, 2, 3], vectors) == 1


def test_large_changes_become_a_new_base(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep_index, "COMPACT_ROWS", 2)
    publish(library, 1, *"abcde")
    embed(library, HashedTexts())
    indexes = indexes_of(library)
    base = indexes.snapshot().deep
    assert base is not None
    assert base.overlay_size == 0
    other = indexes_of(library)
    first = publish(library, 2, "f")
    embed(library, HashedTexts())
    for follower in (indexes, other, indexes_of(library)):
        follower.catch_up()
        assert deep_ids(follower) == [1, 2, 3, 4, 5, 6]
    library.withdraw(first, "")
    assert deep_ids(indexes_of(library)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_base_is_made_anew(library: Library, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    monkeypatch.setattr(deep_index, "COMPACT_ROWS", 2)
    publish(library, 1, *"abcde")
    embed(library, HashedTexts())
    indexes_of(library)
    file = next((library.home / "derived" / "deep").rglob("*.faiss"))
    file.write_bytes(b"") if damage == "cut" else file.unlink()
    assert deep_ids(indexes_of(library)) == [1, 2, 3, 4, 5]
    assert verify_indexes(library, library.home) == []


def test_other_weights_begin_anew_and_the_former_vectors_go(library: Library) -> None:
    publish(library, 1, "a", "b")
    embed(library, HashedTexts())
    indexes_of(library)
    later = HashedTexts("meaning@later")
    assert deep_ids(indexes_of(library, later)) == []
    embed(library, later)
    assert deep_ids(indexes_of(library, later)) == [1, 2]
    with read_transaction(library.engine) as connection:
        assert connection.execute(select(func.count()).select_from(tables.vectors)).scalar() == 4
        names = set(connection.execute(select(tables.models.c.name)).scalars())
    assert names == {STATIC.name, "meaning@later"}


def test_purge_leaves_no_deep_vector(library: Library) -> None:
    document, _ = publish(library, 1, "a", "b"), publish(library, 2, "c")
    embed(library, HashedTexts())
    indexes = indexes_of(library)
    purge(library, document)
    # The command that purges need not know the transformer.
    Indexes.open(library.home, library).rebuild("xóa")
    assert not (library.home / "derived" / "deep").exists()
    indexes.rebuild("xóa")
    assert deep_ids(indexes) == [3]
    with read_transaction(library.engine) as connection:
        assert connection.execute(select(func.count()).select_from(tables.vectors)).scalar() == 2


def test_verify_knows_them(library: Library) -> None:
    publish(library, 1, "a", "b")
    embed(library, HashedTexts())
    assert verify(library, files=False) == []
    assert verify_indexes(library, library.home, HashedTexts().model) == []
    with library.engine.begin() as connection:
        wrong = tables.vectors.update().where(tables.vectors.c.model_id == 2, tables.vectors.c.passage_id == 1)
        connection.execute(wrong.values(vector=b"12"))
    assert len(verify(library, files=False)) == 1


def test_verify_compares_the_index_with_the_library(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep_index, "COMPACT_ROWS", 2)
    publish(library, 1, *"abcde")
    embed(library, HashedTexts())
    indexes_of(library)
    other = HashedTexts().embed_passages(["x"]).astype(np.float16).tobytes()
    with library.engine.begin() as connection:
        wrong = tables.vectors.update().where(tables.vectors.c.model_id == 2, tables.vectors.c.passage_id == 3)
        connection.execute(wrong.values(vector=other))
    assert verify_indexes(library, library.home, HashedTexts().model) == [
        "Chỉ mục véc-tơ nghĩa khác với véc-tơ trong kho."
    ]


def test_static_mode_leaves_them_alone(library: Library) -> None:
    publish(library, 1, "a", "b")
    embed(library, HashedTexts())
    assert Indexes.open(library.home, library).snapshot().deep is None
    assert not (library.home / "derived" / "deep").exists()


def test_the_background_gives_way(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(library, 1, "a", "b")
    lowered, seen = list[int](), HashedTexts()
    monkeypatch.setattr("os.nice", lowered.append)
    monkeypatch.setattr(deep_embedding, "deep_encoder", lambda _model, threads: seen)
    deep_embedding._embed_at_idle_priority(library.home, None, os.getppid())
    assert lowered == [deep_embedding.NICE]
    assert len(seen.seen) == 2
    publish(library, 2, "c")
    # The service that started it is gone.
    deep_embedding._embed_at_idle_priority(library.home, None, -1)
    assert len(seen.seen) == 2


def test_one_process_embeds_at_a_time(library: Library) -> None:
    with only_embedder(library.home) as first, only_embedder(library.home) as second:
        assert first
        assert not second
    with only_embedder(library.home) as again:
        assert again
