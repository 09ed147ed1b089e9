"""The ``hoivanban`` command. Everything heavy is imported inside the command that needs it: ``--help`` is instant."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from service import library_commands, review_commands
from service.usage import BAD_USE, Group

if TYPE_CHECKING:
    from service.desk import Desk
    from service.settings import Settings

#: Exit codes besides that of wrong use: an answer or a list; nothing found or a refusal.
OK, NO_RESULT = 0, 1
#: An answer in hand is finished before the service stops.
GRACE_SECONDS = 10

app = typer.Typer(
    name="hoivanban",
    cls=Group,
    help="Hỏi Văn Bản: hỏi đáp trên kho văn bản, luôn kèm đoạn nguyên văn và trích dẫn chính xác.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
evaluate_app = typer.Typer(help="Đo chất lượng trên bộ câu hỏi có đáp án.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(evaluate_app, name="evaluate")
feedback_app = typer.Typer(
    help="Câu hỏi chưa được trả lời hoặc bị người hỏi chê.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(feedback_app, name="feedback")
library_commands.register(app)
review_commands.register(app)

HomeOption = Annotated[Path | None, typer.Option("--home", help="Thư mục kho (mặc định: HOIVANBAN_HOME hoặc var/).")]
JsonOption = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Thư mục hoặc tệp cần nạp.", metavar="THƯ_MỤC|TỆP...")],
    home: HomeOption = None,
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="Không nhận dạng chữ trong bản quét.")] = False,
    empty_ok: Annotated[
        bool, typer.Option("--empty-ok", help="Thư mục từng có văn bản nay trống là do chủ ý: rút các văn bản đó.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Nạp văn bản vào kho; tệp không đổi được bỏ qua, tệp đã rời thư mục thôi được trả lời."""
    from service.intake import run

    settings = _settings(home=home, ocr=False if no_ocr else None)
    raise typer.Exit(run(settings, paths, as_json=as_json, empty_ok=empty_ok))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="Câu hỏi, có dấu hoặc không dấu.", metavar="CÂU_HỎI")],
    home: HomeOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=20, help="Số nguồn nhiều nhất.")] = 3,
    as_json: JsonOption = False,
) -> None:
    """Trả lời một câu hỏi, kèm đoạn văn bản và trích dẫn."""
    from service.conversation import begin

    settings = _settings(home=home)
    cleaned = _question(question, settings)
    with _desk(settings) as desk:
        answer = desk.ask(cleaned, begin(), limit=limit).answer
        if as_json:
            from service.wire import answer_out

            typer.echo(answer_out(answer).model_dump_json(indent=1))
        else:
            from service.console import answer_lines

            _print(answer_lines(answer))
    raise typer.Exit(NO_RESULT if answer.status in ("none", "refused") else OK)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="Nội dung cần tìm.", metavar="NỘI_DUNG")],
    home: HomeOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="Số đoạn nhiều nhất.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Tìm các đoạn văn bản, đoạn phù hợp nhất đứng đầu."""
    settings = _settings(home=home)
    cleaned = _question(question, settings)
    with _desk(settings) as desk:
        result = desk.search(cleaned, limit=limit)
        if as_json:
            from service.wire import search_out

            typer.echo(search_out(result).model_dump_json(indent=1))
        else:
            from service.console import search_lines

            _print(search_lines(result))
    raise typer.Exit(OK if result.hits else NO_RESULT)


@app.command()
def serve(
    home: HomeOption = None,
    host: Annotated[str | None, typer.Option("--host", help="Địa chỉ lắng nghe (HOIVANBAN_HOST).")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Cổng lắng nghe (HOIVANBAN_PORT).")] = None,
) -> None:
    """Chạy dịch vụ: trang hỏi đáp tại /, giao diện lập trình tại /api/v1."""
    import uvicorn

    from service.app import create_app

    settings = _settings(home=home, host=host, port=port)
    logging.getLogger("index.rank").setLevel(logging.NOTSET)
    _need_address(settings)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    typer.echo(f"Hỏi Văn Bản: http://{shown}:{settings.port}/ (kho: {settings.home}). Nhấn Ctrl+C để dừng.")
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


@app.command()
def status(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Cho biết kho có gì và chỉ mục theo kịp chưa."""
    settings = _settings(home=home)
    with _desk(settings) as desk:
        health = desk.health()
    from index.rank import Ranker

    data = {
        "home": str(settings.home),
        "documents": health.documents,
        "passages": health.passages,
        "change": health.change,
        "index_change": health.index_change,
        "model": health.model,
        "ranker": Ranker.load().trained,
    }
    if as_json:
        _print_json(data)
        return
    _print(
        [
            f"Kho: {data['home']}",
            f"Văn bản: {data['documents']}; đoạn: {data['passages']}",
            f"Thay đổi của kho: {data['change']}; chỉ mục theo đến: {data['index_change']}",
            f"Mô hình: {data['model']}",
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
    from service.inspection import read_one

    raise typer.Exit(read_one(file, ocr=not no_ocr, as_json=as_json))


@evaluate_app.command("articles")
def evaluate_articles(
    articles: Annotated[Path, typer.Option("--articles", help="Các điều luật (JSONL, có thể nén gzip).")],
    questions: Annotated[Path, typer.Option("--questions", help="Câu hỏi và đáp án (JSONL).")],
    no_accents: Annotated[bool, typer.Option("--no-accents", help="Bỏ dấu các câu hỏi.")] = False,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Chỉ hỏi các câu mà mô hình kèm theo chưa từng học.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--json", help="Ghi kết quả vào tệp này.")] = None,
) -> None:
    """Đo trên bộ điều luật: Acc@1, MRR@10, R@5, R@10, R@100, nDCG@10, thời gian, bộ nhớ."""
    from service.evaluation import run_articles

    settings = _settings()
    raise typer.Exit(run_articles(settings, articles, questions, no_accents=no_accents, held_out=held_out, out=out))


@evaluate_app.command("documents")
def evaluate_documents(
    docs: Annotated[Path, typer.Option("--docs", help="Thư mục văn bản.")],
    questions: Annotated[Path, typer.Option("--questions", help="Câu hỏi (JSONL).")],
    predictions: Annotated[Path, typer.Option("--predictions", help="Tệp ghi kết quả từng câu hỏi (JSONL).")],
    metadata: Annotated[Path | None, typer.Option("--metadata", help="Tệp ghi thông tin văn bản (JSONL).")] = None,
    home: Annotated[
        Path | None, typer.Option("--home", help="Giữ kho tại thư mục này để đo lại nhanh; mặc định là kho tạm.")
    ] = None,
) -> None:
    """Nạp một thư mục vào kho tạm, hỏi từng câu và ghi kết quả cho bộ chấm điểm."""
    from service.evaluation import run_documents

    settings = _settings(home=home)
    raise typer.Exit(run_documents(settings, docs, questions, predictions, metadata=metadata, home=home))


@feedback_app.command("list")
def feedback_list(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Liệt kê câu hỏi không tìm thấy câu trả lời hoặc có nhận xét chưa tốt."""
    from service.review import lines, listed

    entries = listed(_library_settings(home))
    if as_json:
        _print_json(entries)
    else:
        _print(lines(entries))


@feedback_app.command("export")
def feedback_export(
    out: Annotated[Path, typer.Argument(help="Tệp JSONL để ghi.", metavar="TỆP")], home: HomeOption = None
) -> None:
    """Ghi các câu hỏi đó và các câu đã có nhận xét thành tệp cho “evaluate documents”."""
    from service.review import exported

    settings = _library_settings(home)
    try:
        count = exported(settings, out)
    except OSError as error:
        _fail(f"Không ghi được {out}: {error.strerror}.", BAD_USE)
    typer.echo(f"Đã ghi {count} câu hỏi vào {out}. Trường còn trống (null) cần văn thư điền đáp án.")


def main() -> None:
    """Run the command; a closed pipe (``hoivanban search ... | head``) is not an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Vietnamese must come out whatever the terminal's locale says.
            stream.reconfigure(encoding="utf-8", errors="replace")
    # `status` says whether there is a ranker; an operator who asks a question need not be told each time.
    logging.getLogger("index.rank").setLevel(logging.ERROR)
    try:
        app()
    except BrokenPipeError:
        sys.stdout = None  # nothing can be flushed into a closed pipe at exit
        raise SystemExit(OK) from None


def _settings(**overrides: Any) -> Settings:
    from service.settings import SettingsError, load_settings

    try:
        return load_settings(**overrides)
    except SettingsError as error:
        _fail(str(error), BAD_USE)


def _question(text: str, settings: Settings) -> str:
    from service.desk import QuestionError, clean_question

    try:
        return clean_question(text, settings.max_question_chars)
    except QuestionError as error:
        _fail(str(error), BAD_USE)


def _library_settings(home: Path | None) -> Settings:
    """The settings, when there is a library to work on."""
    settings = _settings(home=home)
    if not (settings.home / "library.sqlite").is_file():
        _fail(f"Chưa có kho tại {settings.home}. Hãy chạy: hoivanban ingest THƯ_MỤC", BAD_USE)
    return settings


def _desk(settings: Settings) -> Desk:
    if not settings.home.is_dir():
        _fail(f"Chưa có kho tại {settings.home}. Hãy chạy: hoivanban ingest THƯ_MỤC", BAD_USE)
    from index.database import LibraryTooNew
    from index.library import WrongModel
    from service.desk import Desk

    try:
        return Desk.open(settings.home, settings.model)
    except (LibraryTooNew, WrongModel) as error:
        _fail(str(error), BAD_USE)


def _need_address(settings: Settings) -> None:
    """Say it in one line when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            where = f"{settings.host}:{settings.port}"
            _fail(f"Không mở được địa chỉ {where}: {error.strerror}. Hãy chọn cổng khác bằng --port.", BAD_USE)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _print(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)


def _print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


if __name__ == "__main__":
    main()
