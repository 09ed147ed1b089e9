"""Notices on validity, as they stand beside a source: the fixed sentence for a status or for a changed provision."""

from __future__ import annotations

from datetime import date, timedelta

from index.validity import wording
from index.validity.provision_changes import ProvisionChange
from index.validity.records import ValidityStatus
from ingest.text.dates import format_date


def status_notice(status: ValidityStatus, checked: date | None = None) -> str | None:
    """The notice that goes with a status; None for a document in force."""
    if status.confirmed_by is not None:
        return wording.NOTICE_CONFIRMED.format(label=status.label, who=status.confirmed_by)
    if status.code == "expired":
        return _expired_notice(status)
    if status.code == "period_over" and status.since is not None:
        return wording.NOTICE_PERIOD_OVER.format(year=(status.since - timedelta(days=1)).year)
    if status.code == "unknown":
        return wording.NOTICE_UNKNOWN.format(day=format_date(checked or status.as_of))
    if status.code in ("future", "suspended", "suspended_part", "partly"):
        return wording.NOTICE_REASON.format(reason=f"{status.reason[0].lower()}{status.reason[1:]}")
    return None


def _expired_notice(status: ValidityStatus) -> str:
    day = format_date(status.since) if status.since else ""
    cause = status.cause
    if cause is not None and cause.type in wording.ENDED_BY:
        return wording.NOTICE_EXPIRED_BY.format(day=day, ended_by=wording.ENDED_BY[cause.type], source=cause.source)
    return wording.NOTICE_EXPIRED.format(day=day)


def provision_notice(change: ProvisionChange) -> str:
    """The notice for an amended or repealed provision; it cites the provision that changed it."""
    source = f"{change.edge.place} {change.edge.source}".strip()
    if not change.repealed:
        return wording.NOTICE_PROVISION_AMENDED.format(source=source)
    since = wording.FROM_DAY.format(day=format_date(change.edge.effective)) if change.edge.effective else ""
    return wording.NOTICE_PROVISION_REPEALED.format(since=since, source=source)
