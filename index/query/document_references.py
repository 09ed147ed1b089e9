"""Documents and places that a question names. A number is a key, looked up before anything is ranked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.query.number_mentions import NumberMention, find_number_mentions
from index.query.place_references import PlaceReference, find_place_reference
from index.records import Filters, Hit, StoredDocument
from ingest.text import normalize
from ingest.text.normalize import fold

if TYPE_CHECKING:
    from index.library.library import Library

_YEAR = re.compile(r"\b(?:nam\s+|/)((?:19|20)\d\d)\b")
#: A year said of a document ("Quy chế 2017", "kế hoạch năm 2024").
_ANY_YEAR = re.compile(r"(?<![\d/])((?:19|20)\d\d)(?![\d/])")
#: Texts that are issued with another document and named by its number ("Quy chế 901/2017").
_ATTACHED = frozenset({"QC", "QYD", "DL"})
#: Words of a question that only ask to see a place; they do not order the passages there.
_WORDS_OF_ASKING = re.compile(
    r"\b(?:noi|gi|quy dinh|the nao|neu|yeu cau|nhu|nhiem vu|giao|viec|noi dung|cua|tai|trong|o|la|ve|theo|so|nam|ngay"
    r"|ban hanh|kem|quyet dinh|ke hoach|chi thi|thong tu|nghi dinh|nghi quyet|bao cao|luat|quy che|dieu le"
    r"|tinh|hay|cho biet)\b"
)
_TYPE_WORDS = (
    r"(?:ke hoach|quyet dinh|chi thi|thong tu|nghi dinh|nghi quyet|bao cao|luat|quy che|dieu le|cong van|ket luan"
    r"|thong bao"
    r"|huong dan|to trinh)"
)
#: What may stand between such words and the number.
_UP_TO_NUMBER = rf"(?:\s+(?:cac|quy dinh|noi dung|cua|tai))*\s*(?:{_TYPE_WORDS}\s*)?(?:so\s*)?$"
#: Words before a number that make it a mention: the law that something follows, the text that another one changes.
_MENTION = re.compile(
    r"\b(?:theo|can cu|dua tren|thuc hien|trien khai|huong dan|thi hanh|cu the hoa|sua doi|bo sung|thay the|bai bo)"
    + _UP_TO_NUMBER
)
#: "Hạn báo cáo theo Kế hoạch 516": what a document that is held says is asked of it, where no other is spoken of.
_ACCORDING = re.compile(r"\btheo" + _UP_TO_NUMBER)
#: Types that are not also verbs of ordinary questions ("báo cáo", "hướng dẫn").
_OTHER_DOCUMENT = re.compile(
    r"\b(?:ke hoach|quyet dinh|chi thi|thong tu|nghi dinh|nghi quyet|luat|quy che|dieu le|cong van|to trinh"
    r"|chuong trinh|de an|phuong an)\b"
)
#: Another document is asked for by what it does to the mentioned one ("kế hoạch thực hiện Nghị định 30").
_BY_ANOTHER = re.compile(
    rf"\b{_TYPE_WORDS}\s+(?:\S+\s+){{0,3}}?"
    r"(?:thuc hien|trien khai|huong dan|thi hanh|cu the hoa|sua doi|bo sung|thay the|bai bo)\b"
)
#: A law or code called by its name ("Điều 107 Bộ luật Lao động"), without accents; the first two syllables tell it.
_LAW_NAME = re.compile(r"\b(?:bo luat|luat|phap lenh)\s+(?P<name>(?!nay\b|do\b|tren\b|so\b)[^\W\d_]+\s+[^\W\d_]+)")
_LAWS = frozenset({"L", "BL", "PL"})
#: A question with fewer other words than this only asks to see the place.
FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class DocumentReferences:
    """Numbers as typed, the documents they resolve to, the place, and the question without the numbers asked for.

    ``document_ids`` are the documents asked about, ``mentioned`` those that the question only cites; ``other`` says
    that the document asked for is not in the library, or known only by what it does to the mentioned one.
    """

    numbers: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    cited_ids: tuple[str, ...] = ()
    asks_other: bool = False
    place: PlaceReference | None = None
    remaining_text: str = ""


def says_more_than_place(place: PlaceReference) -> bool:
    """Whether a question says enough beside the place to choose from what stands there."""
    rest = re.sub(r"\S*\d\S*", " ", fold(place.remaining_text))
    return len(re.findall(r"[^\W\d_]+", _WORDS_OF_ASKING.sub(" ", rest))) >= FEW_WORDS


def find_document_references(question: str, library: Library, filters: Filters) -> DocumentReferences:
    """Resolve what a question names, among the documents that the asker may see."""
    mentions = find_number_mentions(question)
    folded = fold(question)
    cited = [_is_mention(folded[: mention.start]) for mention in mentions]
    resolved: list[str] = []
    mentioned: list[str] = []
    rest = question
    for mention, citing in reversed(list(zip(mentions, cited, strict=True))):
        found = [
            document.id for document in _narrow_by_context(_documents_with_number(mention, library, filters), folded)
        ]
        if citing and not (found and _is_asked(folded, mention)):
            mentioned = [*found, *mentioned]
        elif found:
            resolved = [*found, *resolved]
            rest = rest[: mention.start] + " " + rest[mention.end :]
    typed = tuple(question[mention.start : mention.end].strip() for mention in mentions)
    other = not resolved and (not all(cited) or _BY_ANOTHER.search(folded) is not None)
    return DocumentReferences(
        typed, tuple(dict.fromkeys(resolved)), tuple(dict.fromkeys(mentioned)), other, find_place_reference(rest), rest
    )  # fmt: skip


def _is_mention(before: str) -> bool:
    return _MENTION.search(before.rstrip()) is not None


def _is_asked(folded: str, mention: NumberMention) -> bool:
    """Whether what follows a document ("theo Kế hoạch 516") is asked of it: the question speaks of no other one."""
    before, after = folded[: mention.start].rstrip(), folded[mention.end :]
    according = _ACCORDING.search(before)
    return according is not None and not _OTHER_DOCUMENT.search(before[: according.start()] + " " + after)


def _documents_with_number(mention: NumberMention, library: Library, filters: Filters) -> list[StoredDocument]:
    # The asker's agency may be a part of the printed one, so it is compared here, not in the look-up.
    asked = mention
    if mention.type in _ATTACHED:
        asked = NumberMention(mention.text, mention.start, mention.end, mention.num, mention.year, None, mention.agency)
    return [
        document
        for document in library.find_by_key(f"{asked.num}|{asked.year or ''}||")
        if document.access in filters.access
        and (filters.document_ids is None or document.id in filters.document_ids)
        and document.metadata.canonical_key is not None
        and asked.matches(document.metadata.canonical_key, document.metadata.type)
    ]


def _is_law_named(document: StoredDocument, name: str) -> bool:
    return document.metadata.type in _LAWS and " ".join(name.split()) in fold(document.metadata.subject or "")


def _narrow_by_context(documents: Sequence[StoredDocument], folded: str) -> Sequence[StoredDocument]:
    """Of several documents with one number, those whose year or issuer the question also gives; else all."""
    if len(documents) < 2:
        return documents
    years = {int(year) for year in _YEAR.findall(folded)}
    for narrower in (
        [one for one in documents if one.metadata.issued_date and one.metadata.issued_date.year in years],
        [one for one in documents if one.metadata.issuer and fold(one.metadata.issuer) in folded],
        [one for one in documents if one.metadata.place and fold(one.metadata.place) in folded],
    ):
        if narrower:
            documents = narrower
    return documents


def vote_for_document(hits: Sequence[Hit], place: PlaceReference, question: str) -> StoredDocument | None:
    """The document that the best hits agree on: each hit votes with its rank.

    A text attached to a document ("Quy chế") is looked for where there is one, and a year said of it counts double.
    Where the question names a law, it is that law or none: a place of another document would be a wrong citation.
    """
    law = _LAW_NAME.search(fold(question))
    if law is not None:
        hits = [hit for hit in hits if _is_law_named(hit.document, law["name"])]
    years = {int(year) for year in _ANY_YEAR.findall(normalize.fold(question))}
    votes: dict[str, float] = defaultdict(float)
    for rank, hit in enumerate(hits):
        document = hit.document
        weight = 1 / (rank + 1)
        if place.component and place.component in fold(hit.passage.citation.component):
            weight *= 3
        if document.metadata.issued_date and document.metadata.issued_date.year in years:
            weight *= 2
        votes[document.id] += weight
    if not votes:
        return None
    best = max(votes, key=lambda document_id: votes[document_id])
    return next(hit.document for hit in hits if hit.document.id == best)
