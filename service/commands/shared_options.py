"""Shared by the commands: options, settings, opening the library and the assistant, printing, failing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from service.commands.usage_errors import BAD_USE

if TYPE_CHECKING:
    from pydantic import BaseModel

    from index.library.library import Library
    from service.assistant import Assistant
    from service.settings import Settings

#: Exit codes besides BAD_USE: done; nothing found, or something is wrong with the library.
OK, NO_RESULT = 0, 1

HomeOption = Annotated[Path | None, typer.Option("--home", help="Thư mục kho (mặc định: HOIVANBAN_HOME hoặc var/).")]
JsonOption = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
Conditions = TypeVar("Conditions", bound="BaseModel")
DocumentArgument = Annotated[str, typer.Argument(help="Mã văn bản (d_...).", metavar="MÃ_VĂN_BẢN")]


def settings_of(home: Path | None = None, **overrides: Any) -> Settings:
    """The settings of the environment and of the options; a wrong one ends the command."""
    from service.settings import SettingsError, load_settings

    try:
        return load_settings(home=home, **overrides)
    except SettingsError as error:
        fail(str(error))


def filter_conditions(
    model: type[Conditions],
    conditions: Iterable[str],
    values: dict[str, Any],
    *,
    repeated: Sequence[str],
    own_option: str,
) -> Conditions:
    """The conditions of ``--filter TÊN=GIÁ_TRỊ`` with the ``values`` of other options, as the HTTP interface's model.

    A field among ``repeated`` may be given several times; ``own_option`` is a field with an option of its own. What is
    no condition ends the command.
    """
    from pydantic import ValidationError

    names = [name for name in model.model_fields if name != own_option]
    for condition in conditions:
        name, _, value = condition.partition("=")
        if name not in names or not value.strip():
            fail(f"Giá trị của --filter phải là TÊN=GIÁ_TRỊ, với TÊN là một trong: {', '.join(names)}.")
        if name in repeated:
            values.setdefault(name, []).append(value.strip())
        else:
            values[name] = value.strip()
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        fail(f"Điều kiện {first['loc'][0]} không nhận giá trị {first['input']!r}.")


def open_library(settings: Settings) -> Library:
    """The existing library; without one the command ends."""
    require_library(settings)
    return open_or_create_library(settings)


def operator_labels(library: Library) -> tuple[str, ...]:
    """Every label but those of documents held back: the operator can read the library's files anyway."""
    from index.accounts.keys_and_sessions import AccountStore, sorted_labels
    from index.records import PUBLIC

    return sorted_labels((PUBLIC, *AccountStore(library.engine).document_labels()))


def require_library(settings: Settings) -> None:
    """End the command unless there is a library."""
    from index.store.database import FILE_NAME

    if settings.library_url is None and not (settings.home / FILE_NAME).is_file():
        fail(f"Chưa có kho tại {settings.home}. Hãy chạy: hoivanban ingest THƯ_MỤC")


def open_or_create_library(settings: Settings) -> Library:
    """The library, created if there is none yet."""
    from index.library.library import Library
    from index.store.database import LibraryTooNew

    try:
        return Library.open(settings.home, settings.library_url)
    except LibraryTooNew as error:
        fail(str(error))


def open_assistant(settings: Settings) -> Assistant:
    """The assistant over the existing library; if it cannot be opened, the command ends."""
    if not settings.home.is_dir():
        fail(f"Chưa có kho tại {settings.home}. Hãy chạy: hoivanban ingest THƯ_MỤC")
    from index.embedding.encoders import ModelMissing
    from index.library.library import WrongModel
    from index.store.database import LibraryTooNew
    from service.assistant import Assistant

    try:
        return Assistant.open(
            settings.home, settings.model, settings.library_url, settings.reranker, home_unit=settings.home_unit,
            engine=settings.engine_address,
        )  # fmt: skip
    except (LibraryTooNew, WrongModel, ModelMissing) as error:
        fail(str(error))


def askable_question(text: str, settings: Settings) -> str:
    """The question, cleaned; one that cannot be asked ends the command."""
    from service.answering.question.clean import QuestionError, clean_question

    try:
        return clean_question(text, settings.max_question_chars)
    except QuestionError as error:
        fail(str(error))


def checked_name(given: str, what: str) -> str:
    """The name given to a new key or site; an empty or long one ends the command. ``what`` names it in the message."""
    if not given.strip() or len(given) > 200:
        fail(f"Tên {what} cần từ 1 đến 200 ký tự.")
    return given.strip()


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def print_list(rows: Sequence[object], lines: Iterable[str], empty: str, *, as_json: bool) -> None:
    """Print the rows of a list: as JSON, or as lines; the sentence ``empty`` if there are none."""
    if as_json:
        print_json(rows)
    else:
        print_lines(lines if rows else [empty])


def fail(message: str) -> NoReturn:
    """End the command with one Vietnamese sentence and the exit code of wrong use."""
    typer.echo(message, err=True)
    raise typer.Exit(BAD_USE)
