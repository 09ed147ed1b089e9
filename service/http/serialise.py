"""Serialisation: internal records -> wire models of the HTTP interface and of ``--json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pydantic_core import to_json

from index.records import Hit, QueryInterpretation, SearchResult, StoredDocument, StoredPassage
from index.transcripts.transcript_store import text_digest
from ingest.grammar.citations import document_name, full_citation
from ingest.grammar.territory import unit_label
from ingest.records import Citation
from service.answering.document_names import short_name
from service.http.candidates import choices
from service.records import Answer, Listing, Source
from service.schemas.documents import CandidateOut, DocumentDetailOut, DocumentOut, PaperOut, PassageOut
from service.schemas.lists import GroupOut, ListingOut
from service.schemas.questions import AnswerOut, SourceOut, StatementOut, UnderstoodOut
from service.schemas.searches import SearchOut

if TYPE_CHECKING:
    from index.library.library import Library
    from index.validity.records import ValidityStatus

    Statuses = Mapping[str, ValidityStatus]

#: The statuses where no validity was looked up.
NONE_KNOWN: Statuses = MappingProxyType({})

#: Kinds of files that have page pictures; the others are shown as text.
PAGED_KINDS = frozenset({"pdf", "image"})
DOCUMENTS = "/api/v1/documents"
LISTS = "/api/v1/lists/documents"


def statuses(library: Library, documents: Iterable[StoredDocument], as_of: date | None = None) -> Statuses:
    """The validity of each document on a day (``as_of``, or today)."""
    return library.relations.statuses({document.id for document in documents}, as_of or date.today())


def document_out(document: StoredDocument, known: Statuses = NONE_KNOWN) -> DocumentOut:
    """The wire model of a document, with its addresses."""
    return DocumentOut(**_document_fields(document, known))


def document_detail_out(document: StoredDocument, known: Statuses = NONE_KNOWN) -> DocumentDetailOut:
    """The wire model of one document: the same, with the candidates of its head and the other papers of its file."""
    return DocumentDetailOut(
        **_document_fields(document, known),
        candidates=candidates_out(document),
        papers=tuple(PaperOut(**asdict(paper)) for paper in document.metadata.papers),
    )


def candidates_out(document: StoredDocument) -> tuple[CandidateOut, ...]:
    """The wire models of what the head's fields may be."""
    return tuple(CandidateOut(**asdict(choice)) for choice in choices(document.metadata))


def _document_fields(document: StoredDocument, known: Statuses) -> dict[str, Any]:
    metadata = document.metadata
    status = known.get(document.id)
    return {
        "id": document.id,
        "file_name": document.file_name,
        "kind": document.kind,
        "name": short_name(document),
        "number": metadata.number,
        "type": metadata.type,
        "type_name": metadata.type_name,
        "issuer": metadata.issuer,
        "issued_date": metadata.issued_date,
        "effective_date": metadata.effective_date,
        "subject": metadata.subject,
        "signer": metadata.signer,
        "legal_class": metadata.legal_class,
        "text_source": document.text_source,
        "page_count": document.page_count,
        "passage_count": document.passage_count,
        "is_sample": metadata.is_sample,
        "is_draft": metadata.is_draft,
        "version": document.version,
        "added_at": document.added_at,
        "warnings": document.warnings,
        "sources": dict(metadata.sources),
        "validity": None
        if status is None
        else {
            "code": status.code,
            "label": status.label,
            "reason": status.reason,
            "as_of": status.as_of,
            "since": status.since,
        },
        "file_url": f"{DOCUMENTS}/{document.id}/file",
        "outline_url": f"{DOCUMENTS}/{document.id}/outline",
    }


def passage_out(passage: StoredPassage, document: StoredDocument, known: Statuses = NONE_KNOWN) -> PassageOut:
    """The wire model of a passage, with its citation and its addresses."""
    return PassageOut(**_passage_fields(passage, document, known))


def search_out(result: SearchResult, known: Statuses = NONE_KNOWN) -> SearchOut:
    """The wire model of a search result."""
    return SearchOut(**_search_fields(result, known))


def search_json(result: SearchResult, known: Statuses = NONE_KNOWN) -> bytes:
    """The JSON of a search result, byte for byte that of :func:`search_out`.

    It is made without the models, which would only validate again what the records guarantee: for ten hits they took
    0.6 ms of a search's 8.
    """
    return to_json(_search_fields(result, known))


def _search_fields(result: SearchResult, known: Statuses) -> dict[str, Any]:
    # Fields in the order of the wire models, here and below: a test compares them with ``SearchOut``.
    documents: dict[str, dict[str, Any]] = {}
    return {
        "hits": [
            {
                **_passage_fields(hit.passage, hit.document, known, documents=documents),
                "score": hit.score,
                "explanation": _explanation(hit) if hit.features else None,
            }
            for hit in result.hits
        ],
        "understood": _understood_fields(result.understood),
        "confidence": result.confidence,
        "relevant": min(result.relevant, len(result.hits)),
        "change": result.change,
        "took_ms": round(result.took_ms, 2),
        "services": (),
    }


def _explanation(hit: Hit) -> dict[str, Any]:
    def rounded(values: Mapping[str, float]) -> dict[str, float]:
        return {name: round(value, 4) for name, value in values.items()}

    return {
        "matched": hit.matched, "legs": rounded(hit.legs), "reasons": rounded(hit.reasons),
        "features": rounded(hit.features), "levels": rounded(hit.levels),
    }  # fmt: skip


def answer_out(answer: Answer, known: Statuses = NONE_KNOWN) -> AnswerOut:
    """The wire model of an answer with its evidence."""
    return AnswerOut(
        id=answer.id,
        conversation_id=answer.conversation_id,
        question=answer.question,
        resolved_question=answer.resolved_question,
        status=answer.status,
        intent=answer.intent,
        message=answer.message,
        statements=tuple(
            StatementOut(
                quote=item.quote,
                source=item.source,
                slot=item.slot,
                value=item.value,
                sentence=item.sentence,
                body=item.body,
                part=item.part,
                about=item.about,
                unit=item.unit,
            )
            for item in answer.statements
        ),
        parts=answer.parts,
        sources=sources_out(answer.sources, known),
        notices=answer.notices,
        candidates=tuple(document_out(document, known) for document in answer.candidates),
        listing=None if answer.listing is None else listing_out(answer.listing),
        understood=understood_out(answer.understood),
        confidence=answer.confidence,
        change=answer.change,
        took_ms=round(answer.took_ms, 2),
    )


def listing_out(listing: Listing) -> ListingOut:
    """The wire model of the list that an answer shows the beginning of."""
    query = urlencode([*listing.parameters, ("order", listing.order)])
    return ListingOut(
        total=listing.total,
        shown=listing.shown,
        order=listing.order,
        groups=groups_out(listing.groups),
        url=f"{LISTS}?{query}",
        export_url=f"{LISTS}/export?{query}",
    )


def groups_out(groups: Iterable[tuple[str, int]]) -> tuple[GroupOut, ...]:
    """The wire models of the numbers of documents by type."""
    return tuple(GroupOut(name=name, count=count) for name, count in groups)


def sources_out(sources: Iterable[Source], known: Statuses = NONE_KNOWN) -> tuple[SourceOut, ...]:
    """The wire models of cited passages with their notices."""
    return tuple(
        SourceOut(
            **_passage_fields(source.hit.passage, source.hit.document, known, (source.citation, source.formal)),
            source_id=source.id,
            notices=source.notices,
        )
        for source in sources
    )


def understood_out(understood: QueryInterpretation) -> UnderstoodOut:
    """The wire model of how a question was understood."""
    return UnderstoodOut(**_understood_fields(understood))


def _understood_fields(understood: QueryInterpretation) -> dict[str, Any]:
    filters = understood.filters
    return {
        "accents": understood.accents,
        "document_ids": understood.document_ids,
        "numbers": understood.numbers,
        "path": understood.path,
        "filters": {
            "document_ids": filters.document_ids,
            "types": filters.types,
            "issuers": filters.issuers,
            "year": filters.year,
            "territory": ", ".join(map(unit_label, filters.territories)) if filters.territories else None,
            "as_of": filters.as_of,
            "period": filters.period,
            "validity": filters.validity,
            "territories": filters.territories,
        },
        "expansions": understood.expansions,
        "corrections": understood.corrections,
        "read": understood.read,
        "restored": understood.restored,
    }


def _citations(document: StoredDocument, citation: Citation) -> tuple[str, str]:
    name = document_name(document.metadata)
    return (
        full_citation(document.metadata, citation, formal=False, name=name),
        full_citation(document.metadata, citation, formal=True, name=name),
    )


def _passage_fields(
    passage: StoredPassage,
    document: StoredDocument,
    known: Statuses,
    citations: tuple[str, str] | None = None,
    documents: dict[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """The fields of a passage. ``documents`` caches the fields of a document that several hits share."""
    citation = passage.citation
    short, formal = citations or _citations(document, citation)
    base = f"{DOCUMENTS}/{document.id}"
    paged = document.kind in PAGED_KINDS and citation.page_from is not None
    shown = documents.get(document.id) if documents is not None else None
    if shown is None:
        shown = _document_fields(document, known)
        if documents is not None:
            documents[document.id] = shown
    return {
        "id": passage.id,
        "document": shown,
        "text": passage.text,
        "kind": passage.kind,
        "headings": passage.headings,
        "component": citation.component,
        "label": citation.label,
        "citation": short,
        "formal": formal,
        "page_from": citation.page_from,
        "page_to": citation.page_to,
        "boxes": [{"page": box.page, "x0": box.x0, "y0": box.y0, "x1": box.x1, "y1": box.y1} for box in citation.boxes],
        "confidence": citation.confidence,
        "cells": passage.cells,
        "page_url": f"{base}/pages/{citation.page_from}.png?passage={passage.id}" if paged else None,
        "view_url": f"{base}/passages/{passage.id}",
        "digest": text_digest(passage.text),
        "service": None,
    }
