"""``hoivanban sources``: the places from which documents are fetched, and a round of them now."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from service.commands.shared_options import (
    NO_RESULT,
    HomeOption,
    JsonOption,
    fail,
    open_assistant,
    print_json,
    settings_of,
)

app = typer.Typer(
    help="Các nguồn văn bản: hộp thư, kho đối tượng S3, WebDAV, thư mục gói tin, dịch vụ khác.",
    rich_markup_mode=None,
    invoke_without_command=True,
)


def register(app_: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    app_.add_typer(app, name="sources")


@app.callback()
def sources(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Danh sách nguồn và lần lấy gần nhất của mỗi nguồn."""
    context.obj = home
    if context.invoked_subcommand is not None:
        return
    from index.intake.configuration import SourcesError
    from service.documents.intake_rounds import followed_sources

    try:
        shown = followed_sources(settings_of(home))
    except SourcesError as error:
        fail(str(error))
    if as_json:
        print_json([one.model_dump(mode="json") for one in shown])
        return
    for one in shown:
        last = f"lấy lúc {one.succeeded_at}" if one.succeeded_at else "chưa lấy lần nào"
        typer.echo(
            f"{one.name} ({one.kind}, {one.access}): {one.files} tệp, {last}." + _trouble(one.error, one.problems)
        )
    if not shown:
        typer.echo("Chưa đặt nguồn nào; hãy ghi các nguồn vào một tệp và đặt HOIVANBAN_SOURCES.")


@app.command()
def follow(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Tên nguồn; bỏ trống thì mọi nguồn.", metavar="TÊN")] = None,
    home: HomeOption = None,
) -> None:
    """Lấy văn bản từ các nguồn ngay bây giờ, rồi thôi."""
    from index.intake.configuration import SourcesError
    from service.documents.ingest_command import file_line
    from service.documents.intake_rounds import source_follower

    settings = settings_of(home or context.obj)
    with open_assistant(settings) as assistant:
        try:
            follower = source_follower(settings, assistant, threading.Event())
        except SourcesError as error:
            fail(str(error))
        chosen = [source for source in follower.sources if name in (None, source.name)]
        if not chosen:
            fail(f"Không có nguồn tên {name!r}." if name else "Chưa đặt nguồn nào (HOIVANBAN_SOURCES).")
        failed = False
        for source in chosen:
            state, report = follower.follow(source)
            failed = failed or bool(state.error)
            typer.echo(f"{source.name}: {state.fetched} tệp mới hoặc đã đổi, {state.gone} tệp đã rời nguồn."
                       + _trouble(state.error, state.problems))  # fmt: skip
            for file in report.files if report is not None else ():
                if file.result != "unchanged":
                    typer.echo(f"  {file_line(file)}")
    if failed:
        raise typer.Exit(NO_RESULT)


def _trouble(error: str | None, problems: dict[str, str]) -> str:
    """What is wrong with a source, behind what is said of it."""
    parts = [f" Lỗi: {error}"] if error else []
    parts += [f"\n  {name}: {reason}" for name, reason in problems.items()]
    return "".join(parts)
