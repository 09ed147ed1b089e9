"""Original files under their hash."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.store.original_files import OriginalFiles, file_stamp, sha256_of


def test_keeps_bytes_as_they_are(tmp_path: Path) -> None:
    source = tmp_path / "Kế hoạch số 1.pdf"
    source.write_bytes(bytes(range(256)) * 9000)
    files = OriginalFiles(tmp_path / "files")
    sha256 = files.store(source)
    assert sha256 == sha256_of(source)
    assert files.path(sha256).read_bytes() == source.read_bytes()
    assert files.store(source) == sha256
    assert files.has(sha256)
    assert [p.name for p in files.folder.rglob("*") if p.is_file()] == [sha256], "no temporary file is left"


def test_names_damaged_files(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("một")
    files = OriginalFiles(tmp_path / "files")
    sha256 = files.store(source)
    assert files.damaged_hashes() == []
    files.path(sha256).chmod(0o644)
    files.path(sha256).write_text("hai")
    assert files.damaged_hashes() == [sha256]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_refuses_what_is_not_a_hash(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        OriginalFiles(tmp_path).path(name)


def test_stamp_changes_when_content_changes_under_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("một")
    before, times = file_stamp(path), (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.write_text("hai")
    os.utime(path, ns=times)
    assert file_stamp(path) != before


def test_stamp_refuses_a_folder(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="regular"):
        file_stamp(tmp_path)
