"""``hoivanban review``: what waits for a clerk, and the clerk's decisions, recorded with name and time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from service.commands.shared_options import (
    DocumentArgument,
    HomeOption,
    JsonOption,
    fail,
    open_library,
    print_json,
    settings_of,
)
from service.commands.usage_errors import VietnameseGroup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index.library.library import Library
    from index.validity.records import StoredEdge
    from service.documents.approvals import ApprovalQueue

WhoOption = Annotated[str, typer.Option("--who", help="Người quyết định, được lưu lại.", metavar="HỌ_TÊN")]
NoteOption = Annotated[str, typer.Option("--note", help="Căn cứ hoặc ghi chú, được lưu lại.")]

app = typer.Typer(
    cls=VietnameseGroup,
    help="Việc chờ văn thư duyệt hoặc xác nhận.",
    rich_markup_mode=None,
    invoke_without_command=True,
)


def register(parent: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    parent.add_typer(app, name="review")


@app.callback()
def review(
    context: typer.Context,
    home: HomeOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Số mục nhiều nhất của mỗi phần.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê văn bản chờ duyệt; quan hệ, tình trạng hiệu lực, số hiệu và ngày ban hành chờ xác nhận."""
    context.obj = home
    if context.invoked_subcommand is not None:
        return
    from service.documents.approvals import approval_queue

    with open_library(settings_of(home)) as library:
        found = approval_queue(library, limit)
    if as_json:
        print_json(_queue_data(found))
        return
    for line in _queue_lines(found):
        typer.echo(line)


@app.command()
def approve(
    context: typer.Context,
    document_id: DocumentArgument,
    who: WhoOption,
    note: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Duyệt một văn bản đang chờ: từ nay được dùng để trả lời."""
    from service.documents import approvals

    _decide(approvals.approve, home or context.obj, document_id, who, note, "accept")
    typer.echo(f"Đã duyệt {document_id}.")


@app.command()
def reject(
    context: typer.Context,
    document_id: DocumentArgument,
    who: WhoOption,
    note: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Không duyệt một văn bản đang chờ: rút khỏi kho, vẫn giữ để tra cứu."""
    from service.documents import approvals

    _decide(approvals.reject, home or context.obj, document_id, who, note, "reject")
    typer.echo(f"Không duyệt {document_id}; văn bản đã được rút.")


def _decide(
    decide: Callable[[Library, str, str, str], object],
    home: Path | None,
    document_id: str,
    who: str,
    note: str,
    decision: str,
) -> None:
    """What a clerk decides of a waiting document, recorded with the name."""
    from service.access.operator_audit import record_together

    said = {"decision": decision, "who": _clerk_name(who), "note": note}
    with open_library(settings_of(home)) as library, record_together(library, "review.access", document_id, **said):
        try:
            decide(library, document_id, _clerk_name(who), note)
        except LookupError:
            fail(f"Không có văn bản {document_id} đang chờ duyệt.")


@app.command()
def edge(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Số của quan hệ.", metavar="SỐ", min=1)],
    decision: Annotated[str, typer.Argument(help="accept (đúng) hoặc reject (sai).", metavar="accept|reject")],
    who: WhoOption,
    note: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Xác nhận hoặc bác một quan hệ giữa hai văn bản."""
    if decision not in ("accept", "reject"):
        fail(f"Quyết định {decision!r} không dùng được: cần accept hoặc reject.")
    from service.access.operator_audit import record_together
    from service.documents import approvals

    said = {"decision": decision, "who": _clerk_name(who), "note": note}
    with (
        open_library(settings_of(home or context.obj)) as library,
        record_together(library, "review.relation", str(number), **said),
    ):
        try:
            found = approvals.decide_relation(
                library, number, cast(Literal["accept", "reject"], decision), _clerk_name(who), note
            )
        except LookupError:
            fail(f"Không có quan hệ số {number}.")
    typer.echo(f"Đã {'xác nhận' if decision == 'accept' else 'bác'} quan hệ số {number}: {_edge_text(found)}.")


@app.command()
def status(
    context: typer.Context,
    document_id: DocumentArgument,
    code: Annotated[str, typer.Argument(help="in_force, partly, expired, future, suspended...", metavar="TÌNH_TRẠNG")],
    who: WhoOption,
    since: Annotated[str, typer.Option("--since", help="Từ ngày (2025-07-01); bỏ trống là mọi ngày.")] = "",
    note: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Xác nhận tình trạng hiệu lực của một văn bản, thay cho tình trạng tính được."""
    from index.validity.wording import STATUS_LABELS
    from service.access.operator_audit import record_together
    from service.documents import approvals

    if code not in STATUS_LABELS:
        fail(f"Tình trạng {code!r} không dùng được: cần một trong {', '.join(STATUS_LABELS)}.")
    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        fail(f"Ngày {since!r} không dùng được: cần dạng 2025-07-01.")
    said = {"code": code, "since": since, "who": _clerk_name(who), "note": note}
    with (
        open_library(settings_of(home or context.obj)) as library,
        record_together(library, "review.status", document_id, **said),
    ):
        try:
            approvals.confirm_status(library, document_id, code, _clerk_name(who), day, note)
        except LookupError:
            fail(f"Không có văn bản {document_id}.")
    typer.echo(f"Đã xác nhận {document_id}: {STATUS_LABELS[code]}.")


@app.command()
def metadata(
    context: typer.Context,
    document_id: DocumentArgument,
    who: WhoOption,
    note: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Xác nhận đã đối chiếu số hiệu, ngày ban hành của một bản quét với bản gốc."""
    from service.access.operator_audit import record_together
    from service.documents import approvals

    said = {"who": _clerk_name(who), "note": note}
    with (
        open_library(settings_of(home or context.obj)) as library,
        record_together(library, "review.metadata", document_id, **said),
    ):
        try:
            approvals.confirm_metadata(library, document_id, _clerk_name(who), note)
        except LookupError:
            fail(f"Không có văn bản {document_id}.")
    typer.echo(f"Đã xác nhận số hiệu, ngày ban hành của {document_id}.")


def _clerk_name(who: str) -> str:
    name = " ".join(who.split())
    if not name:
        fail("Hãy cho biết người quyết định bằng --who.")
    return name


def _queue_data(found: ApprovalQueue) -> dict[str, Any]:
    return {
        "held_back": [
            {"document_id": one.id, "file_name": one.file_name, "added_at": one.added_at, "warnings": one.warnings}
            for one in found.held_back
        ],
        "relations": [
            {
                "id": one.id, "type": one.relation.type, "source_id": one.source_id, "source": one.source,
                "target_id": one.target_id, "target": _edge_target(one), "evidence": one.relation.evidence,
                "effective": one.relation.effective,
            }
            for one in found.edges
        ],
        "statuses": [
            {"document_id": one.id, "file_name": one.file_name, "code": state.code, "reason": state.reason}
            for one, state in found.statuses
        ],
        "uncertain": [
            {
                "document_id": one.id, "file_name": one.file_name, "number": one.metadata.number,
                "issued_date": one.metadata.issued_date, "reasons": reasons,
            }
            for one, reasons in found.uncertain
        ],
    }  # fmt: skip


def _queue_lines(found: ApprovalQueue) -> list[str]:
    lines = [f"Văn bản chờ duyệt: {len(found.held_back)}"]
    lines += [f"  {one.id}  {one.file_name}  (nạp {_parse_day(one.added_at)})" for one in found.held_back]
    lines.append(f"Quan hệ chờ xác nhận: {len(found.edges)}")
    for one in found.edges:
        lines += [f"  {one.id}  {_edge_text(one)}", f"      “{one.relation.evidence}”"]
    lines.append(f"Tình trạng hiệu lực chờ xác nhận: {len(found.statuses)}")
    lines += [f"  {one.id}  {one.file_name} – {state.reason}" for one, state in found.statuses]
    lines.append(f"Số hiệu, ngày ban hành chờ đối chiếu: {len(found.uncertain)}")
    lines += [f"  {one.id}  {one.file_name} – {'; '.join(reasons)}" for one, reasons in found.uncertain]
    return lines


def _edge_text(one: StoredEdge) -> str:
    from service.documents.approvals import RELATION_NAMES

    return f"{one.source} {RELATION_NAMES[one.relation.type]} {_edge_target(one)}"


def _edge_target(one: StoredEdge) -> str:
    relation = one.relation
    number = f"số {relation.target_number}" if relation.target_number else ""
    return " ".join(part for part in (relation.target_name or relation.target_type, number) if part) or "(không rõ)"


def _parse_day(iso: str) -> str:
    from ingest.text.dates import format_date

    return format_date(datetime.fromisoformat(iso).astimezone().date()) if iso else "không rõ"
