"""Look-ups by number: does a question ask for the document as such, or for something that it says?"""

from __future__ import annotations

import re

from index.records import QueryInterpretation
from ingest.text.normalize import fold

#: Words that a bare look-up consists of, besides the number itself (folded).
_LOOKUP_WORDS = re.compile(
    r"\b(?:ke hoach|quyet dinh|chi thi|cong van|nghi quyet|nghi dinh|thong tu|bao cao|to trinh|van ban|ket luan|luat"
    r"|quy che|kh|qd|ct|cv|nq|nd|tt|bc|ttr|so|ve viec|noi|gi|la|nao|cua|nam|ngay|toan van|xem|cho|toi|noi dung|ai ky|ky"
    r"|so may|ve|co|tim|mo|hoi|ubnd|tinh|quy dinh)\b"
)


def words_beside_number(question: str, understood: QueryInterpretation) -> list[str]:
    """The folded words of a question without its numbers and the words of a look-up."""
    rest = fold(question)
    for number in understood.numbers:
        for part in re.split(r"[\s/\-–]+", fold(number)):
            rest = re.sub(rf"\b{re.escape(part)}\b", " ", rest)
    return re.findall(r"\w+", _LOOKUP_WORDS.sub(" ", re.sub(r"\d+", " ", rest)))


def is_bare_lookup(question: str, understood: QueryInterpretation) -> bool:
    """True for "kế hoạch 516", False for a question about what plan 516 says."""
    return bool(understood.numbers) and not understood.path and not words_beside_number(question, understood)
