"""The work on the longest and oddest questions is bounded: counted, not timed."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest
from sqlalchemy import event

from index.derived import terms
from index.derived.known_words import KnownWords
from index.query import edit_variants
from index.query.compound import split_question
from index.query.diacritics import MOST_RESTORED, restore_diacritics
from index.query.parse import MAX_SYLLABLES, LibraryVocabulary, parse_query
from index.ranking.candidates import lexical_terms
from index.records import Filters
from ingest.text.normalize import fold
from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant

HELD = terms.syllables("kế hoạch thông tin đối ngoại của ủy ban nhân dân tỉnh do sở ngoại vụ chủ trì hoà kỹ") * 20
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảạếềộụị"
_draw = random.Random(3)
UNKNOWN = " ".join("".join(_draw.choice(_LETTERS) for _ in range(_draw.randint(3, 7))) for _ in range(400))
LONG = {
    "2,000 letters": "a" * 2000,
    "1,000 letters apart": "a " * 1000,
    "400 unknown words": UNKNOWN,
    "400 unknown words without accents": fold(UNKNOWN),
    "400 numbers": " ".join(str(number) for number in range(400)),
    "one token": "thuế",
    "one unknown token": "xyzzyq",
}
#: Terms of 80 syllables, their pairs and other forms, each in at most five fields.
MOST_TERMS = 5 * 3 * MAX_SYLLABLES
#: Look-ups that a syllable may cost: its own, its pairs, those of some words near it.
MOST_LOOKUPS = 60


@pytest.mark.parametrize("question", LONG.values(), ids=LONG)
def test_terms_searched_and_looked_up_do_not_grow_with_the_question(question: str) -> None:
    looked_up: Counter[str] = Counter()

    def frequency(field: str, term: str) -> int:
        looked_up[term] += 1
        return 5 if term in HELD else 0

    query = parse_query(question, Filters(), LibraryVocabulary(frequency, words=KnownWords(HELD)))
    assert len(query.keys) <= MAX_SYLLABLES
    assert sum(map(len, lexical_terms(query).values())) <= MOST_TERMS
    assert looked_up.total() <= MOST_LOOKUPS * MAX_SYLLABLES
    assert max(looked_up.values(), default=0) <= 2, "a term is looked up once for a question"


def test_a_misspelt_word_is_compared_with_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    original = edit_variants.one_edit_variants

    def counted(key: str, *, folded: bool) -> set[str]:
        variants = original(key, folded=folded)
        made.append(len(variants))
        return variants

    monkeypatch.setattr("index.query.spelling.one_edit_variants", counted)
    parse_query(UNKNOWN, Filters(), LibraryVocabulary(lambda field, term: int(term in HELD), words=KnownWords(HELD)))
    assert 0 < len(made) <= MAX_SYLLABLES
    assert max(made) <= 27 * 2 * 8, "variants are made without marks: 27 letters at each of eight places"


def test_marks_of_a_long_question_are_restored_at_its_beginning() -> None:
    looked_up: set[str] = set()

    def frequency(term: str) -> int:
        looked_up.add(term)
        return 0

    text = "ke hoach " * 500
    restored = restore_diacritics(text, frequency, 100).split()
    assert restored[: MOST_RESTORED - 1] == ("kế hoạch " * 40).split()[: MOST_RESTORED - 1]
    assert restored[MOST_RESTORED:] == text.split()[MOST_RESTORED:]
    assert len(looked_up) < 1000


@pytest.mark.parametrize("letters", ["a", "a ", "a, ", "?", "a?"])
def test_a_text_of_any_length_is_cut_into_its_questions_at_once(letters: str) -> None:
    started = time.process_time()
    split_question(letters * 20_000)
    assert time.process_time() - started < 2, "a pattern that began anew at each letter took minutes"


@pytest.mark.parametrize("question", LONG.values(), ids=LONG)
def test_a_long_question_asks_the_database_as_often_as_a_short_one(sample_assistant: Assistant, question: str) -> None:
    statements: list[str] = []

    def counted(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    engine = sample_assistant.library.engine
    event.listen(engine, "before_cursor_execute", counted)
    try:
        reply = sample_assistant.ask(question, new_conversation("x"), Filters())
    finally:
        event.remove(engine, "before_cursor_execute", counted)
    assert len(reply.result.hits) <= 24
    assert len(statements) <= 60
