"""``hoivanban jobs``: list, show, cancel and retry the library's jobs."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.shared_options import HomeOption, JsonOption, fail, open_library, print_json, settings_of
from service.documents.job_names import JOB_KINDS, JOB_STATES

if TYPE_CHECKING:
    from index.ingestion.jobs import Job
    from index.library.library import Library

NumberArgument = Annotated[int, typer.Argument(help="Số của việc.", metavar="SỐ", min=1)]

app = typer.Typer(help="Xem và điều khiển các việc của kho.", rich_markup_mode=None, invoke_without_command=True)


@app.callback()
def jobs(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Danh sách việc, mới nhất ở trên."""
    context.obj = home
    if context.invoked_subcommand is not None:
        return
    from index.ingestion.jobs import JobQueue

    with open_library(settings_of(home)) as library:
        listed = JobQueue(library).list_jobs()
    if as_json:
        print_json([dataclasses.asdict(job) for job in listed])
        return
    for job in listed:
        typer.echo(_job_line(job))
    if not listed:
        typer.echo("Chưa có việc nào.")


@app.command()
def show(context: typer.Context, number: NumberArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Một việc và kết quả từng tệp."""
    from index.ingestion.jobs import JobQueue
    from service.documents.ingest_command import file_line

    with _open_library(context, home) as library:
        queue = JobQueue(library)
        job = queue.get(number)
        files = queue.files(number, limit=100_000)
    if job is None:
        fail(f"Không có việc số {number}.")
    if as_json:
        print_json({**dataclasses.asdict(job), "files": [dataclasses.asdict(file) for file in files]})
        return
    typer.echo(_job_line(job))
    for file in files:
        typer.echo(f"  {file_line(file)}")


@app.command()
def cancel(context: typer.Context, number: NumberArgument, home: HomeOption = None) -> None:
    """Dừng một việc đang chờ hoặc đang chạy."""
    from index.ingestion.jobs import JobQueue
    from service.access.operator_audit import record_together

    with _open_library(context, home) as library, record_together(library, "job.cancel", f"job {number}"):
        if not JobQueue(library).cancel(number):
            fail(f"Việc số {number} không có hoặc đã kết thúc.")
    typer.echo(f"Đã yêu cầu dừng việc số {number}.")


@app.command()
def retry(context: typer.Context, number: NumberArgument, home: HomeOption = None) -> None:
    """Chạy lại một việc đã kết thúc; tệp đã nạp được bỏ qua."""
    from index.ingestion.jobs import JobQueue
    from service.access.operator_audit import record_together

    with _open_library(context, home) as library, record_together(library, "job.retry", f"job {number}"):
        if not JobQueue(library).retry(number):
            fail(f"Việc số {number} không có hoặc chưa kết thúc.")
    typer.echo(f"Việc số {number} đã vào hàng chờ.")


def _open_library(context: typer.Context, home: Path | None) -> Library:
    return open_library(settings_of(home or context.obj))


def _job_line(job: Job) -> str:
    error = f" – {job.error}" if job.error else ""
    kind = JOB_KINDS.get(job.kind, job.kind)
    return f"{job.id}  {kind}  {JOB_STATES[job.state]}  {job.done}/{job.total} tệp  {job.made_at}{error}"
