"""Two whole documents side by side: what differs between them, each side quoted with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from index.library.renditions import distinct_documents
from index.query.name_asked import name_asked
from index.query.question import Question
from index.records import Filters, Hit, StoredDocument
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.named_documents import NamedDocuments, named_documents, shared_name_answer
from service.answering.case import Case, Quotation, build_answer
from service.answering.document_meant import name_share
from service.answering.document_names import full_name, name_parts, short_name
from service.answering.notices import document_notices
from service.answering.overview.comparison import comparison
from service.answering.overview.records import Comparison, Difference, Unit
from service.records import Answer

#: Rows shown in an answer; the page and the interface show all.
MOST_ROWS = 12
#: Share of a document's subject that another one's name must hold to be the same plan of another year.
_SAME_NAME = 0.6
#: How the two versions of one document are called.
_VERSION_WORDS = re.compile(
    r"(?i)\b(?:bản |ban )?(?:cũ|cu|mới|moi|trước|truoc|hiện hành|hien hanh|và|va|với|voi|hai)\b"
)


def document_comparison(case: Case) -> Answer | None:
    """The differences between two documents; None where a topic is compared, or no two documents are meant."""
    if case.question.intent != "comparison":
        return None
    sides = _sides(case)
    if sides is not None and _topic_words(case, sides):
        sides = None
    if sides is None:
        named = _named_sides(case)
        shared = next((side for side in named or () if side.is_shared), None)
        if shared is not None:
            return shared_name_answer(case, shared.others)
        if named is None or named[0].meant is None or named[1].meant is None or named[0].meant.id == named[1].meant.id:
            return None
        sides = named[0].meant, named[1].meant
    return _answer(case, sides)


def _answer(case: Case, sides: tuple[StoredDocument, StoredDocument]) -> Answer:
    """The answer that shows what differs between two documents."""
    left, right = sides
    passages = {hit.passage.id: hit for side in sides for hit in case.passages(side)}
    of_side = [[hit.passage for hit in case.passages(side)] for side in sides]
    found = comparison(left, of_side[0], right, of_side[1])
    quoted = [quote for row in _first_rows(found) for quote in _quotations(row, found, passages)]
    statuses = case.statuses(sides)
    notices = [f"{short_name(side)}: {notice}" for side in sides for notice in
               document_notices(side, statuses[side.id], case.today)]  # fmt: skip
    hidden = len(found.differences) - len(_first_rows(found))
    if hidden > 0:
        notices.append(wording.MORE_DIFFERENCES.format(count=hidden))
    if not quoted:
        message = wording.ALIKE.format(left=full_name(left), right=full_name(right))
        return build_answer(case.as_found(), "complete", message, candidates=sides, also=notices)
    message = wording.COMPARED_WHOLE.format(
        left=full_name(left), right=full_name(right), count=len(found.differences), alike=found.alike
    )
    return build_answer(case.as_found(), "complete", message, quoted=quoted, candidates=sides, also=notices)


def _sides(case: Case) -> tuple[StoredDocument, StoredDocument] | None:
    """The two documents compared: those named, one and its version of another year, its draft, the one it replaced."""
    order = case.understood.document_ids
    named = sorted(distinct_documents(case.meant.named), key=lambda document: order.index(document.id))
    if len(named) >= 2:
        return named[0], named[1]
    years = case.asked.years
    if not named and len(years) >= 2:
        found = [document for year in years[:2] if (document := _of_year(case, year, case.document)) is not None]
        return (found[0], found[1]) if len(found) == 2 and found[0].id != found[1].id else None
    if not case.meant.is_certain:
        return None
    one = named[0] if named else case.document
    other = _other_side(case, one)
    return (one, other) if other is not None and other.id != one.id else None


def _named_sides(case: Case) -> tuple[NamedDocuments, NamedDocuments] | None:
    """What each of the two names fits; of one name the document that another one replaced comes first."""
    names = case.asked.compared.sides
    if names is None:
        return _replaced_and_new(case)
    left, right = (_found_by_name(case, name) for name in names)
    return (left, right) if left.others or left.meant or right.others or right.meant else None


def _found_by_name(case: Case, name: str) -> NamedDocuments:
    found = case.search(Question(name), Filters(access=case.understood.filters.access)).hits
    return named_documents(case, name_asked(fold(name)), (hit.document for hit in (*found, *case.result.hits)))


def _replaced_and_new(case: Case) -> tuple[NamedDocuments, NamedDocuments] | None:
    """ "Quy chế cũ và mới": the document of that name, behind the one that it replaced."""
    if case.asked.compared.version != "replaced":
        return None
    named = _found_by_name(case, _VERSION_WORDS.sub(" ", case.asked.compared.topic).strip(" ?."))
    one = named.meant or next(iter(named.others), None)
    other = _other_side(case, one) if one is not None else None
    return (NamedDocuments(other), NamedDocuments(one)) if other is not None else None


def _other_side(case: Case, one: StoredDocument) -> StoredDocument | None:
    """What one document is compared with, where the question does not name it by a number."""
    for year in case.asked.years:
        if one.metadata.issued_date is None or one.metadata.issued_date.year != year:
            return _of_year(case, year, one)
    version = case.asked.compared.version
    if version == "replaced":
        edges = case.library.relations.outgoing(one.id)
        replaced = [edge.target_id for edge in edges if edge.relation.type == "replaces" and edge.target_id]
        return case.library.document(replaced[0]) if replaced else None
    if version == "draft":
        alike = _alike(case, one, Filters(access=case.understood.filters.access))
        return next((other for other in alike if other.metadata.is_draft != one.metadata.is_draft), None)
    return None


def _of_year(case: Case, year: int, one: StoredDocument) -> StoredDocument | None:
    """The document of the same name that was issued in a year, or made for it."""
    access = case.understood.filters.access
    for filters in (Filters(year=year, access=access), Filters(period=year, access=access)):
        for other in _alike(case, one, filters):
            period = other.metadata.period_from
            issued = other.metadata.issued_date
            if year in (period and period.year, issued and issued.year):
                return other
    return None


def _alike(case: Case, one: StoredDocument, filters: Filters) -> list[StoredDocument]:
    """Documents of the same type whose name holds most words of this one's subject, the closest first."""
    subject = re.sub(r"\b(?:19|20)\d\d\b", " ", one.metadata.subject or "")
    words = re.findall(r"\w+", fold(subject))
    result = case.search(Question(f"{one.metadata.type_name or ''} {subject}".strip()), filters)
    found = [
        document
        for document in distinct_documents(hit.document for hit in result.hits)
        if document.metadata.type == one.metadata.type and name_share(words, document) >= _SAME_NAME
    ]
    return sorted(found, key=lambda document: -name_share(words, document))


def _topic_words(case: Case, sides: Iterable[StoredDocument]) -> list[str]:
    """The words of the question beside the two documents and what compares them: a topic to compare."""
    known = {word for side in sides for part in name_parts(side) for word in re.findall(r"\w+", fold(part))}
    return [word for word in case.asked.compared.words(case.understood.numbers) if word not in known]


def _first_rows(found: Comparison) -> list[Difference]:
    """The rows that an answer shows: changed figures, days and bodies, then what one side alone says, then words."""
    chosen = sorted(found.differences, key=_row_rank)[:MOST_ROWS]
    return [row for row in found.differences if row in chosen]


def _row_rank(row: Difference) -> int:
    if row.aspect == "basis":
        return 4
    kinds = {value.kind for value in row.values}
    if kinds & {"figure", "day"}:
        return 0
    if "body" in kinds:
        return 1
    return 2 if row.kind != "changed" else 3


def _quotations(row: Difference, found: Comparison, hits: dict[int, Hit]) -> Iterator[Quotation]:
    for unit, side in ((row.left, "left"), (row.right, "right")):
        if unit is None:
            continue
        value = next((text for change in row.values if (text := getattr(change, side)) and text in unit.text), None)
        yield Quotation(
            hits[unit.passage.id], unit.text, value, _slot(row, found), None, _about(row, unit, found, side)
        )


def _slot(row: Difference, found: Comparison) -> str:
    kind = wording.CHANGE_KINDS[row.kind].format(left=short_name(found.left), right=short_name(found.right))
    return f"{wording.ASPECTS[row.aspect]} – {kind}"


def _about(row: Difference, unit: Unit, found: Comparison, side: str) -> str:
    document = found.left if side == "left" else found.right
    return short_name(document) if row.kind == "changed" else unit.body or row.label
