"""Accents are put back where the corpus's words say so, and never over what was typed."""

from __future__ import annotations

from index.query.diacritics import restore_diacritics


def test_words_of_the_field_are_restored() -> None:
    assert restore_diacritics("ke hoach thong tin doi ngoai") == "kế hoạch thông tin đối ngoại"


def test_typed_marks_stay_and_unknown_words_pass() -> None:
    assert restore_diacritics("bao cáo xyzzyq 516").split()[1:] == ["cáo", "xyzzyq", "516"]
    assert restore_diacritics("") == ""


def test_the_library_decides_between_readings() -> None:
    held = {"bảo": 5, "cáo": 5, "báo": 3, "báo_cáo": 0, "bảo_cáo": 400, "cào": 0}
    assert restore_diacritics("bao cao", lambda term: held.get(term, 0), 1000) == "bảo cáo"
    assert restore_diacritics("bao cao") == "báo cáo"


def test_words_are_written_as_the_corpus_writes_them() -> None:
    assert restore_diacritics("ky thuat cong ty") == "kỹ thuật công ty"
