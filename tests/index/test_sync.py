"""The derived indexes follow the library, are swapped whole, and are rebuilt when anything about them is doubtful."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.derived import manifest as manifests
from index.derived import sync
from index.derived.bases import Bases
from index.derived.sync import Indexes
from index.library.library import Library
from tests.support.library_samples import DIMENSION, SmallEncoder, make_document

ENCODER = SmallEncoder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as opened:
        opened.use_model(ENCODER.name, DIMENSION)
        for i in range(5):
            publish(opened, f"Điều {i} về cây số {i}.", f"Khoản {i} về hoa số {i}.", number=i + 1)
        yield opened


def publish(library: Library, *texts: str, number: int | None = None) -> str:
    return library.publish(make_document(*texts, number=number), ENCODER.embed_passages(texts)).document_id


def held(indexes: Indexes) -> tuple[set[int], set[int], int]:
    """Passage ids in the vectors and in the columns, and how many the terms hold."""
    snapshot = indexes.snapshot()
    _, found = snapshot.vectors.search(np.ones((1, DIMENSION), np.float32), max(1, len(snapshot.vectors)))
    columns = snapshot.columns
    return set(found[0].tolist()) - {-1}, set(columns.arrays.ids[columns.live].tolist()), len(snapshot.lexical)


def expected(library: Library) -> set[int]:
    return {row.passage_id for rows in library.index_rows() for row in rows}


def check(indexes: Indexes, library: Library) -> None:
    ids = expected(library)
    assert held(indexes) == (ids, ids, len(ids))
    assert indexes.snapshot().change == library.change


def test_follows_every_kind_of_change(library: Library, tmp_path: Path) -> None:
    indexes = Indexes.open(tmp_path, library)
    check(indexes, library)
    first = publish(library, "Thêm một điều.", number=9)
    publish(library, "Bản mới của điều 1.", number=1)
    assert indexes.catch_up() == library.change
    check(indexes, library)
    library.withdraw(first, "thử")
    indexes.catch_up()
    check(indexes, library)
    library.restore(first)
    library.set_access(first, "noi_bo")
    indexes.catch_up()
    check(indexes, library)
    check(Indexes.open(tmp_path, library), library)
    assert indexes.notices == []


def test_a_snapshot_does_not_change_when_the_library_does(library: Library, tmp_path: Path) -> None:
    indexes = Indexes.open(tmp_path, library)
    old = indexes.snapshot()
    sizes = (len(old.vectors), len(old.columns), len(old.lexical))
    publish(library, "Mới.", number=77)
    indexes.catch_up()
    assert (len(old.vectors), len(old.columns), len(old.lexical)) == sizes
    assert indexes.snapshot() is not old


def test_nothing_to_do_keeps_the_snapshot(library: Library, tmp_path: Path) -> None:
    indexes = Indexes.open(tmp_path, library)
    snapshot = indexes.snapshot()
    indexes.catch_up()
    assert indexes.snapshot() is snapshot


def test_two_processes_on_one_home_follow_one_another(library: Library, tmp_path: Path) -> None:
    one, two = Indexes.open(tmp_path, library), Indexes.open(tmp_path, library)
    publish(library, "Mới.", number=77)
    one.catch_up()
    check(one, library)
    two.catch_up()
    check(two, library)


@pytest.mark.parametrize("part", ["vectors", "terms", "columns", "manifest.json"])
@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
def test_damaged_files_are_noticed_and_rebuilt(library: Library, tmp_path: Path, part: str, how: str) -> None:
    indexes = Indexes.open(tmp_path, library)
    manifest = manifests.read_manifest(indexes.folder)
    assert manifest is not None
    if part == "manifest.json":
        path = indexes.folder / part
    else:
        generation = indexes.folder / manifest.generation
        folder = generation / "terms" if part == "terms" else generation / manifest.base / part
        path = max((p for p in folder.rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
    data = bytearray(path.read_bytes())
    path.unlink()
    if how == "flipped":
        data[len(data) // 2 if part != "manifest.json" else 0] ^= 0xFF
        path.write_bytes(data)
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    again = Indexes.open(tmp_path, library)
    check(again, library)
    # Without a manifest there is nothing to compare with: the indexes are simply made.
    assert len(again.notices) == (0 if (part, how) == ("manifest.json", "gone") else 1)


def test_crash_before_the_manifest_is_mended(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    indexes = Indexes.open(tmp_path, library)
    publish(library, "Mới.", number=77)

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(manifests, "write_manifest", power_cut)
        with pytest.raises(KeyboardInterrupt):
            indexes.rebuild("thử")
    again = Indexes.open(tmp_path, library)
    check(again, library)
    assert again.notices == [], "the old files are whole"
    indexes.catch_up()
    check(indexes, library)


def test_a_new_base_is_written_when_much_lies_over_the_old_one(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "COMPACT_ROWS", 3)
    indexes = Indexes.open(tmp_path, library)
    first = manifests.read_manifest(indexes.folder)
    for i in range(9):
        publish(library, f"Thêm điều {i}.", number=i + 3)
        indexes.catch_up()
        check(indexes, library)
    last = manifests.read_manifest(indexes.folder)
    assert first is not None
    assert last is not None
    assert last.base != first.base
    assert len(list((indexes.folder / last.generation).glob("b*"))) == 1
    again = Indexes.open(tmp_path, library)
    check(again, library)
    assert again.notices == []


def test_a_base_written_by_one_process_is_mapped_by_the_others(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "COMPACT_ROWS", 3)
    first, second = Indexes.open(tmp_path, library), Indexes.open(tmp_path, library)
    written: list[str] = []
    install = Bases._install

    def counted(bases: Bases, generation: str, base: str, change: int) -> manifests.Manifest:
        written.append(base)
        return install(bases, generation, base, change)

    monkeypatch.setattr(Bases, "_install", counted)
    for i in range(9):
        publish(library, f"Thêm điều {i}.", number=i + 3)
        for indexes in (first, second):
            indexes.catch_up()
            check(indexes, library)
    manifest = manifests.read_manifest(first.folder)
    assert manifest is not None
    assert written, "much was changed"
    assert len(written) < 9, "not by each for itself"
    assert {indexes.snapshot().columns.folder.parent.name for indexes in (first, second)} == {manifest.base}
    second.rebuild("thử")
    publish(library, "Sau khi dựng lại.", number=40)
    first.catch_up()
    check(first, library)
    generation = second.snapshot().columns.folder.parent.parent
    assert first.snapshot().columns.folder.parent.parent == generation


@pytest.mark.sqlite
def test_indexes_of_another_library_are_not_taken(library: Library, tmp_path: Path) -> None:
    Indexes.open(tmp_path, library)
    library.close()
    for path in tmp_path.glob("library.sqlite*"):
        path.unlink()
    with Library.open(tmp_path) as fresh:
        fresh.use_model(ENCODER.name, DIMENSION)
        indexes = Indexes.open(tmp_path, fresh)
        check(indexes, fresh)
        assert "kho khác" in indexes.notices[0]


def test_a_library_without_a_model_cannot_be_indexed(tmp_path: Path) -> None:
    with Library.open(tmp_path) as empty, pytest.raises(ValueError, match="use_model"):
        Indexes.open(tmp_path, empty)
