"""The lead sentence stands in for a lost head, and corrects a stamped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import understand
from ingest.metadata import enacting_sentence
from ingest.reading import Line, Paragraph, Reading
from ingest.records import Metadata

MOTTO = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]


def _metadata(*lines: str) -> Metadata:
    blocks = tuple(Line(line, whole=True) for line in lines)
    return understand(Path("a.html"), Reading("html", "html", blocks)).metadata


@pytest.mark.parametrize(
    ("sentence", "issuer", "kind", "subject"),
    [
        ("Quốc hội ban hành Luật Giếng làng.", "Quốc hội", "L", "Giếng làng"),
        (
            "Bộ trưởng Bộ Y tế, Bộ trưởng Bộ Xây dựng và Chánh án Tòa án nhân dân tối cao ban hành Thông tư liên tịch"
            " quy định về nước giếng.",
            "Bộ Y tế - Bộ Xây dựng - Tòa án nhân dân tối cao",
            "TTLT",
            "Quy định về nước giếng",
        ),
        (
            "Căn cứ Luật Tài nguyên nước;Theo đề nghị của Cục trưởng;Bộ trưởng Bộ Y tế ban hành Thông tư về giếng.",
            "Bộ Y tế",
            "TT",
            "Về giếng",
        ),
        ("Ủy ban nhân dân tỉnh ban hành Kế hoạch đào giếng, cụ thể như sau:", "UBND tỉnh", "KH", "Đào giếng"),
    ],
)
def test_what_it_says(sentence: str, issuer: str, kind: str, subject: str) -> None:
    said = enacting_sentence.find_enacting_sentence([Paragraph("Căn cứ Luật Tài nguyên nước;"), Paragraph(sentence)])
    assert said is not None
    assert (said.issuer, said.type, said.subject) == (issuer, kind, subject)


@pytest.mark.parametrize(
    "sentence",
    ["Sở Y tế đã ban hành kế hoạch đào giếng.", "Điều 1. Bộ trưởng Bộ Y tế ban hành Thông tư.", "Cục ban hành sớm."],
)
def test_other_sentences_say_nothing(sentence: str) -> None:
    assert enacting_sentence.find_enacting_sentence([Paragraph(sentence)]) is None


def test_a_lost_title_comes_from_it() -> None:
    metadata = _metadata(
        *MOTTO, "Hà Nội, ngày 26 tháng 01 năm 2026", "Căn cứ Luật Tài nguyên nước;",
        "Bộ trưởng Bộ Y tế ban hành Thông tư quy định về nước giếng.", "Điều 1. Phạm vi", "Thông tư này nói về giếng.",
    )  # fmt: skip
    assert (metadata.type, metadata.issuer, metadata.subject) == ("TT", "Bộ Y tế", "Quy định về nước giếng")
    assert metadata.sources["subject"] == "body"


def test_a_letter_is_not_what_it_speaks_of() -> None:
    metadata = _metadata(
        "SỞ Y TẾ", *MOTTO, "Số: 9751/SYT-NVY", "V/v sửa giếng", "Kính gửi: Trạm Y tế xã",
        "Ủy ban nhân dân tỉnh ban hành Kế hoạch đào giếng.",
    )  # fmt: skip
    assert (metadata.type, metadata.subject) == ("CV", "V/v sửa giếng")


def test_a_stamp_over_a_scanned_subject() -> None:
    said = enacting_sentence.EnactingSentence("Bộ Y tế", "TT", "Quy định về nước giếng ở các xã vùng cao", 0.95)
    stamped = "Quy định về nước giếng sa hôm Ì ở các xã CHUYÊN vùng cao"
    assert enacting_sentence.legible_subject(stamped, 0.8, said) == said.subject
    assert enacting_sentence.legible_subject(stamped, None, said) == stamped  # a text layer is what is printed
    assert enacting_sentence.legible_subject("Quy định về rừng ở các xã", 0.8, said) == "Quy định về rừng ở các xã"
