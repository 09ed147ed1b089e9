"""Scan of the given files and folders: the files that are there, and known ones that are missing.

A share that is not mounted, or may not be read, looks as if all its files were gone. So a folder that cannot be
opened, or that had files and is suddenly empty, withdraws nothing and is reported.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.store.source_files import SourceRow, Sources, container_key, path_key

#: Names of files that editors, systems and half-finished copies leave in folders; never documents.
_IGNORED_ENDINGS = (".tmp", ".part", ".crdownload", "~")
_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini"})
#: An empty folder that had so many documents is rather a mount point than a folder emptied by hand.
_EMPTIED_FROM = 5


@dataclass(frozen=True, slots=True)
class ScanProblem:
    """A file or folder that could not be read, with a code and a Vietnamese reason."""

    path: str
    code: str
    reason: str


@dataclass(slots=True)
class ScanResult:
    """The files of a scan in the order of the given paths, and what was wrong."""

    files: list[Path] = field(default_factory=list)
    problems: list[ScanProblem] = field(default_factory=list)
    #: Known files that are missing; without those below a folder that could not be read.
    gone: list[str] = field(default_factory=list)


def scan_paths(sources: Sources, paths: Iterable[Path], *, empty_ok: bool) -> ScanResult:
    """Scan the given files and folders in their order; inside a folder by name."""
    found = ScanResult()
    met: set[str] = set()
    for path in paths:
        known = sources.in_folder(path_key(path))
        here, problems = _scan_path(path, known, empty_ok=empty_ok)
        found.problems += problems
        present = {path_key(file) for file in here}
        found.files += [file for file in here if path_key(file) not in met]
        met |= present
        closed = [problem.path for problem in problems]
        found.gone += [
            one
            for one in known
            if container_key(one) not in present and not any(_is_below(one, folder) for folder in closed)
        ]
    found.gone = [key for key in dict.fromkeys(found.gone) if key not in met]
    return found


def is_ignored(name: str) -> bool:
    """True for hidden files, Office's lock files and half-finished copies."""
    low = unicodedata.normalize("NFC", name).lower()
    return low.startswith((".", "~$")) or low.endswith(_IGNORED_ENDINGS) or low in _IGNORED_NAMES


def leads_outside(path: Path, folder: Path) -> bool:
    """True for a path that links lead out of the folder: whoever may write there could have any file read.

    The link may be a folder above the path; one that leads in a circle leads nowhere.
    """
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return True


def _scan_path(path: Path, known: Mapping[str, SourceRow], *, empty_ok: bool) -> tuple[list[Path], list[ScanProblem]]:
    key = path_key(path)
    try:
        if path.is_dir():
            problems: list[ScanProblem] = []
            return list(_walk(path, known, problems, empty_ok=empty_ok)), problems
        if path.exists():
            return [path], []
        if any(container_key(one) == key for one in known) and path.parent.is_dir():
            return [], []
    except OSError as error:
        return [], [_unreadable_problem(key, error)]
    # A folder that is not there may be a share that is not mounted: nothing is withdrawn.
    return [], [_unreadable_problem(key, FileNotFoundError())]


def _walk(
    folder: Path, known: Mapping[str, SourceRow], problems: list[ScanProblem], *, empty_ok: bool
) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        problems.append(_unreadable_problem(path_key(Path(os.fsdecode(error.filename))), error))

    for parent, folders, names in os.walk(folder, onerror=refuse):
        if not folders and not names and not empty_ok:
            key = path_key(Path(parent))
            held = sum(_is_below(one, key) and source.document_id is not None for one, source in known.items())
            if held >= _EMPTIED_FROM:
                problems.append(_emptied_problem(key, held))
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            file = Path(parent) / name
            if not is_ignored(name) and not (file.is_symlink() and leads_outside(file, folder)):
                yield file


def _unreadable_problem(key: str, error: OSError) -> ScanProblem:
    if isinstance(error, PermissionError):
        why = "Không có quyền đọc thư mục hoặc tệp này; hãy cấp quyền đọc rồi chạy lại. Không có gì bị rút."
    elif isinstance(error, FileNotFoundError):
        why = (
            "Không có thư mục hoặc tệp này; có thể ổ đĩa mạng chưa được gắn. Không có gì bị rút; "
            "thư mục theo dõi sẽ được đọc ngay khi có lại."
        )
    else:
        why = f"Không mở được thư mục hoặc tệp này ({error.strerror or error}); không có gì bị rút."
    return ScanProblem(key, "unreadable", why)


def _emptied_problem(key: str, held: int) -> ScanProblem:
    reason = (
        f"Thư mục từng có {held} văn bản nay trống không; có thể ổ đĩa chưa được gắn nên không rút văn bản nào. "
        "Nếu đúng là đã bỏ hết tệp, hãy chạy lại với --empty-ok."
    )
    return ScanProblem(key, "emptied", reason)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
