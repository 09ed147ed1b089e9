"""Commands of overviews: ``hoivanban summary`` and ``hoivanban compare``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.shared_options import HomeOption, JsonOption, fail, open_library, print_lines, settings_of

if TYPE_CHECKING:
    from index.library.library import Library
    from index.records import StoredDocument
    from service.answering.overview.page import SummaryPage
    from service.answering.overview.records import Comparison, Unit

NamedDocument = Annotated[
    str, typer.Argument(help="Mã văn bản (d_...) hoặc số, ký hiệu (516/KH-UBND).", metavar="VĂN_BẢN")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    for command in (summary, compare):
        app.command()(command)


def summary(
    document: NamedDocument,
    home: HomeOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Ghi ra tệp .docx hoặc .pdf.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Tóm tắt một văn bản trong một trang, bằng câu trích nguyên văn kèm vị trí."""
    from service.exports import docx, pdf
    from service.http import overviews

    with open_library(settings_of(home)) as library:
        found = _document(library, document)
        if as_json:
            typer.echo(overviews.summary_out(library, found).model_dump_json(indent=1))
            return
        page = overviews.page_of(library, found)
        if output is None:
            print_lines(_page_lines(page))
            return
        files = {".docx": docx.page_docx, ".pdf": pdf.page_pdf}
        if output.suffix.lower() not in files:
            fail(f"Không ghi được dạng {output.suffix or '(không đuôi)'}; hãy đặt tên tệp .docx hoặc .pdf.")
        try:
            output.write_bytes(files[output.suffix.lower()](page))
        except OSError as error:
            fail(f"Không ghi được {output}: {error.strerror}. Hãy chọn nơi khác.")
        typer.echo(f"Đã ghi {output}.")


def compare(first: NamedDocument, second: NamedDocument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """So sánh hai văn bản: số liệu, thời hạn, cơ quan, dòng trong bảng; thêm, bớt, khác."""
    from service.http import overviews

    with open_library(settings_of(home)) as library:
        sides = _document(library, first), _document(library, second)
        if as_json:
            typer.echo(overviews.comparison_out(library, *sides).model_dump_json(indent=1))
            return
        print_lines(_comparison_lines(overviews.comparison_of(library, *sides)))


def _document(library: Library, named: str) -> StoredDocument:
    """The document of an id or a number; without exactly one the command ends."""
    from service.http.documents_by_number import find_documents_by_number
    from service.http.problems import ProblemError

    document = library.document(named)
    if document is not None and document.state == "active":
        return document
    try:
        found = find_documents_by_number(library, named, None, None)
    except ProblemError as problem:
        fail(problem.detail)
    if not found:
        fail(f"Không có văn bản {named} trong kho. Hãy xem lại số, ký hiệu hoặc dùng mã d_...")
    if len(found) > 1:
        listed = ", ".join(f"{one.id} ({one.file_name})" for one in found)
        fail(f"Có {len(found)} văn bản {named}; hãy dùng mã: {listed}.")
    return found[0]


def _page_lines(page: SummaryPage) -> Iterator[str]:
    yield page.title
    yield from (f"! {notice}" for notice in page.notices)
    for block in page.blocks:
        yield from ("", block.title)
        for line in block.lines:
            yield f"- {line.about + ': ' if line.about else ''}“{line.quote}” ({line.place})"
        if block.left_out:
            yield f"  {block.left_out}"
    yield from ("", page.foot)


def _comparison_lines(found: Comparison) -> Iterator[str]:
    from service.answering import wording
    from service.answering.document_names import full_name, short_name

    left, right = short_name(found.left), short_name(found.right)
    yield wording.COMPARED_WHOLE.format(
        left=full_name(found.left), right=full_name(found.right), count=len(found.differences), alike=found.alike
    )
    aspect = ""
    for row in found.differences:
        if row.aspect != aspect:
            aspect = row.aspect
            yield from ("", wording.ASPECTS[aspect])
        values = "; ".join(f"{value.left or '(không)'} → {value.right or '(không)'}" for value in row.values)
        kind = wording.CHANGE_KINDS[row.kind].format(left=left, right=right)
        yield f"- {kind}: {row.label}{' – ' + values if values else ''}"
        yield from _side_lines(left, row.left)
        yield from _side_lines(right, row.right)
    yield from ("", wording.DISCLAIMER)


def _side_lines(name: str, unit: Unit | None) -> Iterator[str]:
    from service.answering.overview.page import place

    if unit is not None:
        yield f"    {name}: “{unit.text}” ({place(unit.passage.citation)})"
