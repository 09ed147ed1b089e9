"""The reader of files, the same for commands, uploads and watched folders: OCR as set, samples marked by a manifest.

Every reading process imports this module, so it imports nothing else than they need (in
``service.documents.ingest_command`` it cost each new process 0.6 s of CPU before its first page).
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.read.context import OcrPlaces, ReadingContext
from ingest.run import Reader, read_one

if TYPE_CHECKING:
    from ingest.records import Document
    from service.settings import Settings

#: The list of files of a sample library, in its folder of documents or beside it (``corpus/manifest.jsonl``).
MANIFEST = "manifest.jsonl"
#: Where the processes that recognise pages take turns, under the library's home.
PLACES = "ocr"


def reader_for(settings: Settings, paths: Sequence[Path], *, alone: bool = False, every_page: bool = False) -> Reader:
    """The reader for these paths, to be sent to the reading processes.

    ``alone`` is for commands: unless set otherwise they recognise as many pages at once as they have processes, while
    the service leaves a core to the questions. ``every_page`` recognises all pages, also where the setting is off.
    """
    preset = settings.workers if alone else max(1, (os.cpu_count() or 1) - 1)
    places = OcrPlaces(settings.home / PLACES, settings.ocr_at_once or preset)
    chosen = places if settings.ocr or every_page else None
    return partial(_read_marking_samples, places=chosen, samples=_sample_digests(paths), every_page=every_page)


def _read_marking_samples(
    path: Path, context: ReadingContext, *, places: OcrPlaces | None, samples: frozenset[str], every_page: bool = False
) -> Document:
    """The document in a file, marked as a sample if the manifest says so. Run by the reading processes.

    Without places nothing is recognised.
    """
    document = read_one(
        path, dataclasses.replace(context, ocr=places is not None, ocr_places=places, every_page=every_page)
    )
    if document.sha256 not in samples:
        return document
    return dataclasses.replace(document, metadata=dataclasses.replace(document.metadata, is_sample=True))


def _sample_digests(paths: Sequence[Path]) -> frozenset[str]:
    """SHA-256 of the files that a manifest near ``paths`` marks as samples."""
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
