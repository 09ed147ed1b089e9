"""The text of an amended provision never becomes the amending document's own, also where a mark is missing."""

from __future__ import annotations

from pathlib import Path

from ingest.document import understand
from ingest.reading import Line, Reading

HEAD = [
    "ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "Số: 9753/2024/QĐ-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc", "Gia Lai, ngày 15 tháng 8 năm 2024", "QUYẾT ĐỊNH", "Sửa đổi Quy chế giếng làng",
    "Căn cứ Luật Tài nguyên nước;", "QUYẾT ĐỊNH:", "Điều 1. Sửa đổi, bổ sung một số điều của Quy chế giếng làng",
]  # fmt: skip


def _labels(*lines: str) -> list[str]:
    blocks = tuple(Line(line, whole=True) for line in [*HEAD, *lines])
    return [node.label for node in understand(Path("a.txt"), Reading("text", "text", blocks)).outline][1:]


def test_a_forgotten_closing_mark_ends_at_the_next_instruction() -> None:
    assert _labels(
        "1. Sửa đổi, bổ sung Điều 3 như sau:", "a) Sửa đổi, bổ sung khoản 1 như sau:", "“1. Mỗi giếng có nắp.",
        "b) Sửa đổi, bổ sung khoản 2 như sau:", "“2. Mỗi giếng có biển.”.", "2. Bãi bỏ Điều 4.",
    ) == [
        "khoản 1 Điều 1", "điểm a khoản 1 Điều 1", "điểm b khoản 1 Điều 1", "khoản 2 Điều 1",
    ]  # fmt: skip


def test_a_mark_closed_behind_the_title_only() -> None:
    assert _labels(
        "1. Sửa đổi, bổ sung Điều 3 như sau:", "“Điều 3. Nắp giếng”", "1. Nắp bằng gỗ.", "2. Nắp có khóa.”.",
        "2. Sửa đổi, bổ sung Điều 5 như sau:", "“Điều 5. Biển”", "Điều 2. Hiệu lực thi hành",
    ) == ["khoản 1 Điều 1", "khoản 2 Điều 1", "Điều 2"]  # fmt: skip


def test_points_of_the_quoted_text_stay_quoted() -> None:
    assert _labels(
        "1. Bổ sung Điều 3a vào sau Điều 3 như sau:", "“Điều 3a. Trông giếng", "1. Thôn cử người:", "a) Trông ngày;",
        "b) Trông đêm.”.", "2. Bãi bỏ Điều 4.",
    ) == ["khoản 1 Điều 1", "khoản 2 Điều 1"]  # fmt: skip


def test_a_lone_mark_that_was_read_on_a_scan_quotes_nothing() -> None:
    assert _labels(
        "1. Giếng phải có nắp.", '"2. Giếng phải có biển.', "3. Giếng phải sạch.", "Điều 2. Hiệu lực thi hành",
    ) == ["khoản 1 Điều 1", "khoản 3 Điều 1", "Điều 2"]  # fmt: skip


def test_straight_marks_quote_what_they_enclose() -> None:
    assert _labels(
        "1. Sửa đổi, bổ sung khoản 2 Điều 3 như sau:", '"2. Giếng phải có biển.', '3. Giếng phải sạch.".',
        "2. Bãi bỏ Điều 4.",
    ) == ["khoản 1 Điều 1", "khoản 2 Điều 1"]  # fmt: skip
