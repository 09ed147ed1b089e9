"""The quick way over syllables finds the pieces that the tokenizer library finds."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding import encoders
from index.embedding.fast_tokenizer import FastTokenizer

WORDS = [
    "kế",
    "hoạch",
    "thông",
    "tin",
    "đối",
    "ngoại",
    "UBND",
    "516/KH-UBND",
    "2024",
    "xyzq",
    "Krông",
    "b",
    "(TTĐN)",
    "–",
]


@cache
def _both() -> tuple[FastTokenizer, Any]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(encoders.BUNDLED / "tokenizer.json"))
    tokenizer.no_padding()
    pieces = FastTokenizer.from_json(tokenizer.to_str())
    assert pieces is not None
    return pieces, tokenizer


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from([*WORDS, ",", ".", "\n", "_", "  "]), max_size=30))
def test_the_same_pieces_as_the_tokenizer_library(words: list[str]) -> None:
    pieces, tokenizer = _both()
    text = " ".join(words)
    assert pieces.piece_ids(text) == tokenizer.encode(text, add_special_tokens=False).ids


def test_letters_that_it_does_not_know_are_left_to_the_library() -> None:
    pieces, _ = _both()
    assert pieces.piece_ids("diện tích 5 km²") is None


def test_another_kind_of_vocabulary_is_left_to_the_library() -> None:
    from tokenizers import Tokenizer, models

    words = Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))
    assert FastTokenizer.from_json(words.to_str()) is None
