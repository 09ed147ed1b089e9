"""Containers in a folder: each of their files is a document, followed as the container changes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.ingestion.ingest import ingest
from index.library.library import Library
from index.store.source_files import shown_name
from tests.support.library_samples import SmallEncoder, read_lines

ENCODER = SmallEncoder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "kho") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "Văn bản đến"
    path.mkdir()
    return path


def take(library: Library, *paths: Path, again: bool = False) -> dict[str, str]:
    report = ingest(library, ENCODER, paths, workers=1, again=again, reader=read_lines)
    return {shown_name(file.path): file.result for file in report.files}


def answering(library: Library) -> set[str]:
    return {row.body for rows in library.index_rows() for row in rows}


def zipped(path: Path, **files: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.txt", text)


def test_a_container_is_followed(library: Library, folder: Path) -> None:
    zipped(folder / "a.zip", mot="Một.", hai="Hai.")
    (folder / "c.txt").write_text("Ba.")
    assert take(library, folder) == {"a.zip/mot.txt": "indexed", "a.zip/hai.txt": "indexed", "c.txt": "indexed"}
    assert answering(library) == {"Một.", "Hai.", "Ba."}
    before = library.change
    assert set(take(library, folder).values()) == {"unchanged"}
    assert set(take(library, folder / "a.zip").values()) == {"unchanged"}
    assert library.change == before
    zipped(folder / "a.zip", mot="Một.", hai="Hai sửa.")
    assert take(library, folder)["a.zip/hai.txt"] == "indexed"
    zipped(folder / "a.zip", hai="Hai sửa.")
    assert take(library, folder)["a.zip/mot.txt"] == "withdrawn"
    assert answering(library) == {"Hai sửa.", "Ba."}
    (folder / "a.zip").unlink()
    assert take(library, folder) == {"c.txt": "unchanged", "a.zip/hai.txt": "withdrawn"}
    assert answering(library) == {"Ba."}


def test_a_missing_container_named_alone(library: Library, folder: Path) -> None:
    zipped(folder / "a.zip", mot="Một.")
    take(library, folder / "a.zip")
    (folder / "a.zip").unlink()
    assert take(library, folder / "a.zip") == {"a.zip/mot.txt": "withdrawn"}


def test_a_file_moved_into_an_archive(library: Library, folder: Path) -> None:
    (folder / "mot.txt").write_text("Một.")
    take(library, folder)
    (folder / "mot.txt").unlink()
    zipped(folder / "a.zip", mot="Một.")
    assert take(library, folder)["a.zip/mot.txt"] == "moved"
    assert answering(library) == {"Một."}


def test_a_damaged_container_is_told_and_read_when_it_is_whole(library: Library, folder: Path) -> None:
    zipped(folder / "a.zip", mot="Một.")
    whole = (folder / "a.zip").read_bytes()
    (folder / "a.zip").write_bytes(whole[:40])
    assert take(library, folder) == {"a.zip": "refused"}
    assert take(library, folder) == {"a.zip": "refused"}
    (folder / "a.zip").write_bytes(whole)
    assert take(library, folder) == {"a.zip/mot.txt": "indexed"}
    assert take(library, folder) == {"a.zip/mot.txt": "unchanged"}


def test_read_again(library: Library, folder: Path) -> None:
    zipped(folder / "a.zip", mot="Một.")
    take(library, folder)
    assert set(take(library, folder, again=True)) == {"a.zip/mot.txt"}
    assert answering(library) == {"Một."}
