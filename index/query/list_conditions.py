"""The conditions of a list that a question asks for, on the day on which it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from index.lists.conditions import DocumentConditions
from index.query.filters import territory_ids
from index.query.list_request import ListAsked
from index.query.time_spans import TimeAsked
from index.records import ValidityCode
from ingest.text.normalize import fold

#: The statuses meant by each word. What is unknown is never in force.
_CODES: dict[str, tuple[ValidityCode, ...]] = {
    "in_force": ("in_force", "partly", "suspended_part"),
    "over": ("expired", "period_over", "obsolete"),
    "future": ("future",),
    "suspended": ("suspended", "suspended_part"),
    "unknown": ("unknown",),
}
#: "Sắp hết hiệu lực" without a time: within half a year.
SOON = TimeAsked(unit="month", rolling=6)


def document_conditions(
    asked: ListAsked, today: date, expansions: Iterable[tuple[str, str]] = ()
) -> DocumentConditions:
    """What the documents of the list must be; ``expansions`` are the question's short forms, each with its full one."""
    issued_from, issued_to = asked.issued.span(today) if asked.issued else (None, None)
    deadline_from, deadline_to = asked.deadline.span(today) if asked.deadline else (None, None)
    if deadline_from is None and deadline_to is not None and deadline_to >= today:
        deadline_from = today
    as_of, ends_by = None, None
    if asked.validity == "ending":
        first, last = (asked.ending or SOON).span(today)
        as_of, ends_by = first or today, last or SOON.span(today)[1]
    forms = tuple(expansions)
    return DocumentConditions(
        types=asked.types or None,
        body=_body_in_full(asked.body, forms),
        territories=territory_ids(asked.territory) if asked.territory else None,
        topics=_writings(asked.topic, forms),
        signer=asked.signer,
        made_for=asked.made_for,
        issued_from=issued_from,
        issued_to=issued_to,
        validity=_CODES.get(asked.validity or ""),
        as_of=as_of,
        ends_by=ends_by,
        relation=asked.relation,
        target=asked.target,
        deadline_from=deadline_from,
        deadline_to=deadline_to,
    )


def _body_in_full(body: str | None, forms: tuple[tuple[str, str], ...]) -> str | None:
    """A body's name with its short forms written out ("Sở TT&TT")."""
    if body is None:
        return None
    named = fold(body)
    for short, full in forms:
        if " " not in short and len(full) > len(short) and f" {fold(short)} " in f" {named} ":
            named = f" {named} ".replace(f" {fold(short)} ", f" {fold(full)} ").strip()
    return named


def _writings(topic: str | None, forms: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """A topic as typed, and with each of its forms in another writing."""
    if topic is None:
        return ()
    others = [
        topic[:start] + other + topic[start + len(found) :]
        for found, other in forms
        if (start := topic.lower().find(found.lower())) >= 0
    ]
    return tuple(dict.fromkeys((topic, *others)))
