"""Ingestion of files and folders: new files are read, unchanged ones skipped, documents of missing ones withdrawn.

The command line, uploads and watched folders all go through :func:`ingest`.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from index.access_labels import held_back_label
from index.embedding.encoders import Encoder, passage_text
from index.ingestion.folder_scan import ScanResult, scan_paths
from index.ingestion.pending_files import (
    TEMPORARY_CODES,
    PendingFile,
    is_unchanged_container,
    must_read_again,
    pending_file,
    storage_message,
    take_out,
    write_notes,
)
from index.ingestion.records import FileResult, IngestReport, Progress
from index.ingestion.results import published_result
from index.library.library import Library, PublishRequest, SourceFile
from index.library.purged_files import PURGED, purged_files
from index.records import PUBLIC
from index.store import original_files
from index.store.source_files import SourceRow, member_key, path_key
from ingest.read import libreoffice
from ingest.read.containers.expand import is_container
from ingest.reading import RefusedFile
from ingest.run import FileOutcome, Reader, read_files, read_one, reader_version
from ingest.temporary_rooms import remove_left_rooms, temporary_room

MAX_FILE_BYTES = 200 << 20


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
    sees: Sequence[str] | None = None,
    replaces: Sequence[str] | None = None,
) -> IngestReport:
    """Ingest files and folders. ``again`` reads unchanged files anew (after the reader has improved).

    With ``empty_ok`` a folder that had documents and is now empty counts as emptied on purpose. When ``stop`` returns
    true no further file is begun; the next run goes on from there. ``sees``, ``replaces``: :class:`PublishRequest`.
    """
    started = time.monotonic()
    library.use_model(encoder.name, encoder.dimension)
    found = scan_paths(library.sources, [Path(os.path.abspath(path)) for path in paths], empty_ok=empty_ok)
    run = _IngestRun(
        library, encoder, found, access=access, again=again, max_bytes=max_bytes, on_progress=on_progress,
        labels=(None if sees is None else tuple(sees), None if replaces is None else tuple(replaces)),
    )  # fmt: skip
    for problem in found.problems:
        run.add_result(FileResult(problem.path, "refused", code=problem.code, reason=problem.reason))
    remove_left_rooms()
    with temporary_room("members") as room:
        pending = [file for order, path in enumerate(found.files) for file in run.pending_files(path, order, room)]
        run.settle_stamps()
        by_path = {file.path: file for file in run.one_per_content(pending)}
        waiting = takewhile(lambda _: stop is None or not stop(), by_path)
        with (
            libreoffice.convert_in_advance(list(by_path)) as converted,
            contextlib.closing(read_files(waiting, workers=workers, reader=reader, converted=converted)) as outcomes,
        ):
            write_notes(library, converted, by_path.values())
            for outcome in outcomes:
                run.finish_file(by_path[outcome.path], outcome)
    run.settle_versions()
    if stop is None or not stop():
        run.withdraw_missing([*found.gone, *run.members_gone])
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
        labels: tuple[tuple[str, ...] | None, tuple[str, ...] | None],
    ) -> None:
        self.library, self.encoder = library, encoder
        self.access, (self.sees, self.replaces) = access, labels
        self.again, self.max_bytes, self.on_progress = again, max_bytes, on_progress
        self._purged = purged_files(library.engine)
        self.total = len(found.files) + len(found.problems)
        self.results: list[FileResult] = []
        #: Known files, and known members of containers, that are missing; a file whose bytes are elsewhere was moved.
        self.gone = frozenset(found.gone)
        self.members_gone: list[str] = []
        self._stamps: list[tuple[str, str]] = []
        self._published_versions: dict[str, list[tuple[int, int]]] = {}
        self._twins: dict[str, list[PendingFile]] = {}

    def add_result(self, result: FileResult) -> None:
        self.results.append(result)
        if self.on_progress is not None:
            self.on_progress(Progress(len(self.results), max(self.total, len(self.results)), result))

    def pending_files(self, path: Path, order: int, room: Path) -> Iterator[PendingFile]:
        """The file if it must be read; of a container the members that must be, taken out into ``room``."""
        known = self.library.sources.members(path_key(path))
        if is_unchanged_container(path, known) and not any(must_read_again(row, self.again) for row in known.values()):
            for row in known.values():
                self._report_unchanged(row)
            return
        file = self.pending_file(path, order)
        if file is None:
            return
        members = self._members(file, known, room) if is_container(path) else [file]
        yield from (member for member in members if not self._is_known(member, known.get(member.key)))

    def _is_known(self, pending: PendingFile, before: SourceRow | None) -> bool:
        """True for a file whose bytes need not or must not be read, which is reported here."""
        if purged := self._purged.find(pending.sha256, self.sees):
            # The plain digest would say which file it was.
            marked = replace(pending, sha256=purged.mark)
            self._refuse(marked, PURGED, purged.reason(in_folder=self.sees is None))
            return True
        if before is None or before.sha256 != pending.sha256 or must_read_again(before, self.again):
            return not self.again and self._adopt(pending)
        self._stamps.append((pending.key, pending.stamp))
        self._report_unchanged(before)
        return True

    def _members(self, container: PendingFile, known: Mapping[str, SourceRow], room: Path) -> list[PendingFile]:
        """The files of a container; refused ones are reported here, and those noted that it no longer holds."""
        try:
            members, refused = take_out(container, room)
        except (RefusedFile, OSError) as error:
            told = error if isinstance(error, RefusedFile) else RefusedFile("storage", storage_message(error))
            self._refuse(container, told.code, told.reason)
            return []
        self.total += len(members) + len(refused) - 1
        locked = [replace(container, key=member_key(container.key, one.name)) for one in refused]
        for place, one in zip(locked, refused, strict=True):
            self._refuse(place, one.code, one.reason)
        present = {member.key for member in (*members, *locked)}
        self.members_gone += [key for key in known if key not in present]
        if self.library.sources.get(container.key) is not None:
            # It was refused once, or was no container: it has no row of its own any more.
            self.withdraw_missing([container.key])
        return members

    def pending_file(self, path: Path, order: int) -> PendingFile | None:
        """The file if it must be read; None when it is unchanged or cannot be read, which is reported here."""
        key = path_key(path)
        known = self.library.sources.get(key)
        try:
            stamp = original_files.file_stamp(path)
            if int(stamp.split(":")[0]) > self.max_bytes:
                limit = self.max_bytes >> 20
                self._refuse(pending_file(path, "", stamp), "too_large", f"Tệp lớn hơn giới hạn {limit} MB.")
                return None
            if known is not None and known.stamp == stamp and not must_read_again(known, self.again):
                self._report_unchanged(known)
                return None
            sha256 = original_files.sha256_of(path)
        except OSError as error:
            self._refuse(pending_file(path, "", ""), "unreadable", f"Không đọc được tệp: {error.strerror or error}.")
            return None
        stamp = stamp if original_files.is_settled(stamp) else ""
        if known is not None and known.sha256 == sha256 and not must_read_again(known, self.again):
            self._stamps.append((key, stamp))
            self._report_unchanged(known)
            return None
        return pending_file(path, sha256, stamp, order)

    def _adopt(self, pending: PendingFile) -> bool:
        """Record a file whose bytes the library has: it was moved or copied. Returns whether there was one."""
        if not self.library.files.has(pending.sha256):
            return False
        source = SourceFile(pending.key, pending.stamp, reader_version())
        try:
            published = self.library.adopt_file(source, pending.sha256, self.sees)
        except DatabaseError as error:
            self._refuse(pending, "storage", storage_message(error))
            return True
        if published is not None:
            self.add_result(published_result(self.library, pending, published, self.gone))
        return published is not None

    def _report_unchanged(self, known: SourceRow) -> None:
        if known.code is not None:
            self.add_result(FileResult(known.path, "refused", code=known.code, reason=known.reason))
        else:
            self.add_result(FileResult(known.path, "unchanged", known.document_id))

    def settle_stamps(self) -> None:
        """Store the new times of files that were touched but not changed, so that they are not hashed again."""
        if self._stamps:
            self.library.sources.update_stamps(self._stamps)

    def one_per_content(self, pending: list[PendingFile]) -> list[PendingFile]:
        """One file of each content; its twins in the same run are not read a second time."""
        chosen: dict[str, PendingFile] = {}
        for file in pending:
            if file.sha256 in chosen:
                self._twins.setdefault(file.sha256, []).append(file)
            else:
                chosen[file.sha256] = file
        return list(chosen.values())

    def finish_file(self, pending: PendingFile, outcome: FileOutcome) -> None:
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
                self._refuse(file, "storage", storage_message(error))
            return
        if kept != outcome.document.sha256:
            for file in (pending, *twins):
                self._refuse(file, "unreadable", "Tệp đang được ghi khi đọc; lần chạy sau sẽ đọc lại.")
            return
        document = replace(outcome.document, file_name=pending.name)
        # Lists of persons wait for a clerk's approval: they are in the library, but in no search.
        access = held_back_label(self.access) if document.held_back else self.access
        vectors = self.encoder.embed_passages([passage_text(passage) for passage in document.passages])
        for file in (pending, *twins):
            source = SourceFile(file.key, file.stamp, reader_version())
            reread = self.again and file is pending
            try:
                self._publish(file, PublishRequest(document, vectors, source, access, reread, self.sees, self.replaces))
            except UnicodeEncodeError:
                self._refuse(file, "damaged", "Lớp chữ của tệp có ký tự không hợp lệ. Hãy xuất lại tệp rồi thử lại.")
            except DatabaseError as error:
                self._refuse(file, "storage", storage_message(error))

    def _store_original(self, pending: PendingFile) -> str | None:
        """Copy the file into the library and return its hash; None when it is gone meanwhile."""
        try:
            return self.library.files.store(pending.path)
        except FileNotFoundError:
            return None

    def _publish(self, pending: PendingFile, item: PublishRequest) -> None:
        published = self.library.publish_many([item])[0]
        if published.outcome in ("new", "version", "restored"):
            self._published_versions.setdefault(published.document_id, []).append((pending.order, published.version_id))
        self.add_result(published_result(self.library, pending, published, self.gone, item.document))

    def settle_versions(self) -> None:
        """Make the last of several files for one document the one that answers, whichever was read first."""
        for document_id, made in self._published_versions.items():
            if len(made) > 1:
                self.library.choose_version(document_id, max(made)[1])

    def _refuse(self, pending: PendingFile, code: str, reason: str) -> None:
        key = pending.key
        # A share that is down for a moment must not withdraw its documents.
        if code not in TEMPORARY_CODES:
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
