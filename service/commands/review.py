"""``hoivanban review``: what waits for a clerk, and the clerk's decisions, recorded with name and time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, cast

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
    from service.commands.review_queue import queue_data, queue_lines
    from service.documents.approvals import approval_queue

    with open_library(settings_of(home)) as library:
        queue = approval_queue(library, limit)
    if as_json:
        print_json(queue_data(queue))
        return
    for line in queue_lines(queue):
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

    _decide_access(approvals.approve, home or context.obj, document_id, who, note, "accept")
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

    _decide_access(approvals.reject, home or context.obj, document_id, who, note, "reject")
    typer.echo(f"Không duyệt {document_id}; văn bản đã được rút.")


def _decide_access(
    decide: Callable[[Library, str, str, str], object],
    home: Path | None,
    document_id: str,
    who: str,
    note: str,
    decision: str,
) -> None:
    missing = f"Không có văn bản {document_id} đang chờ duyệt."
    detail = {"decision": decision, "who": clerk_name(who), "note": note}
    with recorded_decision(home, "review.access", document_id, missing, **detail) as library:
        decide(library, document_id, clerk_name(who), note)


def given_day(text: str | None) -> date | None:
    """The day that an option gives; None where it is empty. Anything else ends the command."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        fail(f"Ngày {text!r} không dùng được: cần dạng 2025-07-01.")


@contextmanager
def recorded_decision(home: Path | None, act: str, key: str, missing: str, **detail: str) -> Iterator[Library]:
    """Open the library and record the decision of the block; a LookupError in it ends the command with ``missing``."""
    from service.access.operator_audit import record_together

    with open_library(settings_of(home)) as library, record_together(library, act, key, **detail):
        try:
            yield library
        except LookupError:
            fail(missing)


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
    from service.commands.review_queue import edge_text
    from service.documents import approvals

    clerk, missing = clerk_name(who), f"Không có quan hệ số {number}."
    detail = {"decision": decision, "who": clerk, "note": note}
    with recorded_decision(home or context.obj, "review.relation", str(number), missing, **detail) as library:
        decided = approvals.decide_relation(library, number, cast(Literal["accept", "reject"], decision), clerk, note)
    typer.echo(f"Đã {'xác nhận' if decision == 'accept' else 'bác'} quan hệ số {number}: {edge_text(decided)}.")


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
    from service.documents import approvals

    if code not in STATUS_LABELS:
        fail(f"Tình trạng {code!r} không dùng được: cần một trong {', '.join(STATUS_LABELS)}.")
    day = given_day(since)
    clerk, missing = clerk_name(who), f"Không có văn bản {document_id}."
    detail = {"code": code, "since": since, "who": clerk, "note": note}
    with recorded_decision(home or context.obj, "review.status", document_id, missing, **detail) as library:
        approvals.confirm_status(library, document_id, code, clerk, day, note)
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
    from service.documents import approvals

    clerk, missing = clerk_name(who), f"Không có văn bản {document_id}."
    detail = {"who": clerk, "note": note}
    with recorded_decision(home or context.obj, "review.metadata", document_id, missing, **detail) as library:
        approvals.confirm_metadata(library, document_id, clerk, note)
    typer.echo(f"Đã xác nhận số hiệu, ngày ban hành của {document_id}.")


@app.command()
def value(
    context: typer.Context,
    document_id: DocumentArgument,
    field: Annotated[
        str,
        typer.Argument(
            help="number, issued_date, type, issuer, subject, signer, period_from, period_to, effective_date.",
            metavar="MỤC",
        ),
    ],
    given: Annotated[str, typer.Argument(help="Giá trị đúng (12/KH-SYT, 2024-02-05, Sở Y tế).", metavar="GIÁ_TRỊ")],
    who: WhoOption,
    note: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Đặt số, ngày, loại, cơ quan, trích yếu, người ký, thời kỳ, ngày hiệu lực theo bản gốc; đọc lại tệp vẫn giữ."""
    from index.store.clerk_values import CLERK_FIELDS, UnusableValue, checked_value
    from service.documents import approvals
    from service.http.document_fields import FIELD_LABELS
    from service.http.doubts import DOUBTED_NAMES

    known = next((name for name in CLERK_FIELDS if name == field), None)
    if known is None:
        fail(f"Mục {field!r} không dùng được: cần một trong {', '.join(CLERK_FIELDS)}.")
    try:
        checked_value(known, given)
    except UnusableValue as error:
        fail(str(error))
    clerk, missing = clerk_name(who), f"Không có văn bản {document_id}."
    detail = {"field": field, "value": given, "who": clerk, "note": note}
    with recorded_decision(home or context.obj, "review.value", document_id, missing, **detail) as library:
        kept = approvals.give_value(library, document_id, known, given, clerk, note)
    typer.echo(f"Đã đặt {DOUBTED_NAMES.get(known, FIELD_LABELS[known].lower())} của {document_id}: {kept}.")


def clerk_name(who: str) -> str:
    name = " ".join(who.split())
    if not name:
        fail("Hãy cho biết người quyết định bằng --who.")
    return name
