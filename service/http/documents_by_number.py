"""Documents by the number that people cite them by: ``516/KH-UBND``, ``64/2025/QH15``."""

from __future__ import annotations

import re

from index.library.library import Library
from index.query.number_mentions import find_number_mentions
from index.records import StoredDocument
from ingest.grammar import document_numbers
from ingest.text.normalize import fold
from service.answering import renditions
from service.http.problems import ProblemError

#: A bare number, with the letter or "bis" that some carry.
_BARE = re.compile(r"(\d{1,5})(bis|[a-hđ])?")


def find_documents_by_number(
    library: Library, number: str, year: int | None, issuer: str | None
) -> tuple[StoredDocument, ...]:
    """The documents of a library that bear a number, newest first, one rendition of each.

    ``year`` is the year of issue, ``issuer`` the body as cited; each narrows what is found.

    :raises ProblemError: if ``number`` is no document number.
    """
    found = library.find_by_key(_canonical_key(number, year))
    if year is not None:
        # A number that holds its year ("05/2024/QĐ-UBND") was looked for by it.
        found = tuple(one for one in found if _issue_year(one) in (year, None))
    if issuer is not None:
        found = tuple(one for one in found if fold(one.metadata.issuer or "") == fold(issuer))
    return renditions.distinct_documents(found)


def _canonical_key(number: str, year: int | None) -> str:
    """The canonical key; parts that were not said match anything."""
    written = document_numbers.first_number(number)
    if written is not None:
        num, own_year, kind, agency = written.canonical_key.split("|")
    elif mentions := find_number_mentions(number):
        said = mentions[0]
        num, own_year, kind, agency = said.num, said.year or "", said.type or "", said.agency or ""
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
