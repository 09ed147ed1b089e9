"""Files that were purged: remembered so that one left in a watched folder does not come back unnoticed.

A purge must leave nothing, so what is kept says nothing by itself: the digest of the bytes under a key made for this
library alone. It cannot be looked up in a list of known files, and two libraries have different marks for one file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, select, update

from index.access_labels import released_label
from index.store import tables
from index.store.database import now, read_transaction, write_transaction
from index.store.facts import read_fact, write_fact
from index.store.source_files import container_key

#: The facts under which the library keeps the marks, and the key that makes them.
MARKS_FACT, KEY_FACT = "purged_files", "purged_files_key"
#: The code of a file's refusal because it was purged.
PURGED = "purged"
#: Digits of a mark by which people name a purged file.
_SHORT = 8

_source = tables.sources.c


@dataclass(frozen=True, slots=True)
class PurgedFile:
    """A purged file: its mark, when it was purged, and the access label that its document had."""

    mark: str
    at: str
    access: str

    @property
    def name(self) -> str:
        """The short form of the mark, by which a clerk allows the file again."""
        return self.mark[:_SHORT]

    @property
    def day(self) -> str:
        """The day of the purge, as people write it."""
        return datetime.fromisoformat(self.at).astimezone().strftime("%d/%m/%Y")

    def reason(self, *, in_folder: bool) -> str:
        """Why the file is not taken in, and what to do."""
        where = "vẫn còn trong thư mục theo dõi hoặc ở nguồn" if in_folder else "nay được gửi lại"
        return (
            f"Tệp đã được xóa hẳn ngày {self.day}, {where}; không nạp lại. Hãy bỏ tệp ở đó; nếu nay được phép giữ, "
            f"chạy: hoivanban purged allow {self.name}"
        )


@dataclass(frozen=True, slots=True)
class PurgedFiles:
    """The purged files of a library as they stood when they were read."""

    files: tuple[PurgedFile, ...]
    key: bytes

    def find(self, sha256: str, sees: Collection[str] | None = None) -> PurgedFile | None:
        """The purged file with these bytes; for a sender only one whose label he may see (None: the operator)."""
        if not self.files:
            return None
        mark = file_mark(self.key, sha256)
        found = next((file for file in self.files if file.mark == mark), None)
        if found is None or sees is None:
            return found
        return found if released_label(found.access) in sees else None

    def names(self) -> frozenset[str]:
        return frozenset(file.name for file in self.files)


def file_mark(key: bytes, sha256: str) -> str:
    """The keyed digest of a file's digest."""
    return hmac.new(key, sha256.encode(), hashlib.sha256).hexdigest()


def purged_files(engine: Engine) -> PurgedFiles:
    """The purged files as they stand now."""
    with read_transaction(engine) as connection:
        return _read(connection)


def remember_purged(connection: Connection, shas: Iterable[str], access: str) -> None:
    """Remember purged bytes, inside the purge's transaction."""
    known = _read(connection)
    key = known.key or secrets.token_bytes(32)
    at = now()
    fresh = [PurgedFile(file_mark(key, sha), at, access) for sha in sorted(shas)]
    marks = {file.mark for file in fresh}
    write_fact(connection, KEY_FACT, key.hex())
    _write_marks(connection, [*(file for file in known.files if file.mark not in marks), *fresh])


def allow_again(engine: Engine, name: str) -> int:
    """Let purged files with this name be taken in again; returns how many there were.

    Files that were refused for it are forgotten, so that the next round reads them; also where they are in a container.
    """
    with write_transaction(engine) as connection:
        known = _read(connection)
        chosen = {file.mark for file in known.files if file.name == name}
        if not chosen:
            return 0
        _write_marks(connection, [file for file in known.files if file.mark not in chosen])
        refused = _source.sha256.in_(chosen)
        paths = connection.execute(select(_source.path).where(refused)).scalars().all()
        connection.execute(delete(tables.sources).where(refused))
        for path in {container_key(path) for path in paths} - set(paths):
            members = _source.path.startswith(f"{path}//", autoescape=True)
            connection.execute(update(tables.sources).where(members).values(stamp=""))
    return len(chosen)


def refused_paths(engine: Engine) -> dict[str, list[str]]:
    """Where purged files were met again: mark -> paths."""
    found: dict[str, list[str]] = {}
    query = select(_source.sha256, _source.path).where(_source.code == PURGED).order_by(_source.path)
    with read_transaction(engine) as connection:
        for row in connection.execute(query):
            found.setdefault(row.sha256, []).append(row.path)
    return found


def _read(connection: Connection) -> PurgedFiles:
    files = tuple(PurgedFile(**file) for file in json.loads(read_fact(connection, MARKS_FACT) or "[]"))
    return PurgedFiles(files, bytes.fromhex(read_fact(connection, KEY_FACT) or ""))


def _write_marks(connection: Connection, files: Iterable[PurgedFile]) -> None:
    write_fact(connection, MARKS_FACT, json.dumps([asdict(file) for file in files]))
