"""Commands of the library: watch, withdraw, restore, purge, backup, recover, backup-key, verify, reembed.

Everything heavy is imported inside the command that needs it.
"""

from __future__ import annotations

import dataclasses
import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands import jobs
from service.commands.doctor import doctor
from service.commands.shared_options import (
    NO_RESULT,
    DocumentArgument,
    HomeOption,
    JsonOption,
    fail,
    open_library,
    open_or_create_library,
    print_json,
    settings_of,
)
from service.commands.transfer_database import migrate_database

if TYPE_CHECKING:
    from index.ingestion.records import IngestReport
    from index.library.library import Library
    from index.records import VectorModel


def register(app: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    for command in (watch, withdraw, restore, purge, backup, recover, verify, reembed):
        app.command()(command)
    app.command("backup-key")(backup_key)
    app.command()(doctor)
    app.command()(migrate_database)
    app.add_typer(jobs.app, name="jobs")


def watch(
    folders: Annotated[list[Path], typer.Argument(help="Thư mục cần theo dõi.", metavar="THƯ_MỤC...")],
    home: HomeOption = None,
) -> None:
    """Theo dõi thư mục: tệp mới được nạp ngay, tệp rời đi thôi được trả lời. Nhấn Ctrl+C để dừng."""
    from index.derived.sync import Indexes
    from index.embedding.encoders import load
    from index.embedding.transformer import deep_encoder
    from index.ingestion.folder_watch import FolderWatch
    from index.library.library import WrongModel
    from service.documents.deep_vectors import DeepEmbedding
    from service.documents.ingest_command import file_line, progress_bar
    from service.documents.reader_options import reader_for

    settings = settings_of(home)
    if not any(folder.is_dir() for folder in folders):
        fail("Không có thư mục: " + ", ".join(map(str, folders)))
    encoder, deep = load(settings.model), deep_encoder(settings.model)
    with ExitStack() as stack:
        library = stack.enter_context(open_or_create_library(settings))
        try:
            library.use_model(encoder.name, encoder.dimension)
        except WrongModel as error:
            fail(str(error))
        indexes = Indexes.open(settings.home, library, deep.model if deep else None)
        if deep is not None:
            stack.enter_context(DeepEmbedding(library, settings.library_url, lambda: deep).in_background())

        def show(report: IngestReport) -> None:
            indexes.catch_up()
            for file in report.files:
                if file.result != "unchanged":
                    typer.echo(file_line(file))

        typer.echo(f"Đang theo dõi {len(folders)} thư mục; kho: {settings.home}.")
        watcher = FolderWatch(
            library, encoder, folders, on_report=show, on_progress=progress_bar(stack), workers=settings.workers,
            max_bytes=settings.max_file_mb << 20, reader=reader_for(settings, folders, alone=True),
        )  # fmt: skip
        for ending in (signal.SIGINT, signal.SIGTERM):
            # The file in hand is finished first; an interrupt could come in the middle of anything.
            signal.signal(ending, lambda *_: watcher.stop())
        watcher.run()
    typer.echo("Đã dừng theo dõi.")


def withdraw(
    document_id: DocumentArgument,
    reason: Annotated[str, typer.Option("--reason", help="Lý do, được lưu lại.")] = "",
    home: HomeOption = None,
) -> None:
    """Rút một văn bản: thôi trả lời ngay, vẫn giữ để tra cứu lại."""
    _change_document(
        home, lambda library: library.withdraw(document_id, reason), "document.withdraw", document_id, reason
    )
    typer.echo(f"Đã rút {document_id}.")


def restore(document_id: DocumentArgument, home: HomeOption = None) -> None:
    """Cho một văn bản đã rút trả lời trở lại."""
    if Path(document_id).is_file():
        fail(f"{document_id} là một tệp, không phải mã văn bản. Khôi phục kho từ tệp sao lưu: hoivanban recover TỆP.")
    _change_document(home, lambda library: library.restore(document_id), "document.restore", document_id)
    typer.echo(f"{document_id} trả lời trở lại.")


def recover(
    archive: Annotated[Path, typer.Argument(help="Tệp sao lưu.", metavar="TỆP")],
    key: Annotated[
        Path | None, typer.Option("--key", help="Khóa bí mật mở bản sao lưu được mã hóa.", metavar="TỆP_KHÓA")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Khôi phục kho từ một tệp sao lưu, vào thư mục chưa có hoặc trống."""
    from index.upkeep.backup import BackupError, recover_library

    settings = settings_of(home)
    if not archive.is_file():
        fail(f"Không có tệp sao lưu {archive}.")
    try:
        done = recover_library(archive, settings.home, key)
    except BackupError as error:
        fail(str(error))
    typer.echo(f"Đã khôi phục kho: {done.documents} văn bản, {done.files} tệp gốc vào {settings.home}.")
    from service.access.operator_audit import record_operator_act

    with open_library(settings) as library:
        record_operator_act(library, "library.recover", str(archive), documents=done.documents, files=done.files)
        _print_check(library)


def purge(
    document_id: DocumentArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Xóa hẳn một văn bản: mọi dữ liệu, tệp gốc, câu trả lời đã trích dẫn và chỉ mục. Không lấy lại được."""
    from index.derived.sync import Indexes
    from index.library.library import UnknownDocument
    from index.upkeep.purge import purge as remove
    from index.upkeep.purge import standing_files
    from service.access.operator_audit import record_together

    settings = settings_of(home)
    with open_library(settings) as library:
        standing = standing_files(library, document_id)
        if not as_json:
            for path in standing:
                typer.echo(f"Tệp vẫn nằm ngoài kho, lệnh này không xóa: {path}")
            if standing:
                typer.echo("Các tệp đó sẽ không được nạp lại; hãy tự bỏ đi nếu không được phép giữ.")
        if not yes and not typer.confirm(f"Xóa hẳn {document_id}? Không lấy lại được"):
            raise typer.Exit(NO_RESULT)
        try:
            with record_together(library, "document.purge", document_id):
                done = remove(library, document_id)
        except UnknownDocument:
            fail(f"Không có văn bản {document_id}.")
        Indexes.open(settings.home, library).rebuild("một văn bản đã bị xóa hẳn")
    if as_json:
        print_json({**dataclasses.asdict(done), "standing": standing})
        return
    typer.echo(f"Đã xóa hẳn {document_id} và dựng lại chỉ mục.")
    for table, count in sorted(done.rows.items()):
        typer.echo(f"  {table}: {count} dòng")
    typer.echo(f"  tệp gốc: {len(done.files)}")
    if settings.engine_url is not None:
        typer.echo("  Cụm tìm kiếm thôi dùng văn bản này; để xóa cả vết trên đĩa của cụm: hoivanban engine rebuild")
    for path in done.backups:
        typer.echo(f"  Bản sao lưu có thể còn chứa văn bản này: {path}")


def backup(
    target: Annotated[Path, typer.Argument(help="Tệp sao lưu sẽ ghi.", metavar="TỆP")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sao lưu cả kho vào một tệp, kể cả khi dịch vụ đang chạy."""
    from index.upkeep.backup import BackupError, back_up
    from service.access.operator_audit import record_start_and_end

    settings = settings_of(home)
    with open_library(settings) as library, record_start_and_end(library, "library.backup", str(target)) as outcome:
        try:
            done = back_up(library, target, settings.model_dump(mode="json"), settings.backup_recipients)
        except (BackupError, OSError) as error:
            fail(f"Không sao lưu được: {error}")
        outcome |= {"documents": done.documents, "files": done.files}
    if as_json:
        print_json(dataclasses.asdict(done))
        return
    typer.echo(f"Đã sao lưu {done.documents} văn bản, {done.files} tệp gốc ({done.bytes / 1e6:.1f} MB): {done.path}")
    for sha in done.missing:
        typer.echo(f"  Kho thiếu tệp gốc {sha}")


def backup_key(
    target: Annotated[Path, typer.Argument(help="Tệp sẽ chứa khóa bí mật.", metavar="TỆP_KHÓA")],
) -> None:
    """Tạo cặp khóa để mã hóa bản sao lưu. Làm trên máy khác; khóa bí mật không để ở máy chạy dịch vụ."""
    from index.upkeep.backup_encryption import make_key

    try:
        public = make_key(target)
    except OSError as error:
        fail(f"Không ghi được {target}: {error.strerror}.")
    typer.echo(f"Khóa bí mật: {target} (cất nơi an toàn, có bản thứ hai; mất khóa là mất mọi bản sao lưu).")
    typer.echo(f"Khóa công khai, đặt vào HOIVANBAN_BACKUP_RECIPIENTS: {public}")


def verify(
    home: HomeOption = None,
    indexes: Annotated[bool, typer.Option("--indexes", help="Kiểm tra cả chỉ mục (đọc toàn bộ kho).")] = False,
    as_json: JsonOption = False,
) -> None:
    """Kiểm tra kho: cơ sở dữ liệu, ràng buộc, mã băm của mọi tệp gốc."""
    from index.embedding.transformer import deep_encoder

    settings = settings_of(home)
    transformer = deep_encoder(settings.model) if indexes else None
    with open_library(settings) as library:
        deep = transformer.model if transformer else None
        _print_check(library, settings.home if indexes else None, deep, as_json=as_json)


def reembed(
    model: Annotated[str, typer.Argument(help="Tên hoặc thư mục mô hình mới.", metavar="MÔ_HÌNH")],
    home: HomeOption = None,
) -> None:
    """Chuyển kho sang mô hình nhúng khác; kho cũ vẫn trả lời cho đến khi xong. Dừng giữa chừng thì chạy lại."""
    from index.derived.sync import Indexes
    from index.embedding.encoders import load
    from index.upkeep.reembed import reembed as go_over
    from service.access.operator_audit import record_start_and_end

    settings = settings_of(home)
    with open_library(settings) as library:
        try:
            if os.sep in model and not Path(model).is_dir():
                raise FileNotFoundError(model)
            encoder = load(model)
        except (OSError, ValueError):
            fail(f"Không có mô hình nhúng {model!r}: cần một thư mục mô hình, hoặc tên mô hình đã tải về máy này.")
        place = os.path.abspath(model) if Path(model).is_dir() else model
        with record_start_and_end(library, "library.reembed", encoder.name):
            go_over(library, encoder, _print_passages_done, place=place)
            Indexes.open(settings.home, library)
    typer.echo(
        "\nĐã chuyển mô hình; dịch vụ đang chạy tự mở mô hình mới. Hãy đặt HOIVANBAN_MODEL cho những lần chạy sau."
    )


def _print_passages_done(done: int, total: int) -> None:
    typer.echo(f"\r{done}/{total} đoạn", nl=False, err=True)


def _print_check(
    library: Library, indexes_of: Path | None = None, deep: VectorModel | None = None, *, as_json: bool = False
) -> None:
    from index.upkeep.verify import verify as check
    from index.upkeep.verify import verify_indexes

    found = check(library)
    if indexes_of is not None and library.model() is not None:
        found += verify_indexes(library, indexes_of, deep)
    if as_json:
        print_json({"problems": found})
    else:
        for problem in found:
            typer.echo(problem, err=True)
    if found:
        raise typer.Exit(NO_RESULT)
    if not as_json:
        typer.echo("Kho nguyên vẹn.")


def _change_document(
    home: Path | None, change: Callable[[Library], int], act: str, document_id: str, reason: str = ""
) -> None:
    from index.library.library import UnknownDocument
    from service.access.operator_audit import record_together

    detail = {"reason": reason} if reason else {}
    with open_library(settings_of(home)) as library, record_together(library, act, document_id, **detail):
        try:
            change(library)
        except UnknownDocument as error:
            fail(f"Không có văn bản {error}.")
