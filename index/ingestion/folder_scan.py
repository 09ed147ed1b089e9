"""What stands in the given files and folders, and what has left them.

A share that is not mounted, or may not be read, looks as if all its files had left; so a folder that cannot be
opened, or that held files and is suddenly quite empty, withdraws nothing and is told of.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.store.source_files import Source, Sources, path_key

#: What editors, systems and half-finished copies leave in folders; never documents.
_IGNORED_ENDINGS = (".tmp", ".part", ".crdownload", "~")
_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini"})
#: An empty folder that held so many documents is rather a mount point than a folder that somebody cleared by hand.
_MANY = 5


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file or folder that could not be looked into, with a code and a Vietnamese reason."""

    path: str
    code: str
    reason: str


@dataclass(slots=True)
class Found:
    """What a walk over the given paths met. ``order`` is the place of each file among the given paths."""

    files: list[Path] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    #: Known sources that were looked for and not found; those below a troubled folder are not among them.
    gone: list[str] = field(default_factory=list)


def look(sources: Sources, paths: Iterable[Path], *, empty_ok: bool) -> Found:
    """Walk the given files and folders in their order; inside a folder by name."""
    found = Found()
    met: set[str] = set()
    for path in paths:
        known = sources.under(path_key(path))
        here, troubles = _look_at(path, known, empty_ok=empty_ok)
        found.troubles += troubles
        present = {path_key(one) for one in here}
        found.files += [one for one in here if path_key(one) not in met]
        met |= present
        closed = [trouble.path for trouble in troubles]
        found.gone += [one for one in known if one not in present and not any(_below(one, folder) for folder in closed)]
    found.gone = [one for one in dict.fromkeys(found.gone) if one not in met]
    return found


def ignored(name: str) -> bool:
    """Hidden files, Office's lock files and half-finished copies."""
    low = unicodedata.normalize("NFC", name).lower()
    return low.startswith((".", "~$")) or low.endswith(_IGNORED_ENDINGS) or low in _IGNORED_NAMES


def _look_at(path: Path, known: Mapping[str, Source], *, empty_ok: bool) -> tuple[list[Path], list[Trouble]]:
    key = path_key(path)
    try:
        if path.is_dir():
            troubles: list[Trouble] = []
            return list(_walk(path, known, troubles, empty_ok=empty_ok)), troubles
        if path.exists():
            return [path], []
        if key in known and path.parent.is_dir():
            return [], []
    except OSError as error:
        return [], [_closed(key, error)]
    # A folder that is not there may be a share that is not mounted: nothing is withdrawn.
    return [], [_closed(key, FileNotFoundError())]


def _walk(folder: Path, known: Mapping[str, Source], troubles: list[Trouble], *, empty_ok: bool) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        troubles.append(_closed(path_key(Path(os.fsdecode(error.filename))), error))

    for parent, folders, names in os.walk(folder, onerror=refuse):
        if not folders and not names and not empty_ok:
            key = path_key(Path(parent))
            held = sum(_below(one, key) and source.document_id is not None for one, source in known.items())
            if held >= _MANY:
                troubles.append(_emptied(key, held))
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            if not ignored(name):
                yield Path(parent) / name


def _closed(key: str, error: OSError) -> Trouble:
    if isinstance(error, PermissionError):
        why = "Không có quyền đọc thư mục hoặc tệp này; hãy cấp quyền đọc rồi chạy lại. Không có gì bị rút."
    elif isinstance(error, FileNotFoundError):
        why = (
            "Không có thư mục hoặc tệp này; có thể ổ đĩa mạng chưa được gắn. Không có gì bị rút; "
            "thư mục theo dõi sẽ được đọc ngay khi có lại."
        )
    else:
        why = f"Không mở được thư mục hoặc tệp này ({error.strerror or error}); không có gì bị rút."
    return Trouble(key, "unreadable", why)


def _emptied(key: str, held: int) -> Trouble:
    reason = (
        f"Thư mục từng có {held} văn bản nay trống không; có thể ổ đĩa chưa được gắn nên không rút văn bản nào. "
        "Nếu đúng là đã bỏ hết tệp, hãy chạy lại với --empty-ok."
    )
    return Trouble(key, "emptied", reason)


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
