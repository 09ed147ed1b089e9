"""``hoivanban ingest``: ingests files and folders, with a progress bar and a report of every file."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from index.derived.sync import Indexes
from index.embedding.encoders import load
from index.embedding.transformer import TransformerEncoder, deep_encoder
from index.ingestion.deep_embedding import embed_unread, only_embedder
from index.ingestion.ingest import ingest
from index.ingestion.records import FileResult, IngestReport, Progress
from index.library.library import Library
from index.records import PUBLIC
from index.store.source_files import shown_name
from service.access.operator_audit import record_start_and_end
from service.documents.job_names import FILE_RESULTS
from service.documents.reader_options import reader_for

if TYPE_CHECKING:
    from service.settings import Settings


def run_ingest(
    settings: Settings,
    paths: Sequence[Path],
    *,
    as_json: bool,
    empty_ok: bool = False,
    again: bool = False,
    access: str = PUBLIC,
    deep: bool = True,
) -> int:
    """Ingest ``paths`` and print the report; return the exit code."""
    missing = [path for path in paths if not path.exists()]
    if missing and len(missing) == len(paths):
        typer.echo("Không có tệp hoặc thư mục: " + ", ".join(str(path) for path in missing), err=True)
        return 2
    named = ", ".join(str(path) for path in paths)
    with (
        ExitStack() as stack,
        Library.open(settings.home, settings.library_url) as library,
        record_start_and_end(library, "library.ingest", named, access=access) as outcome,
    ):
        report = ingest_paths(
            settings, paths, progress_bar(stack), empty_ok=empty_ok, again=again, access=access, deep=deep
        )
        outcome |= Counter(str(file.result) for file in report.files)
    if as_json:
        data = {"seconds": round(report.seconds, 2), "change": report.change}
        files = [dataclasses.asdict(file) for file in report.files]
        typer.echo(json.dumps({**data, "files": files}, ensure_ascii=False, indent=1))
    else:
        for line in _report_lines(report):
            typer.echo(line)
    kept = sum(report.count(result) for result in ("indexed", "unchanged", "duplicate", "moved", "held", "withdrawn"))
    return 0 if kept or not report.files else 1


def ingest_paths(
    settings: Settings,
    paths: Sequence[Path],
    on_progress: Callable[[Progress], None] | None = None,
    *,
    empty_ok: bool = False,
    again: bool = False,
    access: str = PUBLIC,
    deep: bool = True,
) -> IngestReport:
    """Ingest files and folders into the library under ``settings.home`` and bring its indexes up to date.

    With ``again`` unchanged files are read anew; with ``deep`` the deep vectors are made before it ends.
    """
    encoder, transformer = load(settings.model), deep_encoder(settings.model, os.cpu_count() or 1)
    with Library.open(settings.home, settings.library_url) as library:
        report = ingest(
            library,
            encoder,
            paths,
            on_progress,
            workers=settings.workers,
            max_bytes=settings.max_file_mb << 20,
            empty_ok=empty_ok,
            again=again,
            access=access,
            reader=reader_for(settings, paths, alone=True),
        )
        if deep and transformer is not None:
            make_deep_vectors(library, transformer)
        Indexes.open(settings.home, library, transformer.model if transformer else None)
    return report


def make_deep_vectors(library: Library, transformer: TransformerEncoder) -> None:
    """Embed what has no deep vector yet, with a progress bar; left to a service that is doing so already."""
    with ExitStack() as stack, only_embedder(library.home) as alone:
        if alone:
            embed_unread(library, transformer, passage_bar(stack))


def progress_bar(stack: ExitStack) -> Callable[[Progress], None] | None:
    """A progress bar on the terminal; None if standard error is no terminal."""
    if not sys.stderr.isatty():
        return None
    update = _terminal_bar(stack)

    def show(progress: Progress) -> None:
        update(progress.done, progress.total, shown_name(progress.last.path))

    return show


def passage_bar(stack: ExitStack) -> Callable[[int, int], None]:
    """A progress bar of passages that get deep vectors; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None
    update = _terminal_bar(stack)
    return lambda done, total: update(done, total, "đoạn có véc-tơ nghĩa")


def _terminal_bar(stack: ExitStack) -> Callable[[int, int, str], None]:
    """A bar on the terminal, to be told of what is done, of the whole, and what it is."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    bar = stack.enter_context(Bar(*columns, console=Console(stderr=True), transient=True))
    task = bar.add_task("", total=None)

    def update(done: int, total: int, description: str) -> None:
        bar.update(task, completed=done, total=total, description=description)

    return update


def _report_lines(report: IngestReport) -> list[str]:
    lines = [file_line(file) for file in report.files if file.result != "unchanged"]
    counts = ", ".join(
        f"{report.count(result)} {label}" for result, label in FILE_RESULTS.items() if report.count(result)
    )
    return [*lines, f"Tổng cộng {len(report.files)} tệp: {counts or 'không có tệp nào'} ({report.seconds:.1f} giây)."]


def file_line(file: FileResult) -> str:
    line = f"{FILE_RESULTS[file.result]}: {shown_name(file.path)}"
    if file.result == "indexed":
        line += f" ({file.passages} đoạn)"
    return line + (f" – {file.reason}" if file.reason else "")
