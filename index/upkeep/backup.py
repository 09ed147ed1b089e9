"""Backup of the whole library in one file, made while it serves; and a new library from a backup.

SQLite itself copies the database at one state; originals never change once written, so those of that state are simply
added. The derived indexes are left out: they are rebuilt.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from index.library.library import Library
from index.store.database import SCHEMA, now
from index.store.original_files import sha256_of
from index.upkeep.backup_encryption import EncryptionError, decrypt, encrypt, is_encrypted
from index.upkeep.purge import record_backup
from ingest.temporary_rooms import remove_left_rooms, temporary_room

LISTING, DATABASE, SETTINGS = "backup.json", "library.sqlite", "settings.json"
FORMAT = 1
#: Parts of the names of settings that may hold a secret: never written to a backup.
_SECRET = ("key", "secret", "token", "password", "url")


class BackupError(Exception):
    """A backup that cannot be made or used; the message is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file: how much is in it, and the originals that were missing."""

    path: Path
    documents: int
    files: int
    bytes: int
    missing: tuple[str, ...] = ()


def back_up(
    library: Library, target: Path, settings: Mapping[str, Any] | None = None, recipients: Sequence[str] = ()
) -> Backup:
    """Write a backup of the library to ``target``, completely or not at all; encrypted where it has ``recipients``.

    What is not encrypted yet stays in the library's own folder, never on the medium of the backup.
    """
    if library.engine.dialect.name != "sqlite":
        raise BackupError("Kho dùng PostgreSQL: hãy sao lưu cơ sở dữ liệu bằng pg_dump và thư mục files bằng rsync.")
    target = Path(os.path.abspath(target))
    if os.path.lexists(target):
        raise BackupError(_already_there(target))
    if not target.parent.is_dir():
        raise BackupError(f"Không có thư mục {target.parent}.")
    record_backup(library, str(target))
    place = library.home if recipients else target.parent
    remove_left_rooms(place)
    with temporary_room("backup", place) as folder:
        database = folder / DATABASE
        _copy_database(library.home / DATABASE, database)
        shas, documents = _originals_and_count(database)
        temporary = folder / "archive"
        missing = _write_archive(library, temporary, database, shas, settings or {})
        temporary.chmod(0o600)  # restricted documents and the secrets that sign tokens are in it
        if recipients:
            _encrypt_beside(temporary, target, recipients)
        else:
            _put_in_place(temporary, target)
    return Backup(target, documents, len(shas) - len(missing), target.stat().st_size, missing)


def recover_library(archive: Path, home: Path, key_file: Path | None = None) -> Backup:
    """Unpack a backup as a new library in an empty or missing folder. Nothing is left there if anything is wrong.

    An encrypted one is opened with the secret key of ``key_file``.
    """
    if home.exists() and any(home.iterdir()):
        raise BackupError(f"Thư mục {home} không trống; hãy chọn thư mục mới để không ghi đè kho đang có.")
    home.parent.mkdir(parents=True, exist_ok=True)
    remove_left_rooms(home.parent)
    with temporary_room("recover", home.parent) as room:
        folder, plain = room / "kho", room / "plain.tar"
        folder.mkdir(mode=0o700)
        try:
            if is_encrypted(archive):
                if key_file is None:
                    raise BackupError("Bản sao lưu được mã hóa: hãy thêm --key TỆP_KHÓA với khóa bí mật của đơn vị.")
                decrypt(archive, plain, key_file)
            listed = _extract(plain if plain.exists() else archive, folder)
            shas, documents = _originals_and_count(folder / DATABASE)
            if home.exists():
                home.rmdir()
            os.replace(folder, home)
        except (tarfile.TarError, OSError, ValueError, KeyError, sqlite3.DatabaseError) as error:
            raise BackupError(f"Bản sao lưu không dùng được: {error}.") from error
    missing = tuple(sorted(sha for sha in shas if f"files/{sha[:2]}/{sha}" not in listed))
    return Backup(archive, documents, len(shas) - len(missing), archive.stat().st_size, missing)


def _encrypt_beside(plain: Path, target: Path, recipients: Sequence[str]) -> None:
    """Write the encrypted form of a file as ``target``, completely or not at all."""
    descriptor, name = tempfile.mkstemp(prefix=".backup-", dir=target.parent)
    os.close(descriptor)
    encrypted = Path(name)
    try:
        encrypt(plain, encrypted, recipients)
        _put_in_place(encrypted, target)
    except EncryptionError as error:
        raise BackupError(str(error)) from error
    finally:
        encrypted.unlink(missing_ok=True)


def _put_in_place(finished: Path, target: Path) -> None:
    """Give a finished file its name, never that of another file: an older backup may be the only one that is whole."""
    with finished.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(finished, target)
    except FileExistsError:
        raise BackupError(_already_there(target)) from None
    except OSError:  # no second names on this medium (FAT, some network folders)
        if os.path.lexists(target):
            raise BackupError(_already_there(target)) from None
        os.replace(finished, target)
    else:
        finished.unlink()


def _already_there(target: Path) -> str:
    return f"Đã có tệp {target}; bản sao lưu không ghi đè tệp nào. Hãy chọn tên khác, ví dụ thêm ngày."


def _copy_database(source: Path, target: Path) -> None:
    reader = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    writer = sqlite3.connect(target)
    try:
        # In one step: copying in parts would begin anew whenever the service writes.
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode=DELETE")
    finally:
        writer.close()
        reader.close()


def _originals_and_count(database: Path) -> tuple[set[str], int]:
    """Hashes of the originals that a database names, and its number of documents."""
    connection = sqlite3.connect(database)
    try:
        shas = {row[0] for row in connection.execute("SELECT DISTINCT sha256 FROM versions")}
        return shas, int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    finally:
        connection.close()


def _write_archive(
    library: Library, target: Path, database: Path, shas: set[str], settings: Mapping[str, Any]
) -> tuple[str, ...]:
    """Write the archive; returns the hashes of originals that the library itself no longer has."""
    missing: list[str] = []
    hashes: dict[str, str] = {}
    with tarfile.open(target, "w") as archive:
        archive.add(database, DATABASE)
        hashes[DATABASE] = sha256_of(database)
        for sha in sorted(shas):
            path = library.file_path(sha)
            if path is None:
                missing.append(sha)
                continue
            archive.add(path, name := f"files/{sha[:2]}/{sha}")
            hashes[name] = sha
        shown = {name: value for name, value in settings.items() if not any(part in name for part in _SECRET)}
        hashes[SETTINGS] = _add_json(archive, SETTINGS, shown)
        _add_json(archive, LISTING, {"format": FORMAT, "schema": SCHEMA, "made_at": now(), "files": hashes})
    return tuple(missing)


def _add_json(archive: tarfile.TarFile, name: str, value: object) -> str:
    data = json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, BytesIO(data))
    return hashlib.sha256(data).hexdigest()


def _extract(archive: Path, folder: Path) -> set[str]:
    """Unpack the archive and compare every hash with its list; returns the names.

    Only plain files that its list names are accepted: anything else was put in by somebody else.
    """
    unpacked: set[str] = set()
    with tarfile.open(archive, "r:") as opened:
        for entry in opened:
            parts = PurePosixPath(entry.name).parts
            if not entry.isfile() or ".." in parts or entry.name.startswith("/"):
                raise BackupError(f"Bản sao lưu có mục lạ: {entry.name!r}.")
            path = folder.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            source = opened.extractfile(entry)
            if source is None:
                raise BackupError(f"Bản sao lưu có mục lạ: {entry.name!r}.")
            with source, path.open("xb") as out:
                shutil.copyfileobj(source, out)
            unpacked.add("/".join(parts))
    listed = json.loads((folder / LISTING).read_text(encoding="utf-8"))
    if listed["format"] > FORMAT or listed["schema"] > SCHEMA:
        raise BackupError("Bản sao lưu do bản phần mềm mới hơn tạo. Hãy nâng cấp phần mềm rồi khôi phục kho.")
    hashes: dict[str, str] = listed["files"]
    if strange := sorted(unpacked - {LISTING, *hashes}):
        raise BackupError(f"Bản sao lưu có mục không có trong danh sách của nó: {strange[0]!r}.")
    for name, sha in hashes.items():
        if not (folder / name).is_file() or sha256_of(folder / name) != sha:
            raise BackupError(f"Bản sao lưu bị hỏng ở {name}.")
    for name in (LISTING, SETTINGS):
        (folder / name).rename(folder / f"restored-{name}")
    return set(hashes)
