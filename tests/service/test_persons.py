"""Persons that a sentence names: with rank or office before the name, and whatever letter it begins with."""

from __future__ import annotations

import pytest

from service.answering.quoting.persons import PERSON, names_office_holder


@pytest.mark.parametrize(
    ("sentence", "person"),
    [
        # An office or a rank before the name is part of how a person is called; it is never taken for the name.
        ("Cử đồng chí Phó Thủ tướng Chính phủ Lê Thị Hoa.", "đồng chí Phó Thủ tướng Chính phủ Lê Thị Hoa"),
        ("Giao ông Phó Chủ tịch UBND tỉnh Trần Văn Mẫu chỉ đạo.", "ông Phó Chủ tịch UBND tỉnh Trần Văn Mẫu"),
        ("Thư ký là đồng chí Thiếu tướng Vũ Văn Thử, Giám đốc.", "đồng chí Thiếu tướng Vũ Văn Thử"),
        ("Thành viên: bà PGS.TS Hoàng Thị Mẫu, Viện trưởng.", "bà PGS.TS Hoàng Thị Mẫu"),
        # "Đ", "Ư", "Ơ" are capitals too.
        ("Bổ sung đồng chí Đỗ Văn Thử, Bộ trưởng.", "đồng chí Đỗ Văn Thử"),
        ("Ông Đặng Văn Mẫu, Giám đốc Sở.", "Ông Đặng Văn Mẫu"),
        ("Bà Ưng Thị Thử được bầu.", "Bà Ưng Thị Thử"),
        ("Các đồng chí Phó Giám đốc chịu trách nhiệm.", None),
    ],
)  # fmt: skip
def test_person(sentence: str, person: str | None) -> None:
    found = PERSON.search(sentence)
    assert (found.group().strip() if found else None) == person


@pytest.mark.parametrize(
    ("sentence", "office", "holds"),
    [
        ("Bổ sung chức danh Thư ký đối với đồng chí Thiếu tướng Vũ Văn Thử, Giám đốc.", "thu ky", True),
        ("Bổ sung đồng chí Phó Thủ tướng Chính phủ Lê Thị Hoa, Phó Trưởng Ban.", "thu ky", False),
        ("Đồng chí Đinh Văn Mẫu làm Chủ nhiệm.", "chu nhiem", True),
    ],
)
def test_holder_of_the_office_asked_for(sentence: str, office: str, holds: bool) -> None:
    assert names_office_holder(sentence, office) is holds
