"""What the commands that keep the library share: options, the settings, the library that is there, how they fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from service.usage import BAD_USE

if TYPE_CHECKING:
    from index.library import Library
    from service.settings import Settings

#: Exit codes besides that of wrong use: done; nothing to do, or something is wrong with the library.
OK, NO_RESULT = 0, 1

HomeOption = Annotated[Path | None, typer.Option("--home", help="Thư mục kho (mặc định: HOIVANBAN_HOME hoặc var/).")]
JsonOption = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
DocumentArgument = Annotated[str, typer.Argument(help="Mã văn bản (d_...).", metavar="MÃ_VĂN_BẢN")]


def settings_of(home: Path | None) -> Settings:
    """The settings from the environment; a wrong one ends the command."""
    from service.settings import SettingsError, load_settings

    try:
        return load_settings(home=home)
    except SettingsError as error:
        fail(str(error))


def opened(settings: Settings) -> Library:
    """The library that is there already; the command ends where there is none."""
    if not (settings.home / "library.sqlite").is_file():
        fail(f"Chưa có kho tại {settings.home}. Hãy chạy: hoivanban ingest THƯ_MỤC")
    return made(settings)


def made(settings: Settings) -> Library:
    """The library, made where there is none yet."""
    from index.database import LibraryTooNew
    from index.library import Library

    try:
        return Library.open(settings.home)
    except LibraryTooNew as error:
        fail(str(error))


def print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def fail(message: str) -> NoReturn:
    """One Vietnamese sentence, and the exit code of wrong use."""
    typer.echo(message, err=True)
    raise typer.Exit(BAD_USE)
