"""Documents that a question names by their numbers. A number is a key, looked up before anything is ranked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from index.library.renditions import whole_documents
from index.query.asking_words import without_place_request
from index.query.number_mentions import NumberMention
from index.query.place_references import PlaceReference
from index.query.question import Question
from index.records import Filters, Hit, StoredDocument
from ingest.grammar.document_types import COMMON_TYPES, folded_name_pattern
from ingest.grammar.territory import province_names_in
from ingest.text.normalize import fold

if TYPE_CHECKING:
    from index.library.library import Library

#: Texts that are issued with another document and named by its number ("Quy chế 901/2017").
_ATTACHED = frozenset({"QC", "QYD", "DL"})
_TYPE_WORDS = f"(?:{folded_name_pattern(*COMMON_TYPES, 'L', 'QC', 'Điều lệ', 'KL', 'HD')})"
#: What may stand between such words and the number.
_UP_TO_NUMBER = rf"(?:\s+(?:cac|quy dinh|noi dung|cua|tai))*\s*(?:{_TYPE_WORDS}\s*)?(?:so\s*)?$"
#: Words before a number that make it a mention: the law that something follows, the text that another one changes.
_CITING = re.compile(
    r"\b(?:theo|can cu|dua tren|thuc hien|trien khai|huong dan|thi hanh|cu the hoa|sua doi|bo sung|thay the|bai bo)"
    + _UP_TO_NUMBER
)
#: "Hạn báo cáo theo Kế hoạch 516": what a document says is asked of it, where no other one is spoken of.
_ACCORDING = re.compile(r"\btheo" + _UP_TO_NUMBER)
#: Types that are not also verbs of ordinary questions ("báo cáo", "hướng dẫn").
_OTHER_DOCUMENT = re.compile(
    rf"\b(?:{folded_name_pattern(*COMMON_TYPES, 'L', 'QC', 'Điều lệ', 'CTr', 'ĐA', 'PA', without=('BC', 'TB'))})\b"
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
    """The documents that a question names, resolved in the library.

    ``numbers`` are as typed. ``document_ids`` are the documents asked about, ``cited_ids`` those that the question
    only cites; ``asks_other`` says that the document asked for is not in the library, or known only by what it does to
    the cited one. ``remaining`` is the question without the numbers asked for.
    """

    numbers: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    cited_ids: tuple[str, ...] = ()
    asks_other: bool = False
    remaining: Question = field(default_factory=lambda: Question(""))

    @property
    def place(self) -> PlaceReference | None:
        """The place that the question names beside the numbers."""
        return self.remaining.place


#: "Phụ lục IV nói về lĩnh vực nào?"
_ASKS_ABOUT = re.compile(
    r"\b(?:ve|cua) (?:linh vuc|van de|noi dung|viec|chuyen) (?:nao|gi)\b|\bve (?:cai )?gi\b|\bten (?:la )?gi\b"
)


def says_more_than_place(place: PlaceReference) -> bool:
    """True if a question says enough beside the place to choose from what stands there.

    What the place as a whole is about is said by its title, which stands first.
    """
    if _ASKS_ABOUT.search(fold(place.remaining_text)):
        return False
    remaining = re.sub(r"\S*\d\S*", " ", fold(place.remaining_text))
    return len(re.findall(r"[^\W\d_]+", without_place_request(remaining))) >= FEW_WORDS


def find_document_references(question: Question, library: Library, filters: Filters) -> DocumentReferences:
    """The documents that a question names, among those that the asker may see."""
    folded = question.folded
    mentions = question.number_mentions
    is_cited = [_CITING.search(folded[: mention.start].rstrip()) is not None for mention in mentions]
    asked_ids: list[str] = []
    cited_ids: list[str] = []
    text = question.text
    for mention, citing in reversed(list(zip(mentions, is_cited, strict=True))):
        documents = _narrow_by_context(_documents_with_number(mention, library, filters), question)
        found = [document.id for document in documents]
        if citing and not (found and _is_asked_about(folded, mention)):
            cited_ids = [*found, *cited_ids]
        elif found:
            asked_ids = [*found, *asked_ids]
            text = text[: mention.start] + " " + text[mention.end :]
    return DocumentReferences(
        numbers=tuple(question.text[mention.start : mention.end].strip() for mention in mentions),
        document_ids=tuple(dict.fromkeys(asked_ids)),
        cited_ids=tuple(dict.fromkeys(cited_ids)),
        asks_other=not asked_ids and (not all(is_cited) or _BY_ANOTHER.search(folded) is not None),
        remaining=question if text == question.text else Question(text),
    )


#: Who issued a document, said right behind its number.
_ISSUER_BEHIND = re.compile(
    r"\s*(?:/\S+)?\s*(?:cua|do)\s+"
    r"(?P<issuer>(?:(?!noi|quy|ve|ban|giao)\w+\s+){0,6}?(?:tinh|thanh pho)\s+\w+(?:\s+\w+)?)"
)


@dataclass(frozen=True, slots=True)
class ContradictedTime:
    """A time or a province that a question states of a document, as typed; all documents with its number are of
    another one."""

    typed: str
    documents: tuple[StoredDocument, ...]


def without_contradicted_times(
    question: Question, library: Library, filters: Filters
) -> tuple[Question, tuple[ContradictedTime, ...]]:
    """The question without the times stated beside numbers that no document of that number bears, and these times."""
    if len(question.folded) != len(question.text):
        return question, ()
    found, text = _contradicted_places(question, library, filters), question.text
    for stated in reversed(question.stated_times):
        documents = whole_documents(_documents_with_number(stated.number, library, filters))
        if documents and not any(stated.is_of(document.metadata) for document in documents):
            typed = question.text[stated.start : stated.end].strip(" ,(")
            found.append(ContradictedTime(typed, tuple(documents)))
            text = text[: stated.start] + text[stated.end :]
    return (Question(text), tuple(reversed(found))) if found else (question, ())


def _contradicted_places(question: Question, library: Library, filters: Filters) -> list[ContradictedTime]:
    """The provinces named as the issuer's behind a number ("Nghị quyết 940 của HĐND tỉnh X") that no document of that
    number is of."""
    found = []
    for mention in question.number_mentions:
        said = _ISSUER_BEHIND.match(question.folded[mention.end :])
        named = province_names_in(said[0]) if said else frozenset()
        if said is None or not named:
            continue
        documents = whole_documents(_documents_with_number(mention, library, filters))
        if documents and not any(named & _provinces_of(document) for document in documents):
            start = mention.end + said.start("issuer")
            found.append(
                ContradictedTime(question.text[start : mention.end + said.end()].strip(" ,?"), tuple(documents))
            )
    return found


def _provinces_of(document: StoredDocument) -> frozenset[str]:
    metadata = document.metadata
    parts = (metadata.issuer, metadata.issuer_parent, metadata.place, metadata.subject)
    return province_names_in(" ".join(part for part in parts if part))


def _is_asked_about(folded: str, mention: NumberMention) -> bool:
    """True if what follows a document ("theo Kế hoạch 516") is asked of it: the question speaks of no other one."""
    before, after = folded[: mention.start].rstrip(), folded[mention.end :]
    according = _ACCORDING.search(before)
    return according is not None and not _OTHER_DOCUMENT.search(before[: according.start()] + " " + after)


def _documents_with_number(mention: NumberMention, library: Library, filters: Filters) -> list[StoredDocument]:
    # The asker's agency may be a part of the printed one, so it is compared here, not in the look-up.
    asked = replace(mention, type=None) if mention.type in _ATTACHED else mention
    return [
        document
        for document in library.find_by_key(f"{asked.num}|{asked.year or ''}||")
        if document.access in filters.access
        and (filters.document_ids is None or document.id in filters.document_ids)
        and document.metadata.canonical_key is not None
        and asked.matches(document.metadata.canonical_key, document.metadata.type)
    ]


def _narrow_by_context(documents: Sequence[StoredDocument], question: Question) -> Sequence[StoredDocument]:
    """Of several documents with one number, those whose year, issuer or place the question also gives; else all."""
    if len(documents) < 2:
        return documents
    years, folded = question.number_years, question.folded
    for narrower in (
        [one for one in documents if _is_of_stated_time(one, question)],
        [one for one in documents if one.metadata.issued_date and one.metadata.issued_date.year in years],
        [one for one in documents if one.metadata.issuer and fold(one.metadata.issuer) in folded],
        [one for one in documents if one.metadata.place and fold(one.metadata.place) in folded],
    ):
        if narrower:
            documents = narrower
    return documents


def _is_of_stated_time(document: StoredDocument, question: Question) -> bool:
    times = question.stated_times
    return document.metadata.issued_date is not None and any(time.is_of(document.metadata) for time in times)


def vote_for_document(hits: Sequence[Hit], place: PlaceReference, question: Question) -> StoredDocument | None:
    """The document that the best hits agree on: each hit votes with its rank.

    A text attached to a document ("Quy chế") is looked for where there is one, and a year or a type said of it
    counts double.
    Where the question names a law, it is that law or none: a place of another document would be a wrong citation.
    """
    law = _LAW_NAME.search(question.folded)
    if law is not None:
        hits = [hit for hit in hits if _is_law_named(hit.document, law["name"])]
    votes: dict[str, float] = defaultdict(float)
    for rank, hit in enumerate(hits):
        document = hit.document
        weight = 1 / (rank + 1)
        if place.component and place.component in fold(hit.passage.citation.component):
            weight *= 3
        if document.metadata.issued_date and document.metadata.issued_date.year in question.years:
            weight *= 2
        if document.metadata.type in question.types:
            weight *= 2
        votes[document.id] += weight
    if not votes:
        return None
    best = max(votes, key=lambda document_id: votes[document_id])
    return next(hit.document for hit in hits if hit.document.id == best)


def _is_law_named(document: StoredDocument, name: str) -> bool:
    return document.metadata.type in _LAWS and " ".join(name.split()) in fold(document.metadata.subject or "")
