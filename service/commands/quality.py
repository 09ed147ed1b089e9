"""Commands that measure the answers' quality: ``hoivanban evaluate`` and ``hoivanban feedback``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.shared_options import (
    HomeOption,
    JsonOption,
    fail,
    open_library,
    print_json,
    print_lines,
    require_library,
    settings_of,
)
from service.commands.usage_errors import VietnameseGroup

evaluate_app = typer.Typer(
    cls=VietnameseGroup, help="Đo chất lượng trên bộ câu hỏi có đáp án.", no_args_is_help=True, rich_markup_mode=None
)
feedback_app = typer.Typer(
    cls=VietnameseGroup,
    help="Câu hỏi chưa được trả lời hoặc bị người hỏi chê.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add these commands to the ``hoivanban`` command."""
    app.add_typer(evaluate_app, name="evaluate")
    app.add_typer(feedback_app, name="feedback")


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

    settings = settings_of()
    raise typer.Exit(run_articles(settings, articles, questions, no_accents=no_accents, held_out=held_out, out=out))


@evaluate_app.command("documents")
def evaluate_documents(
    docs: Annotated[Path, typer.Option("--docs", help="Thư mục văn bản.")],
    questions: Annotated[Path | None, typer.Option("--questions", help="Câu hỏi (JSONL).")] = None,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", help="Tệp ghi kết quả từng câu hỏi (JSONL).")
    ] = None,
    metadata: Annotated[Path | None, typer.Option("--metadata", help="Tệp ghi thông tin văn bản (JSONL).")] = None,
    tasks: Annotated[Path | None, typer.Option("--tasks", help="Tệp ghi nhiệm vụ được giao (JSONL).")] = None,
    quotes: Annotated[
        Path | None, typer.Option("--quotes", help="Tệp ghi mọi câu có thể trích kèm dấu hiệu, để huấn luyện (JSONL).")
    ] = None,
    home: Annotated[
        Path | None, typer.Option("--home", help="Giữ kho tại thư mục này để đo lại nhanh; mặc định là kho tạm.")
    ] = None,
) -> None:
    """Nạp một thư mục vào kho tạm, hỏi từng câu và ghi kết quả cho bộ chấm điểm."""
    from service.evaluation import run_documents

    if (questions is None) != (predictions is None):
        fail("--questions và --predictions phải đi cùng nhau: câu hỏi và tệp ghi kết quả.")
    if quotes is not None and predictions is None:
        fail("--quotes cần có câu hỏi: hãy thêm --questions và --predictions.")
    if predictions is None and metadata is None and tasks is None:
        fail("Chưa có gì để ghi: hãy thêm --predictions, --metadata hoặc --tasks.")
    settings = settings_of(home)
    raise typer.Exit(
        run_documents(settings, docs, questions, predictions, metadata=metadata, home=home, tasks=tasks, quotes=quotes)
    )


@feedback_app.command("list")
def feedback_list(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Liệt kê câu hỏi không tìm thấy câu trả lời hoặc có nhận xét chưa tốt."""
    from service.transcripts.feedback import open_questions, terminal_lines

    settings = settings_of(home)
    require_library(settings)
    entries = open_questions(settings)
    if as_json:
        print_json(entries)
    else:
        print_lines(terminal_lines(entries))


@feedback_app.command("export")
def feedback_export(
    out: Annotated[Path, typer.Argument(help="Tệp JSONL để ghi.", metavar="TỆP")], home: HomeOption = None
) -> None:
    """Ghi các câu hỏi đó và các câu đã có nhận xét thành tệp cho “evaluate documents”."""
    from service.access.operator_audit import record_start_and_end
    from service.transcripts.feedback import export_evaluation

    settings = settings_of(home)
    require_library(settings)
    with open_library(settings) as library, record_start_and_end(library, "feedback.export", str(out)) as outcome:
        try:
            count = outcome["questions"] = export_evaluation(settings, out)
        except OSError as error:
            fail(f"Không ghi được {out}: {error.strerror}.")
    typer.echo(f"Đã ghi {count} câu hỏi vào {out}. Trường còn trống (null) cần văn thư điền đáp án.")
