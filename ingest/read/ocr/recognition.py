"""One reading of a picture by two recognisers: lines and words by trueocr, doubtful words judged with Tesseract's help.

Tesseract may be absent: then the word model alone judges what is doubtful.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ingest.read.ocr.line_reader import RecognisedLine, read_lines
from ingest.read.ocr.second_opinion import lies_in_head, second_opinions
from ingest.read.ocr.word_choice import choose_words
from ingest.read.pages.image_preprocessing import Gray
from ingest.read.pages.words import Word
from ingest.text.normalize import repair

#: What stands alone in print: dashes and bullets of lists, marks set apart by a blank.
_LONE_MARKS = '-–+*•:;.,/()…"“”'
#: Marks alone, and single signs, are specks below these confidences.
_SURE_MARK, _SURE_SIGN = 0.7, 0.25


def recognise_words(image: Gray, *, has_head: bool = False, matters: bool = False) -> list[Word]:
    """Words with pixel boxes and confidence (0..1), those of a line with its number.

    :param has_head: the picture is a first page; its upper lines matter, and are read twice where that can be.
    :param matters: so do all lines.
    """
    found: list[Word] = []
    for number, line in enumerate(read_lines(image)):
        found.extend(
            replace(word, line=number)
            for chosen in _chosen(image, line, matters or (has_head and lies_in_head(line, image)))
            for word in _split(chosen)
            if not _is_speck(word)
        )
    return found


def _chosen(image: Gray, line: RecognisedLine, matters: bool) -> list[Word]:
    return choose_words(line.words, second_opinions(image, line, matters=matters))


def _split(word: Word) -> Iterator[Word]:
    """The word, or its parts where the recognisers agree on two words set close together."""
    texts = repair(word.text).split()
    letters = max(1, sum(map(len, texts)))
    x0 = word.x0
    for text in texts:
        x1 = x0 + (word.x1 - word.x0) * len(text) / letters
        yield replace(word, text=text.strip("_") or text, x0=x0, x1=x1)
        x0 = x1


def _is_speck(word: Word) -> bool:
    confidence = word.confidence or 0.0
    if any(map(str.isalnum, word.text)):
        return len(word.text) < 2 and confidence < _SURE_SIGN
    return word.text not in _LONE_MARKS and confidence < _SURE_MARK
