"""Killed, full, damaged, shared: the library loses nothing that it acknowledged. The long form of the first is
``python -m tests.benchmarks.kill --kills 200``."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.derived.sync import Indexes
from index.ingestion.ingest import ingest
from index.library.library import Library
from index.store import database
from index.upkeep.verify import verify, verify_indexes
from tests.support.checkout import ROOT
from tests.support.library_samples import SmallEncoder, make_document, read_lines

ENCODER = SmallEncoder()


def answering(library: Library) -> set[str]:
    return {row.body for rows in library.index_rows() for row in rows}


def test_kills_at_random_instants_lose_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.kill", "--kills", "10"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "'lost': 0" in done.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB."""
    folder = tmp_path / "đĩa nhỏ"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if made.returncode != 0:
        pytest.skip("mounting a small file system needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_refuses_files_and_recovers(small_disk: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for i in range(8):
        (inbox / f"{i}.txt").write_text("\n".join(f"Tệp {i} dòng {j} " + "chữ " * 400 for j in range(400)))
    home = small_disk / "kho"
    with Library.open(home) as library:
        report = ingest(library, ENCODER, [inbox], workers=1, reader=read_lines)
        refused = [file for file in report.files if file.result == "refused"]
        assert refused
        assert {file.code for file in refused} == {"storage"}
        assert "đầy" in str(refused[0].reason)
        assert verify(library) == []
        kept = answering(library)
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    with Library.open(home) as library:
        assert answering(library) == kept
        assert ingest(library, ENCODER, [inbox], workers=1, reader=read_lines).count("refused") == 0
        assert len(answering(library)) == 8 * 400
        assert verify(library) == verify_indexes(library, home) == []


def test_a_library_that_may_not_be_written_refuses_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("Một.")
    with Library.open(tmp_path / "kho") as library:
        library.use_model(ENCODER.name, ENCODER.dimension)
        # Stands in the way of the folder of originals, as a missing permission would (which root does not feel).
        (tmp_path / "kho" / "files").write_text("")
        report = ingest(library, ENCODER, [inbox], workers=1, reader=read_lines)
        assert [(file.result, file.code) for file in report.files] == [("refused", "storage")]


def test_an_emptied_folder_withdraws_nothing_unless_said(tmp_path: Path) -> None:
    inbox = tmp_path / "ổ mạng"
    inbox.mkdir()
    for i in range(6):
        (inbox / f"{i}.txt").write_text(f"Điều {i}.")
    with Library.open(tmp_path / "kho") as library:
        ingest(library, ENCODER, [inbox], workers=1, reader=read_lines)
        for path in inbox.iterdir():
            path.unlink()
        (report,) = ingest(library, ENCODER, [inbox], reader=read_lines).files
        assert (report.result, report.code) == ("refused", "emptied")
        assert "--empty-ok" in str(report.reason)
        assert len(answering(library)) == 6
        assert ingest(library, ENCODER, [inbox], reader=read_lines, empty_ok=True).count("withdrawn") == 6


def test_of_two_files_for_one_document_the_later_in_order_answers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("SO5 chậm\n" + "chữ\n" * 3000)
    (tmp_path / "b.txt").write_text("SO5 nhanh")
    for turn, names in enumerate([("a.txt", "b.txt"), ("b.txt", "a.txt")]):
        with Library.open(tmp_path / f"kho{turn}") as library:
            ingest(library, ENCODER, [tmp_path / name for name in names], workers=2, reader=read_lines)
            first = min(answering(library) - {"chữ"})
            assert first == ("SO5 nhanh" if names[-1] == "b.txt" else "SO5 chậm")


def test_the_clock_going_back_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "kho"
    with Library.open(home) as library:
        library.use_model(ENCODER.name, ENCODER.dimension)
        indexes = Indexes.open(home, library)
        for i, at in enumerate(["2030-01-01T00:00:00+00:00", "2001-01-01T00:00:00+00:00"]):
            monkeypatch.setattr(database, "now", lambda at=at: at)
            monkeypatch.setattr("index.library.publisher.now", lambda at=at: at)
            monkeypatch.setattr(time, "time", lambda i=i: 2e9 - i * 1e9)
            document = make_document(f"Bản {i}.", number=3)
            library.publish(document, ENCODER.embed_passages([f"Bản {i}."]))
        assert answering(library) == {"Bản 1."}
        indexes.catch_up()
        assert verify(library) == verify_indexes(library, home) == []


def test_a_reader_that_eats_memory_costs_one_file(tmp_path: Path) -> None:
    from ingest.run import read_files

    (tmp_path / "a").write_text("HANG")
    (outcome,) = read_files([tmp_path / "a"], workers=1, most_bytes=1 << 20, reader=read_lines)
    assert outcome.code == "too_large"
