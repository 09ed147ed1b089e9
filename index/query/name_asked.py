"""Documents called by name: type, topic, place and year, in place of a number ("kế hoạch cải cách hành chính 2026").

All functions take folded words. Which documents a name fits is decided where documents are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.grammar.document_types import SYMBOLS_BY_FOLDED, SYMBOLS_BY_NAME, folded_name_pattern, folded_symbol_pattern
from ingest.grammar.territory import province_names_in

_SYMBOLS = folded_symbol_pattern("KH", "QĐ", "CT", "NQ", "CV", "NĐ", "TT", "BC", "TB", "TTr", "QC", "CĐ")
_TYPE = re.compile(rf"^(?:cac |nhung |cai |ban |mot )*(?P<type>{folded_name_pattern()}|{_SYMBOLS})\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Words that many names share, or that stand beside a name: they tell no document from another.
_COMMON = re.compile(
    r"\b(?:uy ban nhan dan|hoi dong nhan dan|ubnd|hdnd|tren dia ban|ban hanh|kem theo|noi dung|van ban|thanh pho"
    r"|cong tac|thuc hien|trien khai|to chuc|giai doan|hien hanh|trong mot trang|ngan gon|so|cua|ve|va|ngay|thang|nam"
    r"|nay|do|no|cho|toi|giup|voi|di|nhe|gi|la|trong|tinh|huyen|xa|phuong|ta|minh|viec|cac|nhung|moi|cu|truoc|sau|o"
    r"|den|tai)\b"
)


@dataclass(frozen=True, slots=True)
class NameAsked:
    """What a name says of its document.

    ``type`` is the symbol of the type that it opens with, ``type_name`` how that is written; ``words`` are the telling
    words of topic and body, ``phrase`` the first of them in a row; ``years`` and ``numbers`` are as typed,
    ``provinces`` the names of provinces.
    """

    type: str | None
    type_name: str
    words: tuple[str, ...]
    phrase: str
    years: tuple[int, ...]
    numbers: tuple[str, ...]
    provinces: frozenset[str]


def name_asked(folded: str) -> NameAsked:
    """What the folded words of a name say.

    >>> found = name_asked("ke hoach phong chay rung 2026 cua tinh gia lai")
    >>> found.type, found.words, found.years, sorted(found.provinces)
    ('KH', ('phong', 'chay', 'rung', 'gia', 'lai'), (2026,), ['Gia Lai'])
    """
    text = " ".join(folded.split())
    typed = _TYPE.match(text)
    rest = text[typed.end() :] if typed else text
    name = typed["type"] if typed else ""
    tokens = re.findall(r"\w+", _COMMON.sub(" ", rest))
    numbers = tuple(token for token in tokens if token[0].isdigit())
    words = tuple(token for token in tokens if not token[0].isdigit())
    return NameAsked(
        type=SYMBOLS_BY_NAME.get(name) or SYMBOLS_BY_FOLDED.get(name),
        type_name=name,
        words=words,
        phrase=_phrase(rest),
        years=tuple(int(number) for number in numbers if _YEAR.fullmatch(number)),
        numbers=tuple(number for number in numbers if not _YEAR.fullmatch(number)),
        provinces=province_names_in(rest),
    )


def _phrase(rest: str) -> str:
    """The opening words of a topic, up to its year or body."""
    opening = re.split(r"\b(?:nam|cua|tai|tinh|tren|giai doan|so|do)\b(?!\s*hoa)|\d", rest.strip())
    return " ".join(re.sub(r"^(?:ve|ve viec|cong tac|thuc hien|trien khai)\b", "", opening[0].strip()).split())
