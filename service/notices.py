"""What must stand beside a source: that it is a scan, a sample, a draft, past its period, of unknown validity."""

from __future__ import annotations

from datetime import date

from index.records import Hit, StoredDocument
from service import wording

#: Types that carry a period of their own; when it is over the document no longer guides anybody.
_PERIOD_TYPES = frozenset({"KH", "CTr", "PA", "ĐA", "DA"})


def of_source(hit: Hit, today: date) -> tuple[str, ...]:
    """The notices of one cited passage."""
    notices = list(of_document(hit.document, today))
    citation = hit.passage.citation
    if citation.confidence is not None:
        page = citation.page_from
        notices.append(wording.SCAN.format(page=page) if page else wording.SCAN_UNPAGED)
    return tuple(notices)


def of_document(document: StoredDocument, today: date) -> tuple[str, ...]:
    """The notices of a document, whatever passage of it is shown."""
    metadata = document.metadata
    notices = []
    if metadata.is_sample:
        notices.append(wording.SAMPLE)
    if metadata.is_draft:
        notices.append(wording.DRAFT)
    if metadata.number and metadata.sources.get("number") == "ocr":
        notices.append(wording.NUMBER_FROM_SCAN)
    if metadata.effective_date and metadata.effective_date > today:
        notices.append(wording.NOT_YET.format(date=written(metadata.effective_date)))
    if metadata.type in _PERIOD_TYPES and metadata.period_to and metadata.period_to < today:
        notices.append(wording.PERIOD_OVER.format(year=_period(document)))
    elif metadata.number:
        notices.append(wording.STATUS_UNKNOWN.format(date=written(today)))
    return tuple(notices)


def written(day: date) -> str:
    """A date as letters write it: days below 10 and the months 1 and 2 get a zero.

    >>> written(date(2023, 3, 9)), written(date(2024, 1, 15))
    ('09/3/2023', '15/01/2024')
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def _period(document: StoredDocument) -> str:
    start, end = document.metadata.period_from, document.metadata.period_to
    assert end is not None
    return str(end.year) if start is None or start.year == end.year else f"{start.year}-{end.year}"
