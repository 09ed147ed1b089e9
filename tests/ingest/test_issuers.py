"""Words that open the names of bodies."""

from __future__ import annotations

import re

import pytest

from ingest.grammar import issuers
from ingest.metadata import enacting_sentence


def test_header_lines_open_a_body() -> None:
    assert issuers.opens_body_name("TỔNG CÔNG TY ĐIỆN LỰC")
    assert issuers.opens_body_name("Uỷ ban nhân dân")
    assert not issuers.opens_body_name("TỈNH GIA LAI")


def test_alternatives_hold_both_places_of_the_tone() -> None:
    assert issuers.body_pattern("Ủy ban", "Sở") == "Ủy ban|Uỷ ban|Sở"
    assert re.fullmatch(issuers.body_pattern("Tỉnh ủy"), "Tỉnh uỷ")
    with pytest.raises(ValueError, match="Tổ dân phố"):
        issuers.body_pattern("Sở", "Tổ dân phố")


def test_bodies_of_the_enacting_sentence() -> None:
    meant = (
        "Bộ trưởng|Thống đốc|Chánh án|Viện trưởng|Tổng|Chính phủ|Quốc hội|Ủy ban|Uỷ ban|UBND|Hội đồng|Thủ tướng"
        "|Chủ tịch|Giám đốc|Ban|Sở|Bộ"
    )
    assert sorted(enacting_sentence._BODIES.split("|")) == sorted(meant.split("|"))
