"""How documents are called in messages: by type, number, date and issuer, or by file name when these are unknown."""

from __future__ import annotations

from collections.abc import Sequence

from index.records import Hit, StoredDocument
from ingest.grammar.citations import document_name, paper_name, paper_of


def short_name(document: StoredDocument) -> str:
    """``Kế hoạch số 516/KH-UBND``; without a number the subject or the file's name."""
    metadata = document.metadata
    kind = metadata.type_name or "Văn bản"
    if metadata.number:
        return f"{kind} số {metadata.number}"
    if metadata.subject:
        return f"{kind} {lower_first(metadata.subject)}" if metadata.type_name else metadata.subject
    return document.file_name


def full_name(document: StoredDocument) -> str:
    """The official reference with date, issuer and subject as far as they are known."""
    metadata = document.metadata
    return document_name(metadata) if metadata.number or metadata.subject else document.file_name


def cited_name(hits: Sequence[Hit]) -> str:
    """What the first hit's document says, by name: the later papers of its file that the hits stand in by theirs."""
    document = hits[0].document
    own = [hit.passage.citation.component for hit in hits if hit.document.id == document.id]
    papers = dict.fromkeys(paper_of(document.metadata, component) for component in own)
    names = "; ".join(paper_name(paper) if paper else full_name(document) for paper in papers)
    if set(papers) == {None}:
        return names
    return f"{names} (trong cùng tệp{'' if None in papers else f' với {short_name(document)}'})"


def name_parts(document: StoredDocument) -> tuple[str, ...]:
    """What a document is called by in a question: type, number, issuer, place and subject, as far as they are known."""
    metadata = document.metadata
    parts = (
        metadata.type_name, metadata.number, metadata.issuer, metadata.issuer_parent, metadata.place, metadata.subject,
    )  # fmt: skip
    return tuple(part for part in parts if part)


def lower_first(subject: str) -> str:
    """Lower the first letter of a subject inside a sentence, but not of a name or an abbreviation.

    >>> lower_first("Về việc nghỉ Tết"), lower_first("UBND tỉnh báo cáo")
    ('về việc nghỉ Tết', 'UBND tỉnh báo cáo')
    """
    words = subject.split(maxsplit=2)
    name = len(words) > 1 and words[1][:1].isupper()
    if subject[:1].isupper() and not subject[:2].isupper() and not name:
        return subject[0].lower() + subject[1:]
    return subject
