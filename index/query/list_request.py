"""Lists of documents that a question asks for by what is known of them: the day, month or year of issue, the signer.

"Văn bản nào ban hành ngày 12/9/2025?", "Các quyết định do ông A ký", "Liệt kê kế hoạch ban hành năm 2024".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.grammar.document_types import COMMON_TYPES, SYMBOLS_BY_NAME, folded_name_pattern
from ingest.text.dates import first_date

_NOUN = rf"(?:{folded_name_pattern('generic', *COMMON_TYPES)})"
#: A list of documents is asked for, and nothing of what they say.
_LIST = re.compile(
    rf"^(?:(?:cho (?:toi )?(?:xem|biet)|liet ke|tim|xem|danh sach|nhung|cac|tat ca|co)\s+)*(?P<noun>{_NOUN})\s+"
    rf"(?:nao\s+)?(?:(?:da|duoc|do|cua)\s+)*(?P<rest>.*)$"
)
_MANY = re.compile(r"^(?:cac|nhung|liet ke|danh sach|tat ca|tim|xem|cho|co)\b|\bnao\b")
_SIGNED = re.compile(
    r"^(?:do )?(?:ong |ba |dong chi |d/c )?(?P<who>[\w ]{4,40}?) (?:da )?ky(?: ban hanh)?(?: nao)?\W*$"
)
_ISSUED = re.compile(
    r"^(?:ban hanh|ky|phat hanh)(?: (?:vao|trong))? (?:(?P<day>ngay .+)|thang (?P<month>\d{1,2})\s*(?:/|nam|nam )\s*"
    r"(?P<year>(?:19|20)\d\d)|nam (?P<whole>(?:19|20)\d\d))(?: nao)?\W*$"
)
#: A name has at least a family name and another.
_LEAST_NAME = 2
_TITLES = re.compile(r"^(?:do )?(?:ong|ba|dong chi|chu tich|pho chu tich|giam doc)\s+")


@dataclass(frozen=True, slots=True)
class ListConditions:
    """Conditions on the documents of a list; None sets no condition.

    ``type`` is a symbol. Of the day, the year with a month, and the year alone one is set, or else the signer:
    ``signer`` folded, ``signer_typed`` as the question writes it.
    """

    type: str | None
    issued_on: date | None = None
    year: int | None = None
    month: int | None = None
    signer: str | None = None
    signer_typed: str = ""


def list_conditions(text: str, folded: str) -> ListConditions | None:
    """The list that a question asks for; None when it asks for something else. Both texts are without outer blanks."""
    asks = _LIST.match(folded)
    if asks is None or _MANY.search(folded) is None:
        return None
    kind, rest = SYMBOLS_BY_NAME[asks["noun"]] or None, asks["rest"].strip()
    issued = _ISSUED.match(rest)
    if issued is not None:
        return _issued(kind, issued, text)
    signed = _SIGNED.match(rest)
    who = _TITLES.sub("", signed["who"]).strip() if signed else ""
    if len(who.split()) < _LEAST_NAME:
        return None
    start = folded.find(who)
    typed = text[start : start + len(who)] if len(folded) == len(text) else who
    return ListConditions(kind, signer=who, signer_typed=typed)


def _issued(kind: str | None, issued: re.Match[str], text: str) -> ListConditions | None:
    if issued["day"]:
        day = first_date(text)
        return ListConditions(kind, issued_on=day, year=day.year) if day else None
    if issued["month"]:
        return ListConditions(kind, year=int(issued["year"]), month=int(issued["month"]))
    return ListConditions(kind, year=int(issued["whole"]))
