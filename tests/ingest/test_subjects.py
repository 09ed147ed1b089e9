"""How a subject reads inside a reference."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.grammar.citations import document_name
from ingest.grammar.subjects import sentence_case, subject_in_reference
from ingest.records import Metadata


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        (
            "BÁO CÁO KIỂM TRA TẠI XÃ CHƯ PRÔNG, TỈNH GIA LAI THEO NGHỊ QUYẾT SỐ 9012/2024/NQ-HĐND KHÓA XII",
            "Báo cáo kiểm tra tại xã Chư Prông, tỉnh Gia Lai theo Nghị quyết số 9012/2024/NQ-HĐND khóa XII",
        ),
        ("VI PHẠM HÀNH CHÍNH VỀ BHYT QUÝ IV", "Vi phạm hành chính về BHYT quý IV"),  # `VI` is no Roman number here
        ("LUẬT ĐẤT ĐAI", "Luật Đất đai"),
        ("KẾ HOẠCH CẢI CÁCH CỦA BỘ TÀI CHÍNH", "Kế hoạch cải cách của Bộ Tài chính"),
        ("Kế hoạch của UBND tỉnh", "Kế hoạch của UBND tỉnh"),  # not in capitals: left alone
    ],
)
def test_capitals_become_a_sentence(printed: str, shown: str) -> None:
    assert sentence_case(printed) == shown
    assert sentence_case(shown) == shown


@pytest.mark.parametrize(
    ("subject", "kind", "shown"),
    [
        ("Hoạt động thông tin đối ngoại", "KH", "về hoạt động thông tin đối ngoại"),
        ("Về việc khen thưởng", "QĐ", "về việc khen thưởng"),
        ("V/v: báo cáo quý I", "CV", "về việc báo cáo quý I"),
        ("Phê duyệt Đề án", "QĐ", "phê duyệt Đề án"),
        ("LUẬT ĐẤT ĐAI", "VBHN", "Luật Đất đai"),
    ],
)
def test_a_noun_follows_ve_and_a_deed_does_not(subject: str, kind: str, shown: str) -> None:
    assert subject_in_reference(subject, kind) == shown


def test_the_whole_reference() -> None:
    metadata = Metadata(
        number="9516/KH-UBND",
        type="KH",
        type_name="Kế hoạch",
        issuer="UBND tỉnh Gia Lai",
        issued_date=date(2023, 3, 9),
        subject="TRỒNG RỪNG NĂM 2023",
    )
    assert document_name(metadata) == (
        "Kế hoạch số 9516/KH-UBND ngày 09/3/2023 của UBND tỉnh Gia Lai về trồng rừng năm 2023"
    )
