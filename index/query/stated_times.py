"""Times that a question states of a document beside its number: "Kế hoạch 516 ngày 1/1/2020", "Quyết định 9 năm 2017".

Such a time is a second name of the document. What comes behind "trước", "đến" or "từ" is a condition of what is asked,
and so is a month alone ("kế hoạch 516 tháng 6/2023 phải làm gì"); neither is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.query.number_mentions import NumberMention
from index.query.time_spans import read_time
from ingest.records import Metadata

_YEAR_OF_MENTION = re.compile(r"\s+nam\s+(?:19|20)\d\d$")
#: What may stand between a number and its time: who issued it, and that it was issued.
_UP_TO_TIME = re.compile(
    r"[\s,(]*(?:cua (?:\w+ ){1,7}?)?(?P<issued>(?:da |duoc )*(?:ban hanh|ky)(?: ban hanh)? (?:vao |trong )?)?"
    r"(?=(?P<unit>ngay|thang|nam) \d)"
)
_LONGEST_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A time said of the document with a number: its first and last day, and where it stands in the question.

    ``number`` is the number alone, without a year that was said beside it.
    """

    number: NumberMention
    first: date
    last: date
    start: int
    end: int

    def is_of(self, metadata: Metadata) -> bool:
        """True if a document may be the one meant: of that time, of an unknown day, or made for the year said."""
        issued = metadata.issued_date
        if issued is None or self.first <= issued <= self.last:
            return True
        if self.last - self.first < _LONGEST_YEAR - timedelta(days=1):
            return False
        made_from, made_to = metadata.period_from, metadata.period_to
        if made_from is not None and made_to is not None and made_from.year <= self.first.year <= made_to.year:
            return True
        return str(self.first.year) in (metadata.number or "") or str(self.first.year) in (metadata.subject or "")


def stated_times(folded: str, mentions: Iterable[NumberMention]) -> Iterator[StatedTime]:
    """The times that a folded question states beside document numbers.

    >>> from index.query.number_mentions import find_number_mentions
    >>> [str(one.first) for text in ("ke hoach 516 ngay 1/1/2020", "ke hoach 516 truoc ngay 1/1/2020")
    ...  for one in stated_times(text, find_number_mentions(text))]
    ['2020-01-01']
    """
    for mention in mentions:
        if own := _YEAR_OF_MENTION.search(mention.text):
            length = own.end() - own.start()
            number = replace(mention, text=mention.text[: own.start()], end=mention.end - length, year=None)
            year = int(mention.year or 0)
            yield StatedTime(number, date(year, 1, 1), date(year, 12, 31), number.end, mention.end)
            continue
        between = _UP_TO_TIME.match(folded, mention.end)
        if between is None or (between["unit"] == "thang" and not between["issued"]):
            continue
        time = read_time(folded, between.end(), 0)
        if time is not None and time[0].first is not None and time[0].last is not None:
            yield StatedTime(mention, time[0].first, time[0].last, mention.end, time[1])
