"""Parts of an item that are tasks of their own: sentences that charge others, clauses with days of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.tasks.assignment import Assignment, assignment, opens_with_verb
from ingest.tasks.deadlines import TaskDeadline, deadlines_in
from ingest.tasks.items import Item
from ingest.tasks.times import Calendar
from ingest.tasks.verbs import OPENING_VERB
from ingest.text.patterns import UPPER
from ingest.text.sentences import sentence_spans, stripped_span

#: Where a sentence may be cut between two days.
_JOINT = re.compile(r";\s+|,\s+|\s+và\s+")
#: A sentence that only dates the one before it.
_DATES_THE_ONE_BEFORE = re.compile(r"(?i)\W*(?:thời (?:gian|hạn)|hạn\b|báo cáo gửi về|hoàn thành\b)")
_FEWEST_WORDS = 4
_BODY_CLAUSE = re.compile(rf";\s+(?=[{UPPER}]|giao\s|đề nghị\s|yêu cầu\s)")


def own_assignment(text: str) -> Assignment | None:
    """Whom an item's own words charge, also in brackets behind what is to be done.

    >>> own_assignment("Tổ chức hội thi (Sở Nội vụ chủ trì, hoàn thành trong tháng 6/2026).").leads
    ('Sở Nội vụ',)
    """
    found = assignment(text)
    if found is not None:
        return found
    for inner in re.finditer(r"\(([^()]{8,200})\)", text):
        told = assignment(inner.group(1))
        if told is not None and (told.has_role or told.kind == "given"):
            return replace(told, end=0)
    return None


def parts_of(item: Item, calendar: Calendar) -> list[Item]:
    """The item, cut where a sentence charges another body, and around sentences that have days of their own."""
    text = item.passage.text
    spans = list(_spans(item))
    dated = [_is_dated(text[start:end], calendar) for start, end in spans]
    cuts = [start for start, _ in spans[:1]]
    charged: tuple[str, ...] = ()
    for at, (start, end) in enumerate(spans):
        words = text[start:end]
        other = assignment(words)
        is_other = other is not None and _charges(other, words, charged)
        has_day = (dated[at] or dated[at - 1]) and opens_with_verb(words)
        if at and (is_other or has_day) and not _DATES_THE_ONE_BEFORE.match(words):
            cuts.append(start)
        charged = other.leads if other else charged
    return [_cut(item, start, end) for start, end in pairwise([*cuts, item.end])]


def _spans(item: Item) -> Iterator[tuple[int, int]]:
    """Its sentences; a clause behind a semicolon that opens with a body's name and what it is to do counts as one."""
    for start, end in sentence_spans(item.text):
        joints = [one.end() for one in _BODY_CLAUSE.finditer(item.text, start, end)]
        cuts = [joint for joint in joints if _charges_anew(item.text[joint:end])]
        for first, last in pairwise([start, *cuts, end]):
            yield item.words + first, item.words + last


def _charges_anew(clause: str) -> bool:
    told = assignment(clause)
    return told is not None and (told.has_role or told.kind == "given")


def _is_dated(words: str, calendar: Calendar) -> bool:
    return any(one.due for one in deadlines_in(words, calendar))


def _charges(other: Assignment, words: str, charged: tuple[str, ...]) -> bool:
    """True if a sentence charges others than the one before it did."""
    return other.leads != charged and (other.kind == "given" or words.lstrip().startswith(other.leads[:1]))


def pieces_by_day(part: Item, calendar: Calendar) -> list[Item]:
    """The part, cut between the days where it sets several, and at semicolons around a clause that has a day."""
    text = part.text
    dated = [one for one in deadlines_in(text, calendar) if one.due]
    cuts = {0, *(_clause_cuts(text, dated) if dated else ())}
    for before, after in pairwise(dated):
        joint = _last_joint(text, before.end, after.start)
        if before.due != after.due and joint is not None:
            cuts.add(joint)
    kept = [0]
    for cut in sorted(cuts):
        if len(text[kept[-1] : cut].split()) >= _FEWEST_WORDS and len(text[cut:].split()) >= _FEWEST_WORDS:
            kept.append(cut)
    return [_cut(part, part.words + start, part.words + end) for start, end in pairwise([*kept, len(text)])]


def _clause_cuts(text: str, dated: Sequence[TaskDeadline]) -> Iterator[int]:
    """Where clauses begin that open with a verb, if a day stands on one side of the semicolon only.

    A day in brackets (`(hoàn thành trong tháng 3/2026)`) is of the whole item.
    """
    joints = [match.end() for match in re.finditer(r";\s+", text)]
    dated = [one for one in dated if text.count("(", 0, one.start) == text.count(")", 0, one.start)]
    bounds = [0, *joints, len(text)]
    has_day = [any(start <= one.start < end for one in dated) for start, end in pairwise(bounds)]
    for at, joint in enumerate(joints, start=1):
        if has_day[at] == has_day[at - 1] or _DATES_THE_ONE_BEFORE.match(text, joint):
            continue
        if OPENING_VERB.match(text, joint):
            yield joint


def _last_joint(text: str, start: int, end: int) -> int | None:
    """Where the clause of the second day begins: a semicolon, a verb, else the last joint."""
    joints = [
        one
        for one in _JOINT.finditer(text, start, end)
        if text.count("(", 0, one.start()) == text.count(")", 0, one.start())
    ]
    clause = [one for one in joints if one.group().startswith(";")]
    verb = [one for one in joints if OPENING_VERB.match(text, one.end())]
    for chosen in (clause, verb, joints[-1:]):
        if chosen:
            return chosen[0].end()
    return None


def _cut(item: Item, start: int, end: int) -> Item:
    """A part of an item, without outer blanks."""
    first, last = stripped_span(item.passage.text, start, end)
    is_opening = first <= item.words
    return replace(
        item, start=first, end=last, words=first, is_first=item.is_first and is_opening,
        is_marked=item.is_marked and is_opening,
    )  # fmt: skip
