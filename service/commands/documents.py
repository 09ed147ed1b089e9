"""``hoivanban documents``: the list of documents by conditions, on the screen or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.commands.shared_options import (
    NO_RESULT,
    OK,
    HomeOption,
    JsonOption,
    fail,
    filter_conditions,
    open_library,
    operator_labels,
    print_lines,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.library.library import Library
    from index.lists.conditions import DocumentList

#: Conditions that may be given several times.
_LISTS = ("types", "issuers", "territories", "topics", "validity")
_FILES = {".xlsx": "xlsx", ".csv": "csv"}


def register(app: typer.Typer) -> None:
    """Add the command to ``hoivanban``."""
    app.command()(documents)


def documents(
    home: HomeOption = None,
    conditions: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            metavar="TÊN=GIÁ_TRỊ",
            help=(
                "Điều kiện, lặp lại được: types=KH, body='Sở Y tế', topics='chuyển đổi số', issued_from=2024-01-01, "
                "issued_to=..., made_for=2025, validity=in_force, ends_by=2026-12-31, signer='Nguyễn Văn A', "
                "relation=based_on và target=901/2017/QĐ-UBND, deadline_from=..., deadline_to=..., text=..."
            ),
        ),
    ] = None,
    order: Annotated[
        str | None, typer.Option("--order", help="newest, oldest, number, issuer, title hoặc deadline.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="Số văn bản in ra.")] = 50,
    output: Annotated[
        Path | None, typer.Option("--output", help="Ghi cả danh sách ra tệp .xlsx hoặc .csv.", metavar="TỆP")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê văn bản theo cơ quan, chủ đề, thời gian, loại, hiệu lực, người ký, viện dẫn, thời hạn; đếm đủ."""
    from datetime import date

    from service.http import document_lists
    from service.schemas.lists import ListConditionsIn

    given = filter_conditions(
        ListConditionsIn, conditions or (), {"order": order} if order else {}, repeated=_LISTS, own_option="order"
    )
    with open_library(settings_of(home)) as library:
        visible = library.visible_to(operator_labels(library))
        found = document_lists.find_documents(visible, given, date.today())
        if output is not None:
            _write_file(visible, found, output, date.today())
        elif as_json:
            typer.echo(document_lists.documents_out(visible, found, limit, None).model_dump_json(indent=1))
        else:
            print_lines(_lines(visible, found, limit))
    raise typer.Exit(OK if found.documents else NO_RESULT)


def _write_file(library: Library, found: DocumentList, output: Path, today: Any) -> None:
    from service.answering import list_wording, wording
    from service.http.list_files import list_file, list_rows

    file_format = _FILES.get(output.suffix.lower())
    if file_format is None:
        fail("Tên tệp của --output phải có đuôi .xlsx hoặc .csv.")
    notes = (*list_wording.unknown_notices(found), wording.DISCLAIMER)
    rows = list_rows(library, found, today)
    output.write_bytes(list_file(rows, notes, "xlsx" if file_format == "xlsx" else "csv"))
    typer.echo(f"Đã ghi {len(found.documents)} văn bản vào {output}.")


def _lines(library: Library, found: DocumentList, limit: int) -> Iterator[str]:
    """The lines of a list: how many documents, each with its status and the places for which it is listed."""
    from service.answering import list_wording
    from service.answering.document_names import full_name
    from service.http import document_lists, serialise

    statuses = serialise.statuses(library, [listed.document for listed in found.documents[:limit]])
    groups = ", ".join(f"{name} {count}" for name, count in found.groups)
    yield f"{len(found.documents)} văn bản{f' ({groups})' if groups else ''}"
    for number, listed in enumerate(found.documents[:limit], start=1):
        yield f"{number}. {full_name(listed.document)}"
        yield f"   {statuses[listed.document.id].label} · {listed.document.file_name} · {listed.document.id}"
        for place in document_lists.places_out(listed):
            yield f"   - {f'{place.printed}: ' if place.printed else ''}“{place.quote}” ({place.citation})"
    if limit < len(found.documents):
        yield f"... còn {len(found.documents) - limit} văn bản; dùng --limit hoặc --output để xem hết."
    yield from list_wording.unknown_notices(found)
