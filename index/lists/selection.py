"""The documents of a library that meet conditions: all of them, each once, in the order wanted.

The database narrows by what has a column; what follows from several rows (validity, relations, deadlines) is computed
for what is left. Nothing is sampled, so that a count is the count of what the asker may see.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from index.library.library import Library, ListRequest
from index.library.renditions import whole_documents
from index.lists.conditions import EDGES, DocumentConditions, DocumentList, ListedDocument, ListOrder, Place, Unknown
from index.lists.deadline_places import beginning, deadline_places
from index.lists.topics import heading_places, is_on_topic
from index.records import StoredDocument
from index.validity.records import StoredEdge
from ingest.grammar.citations import issuer_with_province
from ingest.grammar.known_bodies import body_key
from ingest.text.normalize import fold

#: Page size with which all documents are asked for.
EVERY = 1_000_000
#: Types made for a year: their own period says which, not the day of issue.
PERIOD_TYPES = frozenset(("KH", "CTr", "ĐA", "PA"))
#: Statuses under which a document is not over.
_NOT_OVER = frozenset(("in_force", "partly", "suspended", "suspended_part", "future", "unknown"))
_OVER = frozenset(("expired", "period_over", "obsolete"))
NO_TYPE = "Chưa rõ loại"


def select_documents(library: Library, conditions: DocumentConditions, order: ListOrder, today: date) -> DocumentList:
    """All documents of a library (or of somebody's view of it) that meet the conditions."""
    found = _by_head(library, conditions)
    unknown: dict[Unknown, int] = {"day": _undated(library, conditions, found)}
    if conditions.validity is not None or conditions.ends_by is not None:
        found, unknown["validity"] = _of_validity(library, found, conditions, today)
    by_heading = heading_places(library, found, conditions.topics)
    places: Mapping[str, tuple[Place, ...]] = by_heading
    if conditions.relation is not None and conditions.target:
        places = _citing_places(library, conditions, found)
        found = [one for one in found if one.id in places]
    if conditions.asks_deadline:
        places = deadline_places(library, found, conditions, today)
        found = [one for one in found if one.id in places]
    listed = [ListedDocument(one, places.get(one.id, ())) for one in found]
    listed.sort(key=lambda one: one.document.id)
    listed.sort(key=_ORDERS[order], reverse=order == "newest")
    counted = Counter(one.metadata.type_name or NO_TYPE for one in found)
    groups = sorted(counted.items(), key=lambda group: (-group[1], group[0]))
    left_out = tuple((kind, count) for kind, count in unknown.items() if count)
    return DocumentList(tuple(listed), tuple(groups), left_out, sum(one.id in by_heading for one in found))


def _by_head(library: Library, conditions: DocumentConditions) -> list[StoredDocument]:
    """The documents whose head meets the conditions, one rendition of each."""
    candidates = library.documents(_listing(conditions, limit=EVERY)).documents
    fitting = [one for one in whole_documents(candidates) if _head_fits(one, conditions)]
    if not conditions.topics:
        return fitting
    by_heading = heading_places(library, fitting, conditions.topics)
    return [one for one in fitting if one.metadata.subject is not None or one.id in by_heading]


def _undated(library: Library, conditions: DocumentConditions, found: Sequence[StoredDocument]) -> int:
    """The number of documents that are left out because their day is unknown, where a time is asked for."""
    anytime = replace(conditions, issued_from=None, issued_to=None, year=None, made_for=None)
    if anytime == conditions:
        return 0
    kept = {one.id for one in found}
    return sum(1 for one in _by_head(library, anytime) if one.metadata.issued_date is None and one.id not in kept)


def _listing(conditions: DocumentConditions, limit: int) -> ListRequest:
    """The conditions that the database looks at; a view has all its labels."""
    return ListRequest(
        text=conditions.text,
        types=conditions.types,
        issuers=conditions.issuers,
        year=conditions.year,
        territory=conditions.territory,
        issued_from=conditions.issued_from,
        issued_to=conditions.issued_to,
        limit=limit,
    )


# -- the head ---------------------------------------------------------------------------------------------------------


def _head_fits(document: StoredDocument, conditions: DocumentConditions) -> bool:
    """True if body, territory, topic, signer and the year that it was made for are those asked for."""
    metadata = document.metadata
    if conditions.body is not None and not _is_of_body(document, conditions.body):
        return False
    if conditions.territories is not None and metadata.territory not in conditions.territories:
        return False
    if conditions.topics and not _may_be_on_topic(metadata.subject, conditions.topics):
        return False
    if conditions.signer is not None and not f" {fold(metadata.signer or '')}".endswith(f" {fold(conditions.signer)}"):
        return False
    return conditions.made_for is None or _is_made_for(document, conditions.made_for)


def _may_be_on_topic(subject: str | None, topics: Sequence[str]) -> bool:
    """True if a subject is on one of the topics; where none is known, the headings are looked at."""
    return subject is None or any(is_on_topic(subject, topic) for topic in topics)


def _is_of_body(document: StoredDocument, body: str) -> bool:
    """True if one of its issuers has this name or one that begins with it; a chairman stands for his committee."""
    wanted = body_key(body).split()
    full = issuer_with_province(document.metadata)
    names = [full, *re.split(r"\s*(?:;|/|,\s+(?=[A-ZĐÂÊÔƯ]\S+ ))\s*", full)]
    keys = [body_key(re.sub(r"^Chủ tịch\s+(?=UBND|Ủy ban|HĐND)", "", name)).split() for name in names if name]
    return any(key[: len(wanted)] == wanted for key in (*keys, body_key(full).split()))


def _is_made_for(document: StoredDocument, year: int) -> bool:
    """True if a document was made for a year: by its period where it is of a type that has one, else by its day."""
    metadata = document.metadata
    if metadata.type in PERIOD_TYPES and metadata.period_from is not None and metadata.period_to is not None:
        return metadata.period_from.year <= year <= metadata.period_to.year
    if metadata.issued_date is not None:
        return metadata.issued_date.year == year
    return (metadata.canonical_key or "|").split("|")[1] == str(year)


# -- validity ---------------------------------------------------------------------------------------------------------


def _of_validity(
    library: Library, documents: Sequence[StoredDocument], conditions: DocumentConditions, today: date
) -> tuple[list[StoredDocument], int]:
    """The documents of a status, or those that end by a day; and the number of those whose status is not known."""
    day = conditions.as_of or today
    ids = [document.id for document in documents]
    now = {key: status.code for key, status in library.relations.statuses(ids, day).items()}
    later = {}
    if conditions.ends_by is not None:
        following = conditions.ends_by + timedelta(days=1)  # whose last day is the day asked for is over the day after
        later = {key: status.code for key, status in library.relations.statuses(ids, following).items()}

    def fits(document: StoredDocument) -> bool:
        code = now.get(document.id, "unknown")
        if conditions.validity is not None and code not in conditions.validity:
            return False
        return conditions.ends_by is None or (code in _NOT_OVER and later.get(document.id, "unknown") in _OVER)

    kept = [document for document in documents if fits(document)]
    chosen = {document.id for document in kept}
    unclear = sum(1 for key in ids if now.get(key, "unknown") == "unknown" and key not in chosen)
    return kept, unclear


# -- relations --------------------------------------------------------------------------------------------------------


def _citing_places(
    library: Library, conditions: DocumentConditions, documents: Iterable[StoredDocument]
) -> dict[str, tuple[Place, ...]]:
    """The places of the documents that speak of the target as asked, by document id."""
    types = EDGES[conditions.relation or "cites"]
    wanted = {document.id: document for document in documents}
    found: dict[str, list[Place]] = {}
    for edge in _edges_to(library, conditions.target or ""):
        document = wanted.get(edge.source_id)
        relation = edge.relation
        if document is None or relation.passive or relation.type == "attached_to" or edge.review == "reject":
            continue
        if edge.target_id == edge.source_id or (types is not None and relation.type not in types):
            continue
        place = _place_of_edge(library, document, edge)
        known = found.setdefault(document.id, [])
        if place is not None and place not in known:
            known.append(place)
    return {key: tuple(places) for key, places in found.items()}


def _edges_to(library: Library, target: str) -> Iterator[StoredEdge]:
    """The edges to a document held in the library, to a number, or to a law by its folded name."""
    if "|" not in target:
        yield from library.relations.edges_to_law(target)
        return
    held = {document.id for document in library.find_by_key(target)}
    edges = {edge.id: edge for edge in library.relations.edges_to_number(target)}
    for document_id in held:
        edges.update((edge.id, edge) for edge in library.relations.incoming(document_id))
    for edge in edges.values():
        if not held or edge.target_id is None or edge.target_id in held:
            yield edge


def _place_of_edge(library: Library, document: StoredDocument, edge: StoredEdge) -> Place | None:
    """Where the document says it: the sentence if the passage holds it word for word, else the passage's beginning."""
    passages = library.version_passages(document.version_id)
    ordinal = edge.relation.ordinal
    passage = next((one for one in passages if one.ordinal == ordinal), None)
    if passage is None:
        return None
    evidence = edge.relation.evidence.strip()
    return Place(passage, evidence if evidence and evidence in passage.text else beginning(passage.text))


# -- order ------------------------------------------------------------------------------------------------------------


def _number_key(listed: ListedDocument) -> tuple[int, str]:
    number = listed.document.metadata.number or ""
    leading = re.match(r"\d+", number)
    return (int(leading.group()) if leading else 10**9, number)


def _day_key(listed: ListedDocument) -> str:
    day = listed.document.metadata.issued_date
    return day.isoformat() if day else ""


_ORDERS: dict[ListOrder, Callable[[ListedDocument], Any]] = {
    "newest": _day_key,
    "oldest": lambda listed: _day_key(listed) or "9",
    "number": _number_key,
    "issuer": lambda listed: (fold(listed.document.metadata.issuer or "~"), _day_key(listed)),
    "title": lambda listed: fold(listed.document.metadata.subject or "~"),
    "deadline": lambda listed: (listed.first_deadline or date.max, _day_key(listed)),
}
