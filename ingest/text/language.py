"""Whether a text is Vietnamese: portals also hold translations, which are not the documents that they translate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

ENGLISH_WARNING = (
    "Văn bản có vẻ là bản dịch tiếng Anh, không phải bản chính tiếng Việt: số, ký hiệu và trích yếu có thể thiếu. "
    "Hãy nạp bản tiếng Việt nếu cần trích dẫn."
)
#: So much text is looked at; less than the second is too little to tell.
_MOST_WORDS, _FEWEST_WORDS = 2000, 60
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_WORDS = frozenset(
    ("the", "of", "and", "to", "in", "for", "shall", "or", "by", "on", "is", "be", "with", "this")
)
#: Of the words of an English text at least a fifth are such words; in Vietnamese more than half carry marks.
_ENGLISH_SHARE, _MARKED_SHARE = 0.15, 0.1


def is_english(texts: Iterable[str]) -> bool:
    """Whether the text is English.

    >>> is_english(["This Decree shall apply to the use of water in the whole of the country."] * 5)
    True
    """
    words = list(islice((word for text in texts for word in _WORD.findall(text.lower())), _MOST_WORDS))
    if len(words) < _FEWEST_WORDS:
        return False
    marked = sum(not word.isascii() for word in words)
    common = sum(word in _ENGLISH_WORDS for word in words)
    return common > _ENGLISH_SHARE * len(words) and marked < _MARKED_SHARE * len(words)
