"""``hoivanban tasks``: who does what by when, over all documents, on the screen or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.shared_options import (
    NO_RESULT,
    OK,
    HomeOption,
    JsonOption,
    filter_conditions,
    open_library,
    operator_labels,
    print_lines,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.library.library import Library
    from index.library.task_records import TaskQuery
    from service.schemas.tasks import TaskConflictsOut, TaskOut, TasksOut

#: Rows read for pairs that contradict each other.
MOST_COMPARED = 20_000


def register(app: typer.Typer) -> None:
    """Add the command to ``hoivanban``."""
    app.command()(tasks)


def tasks(
    home: HomeOption = None,
    conditions: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            metavar="TÊN=GIÁ_TRỊ",
            help=(
                "Điều kiện, lặp lại được: body='Sở Nội vụ', role=lead hoặc coordinate, shared=true (kể cả việc "
                "giao chung), document='516/KH-UBND', "
                "year=2026, text='biên chế', due_from=2026-01-01, due_to=2026-06-30, day=2026-06-30 (xét quá hạn tại "
                "ngày này), order=due, document hoặc lead."
            ),
        ),
    ] = None,
    state: Annotated[
        str, typer.Option("--state", help="current, open, done, overdue, rejected, ended hoặc all.")
    ] = "current",
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="Số nhiệm vụ in ra.")] = 50,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Chỉ các nhiệm vụ giống nhau mà thời hạn khác nhau.")
    ] = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Ghi tất cả ra bảng tính này.", metavar="TỆP")] = None,
    ics: Annotated[Path | None, typer.Option("--ics", help="Ghi các ngày hết hạn ra lịch này.", metavar="TỆP")] = None,
    as_json: JsonOption = False,
) -> None:
    """Ai làm gì, hạn nào: nhiệm vụ mà các văn bản giao, theo cơ quan, văn bản, thời hạn, tình trạng; đếm đủ."""
    from dataclasses import replace

    from service.http.tasks import conflicts_out, task_query, tasks_out
    from service.schemas.tasks import TaskFiltersIn

    given = filter_conditions(
        TaskFiltersIn, conditions or (), {"state": state}, repeated=("document_id",), own_option="state"
    )
    with open_library(settings_of(home)) as library:
        visible = library.visible_to(operator_labels(library))
        query = replace(task_query(given), limit=limit)
        if xlsx is not None or ics is not None:
            found = _write_files(visible, query, xlsx, ics)
        elif conflicts:
            pairs, page = visible.tasks.conflicts(query, MOST_COMPARED)
            compared, found = conflicts_out(visible, pairs, page, query.on), len(pairs)
            print_lines([compared.model_dump_json(indent=1)] if as_json else _conflict_lines(compared))
        else:
            listed = tasks_out(visible, visible.tasks.page(query), query.on)
            found = listed.total
            print_lines([listed.model_dump_json(indent=1)] if as_json else _lines(listed))
    raise typer.Exit(OK if found else NO_RESULT)


def _write_files(library: Library, query: TaskQuery, xlsx: Path | None, ics: Path | None) -> int:
    """Write the rows into these files; returns how many there are."""
    from service.http import task_files
    from service.http.tasks import documents_out, rows_out

    page = library.tasks.all_rows(query, task_files.MOST_ROWS)
    documents = {document.id: document for document in documents_out(page)}
    rows = tuple(rows_out(library, page, query.on))
    if xlsx is not None:
        xlsx.write_bytes(task_files.workbook(rows, documents, query.on, left_out=page.total - len(rows)))
        typer.echo(f"Đã ghi {len(rows)} nhiệm vụ vào {xlsx}.")
    if ics is not None:
        ics.write_bytes(task_files.calendar(rows, documents))
        dated = sum(row.due is not None for row in rows)
        typer.echo(f"Đã ghi {dated} ngày hết hạn vào {ics}.")
    if page.total > len(rows):
        typer.echo(f"Còn {page.total - len(rows)} nhiệm vụ không ghi; hãy thu hẹp điều kiện rồi ghi lại.", err=True)
    return len(rows)


def _lines(page: TasksOut) -> Iterator[str]:
    from ingest.text.dates import format_date

    late = f"{page.overdue_total} quá hạn tại ngày {format_date(page.day)}"
    yield f"{page.total} nhiệm vụ trong {page.document_total} văn bản; {late}"
    for number, task in enumerate(page.tasks, start=1):
        yield from _task_lines(f"{number}. ", task)
    if page.total > len(page.tasks):
        yield f"... còn {page.total - len(page.tasks)} nhiệm vụ; dùng --limit, --xlsx để xem hết."


def _conflict_lines(found: TaskConflictsOut) -> Iterator[str]:
    tasks = {task.id: task for task in found.tasks}
    yield f"{len(found.conflicts)} cặp cần đối chiếu"
    for number, pair in enumerate(found.conflicts, start=1):
        yield f"{number}. {pair.reason}"
        yield from _task_lines("   - ", tasks[pair.first])
        yield from _task_lines("   - ", tasks[pair.second])


def _task_lines(mark: str, task: TaskOut) -> Iterator[str]:
    from ingest.text.dates import format_date
    from service.http.task_files import state_name

    day = f"hạn {format_date(task.due)}" if task.due else None
    due = day or task.recurring or "chưa rõ ngày hết hạn"
    blank = " " * len(mark)
    yield f"{mark}{'; '.join(task.leads) or 'Chưa rõ cơ quan chủ trì'} · {due} · {state_name(task)} · {task.id}"
    yield f"{blank}“{task.task}”"
    if task.coordinating:
        yield f"{blank}Phối hợp: {'; '.join(task.coordinating)}"
    if task.due_rule:
        yield f"{blank}Ngày hết hạn: {task.due_rule}"
    yield f"{blank}{task.citation}"
    yield from (f"{blank}! {notice}" for notice in task.notices)
