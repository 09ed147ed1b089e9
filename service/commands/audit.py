"""``hoivanban audit``: list, check and export the audit log."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.shared_options import (
    NO_RESULT,
    HomeOption,
    JsonOption,
    fail,
    open_library,
    print_json,
    print_lines,
    print_list,
    settings_of,
)

if TYPE_CHECKING:
    from index.accounts.audit_log import AuditEvent

app = typer.Typer(
    help="Nhật ký quản trị: ai làm gì, lúc nào, từ đâu.", no_args_is_help=True, rich_markup_mode=None
)  # fmt: skip


def register(parent: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    parent.add_typer(app, name="audit")


@app.command("list")
def list_events(
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="Số dòng nhiều nhất, mới nhất trước.")] = 50,
    act: Annotated[
        str | None, typer.Option("--act", help="Chỉ việc này, ví dụ document.withdraw hoặc cả nhóm document.")
    ] = None,
    actor: Annotated[str | None, typer.Option("--actor", help="Chỉ người làm có tên bắt đầu như vậy.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê nhật ký quản trị, mới nhất trước."""
    from index.accounts.audit_log import AuditLog

    with open_library(settings_of(home)) as library:
        events = AuditLog(library.engine).events_page(limit, None, act, actor)
    rows = [_event_data(event) for event in events]
    print_list(rows, map(_event_line, events), "Nhật ký chưa có dòng nào.", as_json=as_json)


@app.command("verify")
def verify(
    expect: Annotated[
        str | None, typer.Option("--expect", help="Mã băm đã ghi lại lần trước; báo lỗi nếu nhật ký không còn dòng đó.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Kiểm tra nhật ký: không dòng nào bị sửa, bị xóa hay đổi chỗ; in mã băm của dòng cuối để ghi lại nơi khác."""
    from index.accounts.audit_log import GENESIS, AuditLog, ChainFault

    with open_library(settings_of(home)) as library:
        trail = AuditLog(library.engine)
        checked = trail.check_chain()
        faults = list(checked.faults)
        if expect not in (None, GENESIS, checked.head) and all(event.digest != expect for event in trail.all_events()):
            faults.append(
                ChainFault(0, f"Không còn dòng mang mã băm {expect}: nhật ký đã được viết lại hoặc đã quá hạn lưu.")
            )
    if as_json:
        summary = {"intact": not faults, "events": checked.events, "head": checked.head, "cut": checked.cut}
        print_json({**summary, "problems": [dataclasses.asdict(fault) for fault in faults]})
    else:
        for fault in faults:
            typer.echo(fault.reason, err=True)
        if not faults:
            typer.echo(f"Nhật ký nguyên vẹn: {checked.events} dòng; mã băm dòng cuối: {checked.head}")
    if faults:
        raise typer.Exit(NO_RESULT)


@app.command("export")
def export(
    target: Annotated[Path, typer.Argument(help="Tệp JSONL sẽ ghi; - là in ra màn hình.", metavar="TỆP")],
    home: HomeOption = None,
) -> None:
    """Ghi toàn bộ nhật ký ra tệp JSONL, cũ nhất trước, kèm mã băm của từng dòng."""
    from index.accounts.audit_log import AuditLog
    from service.access.operator_audit import record_start_and_end

    with open_library(settings_of(home)) as library:
        trail = AuditLog(library.engine)
        lines = (json.dumps(dataclasses.asdict(event), ensure_ascii=False) for event in trail.all_events())
        if str(target) == "-":
            print_lines(lines)
            return
        count = 0
        try:
            with (
                target.open("x", encoding="utf-8") as out,
                record_start_and_end(library, "audit.export", str(target)) as outcome,
            ):
                for line in lines:
                    out.write(line + "\n")
                    count += 1
                outcome["events"] = count
        except FileExistsError:
            fail(f"Tệp {target} đã có; hãy chọn tên khác.")
        except OSError as error:
            fail(f"Không ghi được {target}: {error.strerror}.")
    typer.echo(f"Đã ghi {count} dòng nhật ký vào {target}.")


def _event_data(event: AuditEvent) -> dict[str, object]:
    return {**dataclasses.asdict(event), "detail": json.loads(event.detail)}


def _event_line(event: AuditEvent) -> str:
    from service.monitoring.logs import on_one_line

    detail = "" if event.detail == "{}" else f"  {event.detail}"
    where = f" từ {event.address}" if event.address else ""
    return on_one_line(f"{event.seq}  {event.at}  {event.actor}{where}: {event.act} {event.object}{detail}")
