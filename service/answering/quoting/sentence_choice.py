"""Choose what is quoted: verbatim spans of the passages found, with the part that fills the slot."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.query.question import Question, as_question
from index.records import Hit, Intent
from ingest.text.sentences import quotable_spans, stripped_span
from service.answering.document_names import name_parts
from service.answering.quoting.persons import person_named_in
from service.answering.quoting.slot_reading import SlotReading, read_slot
from service.answering.quoting.slots import find_value, heading_fits
from service.answering.quoting.weighted_question import NameForms, WeightedQuestion, weigh_question
from service.answering.quoting.whole_document import WHOLE_WORTH, speaks_of_whole_document

#: A passage of at most this many characters is quoted whole: a point of a regulation is the unit that officials cite.
WHOLE_PASSAGE = 420
#: A longer one is quoted by sentences around the best, up to this many characters.
LONGEST_QUOTE = 700
#: How many passages are searched for answering sentences.
PASSAGES_READ = 40
#: Beyond this place the order says nothing more: those are further passages of the document meant.
MOST_RANKED = 8
#: What a cue of the question's kind (a date for a deadline...) is worth, in shares of the question's words.
CUE_WORTH = 0.35
#: The same where nothing without it can answer: a date, a sum, a place.
NEEDED_CUE_WORTH = 0.6
#: What a heading of the kind ("KINH PHÍ" for money) is worth, and the type of document that the question names.
HEADING_WORTH, TYPE_WORTH = 0.2, 0.15
#: What words count that stand elsewhere in the passage, or in the titles above it.
NEAR_SHARE, ABOVE_SHARE = 0.7, 0.5
#: The same of words that name the document: a sentence that repeats the name of its document is no better for that.
KNOWN_SHARE = 0.9
#: What one place lower in the ranking costs, in the same unit.
RANK_COST = 0.12
#: Titles, bases and opening formulas rarely answer; they must be clearly better. The closing formula never does.
OPENING_COST, CLOSING_COST = 0.3, 0.6
#: What it costs, in the same unit, to be of another document than the first hit and further behind it than ``NEAR``,
#: the whole scale of the ranking's scores.
BEHIND_COST, NEAR = 0.8, 0.5
#: What it is worth that a sentence says who holds the office asked for.
HOLDER_WORTH = 0.2
#: A second quote is shown only when it is nearly as good as the first; from another document nearly equal.
NEARLY_AS_GOOD, NEARLY_EQUAL = 0.7, 0.85
#: The report that closes a plan is made from others: the days on which those are due belong to the answer.
WITH_WHOLE_REPORT = 0.5

#: Kinds of questions that several documents may answer together; a date or a sum is one document's own.
_SEVERAL_DOCUMENTS = frozenset[Intent]({"content", "general", "lead", "coordinate", "scope"})
#: Kinds of questions whose value a list may give for each of its items.
_COUNTED = frozenset[Intent]({"money", "target", "deadline"})
#: "Trên đây là Kế hoạch ...": the formula that ends a document. It is a passage of its own
#: (``ingest.structure.conclusion``), but
#: in a document without numbered units, or where the reader joined it, it stands with what is before it.
_CLOSING = re.compile(
    r"^(?:Trên đây là|Trong quá trình (?:tổ chức |triển khai )?thực hiện,? nếu"
    r"|(?:Đề nghị|Yêu cầu) (?:Thủ trưởng|các (?:cơ quan|đơn vị|sở))[^.]{0,300}(?:nghiêm túc|khẩn trương))"
)
#: What a document is based on is never what it rules itself.
_NEVER_IN_BASES = frozenset[Intent]({"lead", "coordinate", "deadline", "money", "target", "reporting", "scope"})
_ITEM = re.compile(r"\n(?=\s*(?:[-–+•*]|[a-zđ]\)|\d+[.)])\s)|(?<=;)\s")


@dataclass(frozen=True, slots=True)
class ChosenSpan:
    """A span of a hit's passage that is to be quoted; ``hit_index`` is the position of the hit in the ranking.

    ``sentence`` is where the answering sentence stands in the passage: the span is that sentence with what stands
    around it. ``has_cue`` is True if it holds wording of the kind asked for, ``speaks_of_whole`` if it is about the
    whole document ("đầu mối thực hiện Kế hoạch này").
    """

    hit_index: int
    start: int
    end: int
    value: str | None
    score: float
    has_cue: bool
    sentence: tuple[int, int] = (0, 0)
    speaks_of_whole: bool = False


def choose_sentences(
    hits: Sequence[Hit], question: str | Question, intent: Intent, most: int = 3, forms: NameForms = ()
) -> tuple[ChosenSpan, ...]:
    """The spans that answer the question best, of the first hits, the best first; at most one of a passage.

    ``forms`` are the question's names with their other forms: a passage with either form holds the words.
    """
    read = hits[:PASSAGES_READ]
    asked = weigh_question(as_question(question), intent, read, forms)
    found = [
        replace(best, score=best.score - BEHIND_COST * _behind(read[0], hit))
        for index, hit in enumerate(read)
        if (best := _best_of_passage(hit, index, asked)) is not None
    ]
    found.sort(key=lambda span: (-span.score, span.hit_index, span.start))
    if not found:
        return ()
    documents = [hit.document.id for hit in read]
    return tuple([span for span in found if _goes_with_best(span, found[0], documents, intent)][:most])


def _behind(first: Hit, hit: Hit) -> float:
    """How far a passage of another document than the first one's stands behind it in the ranking, from 0 to 1."""
    return 0.0 if hit.document.id == first.document.id else min(max(first.score - hit.score - NEAR, 0.0), 1.0)


def _goes_with_best(span: ChosenSpan, best: ChosenSpan, documents: Sequence[str], intent: Intent) -> bool:
    """True if a span is nearly as good as the best one, and of its kind; ``documents`` are those of the hits."""
    if best.has_cue and not span.has_cue:
        return False
    if intent == "lead" and best.speaks_of_whole and not span.speaks_of_whole:
        return False
    if documents[span.hit_index] != documents[best.hit_index]:
        return intent in _SEVERAL_DOCUMENTS and span.score >= best.score * NEARLY_EQUAL
    least = WITH_WHOLE_REPORT if best.speaks_of_whole and intent != "lead" else NEARLY_AS_GOOD
    return span.score >= best.score * least


def _best_of_passage(hit: Hit, index: int, asked: WeightedQuestion) -> ChosenSpan | None:
    """The best sentence of one passage, widened to the unit that is quoted."""
    if hit.passage.kind == "can_cu" and asked.intent in _NEVER_IN_BASES:
        return None
    text, cells = hit.passage.text, hit.passage.cells
    spans = [(0, len(text))] if cells else quotable_spans(text, LONGEST_QUOTE)
    spans = [span for span in spans if not _is_heading(text[span[0] : span[1]])]
    if not spans:
        return None
    words = _words_around(hit, asked)
    best = max((_score(hit, span, index, words, asked) for span in spans), key=lambda one: (one.score, -one.start))
    start, end = widen_quote(text, spans, (best.start, best.end))
    value = best.value
    if value is not None and asked.intent in _COUNTED and not cells:
        value = _value_of_item(text[start:end], asked) or value
    return replace(best, start=start, end=end, value=value, sentence=(max(best.start, start), min(best.end, end)))


@dataclass(frozen=True, slots=True)
class _WordsAround:
    """Words that a sentence need not repeat: those of its passage, of the titles above it, of the document's name."""

    near: frozenset[str]
    above: frozenset[str]
    name: frozenset[str]


def _words_around(hit: Hit, asked: WeightedQuestion) -> _WordsAround:
    passage, subject = hit.passage, hit.document.metadata.subject
    return _WordsAround(
        near=asked.words_in(passage.text),
        above=asked.words_in(" ".join((*passage.headings, passage.context, subject or ""))),
        # What a plan is about is also what its parts are about; type, number, body and day are nothing but its name.
        name=asked.words_in(" ".join(part for part in _document_name(hit) if part != subject)),
    )


def _document_name(hit: Hit) -> tuple[str, ...]:
    """The names and facts of the document: words for it in the question need not stand in the sentence that answers."""
    day = hit.document.metadata.issued_date
    return (*name_parts(hit.document), *([f"{day.day} {day.month} {day.year}"] if day else []))


def _possible_names(hit: Hit, question: Question) -> tuple[str, ...]:
    """The names by which a question may call a document: one called by its number is not called by its subject too."""
    subject = hit.document.metadata.subject
    return tuple(part for part in _document_name(hit) if part != subject or not question.number_mentions)


def widen_quote(text: str, spans: Sequence[tuple[int, int]], best: tuple[int, int]) -> tuple[int, int]:
    """The whole of a short text; of a longer one the sentences around the best one. The closing formula is left out."""
    closing = [span for span in spans if _CLOSING.match(text[span[0] : span[1]])]
    last = len(text)
    if closing and best[0] < closing[0][0]:
        last = closing[0][0]
    if last <= WHOLE_PASSAGE:
        return stripped_span(text, 0, last)
    start, end = best
    index = list(spans).index(best)
    after, before = index + 1, index - 1
    while after < len(spans) and spans[after][1] <= last and spans[after][1] - start <= WHOLE_PASSAGE:
        end = spans[after][1]
        after += 1
    while before >= 0 and end - spans[before][0] <= WHOLE_PASSAGE:
        start = spans[before][0]
        before -= 1
    return start, end


def _score(hit: Hit, span: tuple[int, int], index: int, words: _WordsAround, asked: WeightedQuestion) -> ChosenSpan:
    """One sentence with its score: the question's words in and around it, the cue, the heading, the rank."""
    intent, question = asked.intent, asked.question
    quote = hit.passage.text[span[0] : span[1]]
    reading = read_slot(hit, quote, asked)
    score = _covered_share(quote, words, asked)
    score += _cue_worth(reading)
    score -= RANK_COST * math.sqrt(min(index, MOST_RANKED))
    score = _with_place_of_sentence(score, hit, quote, asked)
    speaks_of_whole = (
        reading.has_cue
        and speaks_of_whole_document(quote, intent, question)
        and question.asks_whole_document(_possible_names(hit, question))
    )
    if speaks_of_whole:
        score += WHOLE_WORTH
    if intent == "lead" and question.asks_person and person_named_in(quote):
        score += HOLDER_WORTH
    return ChosenSpan(index, *span, reading.value, score, reading.has_cue, speaks_of_whole=speaks_of_whole)


def _covered_share(quote: str, words: _WordsAround, asked: WeightedQuestion) -> float:
    """Share of the question's words that the sentence holds; those around it count for less."""
    total = sum(asked.weights.values()) or 1.0
    shares = (
        (asked.words_in(quote), 1.0),
        (words.name, KNOWN_SHARE),
        (words.near, NEAR_SHARE),
        (words.above, ABOVE_SHARE),
    )
    covered = sum(
        weight * next((share for found, share in shares if word in found), 0.0)
        for word, weight in asked.weights.items()
    )
    return covered / total


def _cue_worth(reading: SlotReading) -> float:
    if not reading.has_cue:
        return 0.0
    return NEEDED_CUE_WORTH if reading.is_needed else CUE_WORTH


def _with_place_of_sentence(score: float, hit: Hit, quote: str, asked: WeightedQuestion) -> float:
    """The score with the worth of the heading and of the type, and the cost of openings, bases and closings."""
    passage, intent = hit.passage, asked.intent
    if heading_fits(passage.headings, intent):
        score += HEADING_WORTH
    if hit.document.metadata.type in asked.question.types:
        score += TYPE_WORTH
    if passage.kind == "mo_dau" or (passage.kind == "can_cu" and intent != "basis"):
        score -= OPENING_COST
    if _CLOSING.match(quote):
        score -= CLOSING_COST
    return score


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
    return find_value(items[best], asked.intent)


def _is_heading(sentence: str) -> bool:
    """A line in capitals names what follows; it answers nothing."""
    first = sentence.partition("\n")[0]
    return first == sentence and first.isupper()
