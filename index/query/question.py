"""A question's words and what they ask for. What the search needs of them is the query (``index.query.parse``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from index.query import asked_values, bare_names, compound, document_facts, persons, talk, unit_counts
from index.query.asked_kinds import kinds_asked
from index.query.asking_words import telling_words
from index.query.bodies import body_asked
from index.query.comparison import Compared, compared_sides, compared_topic, other_version
from index.query.definition import term_asked
from index.query.intent import classify_intent
from index.query.list_continued import ListContinued, list_continued
from index.query.list_request import ListAsked, list_asked
from index.query.name_asked import NameAsked, name_asked
from index.query.names import names_in_question, titled_subject
from index.query.number_mentions import NumberMention, find_number_mentions
from index.query.place_references import PlaceReference, find_place_reference
from index.query.question_times import QuestionTimes
from index.query.stated_times import StatedTime, stated_times
from index.query.summary_request import summary_words
from index.query.task_request import TaskRequest, task_request
from index.query.validity import without_validity_words
from index.query.whole_document import asks_whole_document
from index.records import Intent
from ingest.grammar.document_types import COMMON_TYPES, SYMBOLS_BY_NAME, folded_name_pattern

#: Types of the document that a sentence is looked for in; "thông báo" is as often the verb.
_NAMED_TYPES = re.compile(rf"\b(?:{folded_name_pattern(*COMMON_TYPES, without=('TB',))})\b")


@dataclass(frozen=True)
class Question(QuestionTimes):
    """A question's text and everything that is read from its words alone.

    Each reading is made when it is first asked for and kept: a question is read once, however many parts of search and
    answer ask. Another text (a follow-up's topic, a question without the number it names) is another ``Question``.
    """

    @cached_property
    def is_unaccented(self) -> bool:
        """True if no letter carries a mark: "do" may then be "đó"."""
        return self.text.isascii()

    @cached_property
    def telling_words(self) -> tuple[str, ...]:
        """The folded words that say what the question is about."""
        return telling_words(self.folded)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names, years and months in it, folded."""
        return names_in_question(self.text, self.folded)

    @cached_property
    def number_mentions(self) -> tuple[NumberMention, ...]:
        """The document numbers that it names, as people type them."""
        return tuple(find_number_mentions(self.text))

    @cached_property
    def stated_times(self) -> tuple[StatedTime, ...]:
        """The times that it states of documents beside their numbers."""
        return tuple(stated_times(self.folded, self.number_mentions))

    @cached_property
    def types(self) -> frozenset[str]:
        """The symbols of the types of document that it names."""
        return frozenset(SYMBOLS_BY_NAME[name] for name in _NAMED_TYPES.findall(self.folded))

    @cached_property
    def titled_subject(self) -> str | None:
        """The subject, folded, of a document called by type, subject and year."""
        return titled_subject(self.folded)

    @cached_property
    def place(self) -> PlaceReference | None:
        """The place in a document that it names ("khoản 2 Điều 5")."""
        return find_place_reference(self.text, self.folded)

    @cached_property
    def intent(self) -> Intent:
        """The kind of thing asked for."""
        return classify_intent(self.text, self.folded)

    @cached_property
    def kinds_asked(self) -> frozenset[str]:
        """The kinds of thing asked for, by which its passages are weighed; a day where the intent is a deadline."""
        also = {"day"} if self.intent == "deadline" else set()
        return kinds_asked(self.folded) | also | ({"place"} if self.asks_location else set())

    @cached_property
    def talk_kind(self) -> talk.TalkKind | None:
        """The kind of talk that it is; None where it asks something of the documents."""
        return talk.talk_kind(self.text, self.folded)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The questions in it when it asks several things; else its text alone."""
        return compound.split_question(self.text)

    @cached_property
    def shared_topic(self) -> str:
        """The topic that it shares with the questions asked together with it."""
        return compound.shared_topic(self.text, self.number_mentions)

    @cached_property
    def list_asked(self) -> ListAsked | None:
        """The list of documents that it asks for."""
        return list_asked(self.text.strip(), self.folded.strip(), date.today())

    @cached_property
    def list_continued(self) -> ListContinued | None:
        """How it goes on with the last list of the conversation, where it asks for nothing else."""
        return list_continued(self.folded)

    @cached_property
    def task_request(self) -> TaskRequest | None:
        """What it asks of the register of tasks: a body, a state, a time, and nothing else."""
        return task_request(self.text, self.folded)

    @cached_property
    def unit_asked(self) -> unit_counts.UnitAsked | None:
        """The unit of a document (parts, articles ...) whose number is asked for."""
        return unit_counts.unit_asked(self.folded)

    @cached_property
    def thing_asked(self) -> str | None:
        """The things under a heading (targets, principles ...), folded, whose number is asked for."""
        return unit_counts.thing_asked(self.folded)

    @cached_property
    def may_be_title(self) -> bool:
        """True if it may be nothing but the title of a document."""
        return bare_names.may_be_title(self.folded)

    def words_beside(self, numbers: Iterable[str]) -> list[str]:
        """Its folded words without these numbers and the words of a look-up."""
        return bare_names.words_beside_numbers(self.folded, numbers)

    @cached_property
    def facts_asked(self) -> tuple[document_facts.Fact, ...]:
        """The facts asked for of the document that it is about."""
        return document_facts.facts_asked(self.folded)

    @cached_property
    def other_document(self) -> str | None:
        """The type, folded, of a document that is asked for beside the one that the question is about."""
        return document_facts.other_document_asked(self.folded)

    @cached_property
    def asks_single_document(self) -> bool:
        """True if facts are asked that only one document can give."""
        return document_facts.asks_single_document(self.folded)

    @cached_property
    def words_beside_facts(self) -> tuple[str, ...]:
        """Its telling words without those that ask for facts: they name the document."""
        return telling_words(document_facts.without_fact_words(self.folded))

    @cached_property
    def name_beside_validity(self) -> NameAsked:
        """The name of the document whose validity is asked for."""
        return name_asked(without_validity_words(self.folded))

    @cached_property
    def compared(self) -> Compared:
        """What is compared, and with what."""
        sides = compared_sides(self.text, self.folded)
        return Compared(compared_topic(self.text, self.folded), other_version(self.folded), sides)

    @cached_property
    def summary_words(self) -> tuple[str, ...] | None:
        """The folded words that name the document whose summary is asked for; None where none is."""
        return summary_words(self.folded)

    @cached_property
    def term(self) -> str | None:
        """The term, folded, whose meaning is asked for."""
        return term_asked(self.folded)

    @cached_property
    def asks_person(self) -> bool:
        """True if a person is asked for rather than a body."""
        return persons.asks_person(self.folded)

    @cached_property
    def office(self) -> str | None:
        """The office, folded, whose holder is asked for."""
        return persons.office_asked(self.folded)

    @cached_property
    def asks_leader(self) -> bool:
        """True if the leader is asked for in so many words ("ai chủ trì")."""
        return asked_values.asks_leader(self.folded)

    @cached_property
    def asks_report(self) -> bool:
        """True if it asks when a report is due."""
        return asked_values.asks_report(self.folded)

    @cached_property
    def asks_bases(self) -> bool:
        """True if the bases of a document are asked for."""
        return asked_values.asks_bases(self.folded)

    @cached_property
    def asks_completion(self) -> bool:
        """True if it asks when something must be completed: a day that comes again and again is no answer."""
        return asked_values.asks_completion(self.folded)

    @cached_property
    def asks_location(self) -> bool:
        """True if it asks where something is or takes place."""
        return asked_values.asks_location(self.folded)

    @cached_property
    def asks_whether(self) -> bool:
        """True if it asks whether something is so: the answer may be in its own words."""
        return asked_values.asks_whether(self.folded)

    @cached_property
    def asks_amount(self) -> bool:
        """True if a sum of money is asked for and nothing else will do."""
        return asked_values.asks_amount(self.folded)

    @cached_property
    def asks_target(self) -> bool:
        """True if a target, an aim or a percentage is asked for."""
        return asked_values.asks_target(self.folded)

    @cached_property
    def asks_count(self) -> bool:
        """True if it asks how many."""
        return asked_values.asks_count(self.folded)

    @cached_property
    def counted_noun(self) -> str | None:
        """The noun, folded, whose number is asked for, its first two words."""
        return asked_values.counted_noun(self.folded)

    @cached_property
    def value_kinds(self) -> frozenset[asked_values.ValueKind]:
        """The kinds of values asked for in so many words."""
        return asked_values.value_kinds(self.folded)

    def body(self, expansions: Iterable[tuple[str, str]] = ()) -> frozenset[str]:
        """The telling words of the body whose tasks are asked for, its short forms read as ``expansions`` say."""
        return body_asked(self.text, self.folded, expansions)

    def asks_whole_document(self, name: Iterable[str]) -> bool:
        """True if it names nothing beside its document, of which ``name`` is known."""
        return asks_whole_document(self.folded, name)


def as_question(question: str | Question) -> Question:
    """The record of a question that may still be a text."""
    return question if isinstance(question, Question) else Question(question)
