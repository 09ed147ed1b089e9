"""The files that were read, by path: an unchanged one is not read again, and a missing one is noticed."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update

from index.store import tables
from index.store.database import chunked, now, read_transaction, write_transaction

_source = tables.sources.c


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A file when it was last read: its hash, and the document it holds or the reason why it was refused."""

    path: str
    sha256: str
    stamp: str
    document_id: str | None
    reader: str
    code: str | None
    reason: str | None


def path_key(path: Path) -> str:
    """A path as text for the library. Bytes of a name that are not UTF-8 are written as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


#: Between a container and its member; no path of a file holds it.
_MEMBER = "//"


def member_key(container: str, name: str) -> str:
    """The path under which a file inside a container (an archive, a letter) is known.

    >>> member_key("/a/ho-so.zip", "phu luc/1.docx")
    '/a/ho-so.zip//phu luc/1.docx'
    """
    return f"{container}{_MEMBER}{name}"


def container_key(key: str) -> str:
    """The path of the file on the disk: of the container for a member, else the path itself."""
    return key.partition(_MEMBER)[0]


def shown_name(key: str) -> str:
    """The name of a file for people: a member's with that of its container before it.

    >>> shown_name("/a/ho-so.zip//phu luc/1.docx"), shown_name("/a/1.docx")
    ('ho-so.zip/phu luc/1.docx', '1.docx')
    """
    container, _, name = key.partition(_MEMBER)
    return container.rpartition("/")[2] + (f"/{name}" if name else "")


class Sources:
    """The library's table of files."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def in_folder(self, folder: str) -> dict[str, SourceRow]:
        """Rows of the files in a folder and below it, or of the one file at that very path."""
        # "0" follows "/" in ASCII, so this is the whole subtree as one range of the primary key.
        inside = (_source.path >= folder.rstrip("/") + "/") & (_source.path < folder.rstrip("/") + "0")
        return self._select(or_(_source.path == folder, inside))

    def members(self, container: str) -> dict[str, SourceRow]:
        """Rows of the files inside a container."""
        rows = self.in_folder(container)
        return {path: row for path, row in rows.items() if path.startswith(container + _MEMBER)}

    def get(self, path: str) -> SourceRow | None:
        return self._select(_source.path == path).get(path)

    def document_sources(self, document_id: str) -> dict[str, SourceRow]:
        return self._select(_source.document_id == document_id)

    def count_outdated(self, reader: str) -> int:
        """The number of documents' files that another version of the reader read."""
        query = select(func.count()).where(_source.document_id.is_not(None), _source.reader != reader)
        with read_transaction(self._engine) as connection:
            return connection.execute(query).scalar_one()

    def _select(self, condition: object) -> dict[str, SourceRow]:
        query = select(
            _source.path, _source.sha256, _source.stamp, _source.document_id, _source.reader, _source.code,
            _source.reason,
        ).where(condition)  # type: ignore[arg-type]  # fmt: skip
        with read_transaction(self._engine) as connection:
            return {row.path: SourceRow(*row) for row in connection.execute(query)}

    def update_stamps(self, stamps: Iterable[tuple[str, str]]) -> None:
        """Write the new stamps, as (path, stamp), of files that were touched but not changed."""
        with write_transaction(self._engine) as connection:
            for path, stamp in stamps:
                connection.execute(update(tables.sources).where(_source.path == path).values(stamp=stamp))

    @staticmethod
    def record(connection: Connection, source: SourceRow) -> str | None:
        """Write a file's row inside a write transaction; returns the id of the document that its path held before."""
        here = _source.path == source.path
        prior = connection.execute(select(_source.document_id).where(here)).scalar()
        connection.execute(delete(tables.sources).where(here))
        connection.execute(insert(tables.sources), [{**asdict(source), "seen_at": now()}])
        return prior

    @staticmethod
    def forget(connection: Connection, paths: Collection[str]) -> list[str]:
        """Delete files' rows inside a write transaction; returns the ids of the documents that they held."""
        touched: set[str] = set()
        for part in chunked(sorted(paths)):
            here = _source.path.in_(part)
            document_ids = connection.execute(select(_source.document_id).where(here)).scalars()
            touched.update(document_id for document_id in document_ids if document_id is not None)
            connection.execute(delete(tables.sources).where(here))
        return sorted(touched)
