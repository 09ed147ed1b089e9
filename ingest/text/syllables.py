"""Vietnamese syllables: the yardstick for OCR quality, for encoding repair, and for telling Vietnamese from English.

They are generated from the spelling rules (onset + rhyme + tone) instead of a word list, so that there are no gaps
for rare names and nothing to maintain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import islice

from ingest.text.normalize import tone_key

_ONSETS_TEXT = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_OPEN_TEXT = (
    "a ai ao au ay âu ây e eo ê êu i ia iu iê o oa oai oao oay oe oeo oi ô ôi ơ ơi u ua ue uê uây ui uơ uy uya uyu "
    "uôi ư ưa ưi ưu ươi ươu iêu yêu y ya uao uai uau uay uâu ueo oă"
)
_NASAL_TEXT = (
    "am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh im in inh iêm iên iêng yêm yên yêng om on ong oong oan "
    "oang oanh oam oăm oăn oăng oen ôm ôn ông ôông ơm ơn um un ung uân uâng uênh uôm uôn uông uyn uynh uyên ưng ưn "
    "ưm ươm ươn ương uanh uang uan uăn uăng uăm oem uên uym"
)
_STOPPED_TEXT = (
    "ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt yêt oc op ot ooc oac oach oat oap oăc "
    "oăt oet ôc ôp ôt ơp ơt uc up ut uât uôc uôt uôp uych uyt uyêt ưc ưt ưp ươc ươp ươt uac uach uat uăc uăt uêt "
    "uêch uyp"
)
_ONSETS, _OPEN, _NASAL, _STOPPED = (text.split() for text in (_ONSETS_TEXT, _OPEN_TEXT, _NASAL_TEXT, _STOPPED_TEXT))
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_STOP_TONES = ("\u0301", "\u0323")
_LETTERS = re.compile(r"[^\W\d_]+")
_MARKED_LETTER = re.compile(r"(?=[^\x00-\x7f])[^\W\d_]")
#: Vowels that carry the tone wherever they stand; without one the spelling's position decides.
_SHAPED = "âêôăơư"

ENGLISH_WARNING = (
    "Văn bản có vẻ là bản dịch tiếng Anh, không phải bản chính tiếng Việt: số, ký hiệu và trích yếu có thể thiếu. "
    "Hãy nạp bản tiếng Việt nếu cần trích dẫn."
)
#: So many words are looked at; fewer than the second number are too few to tell.
_MOST_WORDS, _FEWEST_WORDS = 2000, 60
_ENGLISH_WORDS = frozenset(
    ("the", "of", "and", "to", "in", "for", "shall", "or", "by", "on", "is", "be", "with", "this")
)
#: Of the words of an English text at least a fifth are such words; in Vietnamese more than half carry marks.
_ENGLISH_SHARE, _MARKED_SHARE = 0.15, 0.1


def _with_tones(rhyme: str, tones: Sequence[str]) -> list[str]:
    """The rhyme with each of the tones."""
    position = _tone_position(rhyme) + 1
    return [unicodedata.normalize("NFC", rhyme[:position] + tone + rhyme[position:]) for tone in tones]


def _tone_position(rhyme: str) -> int:
    shaped = [i for i, letter in enumerate(rhyme) if letter in _SHAPED]
    if shaped:
        return shaped[-1]  # ươ carries the tone on ơ
    vowels = [i for i, letter in enumerate(rhyme) if letter in "aeiouy"]
    closed = vowels[-1] < len(rhyme) - 1
    if len(vowels) == 1 or (not closed and len(vowels) == 2 and rhyme[:2] not in ("oa", "oe", "uy")):
        return vowels[0]
    if len(vowels) == 2 and not closed:
        return vowels[0]  # old style: hòa; tone_key maps the new style onto it
    return vowels[1]


def _is_spellable(onset: str, rhyme: str) -> bool:
    """Before e, ê, i, y the sounds c, g, ng are written k, gh, ngh, and only there."""
    front = rhyme[0] in "eêiy"
    if onset in ("c", "ng", "g"):
        return not front
    if onset in ("k", "gh", "ngh"):
        return front or (onset == "k" and rhyme[0] in "aăoôơuư")  # Kông, Kan: highland names
    return True


@cache
def all_syllables() -> frozenset[str]:
    """All spellable syllables, lower case, NFC, old-style tone placement (about 20,000, real ones among them)."""
    found: set[str] = set()
    onsets = ("", *_ONSETS)
    for rhymes, tones in ((_OPEN + _NASAL, _TONES), (_STOPPED, _STOP_TONES)):
        for rhyme in rhymes:
            # Toned once for all onsets: whoever asks first waits for this table.
            toned = _with_tones(rhyme, tones)
            found.update(onset + ending for onset in onsets if _is_spellable(onset, rhyme) for ending in toned)
    for tone in _TONES:  # gi + i/iêng loses one i
        found.add(unicodedata.normalize("NFC", "gi" + tone))
        found.update(unicodedata.normalize("NFC", "giê" + tone + end) for end in ("ng", "n", "m", "t", "p", "c"))
        found.update(unicodedata.normalize("NFC", "gi" + tone + end) for end in ("n", "m", "ng", "t", "p", "nh", "ch"))
    return frozenset(found)


def is_syllable(word: str) -> bool:
    """True if ``word`` could be a Vietnamese syllable, with either tone placement.

    >>> [is_syllable(word) for word in ("Nghiêng", "hoà", "quyết", "thuở", "chungo", "the\u1ea1")]
    [True, True, True, True, False, False]
    """
    return _is_known(word)


@lru_cache(maxsize=50_000)
def _is_known(word: str) -> bool:
    """``is_syllable`` with a memory: words repeat, a law of 120,000 words has 3,000 different ones."""
    return tone_key(word.lower()) in all_syllables()


def syllable_rate(text: str) -> tuple[float, int]:
    """Share of the letter sequences of two letters or more that are Vietnamese syllables, and how many there were."""
    words = [word for word in _LETTERS.findall(text) if len(word) > 1]
    if not words:
        return 0.0, 0
    return sum(map(_is_known, words)) / len(words), len(words)


def accent_rate(text: str) -> float:
    """Share of letters that carry a Vietnamese mark: about .25 in good text, near 0 in OCR without Vietnamese."""
    letters = sum(map(str.isalpha, text))
    if not letters:
        return 0.0
    return len(_MARKED_LETTER.findall(text)) / letters


def is_english(texts: Iterable[str]) -> bool:
    """True if a text is English: portals also hold translations, which are not the documents that they translate.

    >>> is_english(["This Decree shall apply to the use of water in the whole of the country."] * 5)
    True
    """
    words = list(islice((word for text in texts for word in _LETTERS.findall(text.lower())), _MOST_WORDS))
    if len(words) < _FEWEST_WORDS:
        return False
    marked = sum(not word.isascii() for word in words)
    common = sum(word in _ENGLISH_WORDS for word in words)
    return common > _ENGLISH_SHARE * len(words) and marked < _MARKED_SHARE * len(words)
