"""Ingestion of files and folders: new files are read, unchanged ones skipped, documents of missing ones withdrawn.

The command line, uploads and watched folders all go through :func:`ingest`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from index.access_labels import held_back_label, is_held_back
from index.embedding.encoders import Encoder, passage_text
from index.ingestion.folder_scan import ScanResult, scan_paths
from index.ingestion.records import FileResult, IngestReport, Progress, Result
from index.library.library import Library, PublishRequest, PublishResult, SourceFile
from index.records import PUBLIC
from index.store import original_files
from index.store.source_files import SourceRow, path_key
from ingest.coverage.coverage_warnings import unread_parts
from ingest.read import libreoffice
from ingest.records import Document
from ingest.run import FileOutcome, Reader, read_files, read_one, reader_version

MAX_FILE_BYTES = 200 << 20
#: Codes of refusals that have their cause outside the file: the next run tries again.
_TEMPORARY_CODES = frozenset({"missing_tool", "timeout", "unreadable", "storage", "emptied"})


@dataclass(frozen=True, slots=True)
class _PendingFile:
    path: Path
    sha256: str
    stamp: str
    #: Position among the given paths: of two files for one document the later one answers, whichever is read first.
    order: int = 0


def ingest(  # noqa: PLR0913 - the options are independent, keyword-only, and each has its default
    library: Library,
    encoder: Encoder,
    paths: Iterable[Path],
    on_progress: Callable[[Progress], None] | None = None,
    *,
    workers: int | None = None,
    access: str = PUBLIC,
    again: bool = False,
    max_bytes: int = MAX_FILE_BYTES,
    empty_ok: bool = False,
    stop: Callable[[], bool] | None = None,
    reader: Reader = read_one,
) -> IngestReport:
    """Ingest files and folders. ``again`` reads unchanged files anew (after the reader has improved).

    With ``empty_ok`` a folder that had documents and is now empty counts as emptied on purpose. When ``stop``
    returns true no further file is begun; the next run goes on from there.
    """
    started = time.monotonic()
    library.use_model(encoder.name, encoder.dimension)
    found = scan_paths(library.sources, [Path(os.path.abspath(path)) for path in paths], empty_ok=empty_ok)
    run = _IngestRun(library, encoder, found, access=access, again=again, max_bytes=max_bytes, on_progress=on_progress)
    for problem in found.problems:
        run.add_result(FileResult(problem.path, "refused", code=problem.code, reason=problem.reason))
    pending = [file for order, path in enumerate(found.files) if (file := run.pending_file(path, order)) is not None]
    run.settle_stamps()
    by_path = {file.path: file for file in run.one_per_content(pending)}
    waiting = takewhile(lambda _: stop is None or not stop(), by_path)
    with (
        libreoffice.convert_in_advance(list(by_path)) as converted,
        contextlib.closing(read_files(waiting, workers=workers, reader=reader, converted=converted)) as outcomes,
    ):
        for outcome in outcomes:
            run.finish_file(by_path[outcome.path], outcome)
    run.settle_versions()
    if stop is None or not stop():
        run.withdraw_missing(found.gone)
    return IngestReport(tuple(run.results), time.monotonic() - started, library.change)


class _IngestRun:
    """One call of :func:`ingest`: its options, and the results so far."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        found: ScanResult,
        *,
        access: str,
        again: bool,
        max_bytes: int,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.library = library
        self.encoder = encoder
        self.access = access
        self.again = again
        self.max_bytes = max_bytes
        self.on_progress = on_progress
        self.total = len(found.files) + len(found.problems)
        self.results: list[FileResult] = []
        #: Known files that are missing; one whose bytes are found elsewhere was moved.
        self.gone = frozenset(found.gone)
        self._stamps: list[tuple[str, str]] = []
        self._published_versions: dict[str, list[tuple[int, int]]] = {}
        self._twins: dict[str, list[_PendingFile]] = {}

    def add_result(self, result: FileResult) -> None:
        self.results.append(result)
        if self.on_progress is not None:
            self.on_progress(Progress(len(self.results), max(self.total, len(self.results)), result))

    def pending_file(self, path: Path, order: int) -> _PendingFile | None:
        """The file if it must be read; None when it is unchanged or cannot be read, which is reported here."""
        key = path_key(path)
        known = self.library.sources.get(key)
        try:
            stamp = original_files.file_stamp(path)
            if int(stamp.split(":")[0]) > self.max_bytes:
                limit = self.max_bytes >> 20
                self._refuse(_PendingFile(path, "", stamp), "too_large", f"Tệp lớn hơn giới hạn {limit} MB.")
                return None
            if known is not None and known.stamp == stamp and not self._must_read_again(known):
                self._report_unchanged(known)
                return None
            sha256 = original_files.sha256_of(path)
        except OSError as error:
            self._refuse(_PendingFile(path, "", ""), "unreadable", f"Không đọc được tệp: {error.strerror or error}.")
            return None
        stamp = stamp if original_files.is_settled(stamp) else ""
        if known is not None and known.sha256 == sha256 and not self._must_read_again(known):
            self._stamps.append((key, stamp))
            self._report_unchanged(known)
            return None
        pending = _PendingFile(path, sha256, stamp, order)
        return None if not self.again and self._adopt(pending) else pending

    def _adopt(self, pending: _PendingFile) -> bool:
        """Record a file whose bytes the library has: it was moved or copied. Returns whether there was one."""
        if not self.library.files.has(pending.sha256):
            return False
        source = SourceFile(path_key(pending.path), pending.stamp, reader_version())
        try:
            published = self.library.adopt_file(source, pending.sha256)
        except DatabaseError as error:
            self._refuse(pending, "storage", _storage_message(error))
            return True
        if published is not None:
            self._report_published(pending, published)
        return published is not None

    def _must_read_again(self, known: SourceRow) -> bool:
        """True if an unchanged file must be read all the same."""
        if known.code is not None:
            return known.code in _TEMPORARY_CODES or known.reader != reader_version()
        return self.again

    def _report_unchanged(self, known: SourceRow) -> None:
        if known.code is not None:
            self.add_result(FileResult(known.path, "refused", code=known.code, reason=known.reason))
        else:
            self.add_result(FileResult(known.path, "unchanged", known.document_id))

    def settle_stamps(self) -> None:
        """Store the new times of files that were touched but not changed, so that they are not hashed again."""
        if self._stamps:
            self.library.sources.update_stamps(self._stamps)

    def one_per_content(self, pending: list[_PendingFile]) -> list[_PendingFile]:
        """One file of each content; its twins in the same run are not read a second time."""
        chosen: dict[str, _PendingFile] = {}
        for file in pending:
            if file.sha256 in chosen:
                self._twins.setdefault(file.sha256, []).append(file)
            else:
                chosen[file.sha256] = file
        return list(chosen.values())

    def finish_file(self, pending: _PendingFile, outcome: FileOutcome) -> None:
        """Publish a file that was read, or record its refusal; then the same for its twins."""
        twins = self._twins.pop(pending.sha256, [])
        if outcome.document is None:
            for file in (pending, *twins):
                self._refuse(file, outcome.code or "damaged", outcome.reason or "Không đọc được tệp.")
            return
        try:
            kept = self._store_original(pending)
        except OSError as error:
            for file in (pending, *twins):
                self._refuse(file, "storage", _storage_message(error))
            return
        if kept != outcome.document.sha256:
            for file in (pending, *twins):
                self._refuse(file, "unreadable", "Tệp đang được ghi khi đọc; lần chạy sau sẽ đọc lại.")
            return
        document = replace(outcome.document, file_name=_display_name(pending.path))
        # Lists of persons wait for a clerk's approval: they are in the library, but in no search.
        access = held_back_label(self.access) if document.held_back else self.access
        vectors = self.encoder.embed_passages([passage_text(passage) for passage in document.passages])
        for file in (pending, *twins):
            source = SourceFile(path_key(file.path), file.stamp, reader_version())
            reread = self.again and file is pending
            try:
                self._publish(file, PublishRequest(document, vectors, source, access, reread))
            except UnicodeEncodeError:
                self._refuse(file, "damaged", "Lớp chữ của tệp có ký tự không hợp lệ. Hãy xuất lại tệp rồi thử lại.")
            except DatabaseError as error:
                self._refuse(file, "storage", _storage_message(error))

    def _store_original(self, pending: _PendingFile) -> str | None:
        """Copy the file into the library and return its hash; None when it is gone meanwhile."""
        try:
            return self.library.files.store(pending.path)
        except FileNotFoundError:
            return None

    def _publish(self, pending: _PendingFile, item: PublishRequest) -> None:
        published = self.library.publish_many([item])[0]
        if published.outcome in ("new", "version", "restored"):
            self._published_versions.setdefault(published.document_id, []).append((pending.order, published.version_id))
        self._report_published(pending, published, item.document)

    def _report_published(
        self, pending: _PendingFile, published: PublishResult, document: Document | None = None
    ) -> None:
        key = path_key(pending.path)
        result: Result = "indexed"
        reason = None
        passages = len(document.passages) if document is not None else 0
        held_back = document.held_back if document is not None else None
        if held_back and self._awaits_approval(published.document_id):
            result, reason = "held", held_back
        elif published.outcome == "duplicate":
            result, reason = "duplicate", "trùng nội dung với văn bản đã có"
            sources = self.library.sources.document_sources(published.document_id).values()
            others = sorted(row.path for row in sources if row.sha256 == pending.sha256 and row.path != key)
            before = [path for path in others if path in self.gone]
            if before:
                result, reason = "moved", f"được chuyển từ {before[0]}; nội dung không đổi"
            elif others:
                reason = f"trùng nội dung với {others[0]}"
        elif published.outcome == "version":
            reason = f"là bản {published.version} của văn bản đã có (cùng số, ký hiệu, cơ quan và ngày ban hành)"
        elif published.outcome == "restored":
            reason = "văn bản từng rời thư mục nay trở lại và được dùng để trả lời"
        if document is not None and result in ("indexed", "held"):
            reason = " ".join(filter(None, (reason, *unread_parts(document)))) or None
        self.add_result(
            FileResult(key, result, published.document_id, reason=reason, version=published.version, passages=passages)
        )

    def _awaits_approval(self, document_id: str) -> bool:
        """True if a clerk has still to approve the document."""
        document = self.library.document(document_id)
        return document is not None and is_held_back(document.access)

    def settle_versions(self) -> None:
        """Make the last of several files for one document the one that answers, whichever was read first."""
        for document_id, made in self._published_versions.items():
            if len(made) > 1:
                self.library.choose_version(document_id, max(made)[1])

    def _refuse(self, pending: _PendingFile, code: str, reason: str) -> None:
        key = path_key(pending.path)
        # A share that is down for a moment must not withdraw its documents.
        if code not in _TEMPORARY_CODES:
            refused = SourceRow(key, pending.sha256, pending.stamp, None, reader_version(), code, reason)
            self.library.record_refusal(refused)
        self.add_result(FileResult(key, "refused", code=code, reason=reason))

    def withdraw_missing(self, gone: list[str]) -> None:
        """Forget missing files: their documents stop answering unless another file holds them."""
        if not gone:
            return
        sources = {path: self.library.sources.get(path) for path in gone}
        withdrawn = set(self.library.forget_sources(gone, "tệp không còn trong thư mục"))
        for path, source in sources.items():
            if source is not None and source.document_id in withdrawn:
                reason = "Tệp không còn trong thư mục; văn bản thôi được dùng để trả lời."
                self.add_result(FileResult(path, "withdrawn", source.document_id, reason=reason))


def _storage_message(error: Exception) -> str:
    """The Vietnamese reason why the library could not store a file."""
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT) or "full" in str(error):
        return "Đĩa chứa kho đã đầy nên chưa nạp được tệp. Hãy giải phóng dung lượng rồi chạy lại."
    if number in (errno.EROFS, errno.EACCES, errno.EPERM) or "readonly" in str(error):
        return "Kho không cho ghi nên chưa nạp được tệp. Hãy kiểm tra quyền ghi của thư mục kho rồi chạy lại."
    return f"Không ghi được vào kho ({type(error).__name__}); chưa nạp được tệp. Hãy thử chạy lại."


def _display_name(path: Path) -> str:
    """A file's name for display: NFC, with bytes that are not text escaped."""
    return unicodedata.normalize("NFC", path_key(Path(path.name)))
