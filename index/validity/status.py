"""The status of a document on a day, and the reason. Pure: a document's dates and edges in, one status out.

The rules and their order are those of docs/documents.md, "Relations and validity". What the library does not show stays
``unknown``. Administrative documents are unknown unless another document or their own period says otherwise. Expiry
does not pass on to documents that guide or detail an expired one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from index.records import ValidityCode
from index.validity import wording
from index.validity.records import Confirmation, EffectEdge, ValidityDates, ValidityStatus
from ingest.records import Metadata, RelationType, Term
from ingest.text.dates import format_date

CHANGING_TYPES: frozenset[RelationType] = frozenset(("amends", "repeals_part", "replaces_phrase", "corrects"))
#: Corrections put a printing error right and do not end any part.
_PARTIAL_TYPES: frozenset[RelationType] = frozenset(("amends", "repeals_part", "replaces_phrase"))
#: Before Luật BHVBQPPL của HĐND, UBND 2004 came into force the number of a local decision did not tell rules from
#: individual acts.
_LOCAL_RULES_TOLD_APART = date(2005, 4, 1)
_LOCAL = re.compile(r"\b(?:UBND|HĐND|UB|Ủy ban nhân dân|Uỷ ban nhân dân|Hội đồng nhân dân)\b")
#: Some acts begin months before they are signed; a day nearly a year back is a slip: last year's number in a January
#: date, or a date quoted from another document.
LONGEST_BACKDATING = timedelta(days=270)
#: Types that are carried out within a period of their own; the year in another document's subject is not its term.
_PLAN_TYPES = frozenset(("KH", "CTr", "ĐA", "DA", "PA"))


def validity_dates(metadata: Metadata, term: Term) -> ValidityDates:
    """The dates that count: the document's own words first, then its header; administrative ones begin when signed."""
    given = metadata.sources.get("effective_date") == "clerk"
    effective, doubted = (metadata.effective_date if given else term.effective or metadata.effective_date), None
    if effective and metadata.issued_date and effective < metadata.issued_date - LONGEST_BACKDATING:
        effective, doubted = None, effective
    elif effective is None and metadata.legal_class != "qppl":
        effective = metadata.issued_date
    return ValidityDates(
        legal_class=metadata.legal_class,
        type=metadata.type,
        issuer=metadata.issuer,
        issued=metadata.issued_date,
        effective=effective,
        last_day=term.last_day,
        period_to=metadata.period_to,
        is_draft=metadata.is_draft,
        doubted=doubted,
    )


def validity_status(
    dates: ValidityDates, edges: Iterable[EffectEdge], as_of: date, confirmations: Sequence[Confirmation] = ()
) -> ValidityStatus:
    """The status on a day: the clerk's last word that applies, else what follows from dates and edges."""
    live = [edge for edge in edges if edge.accepted]
    computed = _computed_status(dates, live, as_of)
    applying = [confirmation for confirmation in confirmations if (confirmation.since or date.min) <= as_of]
    if not applying:
        return computed
    last = max(applying, key=lambda confirmation: (confirmation.at, confirmation.since or date.min))
    reason = last.note or wording.CONFIRMED.format(who=last.who)
    return replace(computed, code=last.code, reason=reason, since=last.since, cause=None, confirmed_by=last.who)


def _computed_status(dates: ValidityDates, edges: Sequence[EffectEdge], as_of: date) -> ValidityStatus:
    changes = tuple(edge for edge in edges if edge.type in CHANGING_TYPES and has_begun(edge, as_of))
    upcoming = _upcoming_edge(edges, as_of)
    found = (
        _before_effect(dates, as_of)
        or _ended_by_edge(edges, as_of)
        or _after_last_day(dates, edges, as_of)
        or _suspension(edges, as_of)
        or _partial_change(changes, as_of)
        or _in_force_or_unknown(dates, edges, as_of)
    )
    return replace(found, changes=changes, upcoming=upcoming)


def has_begun(edge: EffectEdge, as_of: date) -> bool:
    """True if an edge has effect on a day."""
    return edge.effective is not None and edge.effective <= as_of


def _upcoming_edge(edges: Sequence[EffectEdge], as_of: date) -> EffectEdge | None:
    later = [edge for edge in edges if edge.effective is not None and edge.effective > as_of]
    ending = [edge for edge in later if edge.type in wording.ENDED_BY or edge.type in _PARTIAL_TYPES]
    return min(ending, key=lambda edge: edge.effective or date.max, default=None)


def _before_effect(dates: ValidityDates, as_of: date) -> ValidityStatus | None:
    if dates.is_draft:
        return ValidityStatus("unknown", as_of, wording.DRAFT)
    before_effect = dates.effective is not None and as_of < dates.effective
    if dates.issued is not None and as_of < dates.issued and (dates.effective is None or before_effect):
        return ValidityStatus(
            "future", as_of, wording.NOT_ISSUED.format(day=_written_day(dates.issued)), dates.effective
        )
    if before_effect:
        reason = wording.IN_FORCE_FROM.format(day=_written_day(dates.effective))
        return ValidityStatus("future", as_of, reason, dates.effective)
    return None


def _ended_by_edge(edges: Sequence[EffectEdge], as_of: date) -> ValidityStatus | None:
    whole = [edge for edge in edges if edge.type in wording.ENDED_BY and not edge.path and has_begun(edge, as_of)]
    if not whole:
        return None
    order = list(wording.ENDED_BY)
    first = min(whole, key=lambda edge: (edge.effective or date.max, order.index(edge.type)))
    day, ended_by = _written_day(first.effective), wording.ENDED_BY[first.type]
    reason = wording.EXPIRED_BY.format(day=day, ended_by=ended_by, source=first.source)
    return ValidityStatus("expired", as_of, reason, first.effective, first)


def _after_last_day(dates: ValidityDates, edges: Sequence[EffectEdge], as_of: date) -> ValidityStatus | None:
    is_administrative = dates.legal_class != "qppl"
    last = dates.last_day or (dates.period_to if is_administrative and dates.type in _PLAN_TYPES else None)
    if last is None:
        return None
    cause = None
    for edge in edges:
        if edge.type != "extends" or edge.path or not has_begun(edge, as_of):
            continue
        if edge.until is None:
            reason = wording.EXTENDED_UNDATED.format(source=edge.source)
            return ValidityStatus("unknown", as_of, reason, None, edge)
        if edge.until > last:
            last, cause = edge.until, edge
    if as_of <= last:
        return None
    since = last + timedelta(days=1)
    if is_administrative:
        return ValidityStatus("period_over", as_of, wording.PERIOD_OVER.format(day=_written_day(last)), since, cause)
    return ValidityStatus("expired", as_of, wording.TERM_OVER.format(day=_written_day(last)), since, cause)


def _suspension(edges: Sequence[EffectEdge], as_of: date) -> ValidityStatus | None:
    running = [
        edge for edge in edges if edge.type == "suspends" and has_begun(edge, as_of) and not _is_over(edge, as_of)
    ]
    if not running:
        return None
    whole = [edge for edge in running if not edge.path]
    cause = (whole or running)[0]
    code: ValidityCode = "suspended" if whole else "suspended_part"
    reason = wording.SUSPENDED.format(
        label=wording.STATUS_LABELS[code], since=_from_day(cause.effective), source=cause.source,
        until=wording.UNTIL_DAY.format(day=_written_day(cause.until)) if cause.until else "",
    )  # fmt: skip
    return ValidityStatus(code, as_of, reason, cause.effective, cause)


def _is_over(edge: EffectEdge, as_of: date) -> bool:
    return edge.until is not None and edge.until < as_of


def _partial_change(changes: Sequence[EffectEdge], as_of: date) -> ValidityStatus | None:
    parts = [edge for edge in changes if edge.type in _PARTIAL_TYPES]
    if not parts:
        return None
    last = max(parts, key=lambda edge: edge.effective or date.min)
    reason = wording.CHANGED_IN_PART.format(source=last.source, since=_from_day(last.effective))
    return ValidityStatus("partly", as_of, reason, last.effective, last)


def _in_force_or_unknown(dates: ValidityDates, edges: Sequence[EffectEdge], as_of: date) -> ValidityStatus:
    undated = [edge for edge in edges if edge.effective is None and edge.type in wording.ENDED_BY and not edge.path]
    if undated:
        edge = undated[0]
        ended_by = wording.ENDED_BY[edge.type].capitalize()
        reason = wording.ENDED_UNDATED.format(ended_by=ended_by, source=edge.source)
        return ValidityStatus("unknown", as_of, reason, None, edge)
    if dates.legal_class == "qppl" and dates.effective is not None and not _may_be_individual_act(dates):
        reason = wording.IN_FORCE_FROM.format(day=_written_day(dates.effective))
        return ValidityStatus("in_force", as_of, reason, dates.effective)
    if dates.doubted is not None:
        return ValidityStatus("unknown", as_of, wording.EFFECT_DOUBTED.format(day=_written_day(dates.doubted)))
    return ValidityStatus("unknown", as_of, wording.NOTHING_KNOWN)


def _may_be_individual_act(dates: ValidityDates) -> bool:
    """True for an early local document: its number does not tell rules from individual acts."""
    if dates.issued is None or dates.issued >= _LOCAL_RULES_TOLD_APART:
        return False
    return bool(_LOCAL.search(dates.issuer or ""))


def _written_day(day: date | None) -> str:
    return format_date(day) if day else wording.NO_DAY


def _from_day(day: date | None) -> str:
    return wording.FROM_DAY.format(day=format_date(day)) if day else ""
