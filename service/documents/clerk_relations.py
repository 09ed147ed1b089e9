"""Relations that a clerk adds at the desk: what he chose and wrote, checked and made an edge of the library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from index.library.clerk_relations import ClerkRelation, ClerkRelationType
from index.library.library import Library
from index.records import StoredDocument
from index.store.clerk_values import UnusableValue
from index.store.relation_rows import fingerprint
from index.validity.records import StoredEdge
from ingest.grammar.document_types import TYPE_NAMES
from ingest.grammar.paths import find_paths
from ingest.records import EFFECTS, Relation, Step
from ingest.relations.document_mentions import find_document_mentions
from service.documents.approvals import RELATION_NAMES

_NO_TARGET = "Chưa rõ văn bản kia; hãy chọn một văn bản, hoặc ghi số, ký hiệu như Quyết định số 12/2020/QĐ-UBND."
_TWO_TARGETS = "“{text}” nêu nhiều văn bản; hãy ghi từng văn bản một."
_ITSELF = "Một văn bản không có quan hệ với chính nó; hãy chọn văn bản khác."
_NO_PLACE = "“{text}” không phải một vị trí trong văn bản; hãy ghi như khoản 2 Điều 5."
_PART_NEEDED = "Bãi bỏ một phần thì cần ghi phần bị bãi bỏ, như khoản 2 Điều 5."
_TOO_EARLY = "Văn bản này ban hành trước văn bản kia nên không thể {act} nó; hãy xem lại chiều của quan hệ."
_LAST_BEFORE_FIRST = "Ngày cuối đứng trước ngày đầu; hãy xem lại hai ngày này."
_KNOWN = "Quan hệ này đã có; hãy xác nhận hoặc sửa quan hệ đang có."


@dataclass(frozen=True, slots=True)
class RelationRequest:
    """What a clerk says of two documents: the other one is ``target``, or named in ``target_text``."""

    type: ClerkRelationType
    target: StoredDocument | None
    target_text: str
    place: str
    effective: date | None
    until: date | None
    instead: StoredEdge | None


def add_relation(library: Library, source: StoredDocument, request: RelationRequest, who: str, note: str) -> None:
    """Add a relation of ``source``; validity follows at once. ``library`` is what the clerk may see.

    :raises UnusableValue: if nothing can be made of the request; the message says why.
    """
    relation = _named(request)
    if request.target is not None and request.target.id == source.id:
        raise UnusableValue(_ITSELF)
    own = (source.metadata.canonical_key, source.metadata.issued_date)
    if relation.target_key and (relation.target_key, relation.target_date) == own:
        raise UnusableValue(_ITSELF)
    _check_days(source, relation)
    if relation.type in EFFECTS and relation.effective is None:
        relation = replace(relation, effective=library.relations.effective_day(source.id))
    given = ClerkRelation(relation, request.target.id if request.target is not None else None, _read_edge(request))
    _check_new(library, source, given, request.instead)
    with library.clerk_acts() as acts:
        if request.instead is not None and request.instead.is_clerks:
            acts.take_back_relation(source.id, request.instead.fingerprint, who, note)
        acts.add_relation(source.id, given, who, note)


def _read_edge(request: RelationRequest) -> str:
    """The fingerprint of the read edge that is corrected; a clerk's own is taken back instead."""
    return "" if request.instead is None or request.instead.is_clerks else request.instead.fingerprint


def _check_new(library: Library, source: StoredDocument, given: ClerkRelation, instead: StoredEdge | None) -> None:
    """Raise where the relation is there already."""
    for edge in library.relations.outgoing(source.id):
        corrected = instead is not None and edge.id == instead.id
        if not corrected and edge.review != "reject" and _is_same(edge, given):
            raise UnusableValue(_KNOWN)


def _named(request: RelationRequest) -> Relation:
    """The relation with its target, its place and its days, as the clerk gave them."""
    path = _place(request.place)
    if request.type == "repeals_part" and not path:
        raise UnusableValue(_PART_NEEDED)
    if request.effective and request.until and request.until < request.effective:
        raise UnusableValue(_LAST_BEFORE_FIRST)
    target = _written_target(request) if request.target is None else _chosen_target(request, request.target)
    return replace(target, target_path=path, effective=request.effective, until=request.until)


def _chosen_target(request: RelationRequest, target: StoredDocument) -> Relation:
    head = target.metadata
    return Relation(
        request.type, "", target_number=head.number, target_key=head.canonical_key,
        target_name=None if head.number else head.subject or target.file_name,
        target_type=head.type_name or TYPE_NAMES.get(head.type or ""), target_date=head.issued_date,
        target_issuer=head.issuer,
    )  # fmt: skip


def _written_target(request: RelationRequest) -> Relation:
    """The one document that the clerk's words name."""
    named = [one for one in find_document_mentions(request.target_text) if one.independent]
    if len(named) > 1:
        raise UnusableValue(_TWO_TARGETS.format(text=request.target_text))
    if not named or not (named[0].key or named[0].name):
        raise UnusableValue(_NO_TARGET)
    one = named[0]
    return Relation(
        request.type, "", target_number=one.number, target_key=one.key, target_name=one.name, target_type=one.type,
        target_date=one.issued, target_issuer=one.issuer,
    )  # fmt: skip


def _place(text: str) -> tuple[Step, ...]:
    if not text.strip():
        return ()
    found = find_paths(text)
    if len(found) != 1 or found[0].relative:
        raise UnusableValue(_NO_PLACE.format(text=text))
    return found[0].steps


def _check_days(source: StoredDocument, relation: Relation) -> None:
    """Raise where a document would change one that was issued after it."""
    issued = source.metadata.issued_date
    if relation.type in EFFECTS and issued and relation.target_date and issued < relation.target_date:
        raise UnusableValue(_TOO_EARLY.format(act=RELATION_NAMES[relation.type]))


def _is_same(edge: StoredEdge, given: ClerkRelation) -> bool:
    if edge.relation.type != given.relation.type or edge.relation.target_path != given.relation.target_path:
        return False
    if given.target is not None and edge.target_id is not None:
        return edge.target_id == given.target
    return fingerprint(edge.relation) == fingerprint(given.relation)
