"""Memos of functions of a text, with a bound on what they keep: a service runs for months and meets ever new texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


class TextMemo(dict[str, Value]):
    """A memo of a function of one text; a look-up of a known text costs no Python call.

    It keeps so many letters of texts, not so many texts: passages differ a hundredfold in length. A memo this full is
    emptied, and one text longer than that is not kept.
    """

    def __init__(self, make: Callable[[str], Value], most_letters: int) -> None:
        super().__init__()
        self._make = make
        self._most_letters = most_letters
        #: Letters of the texts kept. Threads may count a text twice: the memo is then emptied a little sooner.
        self._letters = 0

    def __missing__(self, text: str) -> Value:
        value = self._make(text)
        size = len(text)
        if size > self._most_letters:
            return value
        if self._letters + size > self._most_letters:
            self.clear()
            self._letters = 0
        self._letters += size
        self[text] = value
        return value
