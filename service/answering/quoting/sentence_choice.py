"""Choose what is quoted: verbatim spans of the passages found, with the part that fills the slot."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.query.question import Question, as_question
from index.ranking.quotes import bundled_model
from index.records import Hit, Intent
from service.answering.document_names import name_parts
from service.answering.quoting import slot_values
from service.answering.quoting.quote_spans import Span, is_addressing, spans_of, widen_quote
from service.answering.quoting.slot_reading import SlotReading, read_slot
from service.answering.quoting.slots import find_value
from service.answering.quoting.span_signals import (
    PassageReading,
    SentenceReading,
    read_passage,
    read_sentence,
    span_signals,
)
from service.answering.quoting.value_kinds import names_document
from service.answering.quoting.weighted_question import NameForms, WeightedQuestion, weigh_question
from service.answering.quoting.whole_document import speaks_of_whole_document

#: How many passages are searched for answering sentences.
PASSAGES_READ = 60
#: Beyond this place of the ranking passages are read only of the document meant.
MOST_RANKED = 24
#: How much less, in log-odds, a second quote may be worth than the first; from another document less.
NEARLY_AS_GOOD, NEARLY_EQUAL = 2.6, 1.9
#: What it costs, in the same unit, to say nothing of what is asked for in so many words: who leads, works along, where.
LACKING_COST = 2.0
#: The same for a line that can be no answer at all: a heading in the question's words, an address, one that names no
#: document of the type asked for.
NOTHING_COST = 4.0
#: So many words that the question does not say make a sentence an answer.
LEAST_NEW = 2
#: A lead beyond this says no more.
FARTHEST_LEAD = 5.0
#: The report that closes a plan is made from others: the days on which those are due belong to the answer.
WITH_WHOLE_REPORT = 8.0

#: Kinds of questions that several documents may answer together; a date or a sum is one document's own.
_SEVERAL_DOCUMENTS = frozenset[Intent]({"content", "general", "lead", "coordinate", "scope"})
#: Kinds of questions whose value a list may give for each of its items.
_COUNTED = frozenset[Intent]({"money", "target", "deadline"})
#: What a document is based on is never what it rules itself.
_NEVER_IN_BASES = frozenset[Intent]({"lead", "coordinate", "deadline", "money", "target", "reporting", "scope"})
_ITEM = re.compile(r"\n(?=\s*(?:[-–+•*]|[a-zđ]\)|\d+[.)])\s)|(?<=;)\s")


@dataclass(frozen=True, slots=True)
class ChosenSpan:
    """A span of a hit's passage that is to be quoted; ``hit_index`` is the position of the hit in the ranking.

    ``sentence`` is where the answering sentence stands in the passage: the span is that sentence with what stands
    around it. ``score`` is its worth as an answer, in log-odds, ``signals`` what that follows from. ``has_cue`` is True
    if it holds wording of the kind asked for, ``speaks_of_whole`` if it is about the whole document.
    """

    hit_index: int
    passage_id: int
    start: int
    end: int
    value: str | None
    score: float
    has_cue: bool
    sentence: Span = (0, 0)
    speaks_of_whole: bool = False
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SentenceChoice:
    """The spans that answer best, the best first, and what tells how likely the first one does."""

    spans: tuple[ChosenSpan, ...]
    signals: Mapping[str, float]


def choose_sentences(
    hits: Sequence[Hit],
    question: str | Question,
    intent: Intent,
    most: int = 3,
    forms: NameForms = (),
    *,
    is_ranked: bool = True,
) -> tuple[ChosenSpan, ...]:
    """The spans that answer the question best, of the first hits, the best first; at most one of a passage.

    ``forms`` are the question's names with their other forms: a passage with either form holds the words. The order of
    hits that are not ranked (the passages of a place, as they are read) says nothing.
    """
    return choose_quotes(hits, question, intent, most, forms, is_ranked=is_ranked).spans


def choose_quotes(
    hits: Sequence[Hit],
    question: str | Question,
    intent: Intent,
    most: int = 3,
    forms: NameForms = (),
    *,
    is_ranked: bool = True,
) -> SentenceChoice:
    """The same with the signals of the chance that the first span holds the answer."""
    read = hits[:PASSAGES_READ]
    asked = weigh_question(as_question(question), intent, read, forms)
    every = (_best_of_passage(read, index, asked, is_ranked=is_ranked) for index in range(len(read)))
    found = [best for best in every if best is not None]
    found.sort(key=lambda span: (-span.score, span.hit_index, span.start))
    if not found:
        return SentenceChoice((), {})
    documents = [hit.document.id for hit in read]
    chosen = tuple([span for span in found if _goes_with_best(span, found[0], documents, intent)][:most])
    behind = max((span.score for span in found if span not in chosen), default=-math.inf)
    lead = min(found[0].score - behind, FARTHEST_LEAD)
    return SentenceChoice(chosen, {**found[0].signals, "lead": lead})


def candidate_spans(hits: Sequence[Hit], question: Question, intent: Intent, forms: NameForms = ()) -> list[ChosenSpan]:
    """Every sentence and row that may be quoted, widened to its quote: what the choice is fitted on."""
    read = hits[:PASSAGES_READ]
    asked = weigh_question(question, intent, read, forms)
    every = [(hit.passage.text, _scored_spans(read, index, asked)) for index, hit in enumerate(read)]
    return [_widened(text, spans, span) for text, spans in every for span in spans]


def _goes_with_best(span: ChosenSpan, best: ChosenSpan, documents: Sequence[str], intent: Intent) -> bool:
    """True if a span is nearly as good as the best one, and of its kind; ``documents`` are those of the hits."""
    if best.has_cue and not span.has_cue:
        return False
    if intent == "lead" and best.speaks_of_whole and not span.speaks_of_whole:
        return False
    behind = best.score - span.score
    if documents[span.hit_index] != documents[best.hit_index]:
        return intent in _SEVERAL_DOCUMENTS and behind <= NEARLY_EQUAL
    return behind <= (WITH_WHOLE_REPORT if best.speaks_of_whole and intent != "lead" else NEARLY_AS_GOOD)


def _best_of_passage(hits: Sequence[Hit], index: int, asked: WeightedQuestion, *, is_ranked: bool) -> ChosenSpan | None:
    """The best sentence of one passage, widened to the unit that is quoted."""
    spans = _scored_spans(hits, index, asked, is_ranked=is_ranked)
    if not spans:
        return None
    passage = hits[index].passage
    best = _widened(passage.text, spans, max(spans, key=lambda one: (one.score, -one.start)))
    value = best.value
    if value is not None and asked.intent in _COUNTED and not passage.cells:
        of_noun = slot_values.counted(passage.text[slice(*best.sentence)], asked.question.counted_noun)
        value = _value_of_item(passage.text[best.start : best.end], asked) or of_noun or value
    return replace(best, value=value)


def _scored_spans(
    hits: Sequence[Hit], index: int, asked: WeightedQuestion, *, is_ranked: bool = True
) -> list[ChosenSpan]:
    """The sentences of one passage with their worth, each as it stands: only what is quoted is widened."""
    hit = hits[index]
    if hit.passage.kind == "can_cu" and asked.intent in _NEVER_IN_BASES and "number" not in asked.kinds:
        return []
    spans = spans_of(hit)
    if not spans:
        return []
    passage = read_passage(hit, index, hits[0] if is_ranked else hit, asked)
    return [_scored_span(passage, span, asked) for span in spans]


def _scored_span(passage: PassageReading, span: Span, asked: WeightedQuestion) -> ChosenSpan:
    """One sentence with its worth."""
    hit = passage.hit
    read = read_sentence(hit.passage.text, span, asked)
    reading = read_slot(hit, read.text, asked)
    is_whole = _is_about_whole(hit, read.text, reading, asked)
    signals = span_signals(passage, read, reading, asked, is_whole=is_whole)
    cost = LACKING_COST if _lacks_what_is_asked(reading, asked) else 0.0
    nothing = _adds_nothing(hit, read, asked) or _lacks_other_document(read.text, asked.question)
    cost += NOTHING_COST if nothing else 0.0
    return ChosenSpan(
        passage.index,
        hit.passage.id,
        span[0],
        span[1],
        reading.value,
        bundled_model().worth(signals) - cost,
        reading.has_cue,
        span,
        is_whole,
        signals,
    )


def _widened(text: str, spans: Sequence[ChosenSpan], best: ChosenSpan) -> ChosenSpan:
    """A sentence widened to the unit that is quoted; ``spans`` are all sentences of its passage."""
    start, end = widen_quote(text, [span.sentence for span in spans], best.sentence)
    sentence = (max(best.sentence[0], start), min(best.sentence[1], end))
    return replace(best, start=start, end=end, sentence=sentence)


def _lacks_what_is_asked(reading: SlotReading, asked: WeightedQuestion) -> bool:
    """True if a sentence cannot answer whatever its words: it names no place, no leader, nobody to work with."""
    return not reading.has_cue and reading.is_needed and (asked.question.asks_location or asked.intent != "deadline")


def _lacks_other_document(sentence: str, question: Question) -> bool:
    """True if another document is asked for ("theo tờ trình nào") and a sentence names none of its type."""
    wanted = question.other_document
    return wanted is not None and not names_document(sentence, wanted, question.folded)


def _adds_nothing(hit: Hit, read: SentenceReading, asked: WeightedQuestion) -> bool:
    """True if a sentence only sends the document, or holds hardly a word that the question does not: a heading.

    A row of a table answers by one number; whether something is so may be answered in the question's own words.
    """
    if is_addressing(read.text):
        return True
    if hit.passage.cells or asked.question.asks_whether:
        return False
    return read.new_words < LEAST_NEW


def _is_about_whole(hit: Hit, sentence: str, reading: SlotReading, asked: WeightedQuestion) -> bool:
    """True if a sentence and the question are about the whole document ("đầu mối thực hiện Kế hoạch này")."""
    return (
        reading.has_cue
        and speaks_of_whole_document(sentence, asked.intent, asked.question)
        and asked.question.asks_whole_document(_possible_names(hit, asked.question))
    )


def _possible_names(hit: Hit, question: Question) -> tuple[str, ...]:
    """The names by which a question may call a document: one called by its number is not called by its subject too."""
    metadata = hit.document.metadata
    day, subject = metadata.issued_date, metadata.subject
    names = (*name_parts(hit.document), *([f"{day.day} {day.month} {day.year}"] if day else []))
    return tuple(part for part in names if part != subject or not question.number_mentions)


def _value_of_item(quote: str, asked: WeightedQuestion) -> str | None:
    """The value of the one item of a list that is asked about ("- Tỉnh Nghệ An: 4.195 tấn"), not the total above it."""
    above, *items = [item for item in _ITEM.split(quote) if item.strip()]
    if not items:
        return None
    own = [(asked.words_in(item) & asked.weights.keys()) - asked.words_in(above) for item in items]
    worth = [sum(asked.weights[word] for word in words) for words in own]
    best = max(range(len(worth)), key=worth.__getitem__)
    if worth[best] == 0 or worth.count(worth[best]) > 1:
        return None
    return slot_values.counted(items[best], asked.question.counted_noun) or find_value(items[best], asked.intent)
