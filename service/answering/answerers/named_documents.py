"""Documents called by name: which documents of those found a name fits, and whether it fits one alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.library.renditions import distinct_documents, whole_documents
from index.query.name_asked import NameAsked
from index.records import StoredDocument
from ingest.grammar.territory import province_names_in
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.case import Case, build_answer
from service.answering.document_meant import ENDED_STATUSES
from service.answering.document_names import name_parts, short_name
from service.records import Answer

#: Share of a name's telling words that stand in the name of a document that it fits.
_FITTING_SHARE = 0.75
#: More choices than this are no choice.
_MOST_CHOICES = 6
#: What a subject opens with before it names its matter.
_OPENING = re.compile(
    r"^(?:v/v|ve viec|ve|viec|ban hanh|phe duyet|thong qua|quy dinh|kem theo|chi tiet|mot so|cac|cong tac|thuc hien"
    r"|trien khai|to chuc|tang cuong|chuong trinh|tinh hinh|ket qua)\s+"
)


@dataclass(frozen=True, slots=True)
class NamedDocuments:
    """The documents that a name fits: the one meant where that is sure, and the others."""

    meant: StoredDocument | None = None
    others: tuple[StoredDocument, ...] = ()

    @property
    def is_shared(self) -> bool:
        """True if the name fits several documents, and none of them before the others."""
        return self.meant is None and len(self.others) > 1


def named_documents(case: Case, name: NameAsked, found: Iterable[StoredDocument]) -> NamedDocuments:
    """The documents of those found that a name fits.

    The one whose subject opens with the name comes before those that only speak of it, the one in force before those
    that ended; where that settles nothing, all are given as a choice.
    """
    fitting = [document for document in whole_documents(distinct_documents(found)) if fits(name, document)]
    # What could not be read of a head speaks against a document where another one's says it.
    fitting = [document for document in fitting if document.metadata.type is not None] or fitting
    if not fitting:
        return NamedDocuments()
    best = max(word_share(name, document) for document in fitting)
    closest = [document for document in fitting if word_share(name, document) == best]
    chosen = _standing(case, [document for document in closest if _opens_with(name, document)] or closest)
    others = tuple(document for document in closest if document.id != chosen[0].id)
    return NamedDocuments(chosen[0], others) if len(chosen) == 1 else NamedDocuments(None, tuple(chosen))


def _standing(case: Case, documents: list[StoredDocument]) -> list[StoredDocument]:
    """The one of several documents that has not ended; all of them where that leaves none or several."""
    statuses = case.statuses(documents)
    standing = [document for document in documents if statuses[document.id].code not in ENDED_STATUSES]
    return standing if len(standing) == 1 else documents


def fits(name: NameAsked, document: StoredDocument) -> bool:
    """True if a document is of the type, the years, the number and the places of a name, and of most of its words."""
    if name.numbers and _running_number(document) not in name.numbers:
        return False
    if not name.words and not name.numbers:
        return False
    if not set(name.years) <= _years(document) or not _is_of_type(name, document):
        return False
    if not name.provinces <= _provinces(document):
        return False
    return word_share(name, document) >= _FITTING_SHARE


def word_share(name: NameAsked, document: StoredDocument) -> float:
    """Share of a name's telling words that stand in the document's name."""
    known = set(re.findall(r"\w+", fold(" ".join(name_parts(document)))))
    return sum(word in known for word in name.words) / len(name.words) if name.words else 1.0


def shared_name_answer(case: Case, documents: Sequence[StoredDocument]) -> Answer:
    """The choice between the documents that one name fits."""
    message = wording.SEVERAL_NAMED.format(count=len(documents))
    return build_answer(case.as_found(), "ambiguous", message, candidates=documents[:_MOST_CHOICES])


def other_names_notice(case: Case, documents: Sequence[StoredDocument]) -> tuple[str, ...]:
    """The sentence on other documents of the same name; empty where there is none."""
    if not documents:
        return ()
    statuses = case.statuses(documents)
    names = (f"{short_name(document)} ({statuses[document.id].label.lower()})" for document in documents)
    return (wording.ALSO_NAMED.format(documents="; ".join(names)),)


def _is_of_type(name: NameAsked, document: StoredDocument) -> bool:
    """True if the document is of the type named, or issues a text of that type ("ban hành Quy chế ...")."""
    kind = document.metadata.type
    if not name.type_name or kind is None or kind == name.type or name.type_name == "van ban":
        return True
    subject = _OPENING.sub("", fold(document.metadata.subject or ""))
    return _without_opening(subject).startswith(name.type_name)


def _without_opening(subject: str) -> str:
    while (shorter := _OPENING.sub("", subject)) != subject:
        subject = shorter
    return subject


def _opens_with(name: NameAsked, document: StoredDocument) -> bool:
    """True if the subject opens with the name's first words."""
    subject = _without_opening(fold(document.metadata.subject or ""))
    if name.type_name and subject.startswith(name.type_name):
        subject = _without_opening(subject.removeprefix(name.type_name).strip())
    return bool(name.phrase) and subject.startswith(_without_opening(f"{name.phrase} ").strip())


def _running_number(document: StoredDocument) -> str:
    return re.split(r"[/-]", document.metadata.number or "")[0].lstrip("0").lower()


def _years(document: StoredDocument) -> set[int]:
    """The years that a document may be called by: of its issue, its period, its subject."""
    metadata = document.metadata
    found = {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", metadata.subject or "")}
    if metadata.issued_date:
        found.add(metadata.issued_date.year)
    if metadata.period_from and metadata.period_to:
        found |= set(range(metadata.period_from.year, metadata.period_to.year + 1))
    return found


def _provinces(document: StoredDocument) -> frozenset[str]:
    return province_names_in(" ".join(name_parts(document)))
