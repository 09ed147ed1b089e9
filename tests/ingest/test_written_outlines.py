"""Outlines in many customs of numbering: the reader finds what was written, and most of it where marks were misread."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import understand
from ingest.grammar.citations import path_label
from ingest.reading import Line, Reading
from ingest.records import Document
from tests.support.written_outlines import CUSTOMS, WrittenUnit, with_lost_marks, with_slips, written_outline

HEAD = (
    "UBND TỈNH GIA LAI", "SỞ Y TẾ", "Số: 9516/BC-SYT", "Gia Lai, ngày 09 tháng 3 năm 2023", "BÁO CÁO", "Công tác mẫu",
)  # fmt: skip
SEEDS = range(3)


def _read(units: list[WrittenUnit], *, scanned: bool) -> Document:
    texts = [*HEAD, *(unit.mark + unit.words for unit in units)]
    lines = tuple(Line(text, whole=True, confidence=0.95 if scanned else None) for text in texts)
    return understand(Path("van-ban.txt"), Reading("text", "ocr" if scanned else "text", lines))


def _share_found(units: list[WrittenUnit]) -> tuple[int, int]:
    """The number of printed marks whose unit has its true place, and of all that are printed."""
    outline = _read(units, scanned=True).outline
    places = {node.title.strip(" ;"): node.label for node in outline}
    printed = [unit for unit in units if unit.mark]
    return sum(places.get(unit.words.strip(" ;")) == path_label(unit.path) for unit in printed), len(printed)


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("custom", CUSTOMS)
def test_what_was_written_is_read(custom: str, scanned: bool) -> None:
    for seed in SEEDS:
        units = written_outline(custom, seed)
        labels = [node.label for node in _read(units, scanned=scanned).outline]
        assert labels == [path_label(unit.path) for unit in units]


def _shares(change: str) -> float:
    found = total = 0
    for custom in CUSTOMS:
        for seed in SEEDS:
            units = written_outline(custom, seed)
            units = with_slips(units, 0.3, seed) if change == "slips" else with_lost_marks(units, 0.1, seed)
            right, printed = _share_found(units)
            found, total = found + right, total + printed
    return found / total


def test_nearly_all_is_read_where_three_marks_of_ten_are_misread() -> None:
    assert _shares("slips") > 0.97


def test_most_is_read_where_one_mark_of_ten_is_lost() -> None:
    assert _shares("lost") > 0.87
