"""Memos of texts keep so many letters and no more, whatever the texts are."""

from __future__ import annotations

from collections.abc import Mapping

from index.derived import terms
from index.derived.text_memo import TextMemo
from service.answering.quoting import weighted_question


def letters(memo: Mapping[str, object]) -> int:
    return sum(map(len, memo))


def test_a_memo_holds_so_many_letters_and_forgets_no_value() -> None:
    asked: list[str] = []

    def double(text: str) -> str:
        asked.append(text)
        return text * 2

    memo: TextMemo[str] = TextMemo(double, 100)
    for number in range(200):
        text = "x" * (number % 30) + str(number)
        assert memo[text] == memo[text] == text * 2
        assert letters(memo) <= 100
    assert len(asked) == 200, "what was just looked up is known"


def test_a_text_too_long_for_the_memo_drives_nothing_out() -> None:
    memo: TextMemo[int] = TextMemo(len, 100)
    assert memo["short"] == 5
    assert memo["long" * 100] == 400
    assert list(memo) == ["short"]


def test_the_memos_of_the_service_are_bounded_for_short_and_for_long_texts() -> None:
    # A table's page, a paragraph, one word after another that nobody wrote before, and a token of a million letters.
    for serial in range(40):
        long = f"Điều {serial} " + " ".join(f"khoản {serial}x{i}" for i in range(12_000))
        assert terms.syllables(long)[1] == str(serial)
        weighted_question.folded_words(long)
        terms.syllables(f"{serial}" * 700_000)
    assert letters(terms._cut_texts) <= terms.MOST_CUT
    assert letters(terms._keys) <= terms.MOST_LETTERS
    assert letters(weighted_question._folded_words) <= weighted_question._LETTERS_KEPT
