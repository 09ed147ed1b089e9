"""Relations between documents, their validity on a day, and the library's changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from index.library.library import Library
from index.library.reader import Change
from index.records import PUBLIC, StoredDocument
from index.validity.notices import status_notice
from index.validity.records import StoredEdge
from ingest.grammar.citations import path_label
from service.access.principal import Principal
from service.documents.approvals import RELATION_NAMES
from service.http import problems, serialise
from service.http.etags import NOT_MODIFIED, ConditionalDep, library_state
from service.routes.dependencies import DocumentDep, ReaderDep, VisibleLibraryDep
from service.schemas.library import ChangeOut, ChangesOut, RelationOut, RelationsOut, ValidityDetailOut
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1", tags=["Văn bản"], responses={**problems.openapi_responses(404, 422), **NOT_MODIFIED}
)
_ONE = f"{serialise.DOCUMENTS.removeprefix('/api/v1')}/{{document_id}}"


@router.get(f"{_ONE}/relations", summary="Quan hệ với các văn bản khác, kèm câu làm căn cứ")
def relations(document: DocumentDep, library: VisibleLibraryDep, conditional: ConditionalDep) -> RelationsOut:
    conditional.set_etag(document.version_id, *library_state(library))
    return relations_out(document.id, library)


def relations_out(document_id: str, library: Library) -> RelationsOut:
    """A document's relations as a view of the library shows them."""
    outgoing = library.relations.outgoing(document_id)
    incoming = library.relations.incoming(document_id)
    seen = _active(library, [edge.target_id for edge in outgoing] + [edge.source_id for edge in incoming])
    return RelationsOut(
        outgoing=tuple(relation_out(edge, seen) for edge in outgoing),
        incoming=tuple(relation_out(edge, seen | {document_id}) for edge in incoming if edge.source_id in seen),
    )


@router.get(f"{_ONE}/validity", summary="Tình trạng hiệu lực tại một ngày, và căn cứ")
def validity(
    document: DocumentDep,
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    as_of: Annotated[
        date | None, Query(description="Ngày cần biết; bỏ trống là hôm nay", examples=["2024-06-01"])
    ] = None,
) -> ValidityDetailOut:
    conditional.set_etag(document.version_id, *library_state(library))
    status = library.relations.status(document.id, as_of or date.today())
    if status is None:
        raise problems.not_found("văn bản", document.id)
    cause = status.cause
    return ValidityDetailOut(
        code=status.code,
        label=status.label,
        reason=status.reason,
        as_of=status.as_of,
        since=status.since,
        notice=status_notice(status),
        cause=cause.source if cause else None,
        cause_id=next(iter(_active(library, [cause.source_id if cause else None])), None),
        evidence=cause.evidence if cause else "",
        confirmed_by=status.confirmed_by,
    )


@router.get(
    "/changes",
    summary="Thay đổi của kho sau một thay đổi đã biết, cũ trước",
    description=(
        "Để giữ một bản sao của kho: đọc từ `since=0`, với mỗi văn bản được nêu thì đọc lại nó (404 là bỏ đi), rồi hỏi "
        "tiếp với `since` bằng `last` cho tới khi `last` bằng `change`. Văn bản bên gọi thôi được thấy hiện là "
        "`withdraw`."
    ),
)
def changes(
    state: StateDep,
    principal: ReaderDep,
    conditional: ConditionalDep,
    since: Annotated[int, Query(ge=0, le=2**63 - 1, description="Số thay đổi đã biết", examples=[319])] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="Số thay đổi nhiều nhất", examples=[100])] = 100,
) -> ChangesOut:
    library = state.assistant.library
    last = library.last_change_for(principal.labels)
    conditional.set_etag(principal.labels, last)
    found = library.changes(since, limit)
    documents = library.documents_by_id({change.document_id for change in found})
    shown = [
        (change, kind)
        for change in found
        if (kind := _visible_kind(change, documents.get(change.document_id), principal))
    ]
    return ChangesOut(
        changes=tuple(
            ChangeOut(
                id=change.id, kind=kind, document_id=change.document_id, version_id=change.version_id, at=change.at
            )
            for change, kind in shown
        ),
        last=max(since, min(found[-1].id, last)) if found else since,
        change=last,
    )


def _visible_kind(change: Change, document: StoredDocument | None, principal: Principal) -> str | None:
    """The kind of a change as the principal sees it; None if he may not see it.

    Of a document that he may no longer see, he sees only the change that took it from him, as its withdrawal.
    """
    # A purged document is gone; its label is the reason of the change.
    if principal.may_see(document.access if document is not None else change.reason or PUBLIC):
        return change.kind
    before = change.reason.partition(">")[0]
    return "withdraw" if change.kind == "access" and principal.may_see(before) else None


def _active(library: Library, document_ids: Iterable[str | None]) -> set[str]:
    documents = library.documents_by_id({document_id for document_id in document_ids if document_id is not None})
    return {document.id for document in documents.values() if document.state == "active"}


def relation_out(edge: StoredEdge, seen: Collection[str]) -> RelationOut:
    relation = edge.relation
    number = f"số {relation.target_number}" if relation.target_number else ""
    return RelationOut(
        id=edge.id,
        type=relation.type,
        label=RELATION_NAMES[relation.type],
        source_id=edge.source_id,
        source=edge.source,
        target_id=edge.target_id if edge.target_id in seen else None,
        target=" ".join(part for part in (relation.target_name or relation.target_type, number) if part),
        place=relation.label,
        target_label=path_label(relation.target_path),
        evidence=relation.evidence,
        effective=relation.effective,
        until=relation.until,
        review=edge.review,
        by_clerk=edge.is_clerks,
    )
