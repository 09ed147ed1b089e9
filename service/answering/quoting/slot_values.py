"""The part of a sentence that fills a slot: a body, a day, a sum, a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.text.normalize import fold
from service.answering.quoting.persons import PERSON
from service.answering.quoting.slot_patterns import (
    AND_BODY,
    BODY,
    BODY_TITLE,
    CITED_DAY,
    COUNTED,
    DANGLING,
    DEADLINE,
    DOES,
    DUTY_OF,
    LEAD,
    MONEY,
    NUMBERED,
    RANK,
    TARGET,
    TIME_TITLE,
    TIMES,
    WITH,
)

_NAMES_DAY = re.compile(r"(?i)\d\s*(?:/|-|\.|tháng)\s*\d{1,2}(?!\d)|\bngày\s+\d")
#: "phân công rõ cơ quan" and "Trường hợp khẩn cấp, cơ quan" name no body.
_NAMES_NOBODY = re.compile(r"^Trường hợp\b|\b(?:cơ quan|đơn vị|bộ phận)\s*$")


def leading_body(sentence: str) -> str | None:
    """The body or person named nearest to the word that gives it the task; a heading stands before the word."""
    cue = LEAD.search(sentence)
    if cue is None:
        return None
    named = [match for pattern in (BODY, PERSON) for match in pattern.finditer(sentence)]
    before = [match for match in named if match.start() < cue.start() or match.start() <= cue.end() + 2]
    before = [match for match in before if not _NAMES_NOBODY.search(match.group())]
    if not before:
        return None
    nearest = max(before, key=lambda match: match.start()).group().split("\n")[0]
    return DANGLING.sub("", nearest.strip(" ,-–")) or None


def cooperating_bodies(sentence: str) -> str | None:
    """The bodies with which something is done, up to the verb that says what."""
    cue = WITH.search(sentence)
    first = BODY.match(sentence, cue.end()) if cue else None
    if cue is None or first is None:
        return None
    end = first.end()
    while (more := AND_BODY.match(sentence, end)) is not None:
        end = more.end()
    named = DOES.split(sentence[cue.end() : end], maxsplit=1)[0]
    return DANGLING.sub("", named.strip(" ,-–")) or None


def deadline(sentence: str) -> str | None:
    """The longest day named, but for the days of cited documents; without one the longest period.

    "Thực hiện giai đoạn 2021-2030, gửi trước ngày 20/6/2026": the period is the plan's, the day what is due.
    """
    found = [match.group().strip() for match in DEADLINE.finditer(_without_cited_days(sentence))]
    days = [value for value in found if _NAMES_DAY.search(value)]
    return max(days or found, key=len, default=None)


def first_day_of_effect(sentence: str) -> str | None:
    """The day from which something is in force, in a sentence that speaks of being in force."""
    return deadline(sentence) if re.search(r"(?i)hiệu lực", sentence) else None


def amount(sentence: str) -> str | None:
    """The first sum."""
    match = MONEY.search(sentence)
    return match.group().strip() if match else None


def target(sentence: str) -> str | None:
    """The longest number with its unit, or with what it counts; a bare number says nothing."""
    found = [value for match in TARGET.finditer(sentence) if (value := _with_counted(match, sentence)) is not None]
    return max(found, key=len) if found else None


def counted(sentence: str, noun: str | None) -> str | None:
    """The first number of the folded noun asked for: in "168 ca mắc, luỹ kế 1.291 ca" 168 is what is asked of "ca"."""
    if noun is None:
        return None
    values = [_with_counted(match, sentence) for match in TARGET.finditer(sentence)]
    return next((value for value in values if value and re.search(rf"\b{noun.split()[0]}", fold(value))), None)


def times(sentence: str) -> str | None:
    """How many times something is done, with the time in which ("mỗi năm hai lần")."""
    found = [match.group().strip() for match in TIMES.finditer(sentence)]
    return max(found, key=len, default=None)


def _with_counted(match: re.Match[str], sentence: str) -> str | None:
    """A number with its unit, else with the noun behind it; None where it has neither."""
    value = match.group().strip()
    if not value[-1].isdigit():
        return value
    noun = COUNTED.match(sentence, match.start() + len(match.group().rstrip()))
    return sentence[match.start() : noun.end()].strip() if noun else None


def rank(sentence: str) -> str | None:
    """The place in an order that is named first ("thứ 15", "hạng 3")."""
    match = RANK.search(sentence)
    return match.group().strip() if match else None


def states_time(sentence: str) -> bool:
    """True if a sentence names a day or a period, or is the title of the part that does."""
    return TIME_TITLE.search(sentence) is not None or DEADLINE.search(_without_cited_days(sentence)) is not None


def is_recurring(value: str) -> bool:
    """True if a day comes again and again: nothing is finished by it."""
    return re.search(r"(?i)\b(?:hằng|hàng|định kỳ)\b", value) is not None


def body_in_headings(headings: Sequence[str]) -> str | None:
    """The body that the nearest title names: what stands under it is its task."""
    for heading in reversed(headings):
        bare = DUTY_OF.sub("", NUMBERED.sub("", heading).strip(" :"))
        if BODY_TITLE.match(bare):
            return bare
    return None


def _without_cited_days(sentence: str) -> str:
    """The sentence with blanks for the days of cited documents; everything else keeps its position."""
    return CITED_DAY.sub(lambda match: " " * len(match.group()), sentence)
