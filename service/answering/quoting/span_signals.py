"""Signals of a sentence or a table row: what the learned choice of quotes looks at (``index.ranking.quotes``).

All are counts of the question's words, of values of the kind asked for, or of the place in the document.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
_COUNTED_NOUN = re.compile(r"\b(?:bao nhieu|may|bn)\s+(\w+)")


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What is read of a passage once, for all of its sentences.

    ``weights`` are those of the question's words here, ``near`` and ``above`` those of them that the passage and the
    titles above it (``titles``, folded) hold, ``label`` the share of a row's label that the question holds, ``rank``
    and ``behind`` its place in the ranking and how far its score is from the first one's.
    """

    hit: Hit
    index: int
    rank: float
    behind: float
    weights: dict[str, float]
    near: frozenset[str]
    above: frozenset[str]
    titles: str
    label: float


def read_passage(hit: Hit, index: int, first: Hit, asked: WeightedQuestion) -> PassageReading:
    """The reading of a hit's passage; ``first`` is the hit ranked first (itself where none is)."""
    passage = hit.passage
    named = asked.words_in(" ".join(name_parts(hit.document)))
    return PassageReading(
        hit,
        index,
        0.0 if first is hit else math.sqrt(min(index, LAST_RANK) / LAST_RANK),
        min(max(first.score - hit.score, 0.0), 1.0),
        {word: weight * (NAME_WEIGHT if word in named else 1.0) for word, weight in asked.weights.items()},
        asked.words_in(passage.text),
        asked.words_in(" ".join((*passage.headings, passage.context))),
        fold(" ".join((*passage.headings, passage.context))),
        _label_share(passage.cells, asked),
    )


def _label_share(cells: Cells, asked: WeightedQuestion) -> float:
    """The share of a row's label, its first cell with a word, that the question holds: a row is asked for by it."""
    words = frozenset(_WORD.findall(fold(row_label(cells))))
    return len(words & asked.weights.keys()) / len(words) if words else 0.0


def span_signals(
    passage: PassageReading, span: Span, reading: SlotReading, asked: WeightedQuestion, *, is_whole: bool
) -> dict[str, float]:
    """``index.ranking.quotes.SIGNALS`` of one sentence or row."""
    hit, intent, kinds = passage.hit, asked.intent, frozenset(asked.kinds)
    kind, cells = hit.passage.kind, hit.passage.cells
    text = hit.passage.text[span[0] : span[1]]
    folded, sequence = folded_words(text)
    words = asked.words_in(text)
    named = frozenset(("body", "person")) if reading.value is not None else frozenset()
    held = [one in named or holds_kind(text, one, cells, asked.question.folded) for one in asked.kinds]
    holds_all = bool(held) and all(held)
    values = {
        "words": _share(words, passage.weights),
        "above": _share(passage.above - passage.near, passage.weights),
        "pairs": len(asked.pairs & frozenset(pairwise(sequence))) / max(len(asked.pairs), 1),
        "heaviest": max(passage.weights, key=passage.weights.__getitem__, default="") in words,
        "names": _names_met(f"{folded} {passage.titles}", asked),
        "nearness": 0.0 if cells else _nearness(text, folded, asked, words),
        "novel": sum(word not in asked.sequence for word in sequence) / max(len(sequence), 1),
        "rank": passage.rank,
        "behind": passage.behind,
        "cue": reading.has_cue,
        "value": reading.value is not None,
        "cue_lacking": reading.is_needed and not reading.has_cue,
        "role": reading.has_cue and _asks_for_role(asked),
        "held": holds_all,
        "lacking": bool(held) and not any(held),
        "held_amount": holds_all and not kinds.isdisjoint(_AMOUNTS),
        "counted": _counted(folded, cells, asked),
        "heading": heading_fits(hit.passage.headings, intent),
        "type": hit.document.metadata.type in asked.question.types,
        "opening": kind == "mo_dau",
        "basis": kind == "can_cu" and intent != "basis",
        "basis_asked": kind == "can_cu" and intent == "basis",
        "row": bool(cells),
        "row_time": bool(cells) and not kinds.isdisjoint(_TIMES),
        "label": passage.label,
        "start": span[0] == 0,
        "colon": text.endswith(":"),
        "closing": is_closing(text),
        "length": math.log1p(len(sequence)) / 5,
        "whole": is_whole,
        "holder": reading.names_person,
    }
    return {name: float(value) for name, value in values.items()}


def _asks_for_role(asked: WeightedQuestion) -> bool:
    """True if it is asked in so many words who leads, holds an office or works along."""
    question = asked.question
    return asked.intent == "coordinate" or (
        asked.intent == "lead" and (question.asks_leader or question.office is not None)
    )


def _share(words: Iterable[str], weights: dict[str, float]) -> float:
    return sum(weights.get(word, 0.0) for word in words) / (sum(weights.values()) or 1.0)


def _names_met(folded: str, asked: WeightedQuestion) -> float:
    """The share of the names in the question that stand whole in a sentence or in the titles above it."""
    names = [name for name in asked.question.names if not name.isdigit()]
    return sum(name in folded for name in names) / len(names) if names else 0.0


def _nearness(text: str, folded: str, asked: WeightedQuestion, words: frozenset[str]) -> float:
    """How near a value of the kinds asked for stands to the question's words, from 0 to 1."""
    values = value_positions(text, asked.kinds, asked.question.folded)
    met = words & asked.weights.keys()
    if not values or not met:
        return 0.0
    places = [(match.start(), asked.weights[match.group()]) for match in _WORD.finditer(folded) if match.group() in met]
    nearest = (sum(weight / (1 + abs(place - value) / HALF_AS_NEAR) for place, weight in places) for value in values)
    return min(max(nearest) / (sum(asked.weights.values()) or 1.0), 1.0)


def _counted(folded: str, cells: Cells, asked: WeightedQuestion) -> float:
    """The share of the nouns that are counted which a number stands before, or under a head or in a row of their name.

    "Số lượng phiếu khảo sát: 25.898" counts by the label of its row, "Khảo sát sự hài lòng: 1" counts nothing.
    """
    nouns: Sequence[str] = _COUNTED_NOUN.findall(asked.question.folded)
    if not nouns:
        return 0.0
    if cells:
        heads = [fold(head) for head, value in cells if any(map(str.isdigit, value))]
        label = fold(row_label(cells)) if heads else ""
        return float(any(noun in head or re.search(rf"\b{noun}\b", label) for noun in nouns for head in heads))
    return sum(re.search(rf"\d\s+(?:\w+\s+)?{noun}\b", folded) is not None for noun in nouns) / len(nouns)
