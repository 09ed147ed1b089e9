"""The encoder's tokenizer: syllables, and the frequent multi-syllable words as single pieces.

A Unigram model whose pieces may cross spaces (measured in fusion: better than pieces within syllables).
Pieces are chosen by count and association rather than by expectation-maximisation: it takes seconds and
gives the same vocabulary on every machine.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from index.derived.terms import fold_key

#: 28,000 rows of 256 float16 and the tokenizer stay under 16 MB.
VOCABULARY_SIZE = 28_000
#: Syllables rarer than this are spelt out of single letters.
MIN_SYLLABLE = 12
MIN_PHRASE = 40
MAX_SYLLABLES = 12_000
UNKNOWN = "[UNK]"
SPACE = "\u2581"
_BREAK = re.compile(r"[^\w\s]+|_+|\n+")


def syllable_runs(text: str) -> list[list[str]]:
    """Runs of syllables between punctuation marks, lower-cased, as the tokenizer cuts them."""
    return [run.split() for run in _BREAK.split(text.lower()) if run.strip()]


def train_tokenizer(texts: Iterable[str]) -> Tokenizer:
    """Choose the pieces from texts and build the tokenizer."""
    syllables: Counter[str] = Counter()
    pairs: Counter[tuple[str, ...]] = Counter()
    triples: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        for run in syllable_runs(text):
            syllables.update(run)
            pairs.update(itertools.pairwise(run))
            triples.update(zip(run, run[1:], run[2:], strict=False))
    return build_tokenizer(_choose_pieces(syllables, pairs, triples))


def _choose_pieces(
    syllables: Counter[str], pairs: Counter[tuple[str, ...]], triples: Counter[tuple[str, ...]]
) -> list[tuple[str, float]]:
    """The pieces and their scores, best first: syllables, as many phrases as there is room for, and letters."""
    total = sum(syllables.values())
    known = {s: c for s, c in syllables.most_common(MAX_SYLLABLES) if c >= MIN_SYLLABLE and len(s) <= 12}
    unaccented = _unaccented_forms(known)
    letters = sorted({letter for syllable in syllables for letter in syllable})
    room = VOCABULARY_SIZE - len(known) - len(unaccented) - len(letters) - 2
    phrases = _ranked_phrases({**pairs, **triples}, known, total)[:room]
    pieces = [(SPACE + s, math.log(c / total)) for s, c in (*known.items(), *unaccented)]
    pieces += [(SPACE + SPACE.join(phrase), math.log(count / total)) for phrase, count in phrases]
    # Letters cost more than any known piece, and the bare space is only there to spell unknown syllables.
    pieces += [(letter, math.log(0.01 / total)) for letter in letters]
    pieces.append((SPACE, math.log(0.01 / total)))
    return sorted(pieces, key=lambda item: (-item[1], item[0]))


def _unaccented_forms(known: Mapping[str, int]) -> list[tuple[str, int]]:
    """Unaccented forms that are no known syllables: without a piece they would be spelt out letter by letter."""
    folded = dict.fromkeys(fold_key(syllable) for syllable in known if not any(c.isdigit() for c in syllable))
    return [(form, MIN_SYLLABLE) for form in folded if form not in known]


def _ranked_phrases(
    counts: Mapping[tuple[str, ...], int], known: Mapping[str, int], total: int
) -> list[tuple[tuple[str, ...], int]]:
    """Frequent phrases of known syllables with their counts, the closest association first."""
    phrases = [
        (phrase, count, _association(phrase, count, known, total))
        for phrase, count in counts.items()
        if count >= MIN_PHRASE and all(syllable in known and not syllable.isdigit() for syllable in phrase)
    ]
    phrases.sort(key=lambda item: (-item[2], item[0]))
    return [(phrase, count) for phrase, count, _ in phrases]


def _association(phrase: Sequence[str], count: int, known: Mapping[str, int], total: int) -> float:
    """The gain of a piece for a phrase: log-likelihood over its syllables apart, damped for free combinations."""
    expected = math.prod(known[s] / total for s in phrase) * total
    return float(count**0.75 * math.log(count / expected))


def build_tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """A tokenizers.Tokenizer that cuts at punctuation, then finds the best pieces in each run."""
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, -100.0), *pieces], unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"\s*([^\w\s]|_|\n)[\s\W_]*"), "\n"),
            normalizers.Replace(Regex(r"[ \t\r\u00a0]+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split("\n", "removed"),
            pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always", split=False),
        ]
    )
    return tokenizer
