"""Lists of documents that a question asks for, or whose number it asks: by what is known of documents, not their text.

"Văn bản nào ban hành ngày 12/9/2025?", "Các quyết định do ông A ký", "kho có bao nhiêu kế hoạch của UBND tỉnh năm
2025", "những văn bản căn cứ Nghị định 30", "văn bản nào sắp hết hiệu lực". A question is a list only if all of it is
read: a noun for documents, then conditions, one after the other, to the end. What is left over asks for something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.lists.conditions import ListOrder, RelationAsked
from index.query import list_cues as cues
from index.query.list_cues import ValidityAsked
from index.query.number_mentions import find_number_mentions
from index.query.time_spans import TimeAsked, read_time
from ingest.grammar.document_types import SYMBOLS_BY_NAME

#: A name has at least a family name and another; a topic without "về" at least two words.
_LEAST_WORDS = 2
LONGEST = 40


@dataclass(frozen=True, slots=True)
class ListAsked:
    """A list that is asked for; None sets no condition.

    ``counts`` is True where the number is asked for, ``for_sure`` where nothing but a list can be meant. ``types`` are
    symbols. ``body``, ``territory``, ``topic`` and ``signer`` are as typed; ``made_for`` is a year that stands alone
    behind the noun. ``target`` is a canonical key, whose empty parts were not said, or the folded name of a law, and
    ``target_typed`` how it was typed. ``page`` is the part of the list that is wanted.
    """

    types: tuple[str, ...] = ()
    counts: bool = False
    for_sure: bool = False
    body: str | None = None
    territory: str | None = None
    topic: str | None = None
    signer: str | None = None
    issued: TimeAsked | None = None
    made_for: int | None = None
    validity: ValidityAsked | None = None
    ending: TimeAsked | None = None
    relation: RelationAsked | None = None
    target: str | None = None
    target_typed: str = ""
    deadline: TimeAsked | None = None
    order: ListOrder | None = None
    page: int = 1

    @property
    def has_conditions(self) -> bool:
        """True if anything beside the type is asked for."""
        return replace(self, types=(), counts=False, for_sure=False, order=None, page=1) != ListAsked()


def list_asked(text: str, folded: str, today: date) -> ListAsked | None:
    """The list that a question asks for; None when it asks for something else."""
    opening = cues.OPENING.match(folded)
    if opening is None or len(folded.split()) > LONGEST:
        return None
    words = opening["words"]
    nouns = re.findall(rf"(?:{cues.NOUN})", opening["nouns"])
    types = tuple(dict.fromkeys(SYMBOLS_BY_NAME.get(noun, "") for noun in nouns))
    counts = bool(re.search(rf"\b{cues.COUNTING}\b", words) or cues.COUNTED_LAST.search(folded))
    plural = bool(re.search(rf"\b{cues.SEVERAL}\b", words))
    several = plural or re.match(r"\s+nao\b", folded[opening.end() :]) is not None
    start = ListAsked(
        types=() if "" in types else types, counts=counts, for_sure=cues.FOR_SURE.search(folded) is not None
    )
    typed = text if len(text) == len(folded) else folded
    found = next(_Reader(typed, folded, today).readings(opening.end(), start), None)
    if found is not None and plural and found.types:
        return found  # "các kế hoạch": all of the type, where nothing else is said
    return found if found is not None and _is_list(found, several=several) else None


def _is_list(asked: ListAsked, *, several: bool) -> bool:
    """True if several documents, or their number, are asked for, and by something that is known of them."""
    if not (asked.has_conditions or asked.counts or asked.order or asked.for_sure):
        return False
    return asked.counts or several or asked.for_sure or _is_plain_time(asked)


def _is_plain_time(asked: ListAsked) -> bool:
    """True if a list is asked for without a plural: by time, body or signer ("văn bản ban hành tháng 6/2026")."""
    if asked.topic is not None:
        return not asked.types  # "văn bản về X", but "kế hoạch về X" is one plan
    if asked.relation is not None or asked.made_for is not None:
        return False
    return asked.validity is None or asked.ending is not None


class _Reader:
    """Reader of the conditions of one question: each step takes one and goes on with what follows."""

    def __init__(self, text: str, folded: str, today: date) -> None:
        self._typed = text
        self._folded = folded
        self._today = today
        self._steps: tuple[Callable[[int, ListAsked], Iterator[tuple[int, ListAsked]]], ...] = (
            self._page, self._order, self._validity, self._deadline, self._relation, self._issued, self._signer,
            self._body, self._place, self._topic,
        )  # fmt: skip

    def readings(self, start: int, asked: ListAsked) -> Iterator[ListAsked]:
        """The readings of all that follows a place, the likeliest first."""
        between = cues.BETWEEN.match(self._folded, start)
        start = between.end() if between else start
        if start >= len(self._folded):
            yield asked
            return
        for step in self._steps:
            for end, more in step(start, asked):
                yield from self.readings(end, more)

    def _page(self, start: int, asked: ListAsked) -> Iterator[tuple[int, ListAsked]]:
        match = cues.PAGE.match(self._folded, start)
        if match is not None and int(match["page"]):
            yield match.end(), replace(asked, page=int(match["page"]))

    def _order(self, start: int, asked: ListAsked) -> Iterator[tuple[int, ListAsked]]:
        for order, pattern in cues.ORDERS:  # the one said last counts
            if match := pattern.match(self._folded, start):
                yield match.end(), replace(asked, order=order)

    def _validity(self, start: int, asked: ListAsked) -> Iterator[tuple[int, ListAsked]]:
        for kind, pattern in cues.VALIDITY if asked.validity is None else ():
            match = pattern.match(self._folded, start)
            if match is None or self._goes_on(match.end()):
                continue
            time = read_time(self._folded, self._blanks(match.end()), self._today.year)
            if time is not None and kind in ("over", "ending"):
                yield time[1], replace(asked, validity="ending", ending=time[0])
            yield match.end(), replace(asked, validity=kind)

    def _deadline(self, start: int, asked: ListAsked) -> Iterator[tuple[int, ListAsked]]:
        match = cues.DEADLINE.match(self._folded, start)
        time = read_time(self._folded, match.end(), self._today.year) if match and asked.deadline is None else None
        if time is not None:
            yield time[1], replace(asked, deadline=time[0])

    def _relation(self, start: int, asked: ListAsked) -> Iterator[tuple[int, ListAsked]]:
        for kind, pattern in cues.RELATIONS if asked.relation is None else ():
            match = pattern.match(self._folded, start)
            if match is None:
                continue
            rest = self._folded[match.end() :]
            if cues.ASKS.search(rest):  # "..., ký ngày nào?": something is asked of what is found
                continue
            mentions = [one for one in find_number_mentions(self._typed[match.end() :]) if one.start <= LONGEST]
            typed = self._typed[match.end() :].strip(" ?.")
            if mentions:
                one = mentions[0]
                key = "|".join((one.num, one.year or "", one.type or "", one.agency or ""))
                typed = self._typed[match.end() : match.end() + one.end]
                yield len(self._folded), replace(asked, relation=kind, target=key, target_typed=typed)
            elif law := cues.LAW.match(rest.strip(" ?.")):
                yield len(self._folded), replace(asked, relation=kind, target=law.group(), target_typed=typed)

    def _issued(self, start: int, asked: ListAsked) -> Iterator[tuple[int, ListAsked]]:
        if asked.issued is not None or asked.made_for is not None:
            return
        verb = cues.ISSUED.match(self._folded, start)
        time = read_time(self._folded, verb.end() if verb else start, self._today.year)
        if time is None:
            return
        first, last = time[0].first, time[0].last
        if verb is None and first and last and last - first >= timedelta(days=364) and first.year == last.year:
            yield time[1], replace(asked, made_for=first.year)
        else:
            yield time[1], replace(asked, issued=time[0])

    def _signer(self, start: int, asked: ListAsked) -> Iterator[tuple[int, ListAsked]]:
        match = cues.SIGNED.match(self._folded, start) or cues.SIGNER.match(self._folded, start)
        if match is None or asked.signer is not None:
            return
        who = cues.OFFICE.sub("", match["who"]).strip()
        if len(who.split()) >= _LEAST_WORDS and not cues.ASKS.search(who):
            place = self._folded.find(who, start)
            yield match.end(), replace(asked, signer=self._typed[place : place + len(who)])

    def _body(self, start: int, asked: ListAsked) -> Iterator[tuple[int, ListAsked]]:
        opening = cues.BODY.match(self._folded, start)
        if opening is None or asked.body is not None or asked.territory is not None:
            return
        is_body = cues.BODY_OPENS.match(self._folded, opening.end()) is not None
        if not is_body and cues.TERRITORY_OPENS.match(self._folded, opening.end()) is None:
            return
        for end, name in self._names(opening.end()):
            more = replace(asked, body=name) if is_body else replace(asked, territory=name)
            yield end, more
            if issues := cues.ISSUES.match(self._folded, end):
                yield issues.end(), more

    def _place(self, start: int, asked: ListAsked) -> Iterator[tuple[int, ListAsked]]:
        opening = cues.PLACE.match(self._folded, start)
        if opening is not None and asked.territory is None:
            for end, name in self._names(opening.end()):
                yield end, replace(asked, territory=name)

    def _topic(self, start: int, asked: ListAsked) -> Iterator[tuple[int, ListAsked]]:
        opening = cues.TOPIC.match(self._folded, start)
        if asked.topic is not None:
            return
        if opening is None and (asked.has_conditions or cues.SAYS.match(self._folded, start)):
            return
        for end, name in self._names(opening.end() if opening else start):
            if opening or (len(name.split()) >= _LEAST_WORDS and not asked.counts):
                yield end, replace(asked, topic=name)

    def _names(self, start: int) -> Iterator[tuple[int, str]]:
        """The ends of a name that begins at a place, the shortest first, each with the name as typed."""
        for match in re.finditer(r"\w(?=\W|$)", self._folded[start:]):
            end = start + match.end()
            if cues.ASKS.search(self._folded[start:end]) or "(" in self._folded[start:end]:
                return
            yield end, self._typed[start:end]

    def _goes_on(self, end: int) -> bool:
        return end < len(self._folded) and self._folded[end].isalnum()

    def _blanks(self, start: int) -> int:
        while start < len(self._folded) and self._folded[start] == " ":
            start += 1
        return start
