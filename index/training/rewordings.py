"""Rewordings of questions: the words of the law for those that people type ("mất sổ đỏ", "bằng lái", "đền bù").

``rewordings.txt`` has a line for each official word: the word, then the popular ones and short forms for it. It only
makes training questions; nothing of it is read when a question is asked.
"""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

from ingest.text import normalize

TABLE = Path(__file__).with_name("rewordings.txt")
_BEFORE = ("cho hỏi ", "cho mình hỏi ", "xin hỏi ", "em muốn hỏi ", "ai biết ")
_AFTER = ("?", "ạ", "vậy", "không biết", "thì sao?", "như thế nào?")
#: Share of questions of which the words are changed, and of the words that are, where they can be.
REWORDED, CHANGED = 0.4, 0.7
_LONG, _LEFT_OUT = 6, 0.12


@cache
def popular_words() -> dict[str, tuple[str, ...]]:
    """The popular words for each official one, in small letters."""
    lines = (line.split("|") for line in TABLE.read_text(encoding="utf-8").splitlines() if line)
    return {official.lower(): tuple(popular) for official, *popular in lines}


@cache
def _official_words() -> re.Pattern[str]:
    longest = sorted(popular_words(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)


def reworded(question: str, rng: random.Random) -> str:
    """The question with some of its official words as people say them."""

    def popular(found: re.Match[str]) -> str:
        return rng.choice(popular_words()[found[0].lower()]) if rng.random() < CHANGED else found[0]

    return _official_words().sub(popular, question)


def as_typed(question: str, rng: random.Random, accent_dropout: float) -> str:
    """A question as somebody may type it: other words, polite ones around it, small letters, some words left out, or
    without accents."""
    if rng.random() < REWORDED:
        question = reworded(question, rng) if rng.random() < 0.6 else question
        if rng.random() < 0.25:
            question = rng.choice(_BEFORE) + question[:1].lower() + question[1:]
        if rng.random() < 0.15:
            question = f"{question.rstrip(' ?.')} {rng.choice(_AFTER)}"
        if rng.random() < 0.4:
            question = question.lower().rstrip("?. ")
        words = question.split()
        if len(words) > _LONG and rng.random() < 0.3:
            question = " ".join(word for word in words if rng.random() > _LEFT_OUT)
    return normalize.fold(question) if rng.random() < accent_dropout else question
