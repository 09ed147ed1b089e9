"""Words of a page's picture as it reads best: turned upright, its bent lines drawn level."""

from __future__ import annotations

import numpy as np

from ingest.read.ocr.recognition import recognise_words
from ingest.read.pages.image_preprocessing import Gray, likely_turns
from ingest.read.pages.line_curvature import line_curvature, with_level_lines
from ingest.read.pages.words import Word
from ingest.text.syllables import syllable_rate

#: A page read well has at least this share of syllables; otherwise it may lie on its side.
_READ_WELL = 0.5
#: A page read with less confidence may have bent lines; level ones must read so many times better.
_SURELY_READ, _LEVEL_READS_BETTER = 0.95, 1.03


def recognise_upright(image: Gray, turned: int, has_head: bool) -> tuple[int, list[Word]]:
    """By how many degrees counter-clockwise the page reads best, and its words then.

    The network's word (``turned``) is taken for the turn where the reading bears it out; a page that reads poorly is
    tried in every direction.
    """
    words = recognise_words(image, has_head=has_head) if not turned else []
    best_turn, best = 0, words
    if not turned and not _reads_poorly(words):
        return 0, words
    score = _recognised_syllables(words)
    for turn in (turned, 0) if turned else likely_turns(image):
        candidate = recognise_words(np.ascontiguousarray(np.rot90(image, turn // 90)), has_head=has_head)
        if _recognised_syllables(candidate) > score * 1.3 + 5 or (turned and not best):
            best, best_turn, score = candidate, turn, _recognised_syllables(candidate)
            if not _reads_poorly(candidate):
                break
    return best_turn, best


def read_level(image: Gray, words: list[Word], has_head: bool) -> tuple[Gray, list[Word]]:
    """The page with its bent lines level, and its words then, where that reads better; else both as they were."""
    if (mean_confidence(words) or 0.0) >= _SURELY_READ:
        return image, words
    bent = line_curvature(image)
    if bent is None:
        return image, words
    level = with_level_lines(image, bent)
    read = recognise_words(level, has_head=has_head)
    better = _recognised_syllables(read) * (mean_confidence(read) or 0.0)
    worse = _recognised_syllables(words) * (mean_confidence(words) or 0.0)
    return (level, read) if better > _LEVEL_READS_BETTER * worse else (image, words)


def mean_confidence(words: list[Word]) -> float | None:
    """The confidence over the letters of the page."""
    letters = sum(len(word.text) for word in words)
    return round(sum((word.confidence or 0.0) * len(word.text) for word in words) / letters, 3) if letters else None


def _reads_poorly(words: list[Word]) -> bool:
    rate, count = syllable_rate(" ".join(word.text for word in words))
    return count < 12 or rate < _READ_WELL


def _recognised_syllables(words: list[Word]) -> float:
    rate, count = syllable_rate(" ".join(word.text for word in words))
    return rate * count
