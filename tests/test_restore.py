"""Accents are put back where the corpus's words say so, and never over what was typed."""

from __future__ import annotations

from index.restore import restore


def test_words_of_the_field_are_restored() -> None:
    assert restore("ke hoach thong tin doi ngoai") == "kế hoạch thông tin đối ngoại"


def test_typed_marks_stay_and_unknown_words_pass() -> None:
    assert restore("bao cáo xyzzyq 516").split()[1:] == ["cáo", "xyzzyq", "516"]
    assert restore("") == ""
