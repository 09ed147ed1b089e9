"""Commands of overviews: ``hoivanban summary`` and ``hoivanban compare``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from service.commands.shared_options import HomeOption, JsonOption, fail, open_library, print_lines, settings_of

if TYPE_CHECKING:
    from index.library.library import Library
    from index.records import StoredDocument
    from service.answering.overview.comparison_page import ComparedCell, ComparisonPage
    from service.answering.overview.page import SummaryPage

NamedDocument = Annotated[
    str, typer.Argument(help="Mã văn bản (d_...) hoặc số, ký hiệu (516/KH-UBND).", metavar="VĂN_BẢN")
]

OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="Ghi ra tệp .docx hoặc .pdf.")]
Page = TypeVar("Page")


def register(app: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    for command in (summary, compare):
        app.command()(command)


def summary(
    document: NamedDocument,
    home: HomeOption = None,
    output: OutputOption = None,
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
        _write(output, page, {".docx": docx.page_docx, ".pdf": pdf.page_pdf})


def compare(
    first: NamedDocument,
    second: NamedDocument,
    home: HomeOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """So sánh hai văn bản: số liệu, thời hạn, cơ quan, dòng trong bảng; thêm, bớt, khác."""
    from service.exports import comparison_docx, comparison_pdf
    from service.http import overviews

    with open_library(settings_of(home)) as library:
        sides = _document(library, first), _document(library, second)
        if as_json:
            typer.echo(overviews.comparison_out(library, *sides).model_dump_json(indent=1))
            return
        page = overviews.comparison_page_of(library, *sides)
        if output is None:
            print_lines(_comparison_lines(page))
            return
        _write(output, page, {".docx": comparison_docx.comparison_docx, ".pdf": comparison_pdf.comparison_pdf})


def _write(output: Path, page: Page, makers: dict[str, Callable[[Page], bytes]]) -> None:
    """Write a page as the file that the name's ending asks for; without one the command ends."""
    if output.suffix.lower() not in makers:
        fail(f"Không ghi được dạng {output.suffix or '(không đuôi)'}; hãy đặt tên tệp .docx hoặc .pdf.")
    try:
        output.write_bytes(makers[output.suffix.lower()](page))
    except OSError as error:
        fail(f"Không ghi được {output}: {error.strerror}. Hãy chọn nơi khác.")
    typer.echo(f"Đã ghi {output}.")


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


def _comparison_lines(page: ComparisonPage) -> Iterator[str]:
    yield page.title
    yield from (f"! {notice}" for notice in page.notices)
    yield page.count
    for table in page.tables:
        yield from ("", table.title)
        for row in table.rows:
            values = "; ".join(f"{left or '(không)'} → {right or '(không)'}" for left, right in row.values)
            yield f"- {row.kind}: {row.label}{' – ' + values if values else ''}"
            yield from _cell_lines(page.sides[0], row.left)
            yield from _cell_lines(page.sides[1], row.right)
    yield from ("", page.foot)


def _cell_lines(name: str, cell: ComparedCell | None) -> Iterator[str]:
    if cell is not None:
        quote = "".join(piece.text for piece in cell.pieces)
        yield f"    {name}: “{quote}” ({cell.place})"
