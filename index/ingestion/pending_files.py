"""Files that wait to be read: those of the folders, and those taken out of containers (ZIP, letters, edXML)."""

from __future__ import annotations

import errno
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.library.library import Library
from index.library.paper_cuts import PaperCuts
from index.store import original_files
from index.store.source_files import SourceRow, member_key, path_key
from ingest.read.containers.envelopes import write_cuts, write_envelope
from ingest.read.containers.expand import expand_container
from ingest.read.containers.member import RefusedMember
from ingest.reading import Envelope
from ingest.run import reader_version

#: Codes of refusals that have their cause outside the file: the next run tries again.
TEMPORARY_CODES = frozenset({"missing_tool", "unreadable", "storage", "emptied"})


@dataclass(frozen=True, slots=True)
class PendingFile:
    """A file that must be read. ``key`` is the path under which the library knows it, ``name`` that for display."""

    path: Path
    key: str
    name: str
    sha256: str
    stamp: str
    #: Position among the given paths: of two files for one document the later one answers, whichever is read first.
    order: int = 0
    #: What the packet says of it in which it was sent.
    envelope: Envelope | None = None


def pending_file(path: Path, sha256: str, stamp: str, order: int = 0) -> PendingFile:
    """A file of its own."""
    return PendingFile(path, path_key(path), _display_name(path), sha256, stamp, order)


def take_out(container: PendingFile, room: Path) -> tuple[list[PendingFile], list[RefusedMember]]:
    """The files of a container as files in ``room``, and those that cannot be taken out.

    Their stamp is that of the container: while it stands, none of them can have changed.

    :raises RefusedFile: a container that is damaged, or holds too much.
    """
    expansion = expand_container(container.path, room)
    files = [
        PendingFile(
            file.path,
            member_key(container.key, file.name),
            f"{container.name}/{file.name}",
            original_files.sha256_of(file.path),
            container.stamp,
            container.order,
            file.envelope,
        )
        for file in expansion.files
    ]
    return files, list(expansion.refused)


def must_read_again(known: SourceRow, again: bool) -> bool:
    """True if an unchanged file must be read all the same."""
    if known.code is not None:
        # A file that takes too long would hold up every run: it is tried again when it, or the reader, has changed.
        return known.code in TEMPORARY_CODES or known.reader != reader_version() or again
    return again


def is_unchanged_container(path: Path, members: Mapping[str, SourceRow]) -> bool:
    """True if nothing has changed since the members were taken out."""
    if not members:
        return False
    try:
        stamp = original_files.file_stamp(path)
    except OSError:
        return False
    return all(row.stamp == stamp for row in members.values())


def write_notes(library: Library, folder: Path, files: Collection[PendingFile]) -> None:
    """Write down what envelopes and clerks say, for the processes that read the files."""
    write_known_cuts(library, folder, {file.path: file.sha256 for file in files})
    for file in files:
        if file.envelope is not None:
            write_envelope(folder, file.path, file.envelope)


def write_known_cuts(library: Library, folder: Path, digests: Mapping[Path, str]) -> None:
    """Write down how clerks cut these files into papers; ``digests`` are of their bytes."""
    known = PaperCuts(library.engine).of_files(set(digests.values()))
    for path, digest in digests.items():
        if digest in known:
            write_cuts(folder, path, known[digest])


def storage_message(error: Exception) -> str:
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
