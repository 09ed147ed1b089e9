"""Page pictures: drawn by processes with limits, kept; a page that takes too much holds up nobody."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from ingest.reading import Box
from service.http.page_pictures import NoSuchPageError
from service.http.page_workers import Draw, PagesBusyError, PageTooHeavyError, PageWorkers
from tests.support.small_library import one_page_pdf


def counting(path: Path, kind: str, number: int, boxes: Sequence[Box]) -> bytes:
    with path.open("a") as notes:
        notes.write("x")
    return f"{kind}{number}".encode()


def endless(path: Path, kind: str, number: int, boxes: Sequence[Box]) -> bytes:
    while True:
        pass


def sleeping(path: Path, kind: str, number: int, boxes: Sequence[Box]) -> bytes:
    time.sleep(600)
    return b""


def hungry(path: Path, kind: str, number: int, boxes: Sequence[Box]) -> bytes:
    return bytes(8 << 30)


def dying(path: Path, kind: str, number: int, boxes: Sequence[Box]) -> bytes:
    import os

    os._exit(3)


def noted(draw: Draw, path: Path, kind: str, number: int, boxes: Sequence[Box]) -> bytes:
    """Draws, and leaves a line for each time that it was tried."""
    counting(path, kind, number, boxes)
    return draw(path, kind, number, boxes)


def test_a_page_is_drawn_once_and_kept(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    pages = PageWorkers(counting)
    assert [pages.page_png(notes, "pdf", 2, ()) for _ in range(3)] == [b"pdf2"] * 3
    assert notes.read_text() == "x"
    assert pages.page_png(notes, "pdf", 3, ()) == b"pdf3"


def test_a_real_page_and_one_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(one_page_pdf(("Ke hoach",)))
    pages = PageWorkers()
    assert pages.page_png(path, "pdf", 1, (Box(1, 0.1, 0.1, 0.5, 0.2),)).startswith(b"\x89PNG")
    with pytest.raises(NoSuchPageError):
        pages.page_png(path, "pdf", 2, ())


@pytest.mark.parametrize("draw", [endless, sleeping, hungry, dying])
def test_a_page_that_takes_too_much_is_given_up_once(draw: Draw, tmp_path: Path) -> None:
    pages = PageWorkers(partial(noted, draw), seconds=1.0)
    tries = tmp_path / "a.pdf"
    for _ in range(2):
        with pytest.raises(PageTooHeavyError):
            pages.page_png(tries, "pdf", 1, ())
    assert tries.read_text() == "x", "it is not tried again"


def test_pages_that_find_no_turn_are_told(tmp_path: Path) -> None:
    pages = PageWorkers(counting, turn_seconds=0.05)
    assert pages._turns.acquire()
    assert pages._turns.acquire()
    with pytest.raises(PagesBusyError):
        pages.page_png(tmp_path / "a", "pdf", 1, ())
