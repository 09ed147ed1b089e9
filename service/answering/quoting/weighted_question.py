"""The question as passages are compared with it: its telling words, each with a weight, and its names' other forms."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.derived.text_memo import TextMemo
from index.query.asked_values import ValueKind
from index.query.question import Question
from index.records import Hit, Intent
from ingest.text.normalize import fold

_WORD = re.compile(r"\w+")
#: Words for what is asked of the document rather than about it, and their weight: that the text states it is looked at
#: elsewhere, and it may do so in other words.
_ASKED_FOR = re.compile(
    r"\b(?:phu trach|chu tri|chiu trach nhiem|dau moi|don vi|co quan|phoi hop|han chot|thoi han|cham nhat|tre nhat"
    r"|lay (?:o|tu) dau|dung ra(?: lo)?|hien nay|bao nhieu|yeu cau|quy dinh|phai|duoc|giao)\b"
)
ASKING_WEIGHT = 1 / 3
#: Letters of the texts whose words are kept (10 MB): the next question often reads the same passages.
_LETTERS_KEPT = 500_000
#: Names in a question with their other form, as (typed, other).
NameForms = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class WeightedQuestion:
    """A question, the kind of thing it asks for, and its telling words weighed by how rare they are in the passages."""

    question: Question
    intent: Intent
    weights: dict[str, float]
    forms: NameForms
    #: All folded words in their order, pairs of telling ones that stand together, the kinds of values asked for.
    sequence: tuple[str, ...] = ()
    pairs: frozenset[tuple[str, str]] = frozenset()
    kinds: tuple[ValueKind, ...] = ()
    #: The words of ``sequence``, whatever their order.
    said: frozenset[str] = frozenset()

    def words_in(self, text: str) -> frozenset[str]:
        """The folded words of a text, with the question's form of each name that stands there in its other form."""
        return self.with_forms(*folded_words(text))

    def with_forms(self, folded: str, sequence: Sequence[str]) -> frozenset[str]:
        """The words of a folded text, with the question's form of each name that stands there in its other form."""
        words = set(sequence)
        for typed, other in self.forms:
            if fold(other) in folded:
                words.update(_WORD.findall(fold(typed)))
        return frozenset(words)


def cut_words(folded: str) -> tuple[str, ...]:
    """The words of a folded text in their order."""
    return tuple(_WORD.findall(folded))


def folded_words(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without accents, and its words in their order."""
    return _folded_words[text]


def _fold_and_cut(text: str) -> tuple[str, tuple[str, ...]]:
    folded = fold(text)
    return folded, cut_words(folded)


_folded_words = TextMemo(_fold_and_cut, _LETTERS_KEPT)


def weigh_question(question: Question, intent: Intent, hits: Sequence[Hit], forms: NameForms) -> WeightedQuestion:
    """The question with weights from these passages."""
    weights = _weights(question.telling_words, (hit.passage.text for hit in hits))
    matter = frozenset(_WORD.findall(_ASKED_FOR.sub(" ", question.folded)))
    weights = {word: weight * (1.0 if word in matter else ASKING_WEIGHT) for word, weight in weights.items()}
    sequence = tuple(_WORD.findall(question.folded))
    pairs = frozenset((one, other) for one, other in pairwise(sequence) if one in weights and other in weights)
    # "Văn bản nào quy định ...": the document that is cited is the answer, no sentence need say its number.
    kinds = question.value_kinds - ({"number"} if intent == "lookup" else set())
    said = frozenset(sequence)
    return WeightedQuestion(question, intent, weights, tuple(forms), sequence, pairs, tuple(sorted(kinds)), said)


def _weights(words: Iterable[str], texts: Iterable[str]) -> dict[str, float]:
    """Weights of words: a rare word has more than a word of every passage."""
    telling = tuple(words)
    wanted = frozenset(telling)
    frequency: Counter[str] = Counter()
    count = 0
    for text in texts:
        count += 1
        frequency.update(wanted.intersection(folded_words(text)[1]))
    return {word: math.log(1 + (count + 1) / (frequency[word] + 0.5)) for word in telling}
