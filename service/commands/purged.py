"""``hoivanban purged``: files that were purged and are not taken in again, and allowing one."""

from __future__ import annotations

from typing import Annotated

import typer

from service.commands.shared_options import HomeOption, JsonOption, fail, open_library, print_json, settings_of

app = typer.Typer(
    help="Các tệp đã xóa hẳn, không được nạp lại; cho phép nạp lại một tệp.",
    rich_markup_mode=None,
    invoke_without_command=True,
)


def register(app_: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    app_.add_typer(app, name="purged")


@app.callback()
def purged(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Danh sách tệp đã xóa hẳn: mã, ngày xóa, nơi còn gặp lại tệp."""
    context.obj = home
    if context.invoked_subcommand is not None:
        return
    from index.library.purged_files import purged_files, refused_paths

    with open_library(settings_of(home)) as library:
        files = purged_files(library.engine).files
        paths = refused_paths(library.engine)
    if as_json:
        print_json([{"name": one.name, "at": one.at, "paths": paths.get(one.mark, [])} for one in files])
        return
    for one in files:
        typer.echo(f"{one.name}  xóa hẳn ngày {one.day}")
        for path in paths.get(one.mark, ()):
            typer.echo(f"  còn ở {path}")
    if not files:
        typer.echo("Chưa xóa hẳn tệp nào.")


@app.command()
def allow(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Mã của tệp, như lệnh hoivanban purged in ra.", metavar="MÃ_TỆP")],
    home: HomeOption = None,
) -> None:
    """Cho nạp lại một tệp đã xóa hẳn; tệp được đọc ở lần quét sau."""
    from index.library.purged_files import allow_again, purged_files
    from service.access.operator_audit import record_together

    with open_library(settings_of(home or context.obj)) as library:
        if name not in purged_files(library.engine).names():
            fail(f"Không có tệp đã xóa hẳn nào mang mã {name!r}; xem: hoivanban purged")
        with record_together(library, "purged.allow", name):
            allow_again(library.engine, name)
    typer.echo(f"Đã cho phép; tệp {name} được nạp lại ở lần quét thư mục hoặc lần lấy từ nguồn sau.")
