"""Index terms of a text: syllables and syllable bigrams, accented and folded, and values of dates and amounts.

Measured on 69,664 legal articles: nDCG@10 .641 with syllables alone, .722 with bigrams; folding both
sides loses 0.9 point. That is why there is no word segmenter, and why a question without accents costs
almost nothing.

Dates and amounts get a term each beside their syllables: "05/3/2024", "ngày 5 tháng 3 năm 2024" and "5-3-2024" are
one day; "1,5 triệu đồng", "1.500.000 đồng" and "1500000 đồng" one sum.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from index.derived.text_memo import TextMemo
from ingest.text import normalize
from ingest.text.normalize import iy_key, tone_key

Codes = npt.NDArray[np.uint32]

#: Joins the two syllables of a bigram; it cannot occur in a syllable.
JOINER = "_"
#: Low bits of a code tell the accented forms of one folded syllable apart; the rest name the folded form.
#: A folded syllable has some twenty accented forms, and 22 bits keep 60,000 folded syllables apart.
ACCENT_BITS = 10

SYLLABLE = re.compile(r"[^\W_]+")
#: A long-running service meets ever new numbers and typing errors; a table this full is emptied.
MAX_REMEMBERED = 200_000
#: Letters of the syllables, and of the texts, that a memo keeps: some 40 and 15 MB.
MOST_LETTERS, MOST_CUT = 1_000_000, 2_500_000

#: First character of a term that is a value; no syllable begins with it.
VALUE_MARK = "="
# Dates and amounts both begin with a plain digit and look back from there: the engine then skips to the digits, where
# it would spend most of its time.
_DATE = re.compile(
    r"([0-9](?<![\d/.]\d)\d?)(?:\s?[/.-]\s?|\s+tháng\s+|\s+thang\s+)(\d{1,2})"
    r"(?:\s?[/.-]\s?|,?\s+năm\s+|\s+nam\s+)((?:19|20)\d\d)(?!\d)"
)
_AMOUNT = re.compile(
    r"([0-9](?<![\d.,/]\d)(?:\d{0,2}(?:\.\d{3})+|\d*))(?:,(\d{1,3}))?"
    r"(?:\s+([Nn]gh?ìn|[Nn]gàn|nghin|ngan|[Tt]riệu|trieu|[Tt][ỷỉ]|t[yi])\b)?(?![\d/]|[.,]\d)"
)
_UNITS = {"n": 1_000, "tr": 1_000_000, "t": 1_000_000_000}
#: Smaller numbers get no term of their own: their syllables are enough.
MIN_AMOUNT = 1_000


def syllable_key(syllable: str) -> str:
    """The key that all spellings of a syllable share: lower case, old tone placement, one of i and y, no leading zeros.

    >>> syllable_key("Hoà") == syllable_key("hòa"), syllable_key("KỸ") == syllable_key("kĩ")
    (True, True)
    >>> syllable_key("thúy") == syllable_key("thúi")
    False
    """
    lowered = syllable.lower()
    if lowered.isdecimal():
        return lowered.lstrip("0") or "0"
    if lowered.isascii() and not lowered.endswith("y"):
        return lowered
    return iy_key(tone_key(lowered))


def other_spellings(key: str) -> tuple[str, ...]:
    """The other spellings, in small letters, that have this syllable key: new tone placement, y for i.

    >>> [other_spellings(key) for key in ("hòa", "kĩ", "quí", "hoàn", "ti")]
    [('hoà',), ('kỹ',), ('quý',), (), ('ty',)]
    """
    found = (normalize.new_tone_place(key), normalize.written_with_y(key))
    return tuple(form for form in found if form != key and syllable_key(form) == key)


def fold_key(key: str) -> str:
    """A syllable key without its marks.

    >>> fold_key("đối"), fold_key("516")
    ('doi', '516')
    """
    return key if key.isascii() else _folded[key]


def syllables(text: str) -> list[str]:
    """The keys of the syllables and numbers of a text, in order.

    >>> syllables("Kế hoạch 516/KH-UBND")
    ['kế', 'hoạch', '516', 'kh', 'ubnd']
    """
    return list(_cut_texts[text])


def _cut(text: str) -> tuple[str, ...]:
    return tuple(map(_keys.__getitem__, words(text)))


def words(text: str) -> list[str]:
    """The syllables and numbers of a text as written, one for each key of ``syllables``."""
    # Text from the library is NFC already; composing it again would double the time of cutting it.
    return SYLLABLE.findall(text if unicodedata.is_normalized("NFC", text) else normalize.nfc(text))


def bigrams(keys: Sequence[str]) -> list[str]:
    """Neighbouring pairs of syllables.

    >>> bigrams(["kế", "hoạch", "năm"])
    ['kế_hoạch', 'hoạch_năm']
    """
    return [first + JOINER + second for first, second in itertools.pairwise(keys)]


def index_terms(keys: Sequence[str]) -> list[str]:
    """Index terms of a sequence of syllable keys: the syllables, then the bigrams."""
    return [*keys, *bigrams(keys)]


def fold_keys(keys: Iterable[str]) -> list[str]:
    """The keys without their marks."""
    return list(map(_folded.__getitem__, keys))


def value_terms(text: str) -> list[str]:
    """Terms of the dates and amounts in a text: one for all ways of writing a value, beside the syllables.

    >>> value_terms("trước ngày 05 tháng 3 năm 2024"), value_terms("15/3/2024")
    (['=2024-3-5'], ['=2024-3-15'])
    >>> value_terms("mức hỗ trợ 1,5 triệu đồng"), value_terms("1.500.000 đồng"), value_terms("năm 2024 có 3 đợt")
    (['=1500000'], ['=1500000'], [])
    """
    found = [f"{VALUE_MARK}{year}-{int(month)}-{int(day)}" for day, month, year in _DATE.findall(text)]
    for match in _AMOUNT.finditer(text):
        whole, part, unit = match.groups()
        if unit is None and "." not in whole and len(whole) < 5:
            continue
        number = Decimal(f"{whole.replace('.', '')}.{part or 0}")
        if unit is not None:
            lowered = unit.lower()
            number *= _UNITS["tr" if lowered.startswith("tr") else lowered[0]]
        if number >= MIN_AMOUNT and number == int(number):
            found.append(f"{VALUE_MARK}{int(number)}")
    return found


def syllable_code(key: str) -> int:
    """A 32-bit code of a syllable key; its upper bits are the code of the folded form (see ``folded_codes``)."""
    folded = zlib.crc32(fold_key(key).encode()) & ((1 << (32 - ACCENT_BITS)) - 1)
    accent = zlib.crc32(key.encode()) & ((1 << ACCENT_BITS) - 1)
    return folded << ACCENT_BITS | accent


def syllable_codes(keys: Sequence[str]) -> Codes:
    """The codes of a sequence of keys, for the columns that the ranker reads."""
    return np.array(list(map(_codes.__getitem__, keys)), np.uint32)


def folded_codes(sequence: Codes) -> Codes:
    """Codes of the folded forms, computed from the codes alone."""
    return sequence >> np.uint32(ACCENT_BITS)


_keys = TextMemo(syllable_key, MOST_LETTERS)
_folded = TextMemo(normalize.fold, MOST_LETTERS)
_codes = TextMemo(syllable_code, MOST_LETTERS)
# For a batch: the terms and the columns cut the same texts one after the other.
_cut_texts = TextMemo(_cut, MOST_CUT)
