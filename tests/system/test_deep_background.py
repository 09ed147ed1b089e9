"""Deep vectors are made beside a service by a process of idle priority, also after that process was killed."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.derived.sync import Indexes
from index.embedding import encoders
from index.embedding.transformer import TransformerEncoder
from index.ingestion.deep_embedding import PORTION, embed_unread, only_embedder
from index.library.library import Library
from index.records import INTERNAL, PUBLIC
from service.assistant import Assistant
from service.documents import deep_vectors
from service.documents.deep_vectors import DeepEmbedding
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.deep_weights import needs_weights
from tests.support.library_samples import make_document

pytestmark = needs_weights
#: A busy machine leaves little to a process of idle priority.
PATIENCE_SECONDS = 300.0


def wait_until(holds: Callable[[], bool]) -> None:
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < PATIENCE_SECONDS
        time.sleep(0.02)


def test_a_killed_process_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep_vectors, "AGAIN_SECONDS", 0.1)
    static, transformer = encoders.load(), TransformerEncoder.load()
    texts = [f"Điều {number}. Hỗ trợ trồng rừng." for number in range(3 * PORTION)]
    with Library.open(tmp_path) as library:
        library.use_model(static.name, static.dimension)
        first = library.publish(make_document(*texts, number=1), static.embed_passages(texts))
        indexes = Indexes.open(tmp_path, library, transformer.model)

        def count() -> int:
            indexes.catch_up()
            deep = indexes.snapshot().deep
            return 0 if deep is None else len(deep)

        with DeepEmbedding(library, None, lambda: transformer).in_background():
            wait_until(lambda: bool(count()))
            (child,) = multiprocessing.active_children()
            child.kill()
            assert count() < len(texts)
            wait_until(lambda: count() == len(texts))
            # What is published later is embedded too, and what is withdrawn is gone.
            library.publish(make_document("Kinh phí.", number=2), static.embed_passages(["Kinh phí."]))
            library.withdraw(first.document_id, "")
            wait_until(lambda: count() == 1)
        assert not multiprocessing.active_children()
        with only_embedder(tmp_path) as alone:
            assert alone


def test_it_ends_with_its_service(tmp_path: Path) -> None:
    static, transformer = encoders.load(), TransformerEncoder.load()
    texts = [f"Điều {number}. Hỗ trợ trồng rừng." for number in range(2 * PORTION)]
    with Library.open(tmp_path) as library:
        library.use_model(static.name, static.dimension)
        library.publish(make_document(*texts, number=1), static.embed_passages(texts))
        with DeepEmbedding(library, None, lambda: transformer).in_background():
            wait_until(lambda: bool(multiprocessing.active_children()))
        assert not multiprocessing.active_children()


def test_the_state_counts_what_the_asker_may_see(tmp_path: Path) -> None:
    static, transformer = encoders.load(), TransformerEncoder.load()
    with Library.open(tmp_path) as library:
        library.use_model(static.name, static.dimension)
        for number, access in ((1, PUBLIC), (2, INTERNAL)):
            text = f"Nội dung {number}."
            vectors = static.embed_passages([text])
            library.publish(make_document(text, number=number), vectors, access=access)
        with Assistant.open(tmp_path, "bundled") as assistant:
            assert assistant.health().deep == 0
            embed_unread(library, transformer)
            assistant.refresh("bundled")
            assert assistant.health().deep == 2
            assert assistant.health((PUBLIC,)).deep == 1
        with Assistant.open(tmp_path, "static") as assistant:
            assert assistant.health().deep is None
            assert assistant.deep_encoder is None


def test_ingest_makes_them_or_leaves_them(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "kế hoạch.txt").write_text("Điều 1. Phạm vi\n\nHỗ trợ trồng rừng sản xuất tại các xã.\n", encoding="utf-8")
    settings = load_settings(home=tmp_path / "home", model="bundled", workers=1)
    assert ingest_paths(settings, [files], deep=False).count("indexed") == 1
    with Assistant.open(settings.home, "bundled") as assistant:
        assert assistant.health().deep == 0
    ingest_paths(settings, [files])
    with Assistant.open(settings.home, "bundled") as assistant:
        health = assistant.health()
        assert health.deep == health.passages > 0
