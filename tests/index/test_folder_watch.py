"""Watched folders: whatever happens in them, what answers in the end is what stands there."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.ingestion.folder_scan import leads_outside, scan_paths
from index.ingestion.folder_watch import FolderWatch
from index.ingestion.records import FileResult, IngestReport
from index.library.library import Library
from index.upkeep.purge import purge
from tests.support.library_samples import SmallEncoder, read_lines

ENCODER = SmallEncoder()


class Watched:
    def __init__(self, library: Library, folder: Path) -> None:
        self.library, self.folder = library, folder
        self.results: list[FileResult] = []
        self.watch = FolderWatch(
            library, ENCODER, [folder], on_report=self.note, workers=1, reader=read_lines
        )  # fmt: skip
        self.thread = threading.Thread(target=self.watch.run)

    def note(self, report: IngestReport) -> None:
        self.results += [file for file in report.files if file.result != "unchanged"]

    def answers(self) -> set[str]:
        return {row.body for rows in self.library.index_rows() for row in rows}

    def until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < end, (self.answers(), self.results)
            time.sleep(0.05)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    folder = tmp_path / "đến"
    folder.mkdir()
    (folder / "có sẵn.txt").write_text("Có sẵn.")
    with Library.open(tmp_path / "kho") as library:
        one = Watched(library, folder)
        one.thread.start()
        try:
            one.until(lambda: one.answers() == {"Có sẵn."})
            time.sleep(0.3)  # until the system's notices are set up
            yield one
        finally:
            one.watch.stop()
            one.thread.join(20)
            assert not one.thread.is_alive()


def test_new_changed_moved_and_removed(watched: Watched) -> None:
    folder = watched.folder
    (folder / "a.txt").write_text("Một.")
    watched.until(lambda: "Một." in watched.answers())
    (folder / "a.txt").write_text("Một sửa.")
    watched.until(lambda: watched.answers() == {"Có sẵn.", "Một sửa."})
    (folder / "sâu").mkdir()
    (folder / "a.txt").rename(folder / "sâu" / "b.txt")
    watched.until(lambda: any(file.result == "moved" for file in watched.results))
    assert watched.answers() == {"Có sẵn.", "Một sửa."}
    (folder / "sâu" / "b.txt").unlink()
    watched.until(lambda: watched.answers() == {"Có sẵn."})
    watched.until(lambda: watched.results[-1].result == "withdrawn")


def test_a_link_out_of_the_folder_is_not_followed(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "ngoài.txt").write_text("Bí ẩn.")
    (watched.folder / "a.txt").symlink_to(tmp_path / "ngoài.txt")
    (watched.folder / "b.txt").write_text("Một.")
    watched.until(lambda: watched.answers() == {"Có sẵn.", "Một."})


def test_a_purged_file_that_still_lies_there_is_named_and_stays_out(watched: Watched) -> None:
    left = watched.folder / "có sẵn.txt"
    row = watched.library.sources.get(str(left))
    assert row is not None
    assert row.document_id is not None
    purge(watched.library, row.document_id)
    os.utime(left)
    watched.until(lambda: [one.code for one in watched.results[-1:]] == ["purged"])
    assert "vẫn còn trong thư mục theo dõi" in (watched.results[-1].reason or "")
    (watched.folder / "a.txt").write_text("Một.")
    watched.until(lambda: watched.answers() == {"Một."})


def test_a_folder_put_in_and_taken_away(watched: Watched, tmp_path: Path) -> None:
    other = tmp_path / "ngoài"
    other.mkdir()
    for i in range(3):
        (other / f"{i}.txt").write_text(f"Ngoài {i}.")
    other.rename(watched.folder / "trong")
    watched.until(lambda: len(watched.answers()) == 4)
    (watched.folder / "trong").rename(tmp_path / "lại ra ngoài")
    watched.until(lambda: watched.answers() == {"Có sẵn."})


def test_a_file_that_is_being_written_waits(watched: Watched) -> None:
    with (watched.folder / "dài.txt").open("w") as file:
        for i in range(12):
            file.write(f"Dòng {i}.\n")
            file.flush()
            time.sleep(0.1)
            assert watched.answers() == {"Có sẵn."}, "a half-written file is not read"
    watched.until(lambda: len(watched.answers()) == 13)
    watched.until(lambda: [file.result for file in watched.results].count("indexed") == 2)


def test_a_burst(watched: Watched) -> None:
    for i in range(60):
        (watched.folder / f"{i}.txt").write_text(f"Loạt {i}.")
    watched.until(lambda: len(watched.answers()) == 61)


def test_a_folder_that_is_not_there_is_told_of_and_taken_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingestion.folder_watch.FOLDER_CHECK_SECONDS", 0.2)
    here, away = tmp_path / "có", tmp_path / "ổ mạng"
    here.mkdir()
    (here / "a.txt").write_text("Một.")
    with Library.open(tmp_path / "kho") as library:
        reports: list[IngestReport] = []
        watch = FolderWatch(
            library, ENCODER, [away, here], on_report=reports.append, workers=1, reader=read_lines
        )  # fmt: skip
        thread = threading.Thread(target=watch.run)
        thread.start()

        def until(*texts: str) -> None:
            end = time.monotonic() + 20
            while {row.body for rows in library.index_rows() for row in rows} != set(texts):
                assert time.monotonic() < end, (texts, reports[-1])
                time.sleep(0.05)

        try:
            until("Một.")
            while not reports:
                time.sleep(0.05)
            (told,) = [file for file in reports[0].files if file.result == "refused"]
            assert told.path == str(away)
            assert "Không có thư mục" in str(told.reason)
            away.mkdir()
            (away / "b.txt").write_text("Hai.")
            until("Một.", "Hai.")
            away.rename(tmp_path / "tháo ra")
            time.sleep(0.6)
            (here / "c.txt").write_text("Ba.")
            until("Một.", "Hai.", "Ba.")
            (tmp_path / "tháo ra" / "b.txt").write_text("Hai sửa.")
            (tmp_path / "tháo ra").rename(away)
            until("Một.", "Hai sửa.", "Ba.")
        finally:
            watch.stop()
            thread.join(20)


def test_a_name_that_is_no_text_stops_nothing(watched: Watched) -> None:
    """Bytes of an old code page in a file's name: the file is taken in, and so are all others."""
    bad = os.path.join(os.fsencode(watched.folder), b"k\xff.txt")
    with open(bad, "w") as file:
        file.write("Tên hỏng.")
    (watched.folder / "c.txt").write_text("Hai.")
    watched.until(lambda: watched.answers() == {"Có sẵn.", "Hai.", "Tên hỏng."})
    (watched.folder / "d.txt").write_text("Ba.")
    watched.until(lambda: "Ba." in watched.answers())
    found = scan_paths(watched.library.sources, [watched.folder], empty_ok=False)
    assert found.problems == []
    assert len(found.files) == 4


def test_links_that_lead_outside_or_nowhere(tmp_path: Path) -> None:
    """The link may be a folder above the file, or lead in a circle."""
    folder, outside = tmp_path / "trong", tmp_path / "ngoài"
    folder.mkdir()
    outside.mkdir()
    (outside / "a.txt").write_text("Bí ẩn.")
    (folder / "thật.txt").write_text("Có.")
    (folder / "cửa").symlink_to(outside, target_is_directory=True)
    (folder / "tròn").symlink_to(folder / "tròn")
    (folder / "bạn.txt").symlink_to(folder / "thật.txt")
    assert leads_outside(folder / "cửa" / "a.txt", folder)
    assert leads_outside(folder / "tròn", folder)
    assert not leads_outside(folder / "bạn.txt", folder)
    with Library.open(tmp_path / "kho") as library:
        found = scan_paths(library.sources, [folder], empty_ok=False)
    assert sorted(path.name for path in found.files) == ["bạn.txt", "thật.txt"]


def test_a_defect_that_one_file_shows_keeps_no_other_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[list[str]] = []

    def failing(library: Library, encoder: object, paths: list[Path], *_: object, **__: object) -> IngestReport:
        tried.append([path.name for path in paths])
        if any(path.name == "b" for path in paths):
            raise ValueError("a defect")
        return IngestReport(files=(), change=0, seconds=0.0)

    monkeypatch.setattr("index.ingestion.folder_watch.ingest", failing)
    with Library.open(tmp_path / "kho") as library:
        FolderWatch(library, ENCODER, [tmp_path])._ingest([tmp_path / name for name in "abc"])
    assert tried == [["a", "b", "c"], ["a"], ["b"], ["c"]]
