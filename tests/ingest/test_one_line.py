"""A text of half a million bytes in one line is read in time that grows with its length, not with its square."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import read_document
from tests.support.growth import MOST, growth

BYTES = 600_000
SENTENCE = (
    "Ủy ban nhân dân tỉnh giao Sở Nội vụ kiểm tra việc thực hiện Kế hoạch số 12/KH-UBND ngày 05/3/2024 và báo cáo "
    "trước ngày 15/12/2024 theo khoản 2 Điều 5 Quyết định số 9/QĐ-UBND. "
)


@pytest.mark.parametrize(
    "piece",
    [
        SENTENCE,
        "kế hoạch ",
        "1. ",
        "a) Nội dung; b) Nội dung; ",
        "“Điều 1. ",
        "Quyết định số 7/2020/QĐ-UBND ",
        ".,;:! ",
    ],
)
def test_one_line_takes_time_that_grows_with_its_length(piece: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"

    def read(length: int) -> None:
        count = length // len(piece.encode())
        path.write_text(f"QUYẾT ĐỊNH\nVề việc kiểm tra\nĐiều 1. {piece * count}\n", encoding="utf-8")
        assert read_document(path).passages

    assert growth(read, BYTES) < MOST
