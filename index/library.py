"""The library: the one truth about documents, versions, passages and their vectors.

Everything that changes what answers is one transaction that also appends to the change log; the derived
indexes follow that log (``index.sync``). Reading never blocks writing, nor the other way round.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, func, insert, select

from index import codec, database, tables
from index.database import reading, writing
from index.files import Files
from index.listing import DocumentPage, Listing, find_by_key, list_documents
from index.publishing import Floats, Incoming, Published, Publisher, SourceFile, UnknownDocument
from index.records import PUBLIC, IndexRow, StoredDocument, StoredPassage
from index.relations import Relations
from index.sources import Source, Sources
from index.stored import ACTIVE, DOCUMENT, PASSAGE, index_rows, last_change, stored_document, stored_passage
from index.transcripts import Transcripts
from ingest.records import Document, OutlineNode, Page, Signature

__all__ = ["Incoming", "Library", "Listing", "Published", "SourceFile", "UnknownDocument"]

#: Documents of one transaction in a bulk publish: large enough that committing costs nothing, small enough
#: that the write-ahead log stays under some 50 MB.
BULK = 4000


@dataclass(frozen=True, slots=True)
class Model:
    """The encoder that made the library's vectors."""

    id: int
    name: str
    dimension: int


class WrongModel(Exception):
    """The library's vectors were made by another model; they are never mixed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change log."""

    id: int
    kind: str
    document_id: str
    version_id: int | None
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Delta:
    """What a derived index must do to get from one change to ``change``: drop the ranges, then add the rows.

    ``stopped`` holds (first passage id, count). Only valid inside the ``with`` that made it.
    """

    change: int
    stopped: tuple[tuple[int, int], ...]
    rows: Iterator[list[IndexRow]]


@dataclass(frozen=True, slots=True)
class State:
    """One state of the library, for derived indexes that each stand at another change. Valid inside its ``with``."""

    connection: Connection
    change: int

    def delta(self, since: int) -> Delta:
        """What changed after ``since`` up to this state."""
        change = tables.changes.c
        stopped = self.connection.execute(
            select(change.stopped_first, change.stopped_count)
            .where(change.id > since, change.stopped_count > 0)
            .order_by(change.id)
        )
        ranges = tuple((first, count) for first, count in stopped)
        return Delta(self.change, ranges, index_rows(self.connection, since))

    def answering(self) -> int:
        """How many passages answer."""
        held, version = tables.documents.c, tables.versions.c
        query = select(func.coalesce(func.sum(version.passage_count), 0)).where(
            held.state == ACTIVE, held.version_id == version.id
        )
        return int(self.connection.execute(query).scalar_one())


class Library:
    """Open with :meth:`open`; safe to use from several threads."""

    def __init__(self, engine: Engine, home: Path | None) -> None:
        self._engine = engine
        self._home = home
        self.sources = Sources(engine)
        self.transcripts = Transcripts(engine)
        self.relations = Relations(engine)
        self._model: Model | None = None

    @classmethod
    def open(cls, home: Path | None, url: str | None = None) -> Library:
        """Open or make the library in a folder, or at a database URL (original files still go to ``home``)."""
        if home is not None:
            home.mkdir(parents=True, exist_ok=True)
        elif url is None:
            raise ValueError("a library needs a home folder or a database URL")
        engine = database.open_engine(url or database.sqlite_url(Path(str(home)) / "library.sqlite"))
        database.upgrade(engine)
        return cls(engine, home)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def engine(self) -> Engine:
        """For the other rooms of this stage that keep rows in the library."""
        return self._engine

    # -- identity, model, files --------------------------------------------------------------------

    @property
    def home(self) -> Path:
        if self._home is None:
            raise ValueError("this library was opened without a home folder, so it has no files")
        return self._home

    @property
    def files(self) -> Files:
        return Files(self.home / "files")

    def file_path(self, sha256: str) -> Path | None:
        """The original file, or None when it is not held."""
        path = self.files.path(sha256)
        return path if path.is_file() else None

    @property
    def id(self) -> str:
        """Tells this library from every other, so that derived indexes of another one are never taken for its own."""
        with reading(self._engine) as connection:
            fact = select(tables.facts.c.value).where(tables.facts.c.name == "library_id")
            return str(connection.execute(fact).scalar_one())

    @property
    def change(self) -> int:
        """The number of the last change."""
        with reading(self._engine) as connection:
            return last_change(connection)

    def model(self) -> Model | None:
        """The model whose vectors the library holds; None before the first."""
        with reading(self._engine) as connection:
            model = tables.models.c
            row = connection.execute(select(model.id, model.name, model.dimension).where(model.active)).first()
        return None if row is None else Model(*row)

    def use_model(self, name: str, dimension: int) -> Model:
        """Say which encoder makes the vectors from now on. Raises ``WrongModel`` when the library has another's."""
        found = self.model()
        if found is None:
            with writing(self._engine) as connection:
                row = {"id": 1, "name": name, "dimension": dimension, "active": True, "added_at": database.now()}
                connection.execute(insert(tables.models), [row])
            found = Model(1, name, dimension)
        if (found.name, found.dimension) != (name, dimension):
            raise WrongModel(
                f"Kho dùng mô hình {found.name} ({found.dimension} chiều), không phải {name} ({dimension} chiều). "
                "Hãy đặt lại HOIVANBAN_MODEL, hoặc lập kho mới."
            )
        self._model = found
        return found

    def forget_model(self) -> None:
        """Ask the database again which model is in use (after a switch)."""
        self._model = None

    # -- writing -----------------------------------------------------------------------------------

    def publish(
        self, document: Document, vectors: Floats, *, source: str | SourceFile | None = None, access: str = PUBLIC
    ) -> Published:
        """Make a document answer: document, version, outline, passages, vectors, source and change log at once."""
        place = SourceFile(source) if isinstance(source, str) else source
        return self.publish_many([Incoming(document, vectors, place, access)])[0]

    def publish_many(self, items: Iterable[Incoming]) -> list[Published]:
        """Publish documents in order, a few thousand to a transaction."""
        remaining = iter(items)
        done: list[Published] = []
        while batch := list(islice(remaining, BULK)):
            with self._publishing() as publisher:
                done += publisher.publish(batch)
        return done

    def adopt(self, place: SourceFile, sha256: str) -> Published | None:
        """A file with bytes that a version holds already; None when none does. Nothing is read or embedded."""
        with self._publishing() as publisher:
            return publisher.adopt(place, sha256)

    def choose_version(self, document_id: str, version_id: int) -> int:
        """Let one of a document's versions answer in place of the present one. Returns the change number."""
        with self._publishing() as publisher:
            publisher.choose(document_id, version_id)
        return publisher.change

    def withdraw(self, document_id: str, reason: str) -> int:
        """Stop a document answering; its rows stay for audit and replay. Returns the change number."""
        with self._publishing() as publisher:
            publisher.withdraw(document_id, reason)
        return publisher.change

    def restore(self, document_id: str) -> int:
        """Undo a withdrawal. Returns the change number."""
        with self._publishing() as publisher:
            publisher.restore(document_id)
        return publisher.change

    def set_access(self, document_id: str, access: str) -> int:
        """Change who may see a document. Returns the change number."""
        with self._publishing() as publisher:
            publisher.set_access(document_id, access)
        return publisher.change

    def forget_sources(self, paths: Collection[str], reason: str) -> list[str]:
        """Files that are gone: their documents stop answering unless another file holds them. Returns their ids."""
        with self._publishing() as publisher:
            touched = self.sources.drop(publisher.connection, paths)
            return [one for one in touched if publisher.release(one, reason) == "withdrawn"]

    def refuse_source(self, source: Source) -> None:
        """Remember a refused file. A document that the same path held before stops answering with it."""
        with self._publishing() as publisher:
            prior = self.sources.note(publisher.connection, source)
            if prior is not None:
                publisher.release(prior, "tệp đã được thay bằng tệp không đọc được")

    @contextmanager
    def _publishing(self) -> Iterator[Publisher]:
        model = self._model or self.model()
        if model is None:
            raise WrongModel("library.use_model(encoder.name, encoder.dimension) must be called before publishing")
        with writing(self._engine) as connection:
            if connection.execute(select(tables.models.c.id).where(tables.models.c.active)).scalar() != model.id:
                raise WrongModel("Kho vừa chuyển sang mô hình nhúng khác. Hãy chạy lại với mô hình mới.")
            publisher = Publisher(connection, model.id, model.dimension)
            yield publisher
            publisher.flush()

    # -- documents ---------------------------------------------------------------------------------

    def document(self, document_id: str, version: int | None = None) -> StoredDocument | None:
        """A document with its answering version, or with a given older one."""
        document, row = tables.documents.c, tables.versions.c
        which = row.id == document.version_id if version is None else row.version == version
        query = DOCUMENT.where(document.id == document_id, which)
        with reading(self._engine) as connection:
            found = connection.execute(query).first()
        return None if found is None else stored_document(found)

    def documents_by_id(self, document_ids: Collection[str]) -> dict[str, StoredDocument]:
        """Several documents at once."""
        query = DOCUMENT.where(
            tables.documents.c.id.in_(list(document_ids)), tables.versions.c.id == tables.documents.c.version_id
        )
        with reading(self._engine) as connection:
            return {row.id: stored_document(row) for row in connection.execute(query)}

    def documents(self, listing: Listing | None = None) -> DocumentPage:
        """One page of the list of documents, newest first."""
        with reading(self._engine) as connection:
            rows, total, following = list_documents(connection, listing or Listing())
        return DocumentPage(tuple(stored_document(row) for row in rows), total, following)

    def find_by_key(self, key: str) -> tuple[StoredDocument, ...]:
        """Answering documents by canonical key ``num|year|TYPE|AGENCY``; an empty part matches anything."""
        with reading(self._engine) as connection:
            return tuple(stored_document(row) for row in find_by_key(connection, key))

    def outline(self, version_id: int) -> tuple[OutlineNode, ...]:
        with reading(self._engine) as connection:
            query = select(tables.outlines.c.nodes).where(tables.outlines.c.version_id == version_id)
            nodes = connection.execute(query).scalar()
        return () if nodes is None else codec.outline_from_json(nodes)

    def pages(self, version_id: int) -> tuple[Page, ...]:
        with reading(self._engine) as connection:
            query = select(tables.versions.c.pages).where(tables.versions.c.id == version_id)
            return codec.pages_from_json(connection.execute(query).scalar() or "[]")

    def signatures(self, version_id: int) -> tuple[Signature, ...]:
        with reading(self._engine) as connection:
            query = select(tables.versions.c.signatures).where(tables.versions.c.id == version_id)
            return codec.signatures_from_json(connection.execute(query).scalar() or "[]")

    # -- passages ----------------------------------------------------------------------------------

    def passages(self, ids: Collection[int]) -> dict[int, StoredPassage]:
        """Passages by id, also those of old versions and withdrawn documents (for replay)."""
        with reading(self._engine) as connection:
            rows = connection.execute(PASSAGE.where(tables.passages.c.id.in_([int(one) for one in ids])))
            return {row.id: stored_passage(row) for row in rows}

    def passages_of(self, version_id: int, parent: int | None = None) -> tuple[StoredPassage, ...]:
        """A version's passages in order: all of them, or one parent's (what a reader can expand to)."""
        query = PASSAGE.where(tables.passages.c.version_id == version_id).order_by(tables.passages.c.ordinal)
        if parent is not None:
            query = query.where(tables.passages.c.parent == parent)
        with reading(self._engine) as connection:
            return tuple(stored_passage(row) for row in connection.execute(query))

    # -- following the library ---------------------------------------------------------------------

    def changes(self, since: int = 0, limit: int = 1000) -> list[Change]:
        """Changes after ``since``, oldest first."""
        change = tables.changes.c
        query = select(change.id, change.kind, change.document_id, change.version_id, change.reason, change.at)
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(change.id > since).order_by(change.id).limit(limit))
            return [Change(*row) for row in rows]

    @contextmanager
    def state(self) -> Iterator[State]:
        """One state of the library, whatever is published meanwhile."""
        with reading(self._engine) as connection:
            yield State(connection, last_change(connection))

    @contextmanager
    def delta(self, since: int) -> Iterator[Delta]:
        """What changed after ``since``, all of it from one state of the library."""
        with self.state() as state:
            yield state.delta(since)

    def index_rows(self, since: int = 0) -> Iterator[list[IndexRow]]:
        """Answering passages of the documents that changed after ``since``, in batches, in the order of their ids."""
        with self.delta(since) as delta:
            yield from delta.rows

    def answering(self) -> int:
        """How many passages answer."""
        with self.state() as state:
            return state.answering()
