"""What is looked for in the passages found: the question's telling words with their weights, its kind, its types."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.records import Hit, Intent
from ingest.text.normalize import fold

_WORD = re.compile(r"\w+")
#: Words of questions that say nothing about the answer's wording (folded).
_ASKING_WORDS = frozenset(
    re.findall(
        r"\w+",
        "ai gi nao may bao nhieu sao the la co khong duoc cho cua va cac nhung o tai do thi ma voi theo ve trong khi "
        " den tu nay hay hoac phai se da bi noi dung quy dinh nhu lam gio luc bn ko dc",
    )
)
#: Types that a question may name, by the folded words for them.
_TYPE_WORDS = {
    "ke hoach": "KH", "chi thi": "CT", "quyet dinh": "QĐ", "nghi quyet": "NQ", "cong van": "CV", "thong tu": "TT",
    "nghi dinh": "NĐ", "bao cao": "BC", "to trinh": "TTr", "luat": "LUAT",
}  # fmt: skip

#: Names in a question with their other form, as (typed, other).
NameForms = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class WeightedQuestion:
    """What is looked for in the passages: the question, its kind, its telling words with their weights."""

    question: str
    intent: Intent
    words: tuple[str, ...]
    weights: dict[str, float]
    types: frozenset[str]
    forms: NameForms

    def words_in(self, text: str) -> frozenset[str]:
        """The folded words of a text, with the question's form of each name that stands there in its other form."""
        folded = fold(text)
        words = set(_WORD.findall(folded))
        for found, other in self.forms:
            if fold(other) in folded:
                words.update(_WORD.findall(fold(found)))
        return frozenset(words)


def weigh_question(question: str, intent: Intent, read: Sequence[Hit], forms: NameForms) -> WeightedQuestion:
    """What to look for in these passages."""
    words = telling_words(question)
    folded = fold(question)
    types = frozenset(kind for name, kind in _TYPE_WORDS.items() if re.search(rf"\b{name}\b", folded))
    return WeightedQuestion(
        question, intent, words, _weights(words, (hit.passage.text for hit in read)), types, tuple(forms)
    )


def telling_words(question: str) -> tuple[str, ...]:
    """The folded words of a question that say what it is about."""
    words = dict.fromkeys(_WORD.findall(fold(question)))
    telling = tuple(word for word in words if word not in _ASKING_WORDS)
    return telling or tuple(words)


def _weights(words: Iterable[str], texts: Iterable[str]) -> dict[str, float]:
    """Give rare words of the question more weight than those in every passage found."""
    frequency: Counter[str] = Counter()
    count = 0
    for text in texts:
        count += 1
        frequency.update(_folded_words(text))
    return {word: math.log(1 + (count + 1) / (frequency[word] + 0.5)) for word in words}


def _folded_words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))
