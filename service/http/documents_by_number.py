"""Look-up of documents by their number: ``516/KH-UBND``, ``64/2025/QH15``."""

from __future__ import annotations

import re

from index.library.library import Library
from index.library.renditions import distinct_documents
from index.query.number_mentions import find_number_mentions
from index.records import StoredDocument
from ingest.grammar import document_numbers
from ingest.text.normalize import fold
from service.http.problems import ProblemError

#: A number without type and agency, with the letter or "bis" that some have.
_BARE = re.compile(r"(\d{1,5})(bis|[a-hđ])?")


def find_documents_by_number(
    library: Library, number: str, year: int | None, issuer: str | None
) -> tuple[StoredDocument, ...]:
    """The documents with a number, newest first, one rendition of each.

    ``year`` (of issue) and ``issuer`` (as cited) narrow the result.

    :raises ProblemError: if ``number`` is no document number.
    """
    found = library.find_by_key(_canonical_key(number, year))
    if year is not None:
        # A year inside the number ("05/2024/QĐ-UBND") is part of the key already.
        found = tuple(document for document in found if _issue_year(document) in (year, None))
    if issuer is not None:
        found = tuple(document for document in found if fold(document.metadata.issuer or "") == fold(issuer))
    return distinct_documents(found)


def _canonical_key(number: str, year: int | None) -> str:
    """The canonical key of a number as typed; empty parts match anything."""
    parsed = document_numbers.first_number(number)
    if parsed is not None:
        num, own_year, kind, agency = parsed.canonical_key.split("|")
    elif mentions := find_number_mentions(number):
        mention = mentions[0]
        num, own_year, kind, agency = mention.num, mention.year or "", mention.type or "", mention.agency or ""
    elif bare := _BARE.fullmatch(fold(number.strip())):
        num, own_year, kind, agency = f"{int(bare[1])}{bare[2] or ''}", "", "", ""
    else:
        raise ProblemError(
            422,
            "invalid_number",
            "Số, ký hiệu không đúng dạng",
            f"{number!r} không phải số, ký hiệu văn bản; hãy viết như 516/KH-UBND hoặc 05/2024/QĐ-UBND.",
        )
    return f"{num}|{own_year or year or ''}|{kind}|{agency}"


def _issue_year(document: StoredDocument) -> int | None:
    issued = document.metadata.issued_date
    return issued.year if issued else None
