"""Documents that come and go leave nothing behind in a process that follows them: rows, words, files, descriptors."""

from __future__ import annotations

import gc
import os
import weakref
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.derived import sync
from index.derived.columns import Columns
from index.derived.snapshot import DerivedSnapshot
from index.derived.sync import Indexes
from index.library.library import Library
from tests.support.library_samples import DIMENSION, SmallEncoder, make_document

ENCODER = SmallEncoder()
#: Rows that may lie over a base here, and documents of two passages that come and go.
MOST_ROWS, CYCLES = 20, 45


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr(sync, "COMPACT_ROWS", MOST_ROWS)
    with Library.open(tmp_path) as opened:
        opened.use_model(ENCODER.name, DIMENSION)
        publish(opened, 1)
        yield opened


def publish(library: Library, number: int) -> str:
    """A document with a word and a short form of its own."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")
    texts = (
        f"Điều này nói về cây lim {letters}x.",
        f"Kế hoạch {letters} mẫu (K{letters[0].upper()}M) có {number * 7} cây.",
    )
    return library.publish(make_document(*texts, number=number), ENCODER.embed_passages(texts)).document_id


def come_and_go(library: Library, followers: list[Indexes], first: int, cycles: int) -> Iterator[None]:
    for number in range(first, first + cycles):
        document = publish(library, number)
        for indexes in followers:
            indexes.catch_up()
            indexes.snapshot().visible_to(("cong_khai",))
        library.withdraw(document, "thử")
        for indexes in followers:
            indexes.catch_up()
        yield


def deleted_files(folder: Path) -> int:
    """Files of the indexes that this process holds although their names are gone: mapped, or open."""
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    opened = [os.readlink(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd") if _exists(one)]
    return sum(str(folder) in line and line.endswith("(deleted)") for line in [*mapped, *opened])


def _exists(descriptor: str) -> bool:
    return os.path.lexists(f"/proc/self/fd/{descriptor}")


def objects() -> Counter[type]:
    gc.collect()
    return Counter(map(type, gc.get_objects()))


def test_columns_keep_no_rows_of_documents_that_left(library: Library, tmp_path: Path) -> None:
    followers = [Indexes.open(tmp_path, library), Indexes.open(tmp_path, library)]
    for _ in come_and_go(library, followers, 10, CYCLES):
        for indexes in followers:
            columns = indexes.snapshot().columns
            assert len(columns.arrays.ids) <= len(columns) + MOST_ROWS + 2, "a base is written without them"
            assert len(columns._values["document"]) <= MOST_ROWS
            assert len(columns._definitions) <= MOST_ROWS
            assert len(columns) == len(indexes.snapshot().vectors) == 2


def test_words_of_documents_that_left_are_forgotten_with_the_next_base(library: Library, tmp_path: Path) -> None:
    indexes = Indexes.open(tmp_path, library)
    stays = {"điều", "này", "cây", "lim", "aabx"}
    for _ in come_and_go(library, [indexes], 10, CYCLES):
        known = set(indexes.snapshot().columns.words.to_text().split())
        assert stays <= known
        # Two words and a number of each document that came since the last base, or is in a segment not yet merged.
        assert len(known) <= 20 + 3 * (MOST_ROWS + 10)
    assert "abax" not in indexes.snapshot().columns.words.to_text().split(), "it left forty documents ago"


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="reads Linux's /proc")
def test_no_files_descriptors_or_objects_pile_up(library: Library, tmp_path: Path) -> None:
    indexes = Indexes.open(tmp_path, library)
    for _ in come_and_go(library, [indexes], 10, CYCLES):
        pass
    before, descriptors = objects(), len(os.listdir("/proc/self/fd"))
    for _ in come_and_go(library, [indexes], 10 + CYCLES, CYCLES):
        pass
    after = objects()
    assert after[DerivedSnapshot] <= before[DerivedSnapshot]
    assert after[Columns] <= before[Columns]
    # Weak references swing by a hundred, whatever the number of rounds (45 rounds 123 more, 120 rounds 27 more).
    kinds = after.keys() - {weakref.ReferenceType}
    assert {kind: grown for kind in kinds if (grown := after[kind] - before[kind]) > 3 * CYCLES} == {}
    assert deleted_files(tmp_path / "derived") <= 30, "only those of the snapshot in hand"
    assert len(os.listdir("/proc/self/fd")) <= descriptors + 5
    assert sum(1 for _ in (tmp_path / "derived").rglob("*")) < 100
