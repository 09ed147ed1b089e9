"""The question as passages are compared with it: its telling words, each with a weight, and its names' other forms."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.query.question import Question
from index.records import Hit, Intent
from ingest.text.normalize import fold

_WORD = re.compile(r"\w+")
#: Names in a question with their other form, as (typed, other).
NameForms = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class WeightedQuestion:
    """A question, the kind of thing it asks for, and its telling words weighed by how rare they are in the passages."""

    question: Question
    intent: Intent
    weights: dict[str, float]
    forms: NameForms

    def words_in(self, text: str) -> frozenset[str]:
        """The folded words of a text, with the question's form of each name that stands there in its other form."""
        folded = fold(text)
        words = set(_WORD.findall(folded))
        for typed, other in self.forms:
            if fold(other) in folded:
                words.update(_WORD.findall(fold(typed)))
        return frozenset(words)


def weigh_question(question: Question, intent: Intent, hits: Sequence[Hit], forms: NameForms) -> WeightedQuestion:
    """The question with weights from these passages."""
    weights = _weights(question.telling_words, (hit.passage.text for hit in hits))
    return WeightedQuestion(question, intent, weights, tuple(forms))


def _weights(words: Iterable[str], texts: Iterable[str]) -> dict[str, float]:
    """Weights of words: a rare word has more than a word of every passage."""
    frequency: Counter[str] = Counter()
    count = 0
    for text in texts:
        count += 1
        frequency.update(frozenset(_WORD.findall(fold(text))))
    return {word: math.log(1 + (count + 1) / (frequency[word] + 0.5)) for word in words}
