"""Commands that ask: ``hoivanban ask`` and ``hoivanban search``, with the same conditions as over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.shared_options import (
    NO_RESULT,
    OK,
    HomeOption,
    JsonOption,
    askable_question,
    fail,
    open_assistant,
    print_lines,
    settings_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from index.records import Filters
    from service.assistant import Assistant

#: Names of the conditions on the command line, and the fields of those that may be given several times.
CONDITIONS = ("type", "issuer", "year", "period", "territory", "validity", "as_of", "ignore")
_LISTS = {"type": "types", "issuer": "issuers", "validity": "validity", "ignore": "ignore"}

ConditionsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--filter",
        metavar="TÊN=GIÁ_TRỊ",
        help=(
            "Điều kiện về văn bản, lặp lại được: type=KH, issuer=..., year=2023, period=2023 (năm áp dụng), "
            "territory='Gia Lai cũ', validity=in_force, as_of=2023-06-01, ignore=period (bỏ điều kiện suy ra)."
        ),
    ),
]
LiteralOption = Annotated[bool, typer.Option("--literal", help="Không suy ra điều kiện từ câu hỏi, không sửa lỗi gõ.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    for command in (ask, search):
        app.command()(command)


def ask(
    question: Annotated[str, typer.Argument(help="Câu hỏi, có dấu hoặc không dấu.", metavar="CÂU_HỎI")],
    home: HomeOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=20, help="Số nguồn nhiều nhất.")] = 3,
    conditions: ConditionsOption = None,
    literal: LiteralOption = False,
    as_json: JsonOption = False,
) -> None:
    """Trả lời một câu hỏi, kèm đoạn văn bản và trích dẫn."""
    from service.answering.question.follow_up import new_conversation

    with _prepared(question, home, conditions or [], literal=literal) as (assistant, cleaned, filters):
        answer = assistant.ask(cleaned, new_conversation(), filters, limit=limit).answer
        if as_json:
            from service.http.serialise import answer_out

            typer.echo(answer_out(answer).model_dump_json(indent=1))
        else:
            from service.commands.console_output import answer_lines

            print_lines(answer_lines(answer))
    raise typer.Exit(NO_RESULT if answer.status in ("none", "refused") else OK)


def search(
    question: Annotated[str, typer.Argument(help="Nội dung cần tìm.", metavar="NỘI_DUNG")],
    home: HomeOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="Số đoạn nhiều nhất.")] = 10,
    conditions: ConditionsOption = None,
    literal: LiteralOption = False,
    relevant: Annotated[
        bool, typer.Option("--relevant", help="Chỉ in các đoạn đứng trước chỗ độ phù hợp giảm hẳn.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Kèm lý do xếp hạng của từng đoạn.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Tìm các đoạn văn bản, đoạn phù hợp nhất đứng đầu."""
    with _prepared(question, home, conditions or [], literal=literal) as (assistant, cleaned, filters):
        result = assistant.search(cleaned, filters, limit=limit, explain=explain)
        if relevant:
            result = replace(result, hits=result.hits[: result.relevant])
        if as_json:
            from service.http.serialise import search_out

            typer.echo(search_out(result).model_dump_json(indent=1))
        else:
            from service.commands.console_output import search_lines

            print_lines(search_lines(result))
    raise typer.Exit(OK if result.hits else NO_RESULT)


@contextmanager
def _prepared(
    question: str, home: Path | None, conditions: Sequence[str], *, literal: bool
) -> Iterator[tuple[Assistant, str, Filters]]:
    """The open assistant, the question as it may be asked, and the filters with which the operator asks it."""
    filters = _filters(conditions, literal=literal)
    settings = settings_of(home)
    cleaned = askable_question(question, settings)
    with open_assistant(settings) as assistant:
        yield assistant, cleaned, _with_every_label(filters, assistant)


def _with_every_label(filters: Filters, assistant: Assistant) -> Filters:
    """The filters with every label, because the operator can read the library's files anyway.

    Documents held back for approval stay hidden.
    """
    from index.accounts.keys_and_sessions import AccountStore, sorted_labels

    return replace(
        filters, access=sorted_labels((*filters.access, *AccountStore(assistant.library.engine).document_labels()))
    )


def _filters(conditions: Sequence[str], *, literal: bool) -> Filters:
    """The filters of ``--filter`` and ``--literal``, validated by the HTTP interface's model."""
    from pydantic import ValidationError

    from service.schemas.searches import SearchIn

    given: dict[str, object] = {"literal": literal}
    for condition in conditions:
        name, _, value = condition.partition("=")
        if name not in CONDITIONS or not value.strip():
            fail(f"Giá trị của --filter phải là TÊN=GIÁ_TRỊ, với TÊN là một trong: {', '.join(CONDITIONS)}.")
        if name in _LISTS:
            values = given.setdefault(_LISTS[name], [])
            assert isinstance(values, list)
            values.append(value.strip())
        else:
            given[name] = value.strip()
    as_of = given.pop("as_of", None)
    try:
        search_in = SearchIn.model_validate({"question": "?", "filters": given, "as_of": as_of})
    except ValidationError as error:
        first_error = error.errors()[0]
        place = first_error["loc"]
        fail(f"Điều kiện {place[1 if place[0] == 'filters' else 0]} không nhận giá trị {first_error['input']!r}.")
    assert search_in.filters is not None
    return search_in.filters.to_filters(search_in.as_of)
