"""Choose what is quoted: verbatim spans of the passages found, with the part that fills the slot."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.query.number_mentions import find_number_mentions
from index.records import Hit, Intent
from ingest.text.normalize import fold
from service.answering.question.persons import asks_person, names_office_holder, office_asked, person_named_in
from service.answering.question.question_words import NameForms, WeightedQuestion, weigh_question
from service.answering.question.whole_document import (
    WHOLE_WORTH,
    asks_report,
    asks_whole_document,
    speaks_of_whole_document,
)
from service.answering.quoting.slot_values import (
    asks_leader,
    asks_place,
    body_in_headings,
    cell_for,
    find_value,
    heading_fits,
    holds_cue,
    is_recurring,
    names_place,
    states_lead,
)

#: A passage of at most this many characters is quoted whole: a point of a regulation is the unit that officials cite.
WHOLE_PASSAGE = 420
#: A longer one is quoted by sentences around the best, up to this many characters.
LONGEST_QUOTE = 700
#: Sentences shorter than this many syllables are headings or list labels; they are joined to the next one.
SHORTEST_SENTENCE = 5
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
#: What a document is based on is never what it rules itself (domain.md 1.3).
_NEVER_IN_BASES = frozenset[Intent]({"lead", "coordinate", "deadline", "money", "target", "reporting", "scope"})
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_][.;])\s+(?=[^\W\d_]|[-–+•\"“(])|(?<=[\d)”\"%][.;])\s+(?=[^\W\d_]|[-–+•\"“(])|\n+"
)
_ITEM = re.compile(r"\n(?=\s*(?:[-–+•*]|[a-zđ]\)|\d+[.)])\s)|(?<=;)\s")
_ABBREVIATION = re.compile(r"(?i)(?:^|[\s(/])(?:tp|tx|ts|ths|pgs|gs|bs|ks|tm|kt|tl|tuq|q|đ/c|v\.v|p|số|stt|tr|nxb)\.$")


@dataclass(frozen=True, slots=True)
class ChosenSpan:
    """A span of a hit's passage: ``hit`` is the place of the hit in the ranking."""

    hit_index: int
    start: int
    end: int
    value: str | None
    score: float
    has_cue: bool
    #: Where the answering sentence stands in the passage; the quote is this sentence with what stands around it.
    sentence: tuple[int, int] = (0, 0)
    #: It speaks of the whole document that is asked about ("đầu mối thực hiện Kế hoạch này").
    speaks_of_whole: bool = False


def sentences(text: str) -> list[tuple[int, int]]:
    """Split a text into sentence spans; every span is free of outer blanks and the spans cover all words.

    >>> text = "Giao Sở Y tế chủ trì. Báo cáo trước ngày 15/11/2023."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Giao Sở Y tế chủ trì.', 'Báo cáo trước ngày 15/11/2023.']
    """
    cuts = [0]
    for gap in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[cuts[-1] : gap.start()]):
            cuts += [gap.start(), gap.end()]
    cuts.append(len(text))
    spans: list[tuple[int, int]] = []
    joining = False
    for cut_from, cut_to in zip(cuts[::2], cuts[1::2], strict=True):
        start, end = _strip(text, cut_from, cut_to)
        if start == end:
            continue
        if joining and end - spans[-1][0] <= LONGEST_QUOTE:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        # "Sở Y tế:" or "a)" is nothing without what follows it.
        last = text[spans[-1][0] : spans[-1][1]]
        joining = last.endswith(":") or len(last.split()) < SHORTEST_SENTENCE
    return spans


def choose_sentences(
    hits: Sequence[Hit], question: str, intent: Intent, most: int = 3, forms: NameForms = ()
) -> tuple[ChosenSpan, ...]:
    """Pick what answers the question best from the first hits, the best first; at most one quote a passage.

    ``forms`` are the question's names with their other forms: a passage with either form holds the words.
    """
    read = hits[:PASSAGES_READ]
    aim = weigh_question(question, intent, read, forms)
    found = [best for place, hit in enumerate(read) if (best := _best_of(hit, place, aim)) is not None]
    found.sort(key=lambda chosen: (-chosen.score, chosen.hit_index, chosen.start))
    if not found:
        return ()
    first = found[0]
    document = read[first.hit_index].document.id
    least = WITH_WHOLE_REPORT if first.speaks_of_whole and intent != "lead" else NEARLY_AS_GOOD
    kept = [
        chosen
        for chosen in found
        if (chosen.has_cue or not first.has_cue)
        and (chosen.speaks_of_whole or not first.speaks_of_whole or intent != "lead")
        and (read[chosen.hit_index].document.id == document or intent in _SEVERAL_DOCUMENTS)
        and chosen.score >= first.score * (least if read[chosen.hit_index].document.id == document else NEARLY_EQUAL)
    ]
    return tuple(kept[:most])


def _best_of(hit: Hit, place: int, sought: WeightedQuestion) -> ChosenSpan | None:
    """The best sentence of one passage, widened to the unit that is quoted."""
    if hit.passage.kind == "can_cu" and sought.intent in _NEVER_IN_BASES:
        return None
    text = hit.passage.text
    spans = [(0, len(text))] if hit.passage.cells else sentences(text)
    spans = [span for span in spans if not _is_heading(text[span[0] : span[1]])]
    if not spans:
        return None
    near = sought.words_in(text)
    subject = hit.document.metadata.subject
    above = sought.words_in(" ".join((*hit.passage.headings, hit.passage.context, subject or "")))
    # What a plan is about is also what its parts are about; its type, number, body and day are nothing but its name.
    known = sought.words_in(" ".join(part for part in _known(hit) if part != subject))
    judged = [_judge(hit, span, place, (near, above, known), sought) for span in spans]
    best = max(judged, key=lambda chosen: (chosen.score, -chosen.start))
    start, end = widen_quote(text, spans, (best.start, best.end))
    value = best.value
    if value is not None and sought.intent in _COUNTED and not hit.passage.cells:
        value = _of_item(text[start:end], sought) or value
    return ChosenSpan(
        place,
        start,
        end,
        value,
        best.score,
        best.has_cue,
        (max(best.start, start), min(best.end, end)),
        best.speaks_of_whole,
    )


def _known(hit: Hit) -> tuple[str, ...]:
    """What is known of the document: words for it in the question need not stand in the sentence that answers."""
    known = hit.document.metadata
    day = known.issued_date
    parts = (known.type_name, known.number, known.issuer, known.issuer_parent, known.place, known.subject)
    return tuple(part for part in (*parts, day and f"{day.day} {day.month} {day.year}") if part)


def _called(hit: Hit, question: str) -> tuple[str, ...]:
    """What a question may call the document of a hit: one called by its number is not called by its subject too."""
    subject = hit.document.metadata.subject
    return tuple(part for part in _known(hit) if part != subject or not find_number_mentions(question))


def widen_quote(text: str, spans: Sequence[tuple[int, int]], best: tuple[int, int]) -> tuple[int, int]:
    """The whole of a short text; of a longer one the sentences around the best one. The closing formula is left out."""
    closing = [span for span in spans if _CLOSING.match(text[span[0] : span[1]])]
    last = len(text)
    if closing and best[0] < closing[0][0]:
        last = closing[0][0]
    if last <= WHOLE_PASSAGE:
        return _strip(text, 0, last)
    start, end = best
    place = list(spans).index(best)
    after, before = place + 1, place - 1
    while after < len(spans) and spans[after][1] <= last and spans[after][1] - start <= WHOLE_PASSAGE:
        end = spans[after][1]
        after += 1
    while before >= 0 and end - spans[before][0] <= WHOLE_PASSAGE:
        start = spans[before][0]
        before -= 1
    return start, end


def _judge(
    hit: Hit, span: tuple[int, int], place: int, around: tuple[frozenset[str], ...], sought: WeightedQuestion
) -> ChosenSpan:
    """Score one sentence: the question's words in it, near it and above it, the cue, the heading, the rank."""
    near, above, known = around
    passage, intent = hit.passage, sought.intent
    quote = passage.text[span[0] : span[1]]
    own = sought.words_in(quote)
    total = sum(sought.weights.values()) or 1.0
    shares = ((own, 1.0), (known, KNOWN_SHARE), (near, NEAR_SHARE), (above, ABOVE_SHARE))
    covered = sum(
        weight * next((share for held, share in shares if word in held), 0.0) for word, weight in sought.weights.items()
    )
    value, cued, needed = _told(hit, quote, sought)
    score = covered / total + ((NEEDED_CUE_WORTH if needed else CUE_WORTH) if cued else 0.0)
    score -= RANK_COST * math.sqrt(min(place, MOST_RANKED))
    if heading_fits(passage.headings, intent):
        score += HEADING_WORTH
    if hit.document.metadata.type in sought.types:
        score += TYPE_WORTH
    if passage.kind == "mo_dau" or (passage.kind == "can_cu" and intent != "basis"):
        score -= OPENING_COST
    if _CLOSING.match(quote):
        score -= CLOSING_COST
    asked = sought.question
    whole = cued and speaks_of_whole_document(quote, intent, asked) and asks_whole_document(asked, _called(hit, asked))
    if whole:
        score += WHOLE_WORTH
    if intent == "lead" and asks_person(sought.question) and person_named_in(quote):
        score += HOLDER_WORTH
    return ChosenSpan(place, span[0], span[1], value, score, cued, speaks_of_whole=whole)


def _told(hit: Hit, quote: str, sought: WeightedQuestion) -> tuple[str | None, bool, bool]:
    """What a sentence says of the thing asked: the value, whether it says it at all, whether nothing else will do."""
    passage, intent, question = hit.passage, sought.intent, sought.question
    if asks_place(question):
        return _value(passage.cells, quote, intent), names_place(quote), True
    if intent == "lead" and asks_person(question):
        office = office_asked(question)
        value = (cell_for(passage.cells, "lead") if passage.cells else None) or person_named_in(quote)
        if office is not None:
            return value, names_office_holder(quote, office), True
        value = value or find_value(quote, intent)
        return value, value is not None or holds_cue(quote, intent), person_named_in(quote) is not None
    value = _value(passage.cells, quote, intent)
    if intent == "lead" and not passage.cells:
        strict = asks_leader(question)
        if strict and not states_lead(quote):
            return None, False, True
        if value is None and holds_cue(quote, "lead"):
            value = body_in_headings(passage.headings)
        return value, value is not None or holds_cue(quote, intent), strict
    if intent == "coordinate" and value is not None and fold(value) in fold(question):
        # "Sở A phối hợp với ai" is not answered by who works with Sở A.
        return None, False, True
    cued = value is not None or holds_cue(quote, intent)
    if intent == "deadline" and asks_report(question) and "bao cao" not in fold(quote):
        cued = False
    if intent == "deadline" and value is not None and "hoan thanh" in fold(question) and is_recurring(value):
        value, cued = None, False
    return value, cued, intent in ("deadline", "money")


def _value(cells: Sequence[tuple[str, str]], quote: str, intent: Intent) -> str | None:
    return cell_for(cells, intent) if cells else find_value(quote, intent)


def _of_item(quote: str, sought: WeightedQuestion) -> str | None:
    """The value of the one item of a list that is asked about ("- Tỉnh Nghệ An: 4.195 tấn"), not the total above it."""
    above, *items = [item for item in _ITEM.split(quote) if item.strip()]
    if not items:
        return None
    told = [(sought.words_in(item) & sought.weights.keys()) - sought.words_in(above) for item in items]
    worth = [sum(sought.weights[word] for word in words) for words in told]
    best = max(range(len(worth)), key=worth.__getitem__)
    if worth[best] == 0 or worth.count(worth[best]) > 1:
        return None
    return find_value(items[best], sought.intent)


def _is_heading(sentence: str) -> bool:
    """A line in capitals names what follows; it answers nothing."""
    first = sentence.partition("\n")[0]
    return first == sentence and first.isupper()


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
