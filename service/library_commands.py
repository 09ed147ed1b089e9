"""Commands that keep the library: watch, jobs, withdraw, restore, purge, backup, verify, reembed.

Registered on the ``hoivanban`` command by :func:`register`. Everything heavy is imported inside the command.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from index.ingestion import Report
    from index.jobs import Job
    from index.library import Library
    from service.settings import Settings

OK, NO_RESULT, BAD_USE = 0, 1, 2

HomeOption = Annotated[Path | None, typer.Option("--home", help="Thư mục kho (mặc định: HOIVANBAN_HOME hoặc var/).")]
JsonOption = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
DocumentArgument = Annotated[str, typer.Argument(help="Mã văn bản (d_...).", metavar="MÃ_VĂN_BẢN")]

jobs_app = typer.Typer(help="Xem và điều khiển các việc của kho.", rich_markup_mode=None, invoke_without_command=True)

STATES = {
    "queued": "đang chờ",
    "running": "đang chạy",
    "done": "xong",
    "failed": "hỏng",
    "cancelled": "đã hủy",
}


def register(app: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    for command in (watch, withdraw, restore, purge, backup, verify, reembed):
        app.command()(command)
    app.add_typer(jobs_app, name="jobs")


def watch(
    folders: Annotated[list[Path], typer.Argument(help="Thư mục cần theo dõi.", metavar="THƯ_MỤC...")],
    home: HomeOption = None,
) -> None:
    """Theo dõi thư mục: tệp mới được nạp ngay, tệp rời đi thôi được trả lời. Nhấn Ctrl+C để dừng."""
    from index.embed import load
    from index.sync import Indexes
    from index.watch import FolderWatch

    settings = _settings(home)
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        _fail("Không có thư mục: " + ", ".join(map(str, missing)))
    encoder = load(settings.model)
    with _made(settings) as library:
        library.use_model(encoder.name, encoder.dimension)
        indexes = Indexes.open(settings.home, library)

        def shown(report: Report) -> None:
            indexes.catch_up()
            from service.intake import RESULTS

            for file in report.files:
                if file.result != "unchanged":
                    reason = f" – {file.reason}" if file.reason else ""
                    typer.echo(f"{RESULTS[file.result]}: {Path(file.path).name}{reason}")

        typer.echo(f"Đang theo dõi {len(folders)} thư mục; kho: {settings.home}.")
        FolderWatch(
            library, encoder, folders, on_report=shown, workers=settings.workers,
            max_bytes=settings.max_file_mb << 20,
        ).run()  # fmt: skip


def withdraw(
    document_id: DocumentArgument,
    reason: Annotated[str, typer.Option("--reason", help="Lý do, được lưu lại.")] = "",
    home: HomeOption = None,
) -> None:
    """Rút một văn bản: thôi trả lời ngay, vẫn giữ để tra cứu lại."""
    _change(home, lambda library: library.withdraw(document_id, reason))
    typer.echo(f"Đã rút {document_id}.")


def restore(
    target: Annotated[str, typer.Argument(help="Mã văn bản đã rút, hoặc tệp sao lưu.", metavar="MÃ|TỆP")],
    home: HomeOption = None,
) -> None:
    """Cho văn bản đã rút trả lời trở lại; hoặc khôi phục kho mới từ một tệp sao lưu."""
    if not Path(target).is_file():
        _change(home, lambda library: library.restore(target))
        typer.echo(f"Đã khôi phục {target}.")
        return
    from index.backup import BackupError, restore_backup

    settings = _settings(home)
    try:
        done = restore_backup(Path(target), settings.home)
    except BackupError as error:
        _fail(str(error))
    typer.echo(f"Đã khôi phục {done.documents} văn bản, {done.files} tệp gốc vào {settings.home}.")
    with _opened(settings) as library:
        _problems(library)


def purge(
    document_id: DocumentArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Xóa hẳn một văn bản: mọi dữ liệu, tệp gốc, câu trả lời đã trích dẫn và chỉ mục. Không lấy lại được."""
    from index.library import UnknownDocument
    from index.purge import purge as remove
    from index.sync import Indexes

    settings = _settings(home)
    with _opened(settings) as library:
        if not yes and not typer.confirm(f"Xóa hẳn {document_id}? Không lấy lại được"):
            raise typer.Exit(NO_RESULT)
        try:
            done = remove(library, document_id)
        except UnknownDocument:
            _fail(f"Không có văn bản {document_id}.")
        Indexes.open(settings.home, library).rebuild("một văn bản đã bị xóa hẳn")
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(done), ensure_ascii=False, indent=1))
        return
    typer.echo(f"Đã xóa hẳn {document_id} và dựng lại chỉ mục.")
    for table, count in sorted(done.rows.items()):
        typer.echo(f"  {table}: {count} dòng")
    typer.echo(f"  tệp gốc: {len(done.files)}")
    for path in done.backups:
        typer.echo(f"  Bản sao lưu có thể còn chứa văn bản này: {path}")


def backup(
    target: Annotated[Path, typer.Argument(help="Tệp sao lưu sẽ ghi.", metavar="TỆP")], home: HomeOption = None
) -> None:
    """Sao lưu cả kho vào một tệp, kể cả khi dịch vụ đang chạy."""
    from index.backup import BackupError, back_up

    settings = _settings(home)
    with _opened(settings) as library:
        try:
            done = back_up(library, target, settings.model_dump(mode="json"))
        except (BackupError, OSError) as error:
            _fail(f"Không sao lưu được: {error}")
    typer.echo(f"Đã sao lưu {done.documents} văn bản, {done.files} tệp gốc ({done.bytes / 1e6:.1f} MB): {done.path}")
    for sha in done.missing:
        typer.echo(f"  Kho thiếu tệp gốc {sha}")


def verify(
    home: HomeOption = None,
    indexes: Annotated[bool, typer.Option("--indexes", help="Kiểm tra cả chỉ mục (đọc toàn bộ kho).")] = False,
) -> None:
    """Kiểm tra kho: cơ sở dữ liệu, ràng buộc, mã băm của mọi tệp gốc."""
    settings = _settings(home)
    with _opened(settings) as library:
        _problems(library, settings.home if indexes else None)


def reembed(
    model: Annotated[str, typer.Argument(help="Tên hoặc thư mục mô hình mới.", metavar="MÔ_HÌNH")],
    home: HomeOption = None,
) -> None:
    """Chuyển kho sang mô hình nhúng khác; kho cũ vẫn trả lời cho đến khi xong. Dừng giữa chừng thì chạy lại."""
    from index.embed import load
    from index.reembed import reembed as go_over
    from index.sync import Indexes

    settings = _settings(home)
    with _opened(settings) as library:
        go_over(library, load(model), lambda done, total: typer.echo(f"\r{done}/{total} đoạn", nl=False, err=True))
        Indexes.open(settings.home, library)
    typer.echo("\nĐã chuyển mô hình. Đặt HOIVANBAN_MODEL cho các tiến trình dùng kho này rồi khởi động lại chúng.")


@jobs_app.callback()
def jobs(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Danh sách việc, mới nhất ở trên."""
    context.obj = home
    if context.invoked_subcommand is not None:
        return
    from index.jobs import Jobs

    with _opened(_settings(home)) as library:
        listed = Jobs(library).all()
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(job) for job in listed], ensure_ascii=False, indent=1))
    else:
        for job in listed:
            typer.echo(_job_line(job))


@jobs_app.command()
def show(context: typer.Context, number: Annotated[int, typer.Argument(metavar="SỐ")]) -> None:
    """Một việc và kết quả từng tệp."""
    from index.jobs import Jobs
    from service.intake import RESULTS

    with _opened(_settings(context.obj)) as library:
        queue = Jobs(library)
        job = queue.get(number)
        if job is None:
            _fail(f"Không có việc số {number}.")
        typer.echo(_job_line(job))
        for file in queue.files(number, limit=100_000):
            typer.echo(f"  {RESULTS[file.result]}: {file.path}" + (f" – {file.reason}" if file.reason else ""))


@jobs_app.command()
def cancel(context: typer.Context, number: Annotated[int, typer.Argument(metavar="SỐ")]) -> None:
    """Dừng một việc đang chờ hoặc đang chạy."""
    from index.jobs import Jobs

    with _opened(_settings(context.obj)) as library:
        if not Jobs(library).cancel(number):
            _fail(f"Việc số {number} không có hoặc đã kết thúc.")
    typer.echo(f"Đã yêu cầu dừng việc số {number}.")


@jobs_app.command()
def retry(context: typer.Context, number: Annotated[int, typer.Argument(metavar="SỐ")]) -> None:
    """Chạy lại một việc đã kết thúc; tệp đã nạp được bỏ qua."""
    from index.jobs import Jobs

    with _opened(_settings(context.obj)) as library:
        if not Jobs(library).retry(number):
            _fail(f"Việc số {number} không có hoặc chưa kết thúc.")
    typer.echo(f"Việc số {number} đã vào hàng chờ.")


def _job_line(job: Job) -> str:
    error = f" – {job.error}" if job.error else ""
    return f"{job.id}  {job.kind}  {STATES[job.state]}  {job.done}/{job.total} tệp  {job.made_at}{error}"


def _problems(library: Library, indexes_of: Path | None = None) -> None:
    from index.verify import verify as check
    from index.verify import verify_indexes

    found = check(library)
    if indexes_of is not None:
        found += verify_indexes(library, indexes_of)
    for problem in found:
        typer.echo(problem, err=True)
    if found:
        raise typer.Exit(NO_RESULT)
    typer.echo("Kho nguyên vẹn.")


def _change(home: Path | None, do: Callable[[Library], int]) -> None:
    from index.library import UnknownDocument

    with _opened(_settings(home)) as library:
        try:
            do(library)
        except UnknownDocument as error:
            _fail(f"Không có văn bản {error}.")


def _settings(home: Path | None) -> Settings:
    from service.settings import SettingsError, load_settings

    try:
        return load_settings(home=home)
    except SettingsError as error:
        _fail(str(error))


def _opened(settings: Settings) -> Library:
    """The library that is there already."""
    if not settings.home.is_dir():
        _fail(f"Chưa có kho tại {settings.home}. Hãy chạy: hoivanban ingest THƯ_MỤC")
    return _made(settings)


def _made(settings: Settings) -> Library:
    from index.library import Library

    return Library.open(settings.home)


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(BAD_USE)
