"""``hoivanban ingest``: files and folders into the library, with a progress bar and a report of every file."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from index.embed import load
from index.ingestion import FileResult, Progress, Report, Result, ingest
from index.library import Library
from index.sync import Indexes
from ingest.run import Reader, read_one

if TYPE_CHECKING:
    from ingest.records import Document
    from service.settings import Settings

#: Lists the files of a sample library, beside its folder of documents or in it (``corpus/manifest.jsonl``).
MANIFEST = "manifest.jsonl"

#: How each outcome is called, in the order of the report.
RESULTS: dict[Result, str] = {
    "indexed": "đã nạp",
    "unchanged": "không đổi",
    "duplicate": "trùng",
    "moved": "đã chuyển chỗ",
    "held": "chờ duyệt",
    "withdrawn": "thôi trả lời",
    "refused": "không nhận",
}


def run(settings: Settings, paths: Sequence[Path], *, as_json: bool, empty_ok: bool = False) -> int:
    """Take ``paths`` in and print the report; return the exit code."""
    missing = [path for path in paths if not path.exists()]
    if missing and len(missing) == len(paths):
        typer.echo("Không có tệp hoặc thư mục: " + ", ".join(str(path) for path in missing), err=True)
        return 2
    with ExitStack() as stack:
        report = take_in(settings, paths, progress_bar(stack), empty_ok=empty_ok)
    if as_json:
        data = {"seconds": round(report.seconds, 2), "change": report.change}
        files = [dataclasses.asdict(file) for file in report.files]
        typer.echo(json.dumps({**data, "files": files}, ensure_ascii=False, indent=1))
    else:
        for line in _lines(report):
            typer.echo(line)
    kept = sum(report.count(result) for result in ("indexed", "unchanged", "duplicate", "moved", "held", "withdrawn"))
    return 0 if kept or not report.files else 1


def take_in(
    settings: Settings,
    paths: Sequence[Path],
    on_progress: Callable[[Progress], None] | None = None,
    *,
    empty_ok: bool = False,
) -> Report:
    """Take files and folders into the library under ``settings.home`` and bring its indexes up to date."""
    encoder = load(settings.model)
    with Library.open(settings.home) as library:
        report = ingest(
            library,
            encoder,
            paths,
            on_progress,
            workers=settings.workers,
            max_bytes=settings.max_file_mb << 20,
            empty_ok=empty_ok,
            reader=reader_for(settings, paths),
        )
        Indexes.open(settings.home, library)
    return report


def reader_for(settings: Settings, paths: Sequence[Path]) -> Reader:
    """How files are read, whichever way they come in: OCR as set, samples marked as their manifest says."""
    return partial(_read, ocr=settings.ocr, samples=_samples(paths))


def _read(path: Path, *, ocr: bool, samples: frozenset[str]) -> Document:
    """What the reading processes run: a document whose file the manifest calls a sample is marked as one."""
    if ocr:
        document = read_one(path)
    else:
        from ingest.document import read_document

        document = read_document(path, ocr=False)
    if document.sha256 not in samples:
        return document
    return dataclasses.replace(document, metadata=dataclasses.replace(document.metadata, is_sample=True))


def _samples(paths: Sequence[Path]) -> frozenset[str]:
    """SHA-256 of the files that a manifest near ``paths`` calls samples."""
    folders = {folder for path in paths for folder in (path.resolve(), *path.resolve().parents[:2])}
    found: set[str] = set()
    for manifest in sorted(folder / MANIFEST for folder in folders):
        if not manifest.is_file():
            continue
        for line in manifest.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue  # somebody else's file of the same name
            if isinstance(entry, dict) and entry.get("sample") is True and isinstance(entry.get("sha256"), str):
                found.add(entry["sha256"])
    return frozenset(found)


def progress_bar(stack: ExitStack) -> Callable[[Progress], None] | None:
    """A progress bar on the terminal; nothing when the output goes elsewhere."""
    if not sys.stderr.isatty():
        return None
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    bar = stack.enter_context(Bar(*columns, console=Console(stderr=True), transient=True))
    task = bar.add_task("", total=None)

    def show(progress: Progress) -> None:
        bar.update(task, completed=progress.done, total=progress.total, description=Path(progress.last.path).name)

    return show


def _lines(report: Report) -> list[str]:
    lines = [file_line(file) for file in report.files if file.result != "unchanged"]
    counts = ", ".join(f"{report.count(result)} {label}" for result, label in RESULTS.items() if report.count(result))
    return [*lines, f"Tổng cộng {len(report.files)} tệp: {counts or 'không có tệp nào'} ({report.seconds:.1f} giây)."]


def file_line(file: FileResult) -> str:
    line = f"{RESULTS[file.result]}: {Path(file.path).name}"
    if file.result == "indexed":
        line += f" ({file.passages} đoạn)"
    return line + (f" – {file.reason}" if file.reason else "")
