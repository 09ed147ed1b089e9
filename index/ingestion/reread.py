"""Documents read again from the library's own copies, and documents whose file is replaced by a better one.

Neither asks where the files came from: an upload's folder is gone, and a clerk chooses documents, not paths.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.access_labels import held_back_label, released_label
from index.embedding.encoders import Encoder, passage_text
from index.ingestion.pending_files import write_known_cuts
from index.ingestion.records import FileResult, Progress
from index.library.library import Library, PublishRequest, SourceFile
from index.library.purged_files import PURGED, purged_files
from index.records import PUBLIC, StoredDocument
from index.store.original_files import sha256_of
from index.store.source_files import path_key
from ingest.read import libreoffice
from ingest.records import Document
from ingest.run import FileOutcome, Reader, read_files, reader_version
from ingest.temporary_rooms import temporary_room

MISSING = "Kho không còn tệp gốc của văn bản này; hãy gửi lại tệp."
IN_PACKET = "Văn bản này được gửi trong một gói có thông tin đi kèm; hãy nạp lại cả gói."
#: What the packet said of the file is in no copy of the file.
_ENVELOPE = "envelope"


@dataclass(frozen=True, slots=True)
class _Item:
    """A file to read for a document: where it lies, and the source that its version is recorded under."""

    document: StoredDocument
    path: Path
    name: str
    source: SourceFile | None
    again: bool


def reread_documents(
    library: Library,
    encoder: Encoder,
    document_ids: Sequence[str],
    on_progress: Callable[[Progress], None],
    *,
    workers: int | None = None,
    reader: Reader,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Read documents again from the library's copies; each gets a new version, and what a clerk gave stays."""
    library.use_model(encoder.name, encoder.dimension)
    with temporary_room("reread") as room:
        items, results = [], []
        for number, document in enumerate(library.documents_by_id(document_ids).values()):
            path = library.file_path(document.sha256)
            if _ENVELOPE in document.metadata.sources.values():
                results.append(FileResult(document.file_name, "refused", document.id, "in_packet", IN_PACKET))
            elif path is None:
                results.append(FileResult(document.file_name, "refused", document.id, "original_missing", MISSING))
            else:
                items.append(_copied(library, document, path, room / str(number)))
        _read(library, encoder, items, results, on_progress, workers=workers, reader=reader, stop=stop)


def replace_file(
    library: Library,
    encoder: Encoder,
    document_id: str,
    path: Path,
    on_progress: Callable[[Progress], None],
    *,
    reader: Reader,
) -> None:
    """Read a file as the next version of a document, whatever its head says; what a clerk gave stays."""
    library.use_model(encoder.name, encoder.dimension)
    document = library.document(document_id)
    if document is None:
        return
    sender = (PUBLIC, released_label(document.access))
    if purged := purged_files(library.engine).find(sha256_of(path), sender):
        reason = purged.reason(in_folder=False)
        on_progress(Progress(1, 1, FileResult(path.name, "refused", document_id, PURGED, reason)))
        return
    source = SourceFile(path_key(path), "", reader_version())
    item = _Item(document, path, path.name, source, again=False)
    _read(library, encoder, [item], [], on_progress, workers=1, reader=reader, stop=lambda: False)


def _copied(library: Library, document: StoredDocument, path: Path, folder: Path) -> _Item:
    """The library's copy under the name that it came with, by whose ending some kinds are told."""
    folder.mkdir()
    target = folder / Path(document.file_name).name
    shutil.copyfile(path, target)
    rows = library.sources.document_sources(document.id).values()
    known = next((row for row in rows if row.sha256 == document.sha256), None)
    source = None if known is None else SourceFile(known.path, known.stamp, reader_version())
    return _Item(document, target, document.file_name, source, again=True)


def _read(
    library: Library,
    encoder: Encoder,
    items: Sequence[_Item],
    results: list[FileResult],
    on_progress: Callable[[Progress], None],
    *,
    workers: int | None,
    reader: Reader,
    stop: Callable[[], bool],
) -> None:
    """Read and publish the items; every file gives one result."""
    total = len(items) + len(results)
    for done, result in enumerate(results, start=1):
        on_progress(Progress(done, total, result))
    by_path = {item.path: item for item in items}
    waiting = (path for path in by_path if not stop())
    with (
        libreoffice.convert_in_advance(list(by_path)) as converted,
        contextlib.closing(read_files(waiting, workers=workers, reader=reader, converted=converted)) as outcomes,
    ):
        write_known_cuts(library, converted, {item.path: item.document.sha256 for item in items if item.again})
        for done, outcome in enumerate(outcomes, start=len(results) + 1):
            on_progress(Progress(done, total, _published(library, encoder, by_path[outcome.path], outcome)))


def _published(library: Library, encoder: Encoder, item: _Item, outcome: FileOutcome) -> FileResult:
    if outcome.document is None:
        reason = outcome.reason or "Không đọc được tệp."
        return FileResult(item.name, "refused", item.document.id, outcome.code or "damaged", reason)
    if not item.again:
        library.files.store(item.path)
    vectors = encoder.embed_passages([passage_text(passage) for passage in outcome.document.passages])
    request = PublishRequest(
        _as_known(outcome.document, item), vectors, item.source, _label(item.document, outcome.document),
        reread=item.again, target=item.document.id,
    )  # fmt: skip
    published = library.publish_many([request])[0]
    count = len(outcome.document.passages)
    return FileResult(item.name, "indexed", published.document_id, version=published.version, passages=count)


def _as_known(read: Document, item: _Item) -> Document:
    """The document under its name, still a sample if it was one."""
    sample = item.document.metadata.is_sample and item.again
    return replace(
        read, file_name=item.name, metadata=replace(read.metadata, is_sample=read.metadata.is_sample or sample)
    )


def _label(known: StoredDocument, read: Document) -> str:
    access = released_label(known.access)
    return held_back_label(access) if read.held_back else access
