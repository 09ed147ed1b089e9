"""The ``hoivanban`` command. Everything heavy is imported inside the command that needs it: ``--help`` is instant."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands import (
    audit,
    desk_acts,
    documents,
    engine,
    keys,
    library,
    mcp,
    overviews,
    purged,
    quality,
    questions,
    review,
    sites,
    sources,
    tasks,
)
from service.commands.failures import sentence_of
from service.commands.neighbours import kept_neighbours, neighbour_line
from service.commands.shared_options import (
    NO_RESULT,
    OK,
    HomeOption,
    JsonOption,
    fail,
    open_assistant,
    print_json,
    print_lines,
    settings_of,
)
from service.commands.usage_errors import VietnameseGroup

if TYPE_CHECKING:
    from service.records import Health


def _print_version(asked: bool) -> None:
    """Print the version and end, before a library is looked for."""
    if asked:
        from importlib.metadata import version

        typer.echo(f"hoivanban {version('hoivanban')}")
        raise typer.Exit(OK)


app = typer.Typer(
    name="hoivanban",
    cls=VietnameseGroup,
    help="Hỏi Văn Bản: hỏi đáp trên kho văn bản, luôn kèm đoạn nguyên văn và trích dẫn chính xác.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def common_options(
    _version: Annotated[
        bool, typer.Option("--version", help="In số phiên bản.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Hỏi Văn Bản: hỏi đáp trên kho văn bản, luôn kèm đoạn nguyên văn và trích dẫn chính xác."""


questions.register(app)
documents.register(app)
tasks.register(app)
library.register(app)
review.register(app)
desk_acts.register(review.app)
quality.register(app)
mcp.register(app)
keys.register(app)
sites.register(app)
sources.register(app)
purged.register(app)
overviews.register(app)
audit.register(app)
engine.register(app)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Thư mục hoặc tệp cần nạp.", metavar="THƯ_MỤC|TỆP...")],
    home: HomeOption = None,
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="Không nhận dạng chữ trong bản quét.")] = False,
    empty_ok: Annotated[
        bool, typer.Option("--empty-ok", help="Thư mục từng có văn bản nay trống là do chủ ý: rút các văn bản đó.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Đọc lại cả tệp không đổi, để hưởng bộ đọc mới sau khi nâng cấp.")
    ] = False,
    access: Annotated[
        str, typer.Option("--access", help="Ai được thấy văn bản mới: cong_khai, noi_bo hoặc nhom:tên.")
    ] = "cong_khai",
    deep: Annotated[
        bool,
        typer.Option(
            "--deep/--no-deep",
            help="Tính véc-tơ nghĩa của các đoạn mới trước khi kết thúc; --no-deep thì để dịch vụ tính trong nền.",
        ),
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Nạp văn bản vào kho; tệp không đổi được bỏ qua, tệp đã rời thư mục thôi được trả lời."""
    from index.access_labels import InvalidLabel, parse_label
    from service.documents.ingest_command import run_ingest

    settings = settings_of(home, ocr=False if no_ocr else None)
    try:
        access_label = parse_label(access)
    except InvalidLabel as error:
        fail(str(error))
    raise typer.Exit(
        run_ingest(settings, paths, as_json=as_json, empty_ok=empty_ok, again=again, access=access_label, deep=deep)
    )


@app.command()
def serve(
    home: HomeOption = None,
    host: Annotated[str | None, typer.Option("--host", help="Địa chỉ lắng nghe (HOIVANBAN_HOST).")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Cổng lắng nghe (HOIVANBAN_PORT).")] = None,
) -> None:
    """Chạy dịch vụ: trang hỏi đáp tại /, giao diện lập trình tại /api/v1."""
    # Read when the numeric libraries are loaded. With threads of their own they take the cores from one another:
    # FAISS's wait busily (27 ms of CPU a search in place of 11, two cores).
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from index.store.database import LibraryTooNew
    from service.monitoring.tracing import TracingMissing
    from service.neighbours.configuration import NeighboursError
    from service.server import server
    from service.server.systemd import inherited_sockets

    settings = settings_of(home, host=host, port=port)
    try:
        settings, notice = server.with_allowed_address(settings)
        prepared = server.prepare_service(settings)
    except (LibraryTooNew, TracingMissing, NeighboursError) as error:
        fail(str(error))
    if notice:
        typer.echo(notice)
    sockets = inherited_sockets()
    if not sockets and (problem := server.address_problem(settings)):
        fail(problem)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    typer.echo(f"Hỏi Văn Bản: http://{shown}:{settings.port}/ (kho: {settings.home}). Nhấn Ctrl+C để dừng.")
    raise typer.Exit(server.serve(settings, sockets, prepared))


def _deep_vectors_line(health: Health) -> str:
    """The Vietnamese line that says how many passages have deep vectors."""
    if health.deep is None:
        return "Véc-tơ nghĩa: không dùng"
    rest = "" if health.deep >= health.passages else "; phần còn lại được tính trong nền khi dịch vụ chạy"
    return f"Véc-tơ nghĩa: {health.deep} trên {health.passages} đoạn đã có{rest}"


@app.command()
def status(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Cho biết kho có gì và chỉ mục theo kịp chưa."""
    settings = settings_of(home)
    neighbours = kept_neighbours(settings)
    with open_assistant(settings) as assistant:
        health = assistant.health()
    from index.ranking.ranker import Ranker

    data = {
        "home": str(settings.home),
        "documents": health.documents,
        "passages": health.passages,
        "change": health.change,
        "index_change": health.index_change,
        "model": health.model,
        "deep": health.deep,
        "engine": None if health.engine is None else health.engine.state,
        "ranker": Ranker.load().is_trained,
        "neighbours": [neighbour.model_dump(mode="json") for neighbour in neighbours],
    }
    if as_json:
        print_json(data)
        return
    print_lines(
        [
            f"Kho: {data['home']}",
            f"Văn bản: {data['documents']}; đoạn: {data['passages']}",
            f"Thay đổi của kho: {data['change']}; chỉ mục theo đến: {data['index_change']}",
            f"Mô hình: {data['model']}",
            _deep_vectors_line(health),
            *([] if health.engine is None else [health.engine.sentence(health.change)]),
            *map(neighbour_line, neighbours),
            f"Xếp hạng: {'bộ xếp hạng kèm theo' if data['ranker'] else 'chưa có bộ xếp hạng, dùng điểm ghép'}",
        ]
    )


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="Tệp cần xem.", metavar="TỆP")],
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="Không nhận dạng chữ trong bản quét.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Đọc một tệp mà không nạp: thông tin văn bản và nguồn của chúng, bố cục, trang, cảnh báo."""
    from service.commands.inspect_file import print_file

    raise typer.Exit(print_file(file, ocr=not no_ocr, as_json=as_json))


def main() -> None:
    """Run the command; a closed pipe (``hoivanban search ... | head``) is not an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Vietnamese must be printed whatever the terminal's locale is.
            stream.reconfigure(encoding="utf-8", errors="replace")
    # `status` tells whether there is a ranker; its warning need not come with every question.
    logging.getLogger("index.ranking.ranker").setLevel(logging.ERROR)
    os.umask(os.umask(0o077) | 0o077)  # what a command writes may hold documents that not everybody may see
    try:
        app()
    except BrokenPipeError:
        sys.stdout = None  # nothing can be flushed into a closed pipe at exit
        raise SystemExit(OK) from None
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        raise SystemExit(NO_RESULT) from None


if __name__ == "__main__":
    main()
