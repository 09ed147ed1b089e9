"""Choice between the readings of a line's words: what the recognisers are sure of, and what stands side by side.

A recogniser that confuses `số` and `sổ` knows the letters and doubts the marks. For each word the readings of the
recognisers and, where one may be wrong, the syllables that differ in marks only are weighed: by the recognisers'
confidence and by the word model, over the whole line at once. Digits, symbols and names are never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

from ingest.read.ocr.word_model import WordModel, load_word_model, model_form
from ingest.read.pages.words import Word
from ingest.text.normalize import fold
from ingest.text.syllables import is_syllable

_CORE = re.compile(r"^([^\w]*)([^\W\d_]+)([^\w]*)$")
#: Weight of the word model beside the recognisers.
_MODEL = 0.6
#: Most that a recogniser is believed; what a reading nobody made costs besides (logarithms).
_SURE, _UNREAD = 0.97, -1.5
#: A capital inside a sentence is a name, which the model knows less: no guess is made at one that can be spelt.
_SENTENCE_END = re.compile(r"[.:;!?/]\W*$")
#: The second recogniser's marks are taken from this confidence on; a number with a blank inside is torn.
_SIGNS_SURE, _TORN_NUMBER = 0.6, re.compile(r"\d[.,/]? +[.,/]?\d")
#: Its digits, where the first doubts its own and it does not.
_DIGITS_DOUBTFUL, _DIGITS_SURE = 0.5, 0.9
#: A Roman number as a section bears it, and what may be read of one.
_ROMAN, _ROMAN_READ = re.compile(r"^[IVX]{1,5}[.)]?$"), re.compile(r"^[IVXHlN1|]{1,6}[.)]?$")
_HAS_DIGIT, _NUMBER = re.compile(r"\d"), re.compile(r"^\W*\d[\d.,/:-]*\W*$")
#: Confidence of a word that was put right; part that is left where the recognisers read other digits.
_PUT_RIGHT, _CONTRADICTED = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Opinion:
    """What another recogniser reads in a word's place."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Reading:
    """A reading of a word: its text, the form that the model counts (None: a number, a symbol), its weight."""

    text: str
    form: str | None
    weight: float


def choose_words(words: Sequence[Word], opinions: Sequence[Opinion | None]) -> list[Word]:
    """The words of one line in the reading that is likeliest as a whole."""
    if not words:
        return []
    model = load_word_model()
    best = _likeliest(model, [_readings(model, words, at, opinion) for at, opinion in enumerate(opinions)])
    return [
        _with_text(word, reading.text, opinion) for word, reading, opinion in zip(words, best, opinions, strict=True)
    ]


def _readings(model: WordModel, words: Sequence[Word], at: int, opinion: Opinion | None) -> list[_Reading]:
    """The readings of a word, each weighed by what every recogniser read there and how sure it was."""
    word = words[at]
    first = Opinion(word.text, word.confidence or 0.0)
    seen = _settled(first, opinion) if opinion else [first]
    readings = {one.text: 0.0 for one in seen}
    if _may_be_guessed(words, at):
        readings = _guesses(model, seen[0].text) | readings
    return [
        _Reading(text, _form(text), cost + sum(_weight(one.confidence, one.text == text) for one in seen))
        for text, cost in readings.items()
    ]


def _settled(first: Opinion, second: Opinion) -> list[Opinion]:
    """What is left to weigh of the two readings where each recogniser is known to be the better one.

    The second sees points, commas and blanks that the first loses; the first tells digits from letters and signs
    (`Š7`, `(1ỗ`, `0,163` of the second are 57, (Tổ and 0,16%). The first takes strokes of one letter together (`I.` for
    `III.`), and never finds one too many.
    """
    if first.text == second.text:
        return [first, second]
    if _ROMAN_READ.match(first.text) and _ROMAN.match(second.text) and len(first.text) > 1:
        more_strokes = len(_signs(second.text)) > len(_signs(first.text)) or not _ROMAN.match(first.text)
        return [second] if more_strokes and second.confidence >= _SIGNS_SURE else [first]
    if _signs(first.text) == _signs(second.text):
        text = second.text if second.confidence >= _SIGNS_SURE and not _TORN_NUMBER.search(second.text) else first.text
        return [Opinion(text, first.confidence), Opinion(text, second.confidence)]
    if _HAS_DIGIT.search(first.text + second.text):
        doubtful = first.confidence < _DIGITS_DOUBTFUL and _NUMBER.match(second.text)
        return [second] if doubtful and second.confidence >= _DIGITS_SURE else [first]
    return [first, second]


def _signs(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(filter(str.isalnum, text))


def _weight(confidence: float, is_read: bool) -> float:
    """Weight that a recogniser gives to what it read, or to anything else."""
    believed = min(_SURE, max(0.05, confidence))
    return log(believed if is_read else 1 - believed)


def _may_be_guessed(words: Sequence[Word], at: int) -> bool:
    core = _CORE.match(words[at].text)
    if core is None or len(core[2]) < 2:
        return False
    is_name = core[2][0].isupper() and not core[2].isupper() and at > 0 and not _SENTENCE_END.search(words[at - 1].text)
    return not is_name or not is_syllable(core[2])


def _guesses(model: WordModel, text: str) -> dict[str, float]:
    """Syllables that differ from a word in marks only, in its capitals and between its signs, and their cost."""
    core = _CORE.match(text)
    if core is None:
        return {}
    read = model_form(core[2])
    found: dict[str, float] = {}
    for syllable in model.alike.get(fold(read), ()):
        changed = sum(one != other for one, other in zip(syllable, read, strict=False))
        if syllable != read and len(syllable) == len(read):
            found[core[1] + _in_capitals_of(core[2], syllable) + core[3]] = changed * _UNREAD
    return found


def _in_capitals_of(read: str, syllable: str) -> str:
    """The syllable with the capitals and the placement of the tone that the word read has."""
    if read.isupper():
        return syllable.upper()
    return syllable[0].upper() + syllable[1:] if read[0].isupper() else syllable


def _form(text: str) -> str | None:
    core = _CORE.match(text)
    return model_form(core[2]) if core else None


def _likeliest(model: WordModel, columns: Sequence[Sequence[_Reading]]) -> list[_Reading]:
    """One reading of each word, so that the sum of weights and of the model's chances is greatest."""
    best = [(reading.weight + _chance(model, None, reading), [reading]) for reading in columns[0]]
    for column in columns[1:]:
        best = [
            max(
                (
                    (score + reading.weight + _chance(model, path[-1], reading), [*path, reading])
                    for score, path in best
                ),
                key=lambda item: item[0],
            )
            for reading in column
        ]
    return max(best, key=lambda item: item[0])[1]


def _chance(model: WordModel, before: _Reading | None, reading: _Reading) -> float:
    if reading.form is None:
        return 0.0
    last = before.form if before is not None and before.text[-1].isalnum() else None
    return _MODEL * model.chance(last, reading.form)


def _with_text(word: Word, text: str, opinion: Opinion | None) -> Word:
    """The word in the reading chosen: surer where both recognisers agree, less sure where they read other digits."""
    confidence = word.confidence or 0.0
    if opinion is not None and _signs(opinion.text) == _signs(text):
        return replace(word, text=text, confidence=max(opinion.confidence, confidence if text == word.text else 0.0))
    if _signs(text) != _signs(word.text):
        return replace(word, text=text, confidence=_PUT_RIGHT)
    contradicted = opinion is not None and _HAS_DIGIT.search(text) and _HAS_DIGIT.search(opinion.text)
    return replace(word, text=text, confidence=round(confidence * _CONTRADICTED, 3) if contradicted else confidence)
