"""Choose the sentences that answer: verbatim spans of the passages found, with the part that fills the slot."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.records import Hit
from ingest.normalize import fold
from service.records import Intent
from service.values import find_value, holds_cue

#: A quote longer than this many characters is no longer an answer; it is cut at a sentence end before it is chosen.
LONGEST_QUOTE = 700
#: Sentences shorter than this many syllables are headings or list labels; they are joined to the next one.
SHORTEST_SENTENCE = 5
#: How many passages are searched for answering sentences.
PASSAGES_READ = 5
#: What a cue of the question's kind (a date for a deadline...) is worth, in shares of the question's words.
CUE_WORTH = 0.35
#: What one place lower in the ranking costs, in the same unit.
RANK_COST = 0.12
#: A second sentence is shown only when it is nearly as good as the first.
NEARLY_AS_GOOD = 0.8

_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_][.;])\s+(?=[^\W\d_]|[-–+•\"“(])|(?<=[\d)”\"%][.;])\s+(?=[^\W\d_]|[-–+•\"“(])|\n+"
)
_ABBREVIATION = re.compile(r"(?i)(?:^|[\s(/])(?:tp|tx|ts|ths|pgs|gs|bs|ks|tm|kt|tl|tuq|q|đ/c|v\.v|p|số|stt|tr|nxb)\.$")
_WORD = re.compile(r"\w+")
#: Words of questions that say nothing about the answer's wording (folded).
_ASKING_WORDS = frozenset(
    re.findall(
        r"\w+",
        "ai gi nao may bao nhieu sao the la co khong duoc cho cua va cac nhung o tai do thi ma voi theo ve trong khi "
        " den tu nay hay hoac phai se da bi noi dung quy dinh nhu lam gio luc bn ko dc",
    )
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A span of a hit's passage: ``hit`` is the place of the hit in the ranking."""

    hit: int
    start: int
    end: int
    value: str | None
    score: float
    cued: bool


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


def choose(hits: Sequence[Hit], question: str, intent: Intent, most: int = 3) -> tuple[Chosen, ...]:
    """Pick the sentences of the first hits that answer the question best, the best first."""
    read = hits[:PASSAGES_READ]
    words = words_asked(question)
    weights = _weights(words, (hit.passage.text for hit in read))
    found: list[Chosen] = []
    for place, hit in enumerate(read):
        above = _folded_words(" ".join((*hit.passage.headings, hit.passage.context)))
        for start, end in sentences(hit.passage.text):
            if _is_heading(hit.passage.text[start:end]):
                continue
            found.append(_judge(hit.passage.text, (start, end), place, (words, weights, above), intent))
    found.sort(key=lambda chosen: (-chosen.score, chosen.hit, chosen.start))
    if not found:
        return ()
    floor = found[0].score * NEARLY_AS_GOOD
    document = read[found[0].hit].document.id
    kept = [
        chosen
        for chosen in found
        if chosen.score >= floor and (chosen.cued or not found[0].cued) and read[chosen.hit].document.id == document
    ]
    return tuple(kept[:most] or found[:1])


def _judge(
    text: str,
    span: tuple[int, int],
    place: int,
    asked: tuple[tuple[str, ...], dict[str, float], frozenset[str]],
    intent: Intent,
) -> Chosen:
    """Score one sentence: the question's words it holds (in full) or stands under (in part), the cue, the rank."""
    words, weights, above = asked
    quote = text[span[0] : span[1]]
    own = _folded_words(quote)
    total = sum(weights[word] for word in words) or 1.0
    covered = sum(weights[word] * (1.0 if word in own else 0.4 if word in above else 0.0) for word in words) / total
    value = find_value(quote, intent)
    cued = value is not None or holds_cue(quote, intent)
    score = covered + (CUE_WORTH if cued else 0.0) - RANK_COST * math.sqrt(place)
    return Chosen(place, span[0], span[1], value, score, cued)


def _is_heading(sentence: str) -> bool:
    """A line in capitals names what follows; it answers nothing."""
    first = sentence.partition("\n")[0]
    return first == sentence and first.isupper()


def words_asked(question: str) -> tuple[str, ...]:
    """The folded words of a question that say what it is about."""
    words = dict.fromkeys(_WORD.findall(fold(question)))
    telling = tuple(word for word in words if word not in _ASKING_WORDS)
    return telling or tuple(words)


def _weights(words: Iterable[str], texts: Iterable[str]) -> dict[str, float]:
    """Give rare words of the question more weight than those in every passage found."""
    frequency: Counter[str] = Counter()
    count = 0
    for text in texts:
        count += 1
        frequency.update(_folded_words(text))
    return {word: math.log(1 + (count + 1) / (frequency[word] + 0.5)) for word in words}


def _folded_words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
