"""Which documents bear what is asked: issued on a day, in a month or year, signed by somebody.

"Văn bản nào ban hành ngày 12/9/2025?", "Các quyết định do ông A ký", "Liệt kê kế hoạch ban hành năm 2024": the answer
is a list of documents by what is known of them, not a passage.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.library.listing import ListRequest
from index.records import StoredDocument
from ingest.grammar.document_types import SYMBOLS_BY_NAME
from ingest.text import dates
from ingest.text.dates import format_date
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.renditions import distinct_documents
from service.records import Answer, AnswerStatus

#: Documents listed; more are counted.
MOST_LISTED = 20
#: Documents looked through; a library of more is asked with its filters.
LOOKED_THROUGH = 2000
LONGEST_OPENING = 300
_KINDS = {
    name: SYMBOLS_BY_NAME[name]
    for name in (
        "ke hoach", "quyet dinh", "chi thi", "nghi quyet", "cong van", "nghi dinh", "thong tu", "bao cao", "thong bao",
        "to trinh",
    )
}  # fmt: skip
_NOUN = rf"(?:van ban|{'|'.join(_KINDS)})"
#: A list of documents is asked for, and nothing of what they say.
_ASKS_LIST = re.compile(
    rf"^(?:(?:cho (?:toi )?(?:xem|biet)|liet ke|tim|xem|danh sach|nhung|cac|tat ca|co)\s+)*(?P<noun>{_NOUN})\s+"
    rf"(?:nao\s+)?(?:(?:da|duoc|do|cua)\s+)*(?P<rest>.*)$"
)
_SIGNED = re.compile(
    r"^(?:do )?(?:ong |ba |dong chi |d/c )?(?P<who>[\w ]{4,40}?) (?:da )?ky(?: ban hanh)?(?: nao)?\W*$"
)
_ISSUED = re.compile(
    r"^(?:ban hanh|ky|phat hanh)(?: (?:vao|trong))? (?:(?P<day>ngay .+)|thang (?P<month>\d{1,2})\s*(?:/|nam|nam )\s*"
    r"(?P<year>(?:19|20)\d\d)|nam (?P<whole>(?:19|20)\d\d))(?: nao)?\W*$"
)
_MANY = re.compile(r"^(?:cac|nhung|liet ke|danh sach|tat ca|tim|xem|cho|co)\b|\bnao\b")
#: A name has at least a family name and another.
LEAST_NAME = 2
_TITLES = re.compile(r"^(?:do )?(?:ong|ba|dong chi|chu tich|pho chu tich|giam doc)\s+")


@dataclass(frozen=True, slots=True)
class ListCondition:
    """What documents must be, how that is said, and the year of issue that narrows the list."""

    fits: Callable[[StoredDocument], bool]
    description: str
    year: int | None = None


def document_list(case: Case) -> Answer | None:
    """The documents asked for; None when the question asks for something else, or when none is known to fit."""
    if case.meant.named or case.question.within_document:
        return None
    case = case.as_found()
    question = case.question.searched.strip()
    asks = _ASKS_LIST.match(fold(question))
    if asks is None or _MANY.search(asks.string) is None:
        return None
    wanted = _wanted(asks["rest"].strip(), question)
    if wanted is None:
        return None
    kind = _KINDS.get(asks["noun"])
    page = case.library.documents(
        ListRequest(
            limit=LOOKED_THROUGH,
            access=tuple(case.understood.filters.access),
            types=(kind,) if kind else None,
            year=wanted.year,
        )
    )
    found = distinct_documents(one for one in page.documents if wanted.fits(one))
    if not found:
        return None
    quoted = [one for document in found[:MOST_LISTED] if (one := _opening(case, document)) is not None]
    status: AnswerStatus = "complete" if len(found) <= MOST_LISTED else "partial"
    message = wording.LISTED.format(count=len(found), what=wanted.description)
    return build_answer(case, status, message, quoted=quoted, candidates=found[:MOST_LISTED])


def _opening(case: Case, document: StoredDocument) -> Quotation | None:
    hits = case.passages(document)
    opening = next((hit for hit in hits if hit.passage.kind == "mo_dau"), hits[0] if hits else None)
    if opening is None:
        return None
    number = document.metadata.number
    return Quotation(
        opening, quote_whole_passage(opening, LONGEST_OPENING), number, wording.FACTS["number"] if number else None
    )


def _wanted(rest: str, question: str) -> ListCondition | None:
    issued = _ISSUED.match(rest)
    if issued is not None:
        return _issued(issued, question)
    signed = _SIGNED.match(rest)
    if signed is None:
        return None
    who = _TITLES.sub("", signed["who"]).strip()
    if len(who.split()) < LEAST_NAME:
        return None
    place = fold(question).find(who)
    typed = question[place : place + len(who)] if len(fold(question)) == len(question) else who
    return ListCondition(lambda one: fold(one.metadata.signer or "").endswith(who), f"do {typed} ký")


def _issued(issued: re.Match[str], question: str) -> ListCondition | None:
    if issued["day"]:
        day = dates.first_date(question)
        if day is None:
            return None
        return ListCondition(lambda one: one.metadata.issued_date == day, f"ban hành ngày {format_date(day)}", day.year)
    if issued["month"]:
        year, month = int(issued["year"]), int(issued["month"])
        return ListCondition(
            lambda one: (
                one.metadata.issued_date is not None
                and (one.metadata.issued_date.year, one.metadata.issued_date.month) == (year, month)
            ),
            f"ban hành tháng {month}/{year}",
            year,
        )
    whole_year = int(issued["whole"])
    return ListCondition(lambda one: one.metadata.issued_date is not None, f"ban hành năm {whole_year}", whole_year)
