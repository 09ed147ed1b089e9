"""Overviews of documents: made from the library as the caller sees it, and their wire models."""

from __future__ import annotations

from datetime import date

from index.library.library import Library
from index.records import StoredDocument, StoredPassage
from ingest.grammar.citations import full_citation
from service.answering import wording
from service.answering.notices import document_notices
from service.answering.overview.assigned import assigned_tasks
from service.answering.overview.comparison import comparison
from service.answering.overview.comparison_page import ComparisonPage, comparison_page, side_names
from service.answering.overview.page import SummaryPage, left_out, summary_page
from service.answering.overview.records import Aspect, Comparison, Difference, Summary, SummaryLine, Unit
from service.answering.overview.summary import summary
from service.http import serialise
from service.schemas.overviews import (
    AspectOut,
    ComparisonOut,
    DifferenceOut,
    QuoteOut,
    SummaryLineOut,
    SummaryOut,
    ValueChangeOut,
)


def summary_of(library: Library, document: StoredDocument) -> Summary:
    """The summary of a document."""
    return summary(document, library.version_passages(document.version_id), assigned_tasks(library, document))


def page_of(library: Library, document: StoredDocument) -> SummaryPage:
    """The summary of a document as a page, its notices on top."""
    return summary_page(summary_of(library, document), notices_of(library, document))


def comparison_of(library: Library, left: StoredDocument, right: StoredDocument) -> Comparison:
    """The comparison of two documents."""
    passages = [library.version_passages(document.version_id) for document in (left, right)]
    return comparison(left, passages[0], right, passages[1])


def comparison_page_of(library: Library, left: StoredDocument, right: StoredDocument) -> ComparisonPage:
    """The comparison of two documents as a page, the notices of both on top."""
    return comparison_page(comparison_of(library, left, right), notices_of_both(library, left, right))


def notices_of_both(library: Library, left: StoredDocument, right: StoredDocument) -> tuple[str, ...]:
    """What must be read before a comparison, each with the document that it is about."""
    names = side_names(left, right)
    return tuple(
        f"{name}: {notice}"
        for name, side in zip(names, (left, right), strict=True)
        for notice in notices_of(library, side)
    )


def notices_of(library: Library, document: StoredDocument) -> tuple[str, ...]:
    """What must be read before an overview of a document."""
    today = date.today()
    status = library.relations.status(document.id, today)
    found = document_notices(document, status, today) if status is not None else ()
    return (*found, wording.SCAN_UNPAGED) if document.text_source in ("ocr", "mixed") else found


def summary_out(library: Library, document: StoredDocument) -> SummaryOut:
    """The wire model of a document's summary."""
    found = summary_of(library, document)
    notices = notices_of(library, document)
    return SummaryOut(
        document=serialise.document_out(document, serialise.statuses(library, [document])),
        title=summary_page(found, notices).title,
        notices=notices,
        aspects=tuple(_aspect_out(aspect, document) for aspect in found.aspects),
    )


def comparison_out(library: Library, left: StoredDocument, right: StoredDocument) -> ComparisonOut:
    """The wire model of the comparison of two documents."""
    found = comparison_of(library, left, right)
    statuses = serialise.statuses(library, [left, right])
    return ComparisonOut(
        left=serialise.document_out(left, statuses),
        right=serialise.document_out(right, statuses),
        notices=notices_of_both(library, left, right),
        differences=tuple(_difference_out(row, found) for row in found.differences),
        alike=found.alike,
    )


def _aspect_out(aspect: Aspect, document: StoredDocument) -> AspectOut:
    return AspectOut(
        aspect=aspect.name,
        title=wording.ASPECTS[aspect.name],
        sections=aspect.sections,
        lines=tuple(_line_out(line, document) for line in aspect.lines),
        left_out=aspect.left_out,
        left_out_note=left_out(aspect),
    )


def _line_out(line: SummaryLine, document: StoredDocument) -> SummaryLineOut:
    quote = _quote_out(line.quote, line.passage, document)
    return SummaryLineOut(**quote.model_dump(), body=line.body, lead=line.lead)


def _difference_out(row: Difference, found: Comparison) -> DifferenceOut:
    return DifferenceOut(
        kind=row.kind,
        aspect=row.aspect,
        title=wording.ASPECTS[row.aspect],
        label=row.label,
        left=_unit_out(row.left, found.left),
        right=_unit_out(row.right, found.right),
        values=tuple(ValueChangeOut(kind=value.kind, left=value.left, right=value.right) for value in row.values),
    )


def _unit_out(unit: Unit | None, document: StoredDocument) -> QuoteOut | None:
    return None if unit is None else _quote_out(unit.text, unit.passage, document)


def _quote_out(quote: str, passage: StoredPassage, document: StoredDocument) -> QuoteOut:
    citation = passage.citation
    return QuoteOut(
        quote=quote,
        passage_id=passage.id,
        label=citation.label,
        citation=full_citation(document.metadata, citation, formal=True),
        page_from=citation.page_from,
        page_to=citation.page_to,
        view_url=f"{serialise.DOCUMENTS}/{document.id}/passages/{passage.id}",
    )
