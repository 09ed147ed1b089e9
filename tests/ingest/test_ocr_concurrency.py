"""Few pages are recognised at once: scans wait for their turn, other files do not, and waiting costs a file no time."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import shutil
import signal
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from ingest.read.context import OcrPlaces, ReadingContext
from ingest.read.ocr import concurrency
from ingest.run import FileOutcome, read_files
from service.documents.reader_options import PLACES, reader_for
from service.settings import SettingsError, load_settings

HELD_SECONDS = 4.0


def _take(places: OcrPlaces, out: Connection) -> None:
    with concurrency.hold_place(ReadingContext(ocr_places=places)):
        out.send("taken")
        signal.pause()


def test_a_place_is_held_by_one_and_goes_with_a_process_that_is_killed(tmp_path: Path) -> None:
    places = OcrPlaces(tmp_path / "ocr", 2)
    context = multiprocessing.get_context("fork")
    ends = [context.Pipe(duplex=False) for _ in range(3)]
    workers = [context.Process(target=_take, args=(places, there)) for _, there in ends]
    for worker in workers:
        worker.start()
    try:
        deadline = time.monotonic() + 30
        while sum(here.poll(0.05) for here, _ in ends) < 2:
            assert time.monotonic() < deadline
        time.sleep(0.5)
        taken = [here.poll(0) for here, _ in ends]
        assert sum(taken) == 2, "the third waits"
        workers[taken.index(True)].kill()
        assert ends[taken.index(False)][0].poll(30)
    finally:
        for worker in workers:
            worker.kill()
            worker.join()


@pytest.mark.ocr
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract (Debian: tesseract-ocr) is not installed")
def test_scans_wait_and_others_do_not(corpus_dir: Path, tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home", workers=3, ocr_at_once=1)
    scan = next((corpus_dir / "documents").glob("S11-*.pdf"))
    paths = [tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "c.txt"]
    for path in paths[:2]:
        shutil.copyfile(scan, path)
    paths[2].write_text("Điều 1. Phạm vi điều chỉnh của quy chế này là việc mượn sách.", encoding="utf-8")
    outcomes: list[tuple[float, FileOutcome]] = []

    def read() -> None:
        found = read_files(paths, workers=3, reader=reader_for(settings, paths))
        outcomes.extend((time.monotonic(), outcome) for outcome in found)

    folder = tmp_path / "home" / PLACES
    folder.mkdir(parents=True)
    place = os.open(folder / "0", os.O_RDWR | os.O_CREAT)
    # Somebody else's scan has the only place.
    fcntl.flock(place, fcntl.LOCK_EX)
    started = time.monotonic()
    reading = threading.Thread(target=read)
    reading.start()
    while not outcomes:
        assert time.monotonic() - started < 60
        time.sleep(0.05)
    waiting_since = time.monotonic()
    time.sleep(HELD_SECONDS)
    assert [outcome.path.name for _, outcome in outcomes] == ["c.txt"]
    os.close(place)
    reading.join()
    scans = [(ended, outcome) for ended, outcome in outcomes if outcome.path.suffix == ".pdf"]
    assert len(scans) == 2
    for ended, outcome in scans:
        assert outcome.document is not None
        assert outcome.document.metadata.number == "9411/UBND-KGVX"
        assert outcome.seconds < ended - started - (HELD_SECONDS - concurrency.REPORT_SECONDS), (
            "waiting is not the file's time"
        )
    assert waiting_since > started


def test_the_service_leaves_a_core_and_a_command_takes_all(tmp_path: Path) -> None:
    cores = os.cpu_count() or 1

    def places(alone: bool, **given: int) -> int:
        settings = load_settings(home=tmp_path, workers=7, **given)
        found: OcrPlaces = reader_for(settings, [], alone=alone).keywords["places"]  # type: ignore[attr-defined]
        return found.count

    assert places(alone=False) == max(1, cores - 1)
    assert places(alone=True) == 7
    assert places(alone=False, ocr_at_once=3) == places(alone=True, ocr_at_once=3) == 3
    assert reader_for(load_settings(home=tmp_path, ocr=False), []).keywords["places"] is None  # type: ignore[attr-defined]
    with pytest.raises(SettingsError, match="HOIVANBAN_OCR_AT_ONCE"):
        load_settings(home=tmp_path, ocr_at_once=0)
