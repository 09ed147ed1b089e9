"""Slips of the keyboard are put right from what the library holds, and nothing else is touched."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.derived import terms
from index.derived.known_words import KnownWords
from index.query.edit_variants import is_one_edit, one_edit_variants
from index.query.parse import LibraryVocabulary, parse_query
from index.query.spelling import find_corrections
from index.query.telex import decode_telex
from index.records import Filters
from ingest.text.normalize import fold
from ingest.text.syllables import all_syllables

HELD = terms.syllables("kế hoạch thông tin đối ngoại của ủy ban nhân dân tỉnh do sở ngoại vụ chủ trì")
TERMS = {*terms.index_terms(HELD), *terms.index_terms(terms.fold_keys(HELD))}
KNOWN = LibraryVocabulary(lambda field, term: 5 if term in TERMS else 0)
_TELEX = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thoong tin ddoois ngoaij", "thông tin đối ngoại"),
        ("thong6 tin d9oi61 ngoai5", "thông tin đối ngoại"),
        ("ke hoach thonh tin doi ngoai", "ke hoach thong tin doi ngoai"),
        ("kế hoạch thônng tin đối ngoại", "kế hoạch thông tin đối ngoại"),
        ("kế hoạch xyzzy của tỉnh", "kế hoạch xyzzy của tỉnh"),
        ("Kế hạoch thông tin đối ngoại", "Kế hoạch thông tin đối ngoại"),
        ("kế hoạch thôn tin đối ngoại", "kế hoạch thông tin đối ngoại"),
        ("thông tin đối ngoại bao nhkiêu tiền", "thông tin đối ngoại bao nhiêu tiền"),
        ("bai nhieu tien cho ke hoach", "bao nhieu tien cho ke hoach"),
        ("kế hoạch chi bao nhiêu tiền", "kế hoạch chi bao nhiêu tiền"),
        ("UBDN tỉnh do ai chủ trì", "UBND tỉnh do ai chủ trì"),
        ("CCHN của sở ngoại vụ", "CCHN của sở ngoại vụ"),
    ],
)
def test_slips_are_read_as_what_the_library_holds(typed: str, meant: str) -> None:
    assert parse_query(typed, Filters(), KNOWN).text == meant


def test_what_was_corrected_is_told_and_known_words_stay() -> None:
    asked = parse_query("sở ngoaij vụ chủ trì", Filters(), KNOWN)
    assert [(one.typed, one.corrected) for one in asked.corrections] == [("ngoaij", "ngoại")]
    assert parse_query("sở ngoại vụ chủ trì", Filters(), KNOWN).corrections == ()
    assert find_corrections(["ab"], lambda term: 0, folded=False) == []


@given(st.sampled_from([one for one in sorted(all_syllables())[::37] if "oo" not in fold(one)]))
def test_telex_keys_of_any_syllable_are_decoded_or_left(syllable: str) -> None:
    keys, tone = "", ""
    for char in unicodedata.normalize("NFD", syllable):
        if char in _TELEX:
            tone = _TELEX[char]
        elif char == "\u0302":
            keys += keys[-1]
        elif char in "\u0306\u031b":
            keys += "w"
        else:
            keys += {"đ": "dd"}.get(char, char)
    made = decode_telex(keys + tone)
    assert made is None or terms.syllable_key(made) == terms.syllable_key(syllable)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([*HELD, "thuỷ", "mỹ", "khoẻ", "hoà", "quý"]), min_size=1, max_size=6),
    st.integers(0, 30),
    st.sampled_from(["", "a", "n", "à", "ỷ", "o"]),
    st.booleans(),
)
def test_known_words_leave_out_no_correction(words: list[str], place: int, letter: str, bare: bool) -> None:
    text = " ".join(words)
    text = text[:place] + letter + text[place + 1 :]
    held = {"combined": terms.index_terms(HELD), "folded": terms.index_terms(terms.fold_keys(HELD))}
    slow = LibraryVocabulary(lambda field, term: 5 if term in held[field] else 0)
    quick = replace(slow, near={}, words=KnownWords(HELD))
    asked = fold(text) if bare else text
    assert parse_query(asked, Filters(), quick) == parse_query(asked, Filters(), slow)


_WORDS = st.text("aáàăâeêioòôơuúưyỳhđdknqt", min_size=1, max_size=6).map(terms.syllable_key)


@settings(max_examples=300, deadline=None)
@given(_WORDS, st.lists(st.one_of(_WORDS, st.sampled_from(["hòa", "kĩ", "thủy", "quí", "hoá", "tỉ"])), max_size=12))
def test_words_near_a_word_are_those_of_all_its_variants(key: str, held: list[str]) -> None:
    near = [key[1:], key[:-1] + "ỳ", key + "ù", key[::-1][:2] + key[2:], terms.fold_key(key)]
    words = {terms.syllable_key(word) for word in (*held, *near) if word} | set(terms.syllables(fold(" ".join(held))))
    quick = KnownWords(words)
    every = {form for form in one_edit_variants(key, folded=False) if terms.syllable_key(form) in words} - {key}
    bare = {*one_edit_variants(fold(key), folded=True), fold(key)}
    assert {form for form in quick.written_as(bare) if is_one_edit(key, form)} == every


@pytest.mark.parametrize("typed", ["a" * 2000, "khongcokhoangtrang" * 110, "nguwowif" * 250, "1" * 2000])
def test_a_word_of_two_thousand_letters_is_left_alone_at_once(typed: str) -> None:
    started = time.process_time()
    assert parse_query(typed, Filters(), KNOWN).corrections == ()
    assert time.process_time() - started < 0.2
