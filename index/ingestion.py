"""Files and folders into the library: what is new is read, what is unchanged does no work, what left is withdrawn.

The same path is taken by the command line, by uploads and by watched folders.
"""

from __future__ import annotations

import os
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from index import files
from index.embed import Encoder, passage_text
from index.library import Incoming, Library, SourceFile
from index.records import PUBLIC
from index.sources import Source, path_key
from ingest.run import FileOutcome, Reader, read_files, read_one, reader_version

Result = Literal["indexed", "unchanged", "duplicate", "refused", "withdrawn"]

MAX_FILE_BYTES = 200 << 20
#: Refusals that say nothing about the file itself: the next run tries again.
_PASSING = frozenset({"missing_tool", "timeout", "unreadable"})
#: A file touched less than this before it was hashed may change again within the clock's grain.
_SETTLED_SECONDS = 2.0
#: What editors, systems and half-finished copies leave in folders; never documents.
_IGNORED_ENDINGS = (".tmp", ".part", ".crdownload", "~")
_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file. ``reason`` is Vietnamese: why refused, what it duplicates, why withdrawn."""

    path: str
    result: Result
    document_id: str | None = None
    code: str | None = None
    reason: str | None = None
    version: int | None = None
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Every file of one run, and how long it took."""

    files: tuple[FileResult, ...]
    seconds: float
    change: int

    def count(self, result: Result) -> int:
        return Counter(file.result for file in self.files)[result]


@dataclass(frozen=True, slots=True)
class Progress:
    """Told after each file: how many are done of how many, and what became of the last one."""

    done: int
    total: int
    last: FileResult


@dataclass(slots=True)
class _Found:
    """What a walk over the given paths met."""

    files: list[Path] = field(default_factory=list)
    results: list[FileResult] = field(default_factory=list)
    #: Known sources that were looked for and not found; those below an unreadable folder are not among them.
    gone: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Pending:
    path: Path
    sha256: str
    stamp: str


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
    reader: Reader = read_one,
) -> Report:
    """Take files and folders in. ``again`` reads unchanged files anew (after the reader has improved)."""
    started = time.monotonic()
    library.use_model(encoder.name, encoder.dimension)
    run = _Run(library, encoder, access, again, max_bytes, on_progress)
    found = _look(library, [Path(os.path.abspath(path)) for path in paths])
    run.total = len(found.files) + len(found.results)
    for result in found.results:
        run.tell(result)
    pending = [one for path in found.files if (one := run.pending(path)) is not None]
    run.settle_stamps()
    by_path = {one.path: one for one in run.first_of_each(pending)}
    for outcome in read_files(list(by_path), workers=workers, reader=reader):
        run.finish(by_path[outcome.path], outcome)
    run.forget(found.gone)
    return Report(tuple(run.results), time.monotonic() - started, library.change)


class _Run:
    """The state of one call of :func:`ingest`."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
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
        self.total = 0
        self.results: list[FileResult] = []
        self._stamps: list[tuple[str, str]] = []
        self._twins: dict[str, list[_Pending]] = {}

    def tell(self, result: FileResult) -> None:
        self.results.append(result)
        if self.on_progress is not None:
            self.on_progress(Progress(len(self.results), max(self.total, len(self.results)), result))

    def pending(self, path: Path) -> _Pending | None:
        """The file if it must be read; None (and told) when it is unchanged or cannot be read."""
        key = path_key(path)
        known = self.library.sources.at(key)
        try:
            stamp = files.stamp(path)
            if int(stamp.split(":")[0]) > self.max_bytes:
                limit = self.max_bytes >> 20
                self._refuse(_Pending(path, "", stamp), "too_large", f"Tệp lớn hơn giới hạn {limit} MB.")
                return None
            if known is not None and known.stamp == stamp and not self._anew(known):
                self._same(known)
                return None
            sha256 = files.sha256_of(path)
        except OSError as error:
            self._refuse(_Pending(path, "", ""), "unreadable", f"Không đọc được tệp: {error.strerror or error}.")
            return None
        stamp = stamp if _settled(stamp) else ""
        if known is not None and known.sha256 == sha256 and not self._anew(known):
            self._stamps.append((key, stamp))
            self._same(known)
            return None
        return _Pending(path, sha256, stamp)

    def _anew(self, known: Source) -> bool:
        """Whether an unchanged file must be read all the same."""
        if known.code is not None:
            return known.code in _PASSING or known.reader != reader_version()
        return self.again

    def _same(self, known: Source) -> None:
        if known.code is not None:
            self.tell(FileResult(known.path, "refused", code=known.code, reason=known.reason))
        else:
            self.tell(FileResult(known.path, "unchanged", known.document_id))

    def settle_stamps(self) -> None:
        """Remember the new times of files that were touched but not changed, so that they aren't hashed again."""
        if self._stamps:
            self.library.sources.restamp(self._stamps)

    def first_of_each(self, pending: list[_Pending]) -> list[_Pending]:
        """One file of each content; its twins in the same run are not read a second time."""
        chosen: dict[str, _Pending] = {}
        for one in pending:
            if one.sha256 in chosen:
                self._twins.setdefault(one.sha256, []).append(one)
            else:
                chosen[one.sha256] = one
        return list(chosen.values())

    def finish(self, pending: _Pending, outcome: FileOutcome) -> None:
        """Publish what was read, or remember the refusal; then the same for its twins."""
        twins = self._twins.pop(pending.sha256, [])
        if outcome.document is None:
            for one in (pending, *twins):
                self._refuse(one, outcome.code or "damaged", outcome.reason or "Không đọc được tệp.")
            return
        if self._keep(pending) != outcome.document.sha256:
            for one in (pending, *twins):
                self._refuse(one, "unreadable", "Tệp đang được ghi khi đọc; lần chạy sau sẽ đọc lại.")
            return
        document = replace(outcome.document, file_name=_shown(pending.path))
        vectors = self.encoder.passages([passage_text(passage) for passage in document.passages])
        for one in (pending, *twins):
            place = SourceFile(path_key(one.path), one.stamp, reader_version())
            reread = self.again and one is pending
            try:
                self._publish(one, Incoming(document, vectors, place, self.access, reread))
            except UnicodeEncodeError:
                self._refuse(one, "damaged", "Lớp chữ của tệp có ký tự không hợp lệ. Hãy xuất lại tệp rồi thử lại.")

    def _keep(self, pending: _Pending) -> str | None:
        try:
            return self.library.files.keep(pending.path)
        except FileNotFoundError:
            return None

    def _publish(self, pending: _Pending, item: Incoming) -> None:
        published = self.library.publish_many([item])[0]
        reason = None
        if published.outcome == "duplicate":
            others = sorted(self.library.sources.of_document(published.document_id).keys() - {path_key(pending.path)})
            reason = f"trùng nội dung với {Path(others[0]).name}" if others else "trùng nội dung văn bản đã có"
        elif published.outcome == "version":
            reason = f"là bản {published.version} của văn bản đã có"
        self.tell(
            FileResult(
                path_key(pending.path),
                "duplicate" if published.outcome == "duplicate" else "indexed",
                published.document_id,
                reason=reason,
                version=published.version,
                passages=len(item.document.passages),
            )
        )

    def _refuse(self, pending: _Pending, code: str, reason: str) -> None:
        key = path_key(pending.path)
        # A share that is down for a moment must not withdraw what its files held.
        if code not in _PASSING:
            refused = Source(key, pending.sha256, pending.stamp, None, reader_version(), code, reason)
            self.library.refuse_source(refused)
        self.tell(FileResult(key, "refused", code=code, reason=reason))

    def forget(self, gone: list[str]) -> None:
        """Files that left: their documents stop answering unless another file holds them."""
        if not gone:
            return
        held = {path: self.library.sources.at(path) for path in gone}
        withdrawn = set(self.library.forget_sources(gone, "tệp không còn trong thư mục"))
        for path, source in held.items():
            if source is not None and source.document_id in withdrawn:
                reason = "Tệp không còn trong thư mục; văn bản thôi được dùng để trả lời."
                self.tell(FileResult(path, "withdrawn", source.document_id, reason=reason))


def _look(library: Library, paths: Iterable[Path]) -> _Found:
    """Walk the given files and folders. A folder that cannot be read is refused and loses nothing."""
    found = _Found()
    for path in paths:
        key = path_key(path)
        known = library.sources.under(key)
        unreadable: list[str] = []
        if path.is_dir():
            here = list(_walk(path, unreadable))
        elif path.exists():
            here = [path]
        else:
            here = []
            if not (known and path.parent.is_dir() and key in known):
                # A folder that is not there may be a share that is not mounted: nothing is withdrawn.
                unreadable.append(key)
        for folder in unreadable:
            reason = "Không mở được thư mục hoặc tệp này (không tồn tại hoặc không có quyền đọc); không có gì bị rút."
            found.results.append(FileResult(folder, "refused", code="unreadable", reason=reason))
        found.files += here
        present = {path_key(one) for one in here}
        found.gone += [
            one for one in known if one not in present and not any(_below(one, folder) for folder in unreadable)
        ]
    found.files = sorted(set(found.files), key=path_key)
    return found


def _walk(folder: Path, unreadable: list[str]) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        unreadable.append(path_key(Path(str(error.filename))))

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            if not _ignored(name):
                yield Path(parent) / name


def _ignored(name: str) -> bool:
    """Hidden files, Office's lock files and half-finished copies."""
    low = unicodedata.normalize("NFC", name).lower()
    return low.startswith((".", "~$")) or low.endswith(_IGNORED_ENDINGS) or low in _IGNORED_NAMES


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _settled(stamp: str) -> bool:
    """Whether a file was left alone long enough for its times to prove that it is the same."""
    changed = max(int(part) for part in stamp.split(":")[1:]) / 1e9
    return time.time() - changed > _SETTLED_SECONDS


def _shown(path: Path) -> str:
    """A file's name as people read it: one normal form, and no bytes that are not text."""
    return unicodedata.normalize("NFC", path_key(Path(path.name)))
