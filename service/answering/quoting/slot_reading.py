"""Reading of a sentence for the thing asked for: its value, if it says anything of it, and if nothing less will do."""

from __future__ import annotations

from dataclasses import dataclass

from index.query.asking_words import telling_words
from index.query.question import Question
from index.records import Hit
from ingest.text.normalize import fold
from service.answering.quoting.persons import names_office_holder, person_named_in
from service.answering.quoting.slot_values import body_in_headings, is_recurring, rank, times
from service.answering.quoting.slots import cell_for, find_value, holds_cue, names_place, states_lead
from service.answering.quoting.weighted_question import WeightedQuestion

#: A name of a body has at least so many words.
LEAST_NAME = 3


@dataclass(frozen=True, slots=True)
class SlotReading:
    """The reading of one sentence for one question.

    ``has_cue`` is True if the sentence says anything of the thing asked for; ``is_needed`` is True if nothing
    else can answer (a date, a sum, a place); ``names_person`` is True if a person is asked for and one is named.
    """

    value: str | None
    has_cue: bool
    is_needed: bool
    names_person: bool = False


_NOTHING = SlotReading(None, has_cue=False, is_needed=True)


def read_slot(hit: Hit, quote: str, asked: WeightedQuestion) -> SlotReading:
    """The reading of a sentence (or of a table row) of a hit for what is asked."""
    intent, question = asked.intent, asked.question
    value = _value(hit, quote, asked)
    if question.asks_location:
        return SlotReading(value, names_place(quote), is_needed=True)
    if intent == "lead" and question.asks_person:
        return _read_person(hit, quote, asked)
    if intent == "lead" and not hit.passage.cells:
        return _read_lead(hit, quote, value, is_strict=question.asks_leader)
    if intent == "coordinate" and (_names_asker(value, question) or _is_of_others(hit, asked)):
        # "Sở A phối hợp với ai" is answered neither by who works with Sở A nor by whom others work with.
        return _NOTHING
    if intent == "deadline":
        return _read_deadline(quote, value, question)
    return SlotReading(value, value is not None or holds_cue(quote, intent), is_needed=intent == "money")


def _names_asker(value: str | None, question: Question) -> bool:
    return value is not None and fold(value) in question.folded


def _is_of_others(hit: Hit, asked: WeightedQuestion) -> bool:
    """True if a passage and the titles above it lack the body whose partners are asked for."""
    before, cue, _ = asked.question.folded.partition("phoi hop")
    doer = [word for word in telling_words(before) if word in asked.weights]
    if not cue or len(doer) < LEAST_NAME:
        return False
    return not asked.words_in(" ".join((hit.passage.text, *hit.passage.headings))).issuperset(doer)


def _value(hit: Hit, quote: str, asked: WeightedQuestion) -> str | None:
    if hit.passage.cells:
        return cell_for(hit.passage.cells, asked.intent, asked.question.folded)
    if "rank" in asked.question.value_kinds:
        return rank(quote)
    often = times(quote) if asked.intent == "target" and "frequency" in asked.question.value_kinds else None
    return often or find_value(quote, asked.intent)


def _read_person(hit: Hit, quote: str, asked: WeightedQuestion) -> SlotReading:
    """The person that leads: the holder of the office asked for, else the person named."""
    person, office = person_named_in(quote), asked.question.office
    cells = hit.passage.cells
    value = (cell_for(cells, "lead") if cells else None) or person
    if office is not None:
        holds = names_office_holder(quote, office)
        return SlotReading(value, holds, is_needed=True, names_person=holds and person is not None)
    has_cue = holds_cue(quote, "lead")
    value = value or find_value(quote, "lead") or (body_in_headings(hit.passage.headings) if has_cue else None)
    names_person = person is not None
    return SlotReading(value, value is not None or has_cue, is_needed=names_person, names_person=names_person)


def _read_lead(hit: Hit, quote: str, value: str | None, *, is_strict: bool) -> SlotReading:
    """The body that leads: the one in the sentence, else in the title above. A strict question needs the very word."""
    if is_strict and not states_lead(quote):
        return _NOTHING
    has_cue = holds_cue(quote, "lead")
    if value is None and has_cue:
        value = body_in_headings(hit.passage.headings)
    return SlotReading(value, value is not None or has_cue, is_needed=is_strict)


def _read_deadline(quote: str, value: str | None, question: Question) -> SlotReading:
    """The day on which something is due: of a report if that is asked for, and no recurring day for a completion."""
    if value is not None and question.asks_completion and is_recurring(value):
        return _NOTHING
    has_cue = value is not None or holds_cue(quote, "deadline")
    if question.asks_report and "bao cao" not in fold(quote):
        has_cue = False
    return SlotReading(value, has_cue, is_needed=True)
