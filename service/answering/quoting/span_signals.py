"""Signals of a sentence or a table row: what the learned choice of quotes looks at (``index.ranking.quotes``).

All are counts of the question's words, of values of the kind asked for, or of the place in the document.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from index.records import Hit
from ingest.text.normalize import fold
from service.answering.document_names import name_parts
from service.answering.quoting.quote_spans import Span, is_closing
from service.answering.quoting.slot_reading import SlotReading
from service.answering.quoting.slots import heading_fits
from service.answering.quoting.value_kinds import Cells, holds_kind, value_positions
from service.answering.quoting.weighted_question import WeightedQuestion, folded_words
from service.answering.row_values import row_label

_WORD = re.compile(r"\w+")
#: Words of the document's own name at this weight: they are spent once the document is chosen.
NAME_WEIGHT = 1 / 3
#: Places of the ranking beyond this one say no more.
LAST_RANK = 24
#: A value so many characters from a word is half as near as one beside it.
HALF_AS_NEAR = 40
_TIMES = frozenset(("hour", "day", "month", "quarter", "year", "time", "frequency", "length"))
_AMOUNTS = frozenset(("share", "money", "count"))
#: Kinds of values that are held where the slot has its value.
_NAMED_KINDS: frozenset[str] = frozenset(("body", "person"))
_COUNTED_NOUN = re.compile(r"\b(?:bao nhieu|may|bn)\s+(\w+)")


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What is read of a passage once, for all of its sentences.

    ``weights`` are those of the question's words here, ``total`` is their sum and ``heaviest`` the word with the most.
    ``titles`` are those above it, folded. ``names`` of the question and ``nouns`` that it counts are looked for in each
    sentence. ``shared`` are the signals that all of its sentences have in common.
    """

    hit: Hit
    index: int
    weights: dict[str, float]
    total: float
    heaviest: str
    titles: str
    names: tuple[str, ...]
    nouns: tuple[str, ...]
    shared: dict[str, float]


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """A sentence or row with its words: folded, in their order, with the question's forms of names.

    ``new_words`` counts those that the question does not say, ``is_first`` is True for the first of its passage.
    """

    text: str
    folded: str
    sequence: tuple[str, ...]
    words: frozenset[str]
    new_words: int
    is_first: bool


def read_sentence(text: str, span: Span, asked: WeightedQuestion) -> SentenceReading:
    """The reading of a span of a passage's text."""
    sentence = text[span[0] : span[1]]
    folded, sequence = folded_words(sentence)
    new_words = len(sequence) - sum(map(asked.said.__contains__, sequence))
    return SentenceReading(
        sentence, folded, sequence, asked.with_forms(folded, sequence), new_words, is_first=span[0] == 0
    )


def read_passage(hit: Hit, index: int, first: Hit, asked: WeightedQuestion) -> PassageReading:
    """The reading of a hit's passage; ``first`` is the hit ranked first (itself where none is)."""
    passage, question = hit.passage, asked.question
    named = asked.words_in(" ".join(name_parts(hit.document)))
    weights = {word: weight * (NAME_WEIGHT if word in named else 1.0) for word, weight in asked.weights.items()}
    total = sum(weights.values()) or 1.0
    titles = " ".join((*passage.headings, passage.context))
    above = asked.words_in(titles) - asked.words_in(passage.text)
    is_row, is_basis = bool(passage.cells), passage.kind == "can_cu"
    shared = {
        "above": _share(above, weights, total),
        "rank": 0.0 if first is hit else math.sqrt(min(index, LAST_RANK) / LAST_RANK),
        "behind": min(max(first.score - hit.score, 0.0), 1.0),
        "heading": heading_fits(passage.headings, asked.intent),
        "type": hit.document.metadata.type in question.types,
        "opening": passage.kind == "mo_dau",
        "basis": is_basis and asked.intent != "basis",
        "basis_asked": is_basis and asked.intent == "basis",
        "row": is_row,
        "row_time": is_row and not _TIMES.isdisjoint(asked.kinds),
        "label": _label_share(passage.cells, asked),
    }
    return PassageReading(
        hit,
        index,
        weights,
        total,
        max(weights, key=weights.__getitem__, default=""),
        fold(titles),
        tuple(name for name in question.names if not name.isdigit()),
        tuple(_COUNTED_NOUN.findall(question.folded)),
        {name: float(value) for name, value in shared.items()},
    )


def _label_share(cells: Cells, asked: WeightedQuestion) -> float:
    """The share of a row's label, its first cell with a word, that the question holds: a row is asked for by it."""
    words = frozenset(_WORD.findall(fold(row_label(cells))))
    return len(words & asked.weights.keys()) / len(words) if words else 0.0


def span_signals(
    passage: PassageReading, read: SentenceReading, reading: SlotReading, asked: WeightedQuestion, *, is_whole: bool
) -> dict[str, float]:
    """``index.ranking.quotes.SIGNALS`` of one sentence or row."""
    cells, spoken, length = passage.hit.passage.cells, asked.question.folded, len(read.sequence)
    named: frozenset[str] = _NAMED_KINDS if reading.value is not None else frozenset()
    if cells:
        held = [kind in named or holds_kind(read.text, kind, cells, spoken) for kind in asked.kinds]
        near = 0.0
    else:
        places = [value_positions(read.text, (kind,), spoken) for kind in asked.kinds]
        held = [kind in named or bool(found) for kind, found in zip(asked.kinds, places, strict=True)]
        near = _nearness(read, sorted(chain.from_iterable(places)), asked)
    holds_all = bool(held) and all(held)
    values = {
        "words": _share(read.words, passage.weights, passage.total),
        "pairs": _pairs_met(read, asked) / max(len(asked.pairs), 1),
        "heaviest": passage.heaviest in read.words,
        "names": _names_met(read.folded, passage),
        "nearness": near,
        "novel": read.new_words / max(length, 1),
        "cue": reading.has_cue,
        "value": reading.value is not None,
        "cue_lacking": reading.is_needed and not reading.has_cue,
        "role": reading.has_cue and _asks_for_role(asked),
        "held": holds_all,
        "lacking": bool(held) and not any(held),
        "held_amount": holds_all and not _AMOUNTS.isdisjoint(asked.kinds),
        "counted": _counted(read.folded, cells, passage.nouns),
        "start": read.is_first,
        "colon": read.text.endswith(":"),
        "closing": is_closing(read.text),
        "length": math.log1p(length) / 5,
        "whole": is_whole,
        "holder": reading.names_person,
    }
    return {**passage.shared, **{name: float(value) for name, value in values.items()}}


def _asks_for_role(asked: WeightedQuestion) -> bool:
    """True if it is asked in so many words who leads, holds an office or works along."""
    question = asked.question
    return asked.intent == "coordinate" or (
        asked.intent == "lead" and (question.asks_leader or question.office is not None)
    )


def _share(words: Iterable[str], weights: dict[str, float], total: float) -> float:
    return sum([weights[word] for word in words if word in weights]) / total


def _pairs_met(read: SentenceReading, asked: WeightedQuestion) -> int:
    """The number of the question's pairs of neighbouring words that are neighbours in a sentence too."""
    if not any(one in read.words and other in read.words for one, other in asked.pairs):
        return 0
    return len(asked.pairs & frozenset(pairwise(read.sequence)))


def _names_met(folded: str, passage: PassageReading) -> float:
    """The share of the names in the question that stand whole in a sentence or in the titles above it."""
    if not passage.names:
        return 0.0
    whole = f"{folded} {passage.titles}"
    return sum(name in whole for name in passage.names) / len(passage.names)


def _nearness(read: SentenceReading, values: Sequence[int], asked: WeightedQuestion) -> float:
    """How near a value of the kinds asked for stands to the question's words, from 0 to 1."""
    met = read.words & asked.weights.keys()
    if not values or not met:
        return 0.0
    found = _WORD.finditer(read.folded)
    places = [(match.start(), asked.weights[match.group()]) for match in found if match.group() in met]
    nearest = (sum(weight / (1 + abs(place - value) / HALF_AS_NEAR) for place, weight in places) for value in values)
    return min(max(nearest) / (sum(asked.weights.values()) or 1.0), 1.0)


def _counted(folded: str, cells: Cells, nouns: Sequence[str]) -> float:
    """The share of the nouns that are counted which a number stands before, or under a head or in a row of their name.

    "Số lượng phiếu khảo sát: 25.898" counts by the label of its row, "Khảo sát sự hài lòng: 1" counts nothing.
    """
    if not nouns:
        return 0.0
    if cells:
        heads = [fold(head) for head, value in cells if any(map(str.isdigit, value))]
        label = fold(row_label(cells)) if heads else ""
        return float(any(noun in head or re.search(rf"\b{noun}\b", label) for noun in nouns for head in heads))
    return sum(re.search(rf"\d\s+(?:\w+\s+)?{noun}\b", folded) is not None for noun in nouns) / len(nouns)
