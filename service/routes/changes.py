"""How documents stand to one another, whether they are in force, and what has changed in the library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from index.records import PUBLIC
from index.relations import StoredEdge
from index.validity import notice
from ingest.citations import label
from service import problems, wire
from service.approval import RELATIONS
from service.library_schemas import ChangeOut, ChangesOut, RelationOut, RelationsOut, ValidityDetailOut
from service.schemas import ProblemOut
from service.state import DocumentDep, ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1", tags=["Văn bản"], responses={status: {"model": ProblemOut} for status in (404, 422)}
)
_ONE = f"{wire.DOCUMENTS.removeprefix('/api/v1')}/{{document_id}}"


@router.get(f"{_ONE}/relations", summary="Quan hệ với các văn bản khác, kèm câu làm căn cứ")
def relations(document: DocumentDep, state: StateDep) -> RelationsOut:
    outgoing = state.desk.library.relations.outgoing(document.id)
    incoming = state.desk.library.relations.incoming(document.id)
    seen = _public(state, [edge.target_id for edge in outgoing] + [edge.source_id for edge in incoming])
    return RelationsOut(
        outgoing=tuple(_relation(edge, seen) for edge in outgoing),
        incoming=tuple(_relation(edge, seen | {document.id}) for edge in incoming if edge.source_id in seen),
    )


@router.get(f"{_ONE}/validity", summary="Tình trạng hiệu lực tại một ngày, và căn cứ")
def validity(
    document: DocumentDep,
    state: StateDep,
    as_of: Annotated[date | None, Query(description="Ngày cần biết; bỏ trống là hôm nay")] = None,
) -> ValidityDetailOut:
    status = state.desk.library.relations.status(document.id, as_of or date.today())
    if status is None:
        raise problems.not_found("văn bản", document.id)
    cause = status.cause
    return ValidityDetailOut(
        code=status.code,
        label=status.label,
        reason=status.reason,
        as_of=status.as_of,
        since=status.since,
        notice=notice(status),
        cause=cause.source if cause else None,
        cause_id=next(iter(_public(state, [cause.source_id if cause else None])), None),
        evidence=cause.evidence if cause else "",
        confirmed_by=status.confirmed_by,
    )


@router.get("/changes", summary="Thay đổi của kho sau một thay đổi đã biết, cũ trước")
def changes(
    state: StateDep,
    since: Annotated[int, Query(ge=0, le=2**63 - 1, description="Số thay đổi đã biết")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="Số thay đổi nhiều nhất")] = 100,
) -> ChangesOut:
    found = state.desk.library.changes(since, limit)
    held = state.desk.library.documents_by_id({one.document_id for one in found})
    # What was purged is no longer held: its id is all that is left, and says nothing.
    shown = [one for one in found if one.document_id not in held or held[one.document_id].access == PUBLIC]
    return ChangesOut(
        changes=tuple(
            ChangeOut(id=one.id, kind=one.kind, document_id=one.document_id, version_id=one.version_id, at=one.at)
            for one in shown
        ),
        last=found[-1].id if found else since,
        change=state.desk.library.change,
    )


def _public(state: ServiceState, document_ids: Iterable[str | None]) -> set[str]:
    held = state.desk.library.documents_by_id({one for one in document_ids if one is not None})
    return {one.id for one in held.values() if one.access == PUBLIC and one.state == "active"}


def _relation(edge: StoredEdge, seen: set[str]) -> RelationOut:
    one = edge.relation
    number = f"số {one.target_number}" if one.target_number else ""
    return RelationOut(
        id=edge.id,
        type=one.type,
        label=RELATIONS[one.type],
        source_id=edge.source_id,
        source=edge.source,
        target_id=edge.target_id if edge.target_id in seen else None,
        target=" ".join(part for part in (one.target_name or one.target_type, number) if part),
        place=one.label,
        target_label=label(one.target_path),
        evidence=one.evidence,
        effective=one.effective,
        until=one.until,
        review=edge.review,
    )
