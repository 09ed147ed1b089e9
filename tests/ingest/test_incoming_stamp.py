"""The incoming stamp: kept beside the document's own number and date, never in their place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.document import understand
from ingest.metadata.incoming_stamp import IncomingStamp, read_stamp
from ingest.reading import Box, Line, Page, Reading

ISSUED = date(2024, 6, 3)


@pytest.mark.parametrize(
    ("texts", "stamp"),
    [
        (("CÔNG VĂN ĐẾN", "Số: 4415", "Ngày: 05/6/2024", "Chuyển: P. KT"), IncomingStamp(date(2024, 6, 5), "4415")),
        (("ĐẾN Số: ........ Ngày: 5 - 6 - 2024",), IncomingStamp(date(2024, 6, 5), None)),
        (("ĐẾN", "Số: 12", "Ngày: ......"), None),
        (("ĐẾN", "Số: 12", "Ngày: 05/6/2023"), None),  # before the document was written
        (("ĐẾN", "Số: 12", "Ngày: 35/6/2024"), None),
        ((), None),
    ],
)
def test_what_a_stamp_says(texts: tuple[str, ...], stamp: IncomingStamp | None) -> None:
    assert read_stamp(texts, ISSUED) == stamp


def test_a_stamp_between_the_columns_of_the_head() -> None:
    def line(text: str, x0: float, x1: float, y: float) -> Line:
        return Line(text, page=1, box=Box(1, x0, y, x1, y + 0.014), size=13)

    blocks = (
        line("SỞ NỘI VỤ", 0.15, 0.35, 0.06), line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 0.5, 0.93, 0.06),
        line("ĐẾN", 0.38, 0.44, 0.07), line("Số: 771", 0.37, 0.45, 0.09), line("Ngày: 06/6/2024", 0.36, 0.48, 0.11),
        line("Số: 9752/SNV-CCVC", 0.13, 0.33, 0.1), line("Độc lập - Tự do - Hạnh phúc", 0.55, 0.85, 0.08),
        line("V/v đếm giếng", 0.15, 0.33, 0.13), line("Gia Lai, ngày 03 tháng 6 năm 2024", 0.55, 0.9, 0.14),
        line("Kính gửi: Các xã.", 0.3, 0.7, 0.2), line("Đề nghị các xã đếm giếng trước 30/6/2024.", 0.15, 0.9, 0.25),
    )  # fmt: skip
    reading = Reading("pdf", "text_layer", blocks, (Page(1, 595, 842, "text_layer"),))
    metadata = understand(Path("a.pdf"), reading).metadata
    assert (metadata.number, metadata.issued_date) == ("9752/SNV-CCVC", ISSUED)
    assert (metadata.received_number, metadata.received_date) == ("771", date(2024, 6, 6))
    assert metadata.sources["received_date"] == "text_layer"
