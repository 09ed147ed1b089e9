"""Old encodings: tables, round trips, fonts, statistics."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text import legacy_encodings

PROSE = (
    "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành khẩn trương xây dựng kế hoạch, bảo đảm tiến độ; "
    "đường lối đối ngoại được tuyên truyền rộng rãi đến mọi tầng lớp nhân dân, nhất là vùng biên giới."
)
LOWER = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđbcdghklmnpqrstvx"


@given(st.text(alphabet=LOWER + " ,.;0123456789", max_size=60))
def test_tcvn3_round_trip(text: str) -> None:
    assert legacy_encodings.decode(legacy_encodings.encode(text, "tcvn3"), "tcvn3") == text


@given(st.text(alphabet=LOWER + LOWER.upper() + " ,.;0123456789", max_size=60))
def test_viscii_round_trip(text: str) -> None:
    assert legacy_encodings.decode(legacy_encodings.encode(text, "viscii"), "viscii") == text


@given(st.text(alphabet=LOWER + " ,.;0123456789", max_size=60))
def test_vni_round_trip(text: str) -> None:
    assert legacy_encodings.decode(legacy_encodings.encode(text, "vni"), "vni") == text


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii"])
def test_statistics_name_the_encoding(encoding: legacy_encodings.Encoding) -> None:
    old = legacy_encodings.encode(PROSE, encoding)  # type: ignore[arg-type]
    assert legacy_encodings.guess_encoding(old) == legacy_encodings.EncodingVerdict(encoding)


def test_double_encoding_is_found_and_undone() -> None:
    doubled = PROSE.encode().decode("cp1252", "replace").replace("\ufffd", "")
    clean = "Kế hoạch số một về công tác đối ngoại của thành phố, nêu rõ trách nhiệm" * 3
    garbled = clean.encode().decode("latin-1")
    assert legacy_encodings.guess_encoding(garbled).encoding == "double_utf8"
    assert legacy_encodings.decode(garbled, "double_utf8") == clean
    assert doubled


@pytest.mark.parametrize(
    "text", [PROSE, "An English sentence without marks. " * 9, "café déjà vu naïve élève " * 9, ""]
)
def test_other_text_is_left_alone(text: str) -> None:
    assert legacy_encodings.guess_encoding(text).encoding is None


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    legacy_encodings.guess_encoding(text)
    for encoding in ("tcvn3", "tcvn3_upper", "vni", "viscii", "cp1258", "double_utf8"):
        legacy_encodings.decode(text, encoding)


def test_capital_font_and_lost_u() -> None:
    assert legacy_encodings.encoding_of_font(".VnTimeH") == "tcvn3_upper"
    assert legacy_encodings.decode("quyÕt ®Þnh", "tcvn3_upper") == "QUYẾT ĐỊNH"
    assert legacy_encodings.decode("tr-êng hîp N-íc", "tcvn3") == "trường hợp Nước"
    assert legacy_encodings.decode("2021-2025", "tcvn3") == "2021-2025"


@pytest.mark.parametrize(
    ("font", "encoding"),
    [("ABCDEF+.VnTime", "tcvn3"), ("VNI-Times", "vni"), ("Times New Roman", None), (None, None), ("Verdana", None)],
)
def test_fonts(font: str | None, encoding: str | None) -> None:
    assert legacy_encodings.encoding_of_font(font) == encoding


def test_cp1258() -> None:
    assert legacy_encodings.decode(unicodedata.normalize("NFC", "ti\xea\xecng"), "cp1258")
