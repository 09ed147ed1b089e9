"""Notices that must stand beside a source: it is a scan, a sample, a draft, past its period, of unknown validity."""

from __future__ import annotations

from datetime import date

from index.records import Hit, StoredDocument
from index.validity.notices import status_notice
from index.validity.records import ValidityStatus
from ingest.grammar.citations import paper_of
from ingest.grammar.former_names import former_names
from ingest.records import Paper
from service.answering import wording

#: A passage that lists many bodies is not drowned in notices about each of them.
MOST_RENAMED = 3


def source_notices(hit: Hit, status: ValidityStatus, today: date, topic: str = "") -> tuple[str, ...]:
    """The notices of one cited passage; ``topic`` (the question) decides between successors of an agency."""
    paper = paper_of(hit.document.metadata, hit.passage.citation.component)
    notices = _paper_notices(hit.document, paper) if paper else list(document_notices(hit.document, status, today))
    text = " ".join((*hit.passage.headings, hit.passage.text))
    subject = hit.document.metadata.subject or ""
    notices += dict.fromkeys(name.notice for name in former_names(text, today, f"{topic} {subject}")[:MOST_RENAMED])
    citation = hit.passage.citation
    if citation.confidence is not None:
        page = citation.page_from
        notices.append(wording.SCAN.format(page=page) if page else wording.SCAN_UNPAGED)
    return tuple(notices)


def _paper_notices(document: StoredDocument, paper: Paper) -> list[str]:
    """The notices of a later paper of a file; the first one's validity and number say nothing of it."""
    sample = [wording.SAMPLE] if document.metadata.is_sample else []
    return [*sample, wording.DRAFT if paper.is_draft else wording.PAPER_OF_FILE]


def document_notices(document: StoredDocument, status: ValidityStatus, today: date) -> tuple[str, ...]:
    """The notices of a document, whatever passage of it is shown."""
    metadata = document.metadata
    notices = []
    if metadata.is_sample:
        notices.append(wording.SAMPLE)
    if metadata.is_draft:
        notices.append(wording.DRAFT)
    if metadata.number and metadata.sources.get("number") == "ocr":
        notices.append(wording.NUMBER_FROM_SCAN)
    if metadata.number and metadata.sources.get("number") == "handwriting":
        notices.append(wording.NUMBER_BY_HAND)
    if metadata.issued_date and metadata.sources.get("issued_date") == "handwriting":
        notices.append(wording.DATE_BY_HAND)
    validity = status_notice(status, today)
    if validity is not None and (status.code != "unknown" or metadata.number):
        notices.append(validity)
    return tuple(notices)
