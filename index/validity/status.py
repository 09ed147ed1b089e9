"""Whether a document is in force on a day, and why (domain.md 3.3). Pure: documents' dates and edges in, one status
out.

What the library does not show stays ``unknown``. Administrative documents are unknown unless another document or
their own
period says otherwise. Expiry never passes on by itself to documents that guide or detail an expired one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from index.records import ValidityCode
from ingest.records import Metadata, RelationType, Step, Term
from ingest.text.dates import format_date

STATUS_LABELS: dict[ValidityCode, str] = {
    "in_force": "Còn hiệu lực",
    "partly": "Hết hiệu lực một phần",
    "expired": "Hết hiệu lực",
    "future": "Chưa có hiệu lực",
    "suspended": "Ngưng hiệu lực",
    "suspended_part": "Ngưng hiệu lực một phần",
    "obsolete": "Không còn phù hợp",
    "period_over": "Đã hết thời gian thực hiện",
    "unknown": "Chưa xác định hiệu lực",
}
#: Edges that end the whole document, strongest wording first.
_ENDING_WORDS: dict[RelationType, str] = {
    "replaces": "được thay thế bởi",
    "repeals": "bị bãi bỏ bởi",
    "recalls": "bị thu hồi bởi",
}
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


@dataclass(frozen=True, slots=True)
class ValidityDates:
    """What a document says of itself, as far as its validity depends on it."""

    legal_class: str | None = None
    type: str | None = None
    issuer: str | None = None
    issued: date | None = None
    effective: date | None = None
    last_day: date | None = None
    period_to: date | None = None
    is_draft: bool = False
    #: The stated day of effect where it cannot be right.
    doubted: date | None = None


@dataclass(frozen=True, slots=True)
class EffectEdge:
    """An edge that points at the document. ``source`` is how the source is cited, ``place`` where in it."""

    type: RelationType
    source: str
    source_id: str | None = None
    place: str = ""
    effective: date | None = None
    until: date | None = None
    component: str = ""
    path: tuple[Step, ...] = ()
    evidence: str = ""
    new_text: str | None = None
    phrase: tuple[str, str] | None = None
    #: False once a clerk has rejected the edge.
    accepted: bool = True
    id: int | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A clerk's word on a document's status from a day on; it overrides what is computed."""

    code: ValidityCode
    since: date | None
    who: str
    at: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ValidityStatus:
    """A status on a day. ``upcoming`` is an edge that will end or change the document later."""

    code: ValidityCode
    as_of: date
    reason: str
    since: date | None = None
    cause: EffectEdge | None = None
    upcoming: EffectEdge | None = None
    confirmed_by: str | None = None
    changes: tuple[EffectEdge, ...] = ()

    @property
    def label(self) -> str:
        return STATUS_LABELS[self.code]


def validity_dates(metadata: Metadata, term: Term) -> ValidityDates:
    """The dates that count: the document's own words first, then what the header says; administrative ones begin
    when signed.
    """
    effective, doubted = term.effective or metadata.effective_date, None
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
    """The status on a day."""
    live = [edge for edge in edges if edge.accepted]
    computed = _computed_status(dates, live, as_of)
    confirmed = [one for one in confirmations if one.since is None or one.since <= as_of]
    if not confirmed:
        return computed
    last = max(confirmed, key=lambda one: (one.at, one.since or date.min))
    reason = last.note or f"Theo xác nhận của {last.who}"
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
    """Whether an edge has effect on a day."""
    return edge.effective is not None and edge.effective <= as_of


def _upcoming_edge(edges: Sequence[EffectEdge], as_of: date) -> EffectEdge | None:
    later = [
        e
        for e in edges
        if e.effective and e.effective > as_of and (e.type in _ENDING_WORDS or e.type in _PARTIAL_TYPES)
    ]
    return min(later, key=lambda edge: edge.effective or date.max, default=None)


def _before_effect(dates: ValidityDates, as_of: date) -> ValidityStatus | None:
    if dates.is_draft:
        return ValidityStatus("unknown", as_of, "Dự thảo, chưa ban hành")
    if dates.issued is not None and as_of < dates.issued and (dates.effective is None or as_of < dates.effective):
        return ValidityStatus(
            "future", as_of, f"Chưa ban hành (ban hành ngày {_written_day(dates.issued)})", dates.effective
        )
    if dates.effective is not None and as_of < dates.effective:
        return ValidityStatus("future", as_of, f"Có hiệu lực từ ngày {_written_day(dates.effective)}", dates.effective)
    return None


def _ended_by_edge(edges: Sequence[EffectEdge], as_of: date) -> ValidityStatus | None:
    whole = [edge for edge in edges if edge.type in _ENDING_WORDS and not edge.path and has_begun(edge, as_of)]
    if not whole:
        return None
    order = list(_ENDING_WORDS)
    first = min(whole, key=lambda edge: (edge.effective or date.max, order.index(edge.type)))
    since = first.effective
    reason = f"Hết hiệu lực từ ngày {_written_day(since)}, {_ENDING_WORDS[first.type]} {first.source}" if since else ""
    return ValidityStatus("expired", as_of, reason, since, first)


def _after_last_day(dates: ValidityDates, edges: Sequence[EffectEdge], as_of: date) -> ValidityStatus | None:
    plan = dates.legal_class != "qppl"
    last = dates.last_day or (dates.period_to if plan and dates.type in _PLAN_TYPES else None)
    if last is None:
        return None
    extended = [edge for edge in edges if edge.type == "extends" and not edge.path and has_begun(edge, as_of)]
    cause = None
    for edge in extended:
        if edge.until is None:
            return ValidityStatus(
                "unknown", as_of, f"Thời hạn đã được gia hạn bởi {edge.source}, chưa rõ ngày kết thúc", None, edge
            )
        if edge.until > last:
            last, cause = edge.until, edge
    if as_of <= last:
        return None
    since = last + timedelta(days=1)
    if plan:
        return ValidityStatus(
            "period_over", as_of, f"Thời gian thực hiện kết thúc ngày {_written_day(last)}", since, cause
        )
    return ValidityStatus("expired", as_of, f"Hết thời hạn có hiệu lực ngày {_written_day(last)}", since, cause)


def _suspension(edges: Sequence[EffectEdge], as_of: date) -> ValidityStatus | None:
    now = [e for e in edges if e.type == "suspends" and has_begun(e, as_of) and (e.until is None or as_of <= e.until)]
    if not now:
        return None
    whole = [edge for edge in now if not edge.path]
    cause = (whole or now)[0]
    code: ValidityCode = "suspended" if whole else "suspended_part"
    until = f" đến hết ngày {_written_day(cause.until)}" if cause.until else ""
    since = f" từ ngày {_written_day(cause.effective)}" if cause.effective else ""
    return ValidityStatus(
        code, as_of, f"{STATUS_LABELS[code]}{since}{until} theo {cause.source}", cause.effective, cause
    )


def _partial_change(changes: Sequence[EffectEdge], as_of: date) -> ValidityStatus | None:
    parts = [edge for edge in changes if edge.type in _PARTIAL_TYPES]
    if not parts:
        return None
    last = max(parts, key=lambda edge: edge.effective or date.min)
    since = f" từ ngày {_written_day(last.effective)}" if last.effective else ""
    return ValidityStatus(
        "partly", as_of, f"Được sửa đổi, bổ sung hoặc bãi bỏ một phần bởi {last.source}{since}", last.effective, last
    )


def _in_force_or_unknown(dates: ValidityDates, edges: Sequence[EffectEdge], as_of: date) -> ValidityStatus:
    undated = [edge for edge in edges if edge.effective is None and edge.type in _ENDING_WORDS and not edge.path]
    if undated:
        edge = undated[0]
        return ValidityStatus(
            "unknown", as_of, f"{_ENDING_WORDS[edge.type].capitalize()} {edge.source}, chưa rõ từ ngày nào", None, edge
        )
    if dates.legal_class == "qppl" and dates.effective is not None and not _may_be_individual_act(dates):
        return ValidityStatus(
            "in_force", as_of, f"Có hiệu lực từ ngày {_written_day(dates.effective)}", dates.effective
        )
    if dates.doubted is not None:
        return ValidityStatus(
            "unknown",
            as_of,
            f"Ngày có hiệu lực ghi trong văn bản ({_written_day(dates.doubted)}) sớm hơn ngày ban hành quá xa",
        )
    return ValidityStatus("unknown", as_of, "Không có văn bản nào trong kho cho biết tình trạng hiệu lực")


def _may_be_individual_act(dates: ValidityDates) -> bool:
    if dates.issued is None or dates.issued >= _LOCAL_RULES_TOLD_APART:
        return False
    return bool(_LOCAL.search(dates.issuer or ""))


# -- fixed wording (domain.md 9.5) ------------------------------------------------------------------------------

Notice = Literal["expired", "amended", "period_over", "unknown", "future", "suspended"]


def status_notice(found: ValidityStatus, checked: date | None = None) -> str | None:
    """The fixed sentence that goes with a status; None for a document in force."""
    since = _written_day(found.since) if found.since else ""
    if found.confirmed_by is not None:
        return f"{found.label} (theo xác nhận của {found.confirmed_by})."
    if found.code == "expired" and found.cause is not None and found.cause.type in _ENDING_WORDS:
        return (
            f"Lưu ý: văn bản đã hết hiệu lực từ ngày {since}, {_ENDING_WORDS[found.cause.type]} {found.cause.source}."
        )
    if found.code == "expired":
        return f"Lưu ý: văn bản đã hết hiệu lực từ ngày {since}."
    if found.code == "period_over" and found.since is not None:
        year = (found.since - timedelta(days=1)).year
        return f"Kế hoạch này áp dụng cho năm {year}; đã hết thời gian thực hiện."
    if found.code == "unknown":
        day = _written_day(checked or found.as_of)
        return f"Chưa xác định tình trạng hiệu lực (theo các văn bản hiện có trong kho, kiểm tra ngày {day})."
    if found.code in ("future", "suspended", "suspended_part", "partly"):
        return f"Lưu ý: {found.reason[0].lower()}{found.reason[1:]}."
    return None


def _written_day(value: date | None) -> str:
    return format_date(value) if value else "chưa rõ"
