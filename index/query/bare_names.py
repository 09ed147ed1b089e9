"""Questions that are nothing but the name of a document: its number, or its title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.text.normalize import fold

#: Words that a look-up by number consists of, besides the number itself.
_LOOKUP_WORDS = re.compile(
    r"\b(?:ke hoach|quyet dinh|chi thi|cong van|nghi quyet|nghi dinh|thong tu|bao cao|to trinh|van ban|ket luan|luat"
    r"|quy che|kh|qd|ct|cv|nq|nd|tt|bc|ttr|so|ve viec|noi|gi|la|nao|cua|nam|ngay|toan van|xem|cho|toi|noi dung|ai ky|ky"
    r"|so may|ve|co|tim|mo|hoi|ubnd|tinh|quy dinh)\b"
)
_OPENS_WITH_TYPE = re.compile(
    r"(?:ke hoach|quyet dinh|chi thi|cong van|nghi quyet|nghi dinh|thong tu|bao cao|to trinh|quy che|chuong trinh"
    r"|de an)\b"
)
_ASKS = re.compile(
    r"\b(?:gi|nao|ai|sao|bao nhieu|bao gio|may|dau|khong|chua|thi|phai|noi|quy dinh|kinh phi|muc tieu|chi tieu"
    r"|thoi han|han"
    r"|bao cao ve|chu tri|phoi hop|can cu|hieu luc)\b"
)


def words_beside_numbers(folded: str, numbers: Iterable[str]) -> list[str]:
    """The words of a folded question without these numbers and the words of a look-up.

    >>> words_beside_numbers("ke hoach 516/kh-ubnd noi gi?", ["516/KH-UBND"])
    []
    >>> words_beside_numbers("kinh phi cua ke hoach 516", ["516"])
    ['kinh', 'phi']
    """
    for number in numbers:
        for part in re.split(r"[\s/\-–]+", fold(number)):
            folded = re.sub(rf"\b{re.escape(part)}\b", " ", folded)
    return re.findall(r"\w+", _LOOKUP_WORDS.sub(" ", re.sub(r"\d+", " ", folded)))


def may_be_title(folded: str) -> bool:
    """True if a folded question opens with a type of document and asks nothing ("Kế hoạch chuyển đổi số 2024?")."""
    return _OPENS_WITH_TYPE.match(folded) is not None and _ASKS.search(folded) is None
