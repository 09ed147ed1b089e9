"""The library: the one truth about documents, versions, passages and their vectors.

Every change of the answering passages is one transaction that also appends to the change log; the derived
indexes follow that log (``index.derived.sync``). Reading never blocks writing, nor the other way round.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType

from sqlalchemy import Engine, insert, select

from index.accounts.idempotency import IdempotencyStore
from index.library.clerk_publisher import ClerkPublisher
from index.library.document_matching import UnknownDocument
from index.library.document_table import DocumentTable
from index.library.duplicates import Duplicates
from index.library.listing import ListRequest
from index.library.passage_cache import PassageCache
from index.library.reader import LibraryReader
from index.library.records import PublishRequest, PublishResult, SourceFile
from index.library.task_register import TaskRegister
from index.library.waiting_documents import WaitingDocuments
from index.records import PUBLIC, Floats
from index.store import database, tables
from index.store.database import read_transaction, write_transaction
from index.store.original_files import OriginalFiles
from index.store.source_files import SourceRow, Sources
from index.transcripts.transcript_store import TranscriptStore
from index.validity.relation_reader import RelationReader
from index.validity.reviews import ReviewLog
from ingest.records import Document

__all__ = ["Library", "ListRequest", "PublishRequest", "PublishResult", "SourceFile", "UnknownDocument"]

#: Documents of one transaction in a bulk publish: so many that committing costs next to nothing, so few that the
#: write-ahead log stays under some 50 MB.
BULK_SIZE = 4000
#: Views kept, one a set of access labels; there are about as many sets as kinds of keys.
MAX_VIEWS = 64


@dataclass(frozen=True, slots=True)
class Model:
    """The embedding model that made the library's vectors."""

    id: int
    name: str
    dimension: int


class WrongModel(Exception):
    """Another model made the library's vectors; vectors of two models are never mixed."""


class Library(LibraryReader):
    """Documents, versions, passages and their vectors; open with :meth:`open`. Safe to use from several threads.

    It is a :class:`LibraryReader` that also writes: a view for some access labels is a library too, with the same
    methods, so that nothing that reads needs to know which of the two it was given.
    """

    def __init__(
        self, engine: Engine, home: Path | None, labels: tuple[str, ...] | None = None, kept: PassageCache | None = None
    ) -> None:
        super().__init__(engine, labels, kept)
        self._home = home
        self.sources = Sources(engine)
        self.transcripts = TranscriptStore(engine)
        self.idempotency = IdempotencyStore(engine)
        self.relations = RelationReader(engine, labels)
        self.tasks = TaskRegister(engine, self.relations, labels)
        self.table = DocumentTable(engine, self.relations, labels)
        self.waiting = WaitingDocuments(engine, labels)
        self.duplicates = Duplicates(engine, labels)
        self.reviews = ReviewLog(engine)
        self._model: Model | None = None
        self._views: OrderedDict[tuple[str, ...], Library] = OrderedDict()
        self._views_lock = threading.Lock()

    @classmethod
    def open(cls, home: Path | None, url: str | None = None) -> Library:
        """Open or make the library in a folder, or at a database URL (original files still go to ``home``)."""
        if home is not None:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds documents that not everybody may see
        elif url is None:
            raise ValueError("a library needs a home folder or a database URL")
        if home is not None and url is None:
            database.refuse_lost(home)
        engine = database.open_engine(url or database.sqlite_url(Path(str(home)) / database.FILE_NAME))
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
        """The database, for the other rooms of this stage that have rows in it."""
        return self._engine

    @property
    def labels(self) -> tuple[str, ...] | None:
        """The access labels of this view; None for the whole library."""
        return self._labels

    def visible_to(self, labels: Collection[str]) -> Library:
        """A view of the documents with these access labels; the others are not there.

        Documents, lists, look-ups, relations and validity are restricted. Passages, outlines and files are asked for
        by ids that a document gives, so their label is not checked again. The same labels give the same object, so
        that caches kept with a view hold nothing that others may see.
        """
        key = tuple(sorted(set(labels)))
        if key == self._labels:
            return self
        with self._views_lock:
            view = self._views.get(key)
            if view is None:
                view = self._views[key] = Library(self._engine, self._home, key, self._cache)
            self._views.move_to_end(key)
            while len(self._views) > MAX_VIEWS:
                self._views.popitem(last=False)
        return view

    # -- identity, model, files --------------------------------------------------------------------

    @property
    def home(self) -> Path:
        if self._home is None:
            raise ValueError("this library was opened without a home folder, so it has no files")
        return self._home

    @property
    def files(self) -> OriginalFiles:
        return OriginalFiles(self.home / database.ORIGINALS)

    def file_path(self, sha256: str) -> Path | None:
        """The path of an original file; None when it is missing."""
        path = self.files.path(sha256)
        return path if path.is_file() else None

    def model(self) -> Model | None:
        """The model whose vectors are in use; None before the first."""
        with read_transaction(self._engine) as connection:
            model = tables.models.c
            row = connection.execute(select(model.id, model.name, model.dimension).where(model.active)).first()
        return None if row is None else Model(*row)

    def use_model(self, name: str, dimension: int) -> Model:
        """Declare the encoder that makes the vectors from now on.

        :raises WrongModel: if the library's vectors are another model's.
        """
        found = self.model()
        if found is None:
            with write_transaction(self._engine) as connection:
                # Another process of the same service may have declared it since: all of them begin at once.
                if connection.execute(select(tables.models.c.id)).first() is None:
                    row = {"id": 1, "name": name, "dimension": dimension, "active": True, "added_at": database.now()}
                    connection.execute(insert(tables.models), [row])
            found = self.model() or Model(1, name, dimension)
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
    ) -> PublishResult:
        """Publish a document: it, its version, outline, passages, vectors and source, and the change, all at once."""
        file = SourceFile(source) if isinstance(source, str) else source
        return self.publish_many([PublishRequest(document, vectors, file, access)])[0]

    def publish_many(self, items: Iterable[PublishRequest]) -> list[PublishResult]:
        """Publish documents in order, a few thousand to a transaction."""
        remaining = iter(items)
        done: list[PublishResult] = []
        while batch := list(islice(remaining, BULK_SIZE)):
            with self._publish_transaction() as publisher:
                done += publisher.publish(batch)
        return done

    def adopt_file(self, source: SourceFile, sha256: str, sees: Collection[str] | None = None) -> PublishResult | None:
        """Record a file whose bytes a version has already; None when none has that a sender with these access labels
        may see (None: the operator). Nothing is read or embedded."""
        with self._publish_transaction() as publisher:
            return publisher.adopt(source, sha256, sees)

    def choose_version(self, document_id: str, version_id: int) -> int:
        """Make another of a document's versions the one that answers. Returns the change number."""
        with self._publish_transaction(document_id) as publisher:
            publisher.choose_version(document_id, version_id)
        return publisher.change

    def withdraw(self, document_id: str, reason: str) -> int:
        """Withdraw a document from answering; its rows stay for audit and replay. Returns the change number."""
        with self._publish_transaction(document_id) as publisher:
            publisher.withdraw(document_id, reason)
        return publisher.change

    def restore(self, document_id: str) -> int:
        """Undo a withdrawal. Returns the change number."""
        with self._publish_transaction(document_id) as publisher:
            publisher.restore(document_id)
        return publisher.change

    def set_access(self, document_id: str, access: str) -> int:
        """Change a document's access label. Returns the change number."""
        with self._publish_transaction(document_id) as publisher:
            publisher.set_access(document_id, access)
        return publisher.change

    def set_clerk_values(self, document_id: str, values: Mapping[str, str | None]) -> int:
        """Give fields of a head the values that a clerk found right; None takes one back. Returns the change number."""
        with self._publish_transaction(document_id) as publisher:
            publisher.set_clerk_values(document_id, values)
        return publisher.change

    def clerk_acts(self) -> AbstractContextManager[ClerkPublisher]:
        """A write transaction for a clerk's acts: relations, documents that are one."""
        return self._publish_transaction()

    def forget_sources(self, paths: Collection[str], reason: str) -> list[str]:
        """Forget missing files; documents that no other file holds stop answering. Returns the ids of those."""
        with self._publish_transaction() as publisher:
            touched = self.sources.forget(publisher.connection, paths)
            return [document_id for document_id in touched if publisher.release(document_id, reason) == "withdrawn"]

    def record_refusal(self, source: SourceRow) -> None:
        """Record a refused file. A document that the same path held before stops answering."""
        with self._publish_transaction() as publisher:
            prior = self.sources.record(publisher.connection, source)
            if prior is not None:
                publisher.release(prior, "tệp đã được thay bằng tệp không đọc được")

    @contextmanager
    def _publish_transaction(self, document_id: str | None = None) -> Iterator[ClerkPublisher]:
        """A transaction that publishes, or changes a document that is there."""
        model = self._model or self.model()
        if model is None:
            if document_id is not None:
                raise UnknownDocument(document_id)  # a library without a model has no documents
            raise WrongModel("library.use_model(encoder.name, encoder.dimension) must be called before publishing")
        with write_transaction(self._engine) as connection:
            if connection.execute(select(tables.models.c.id).where(tables.models.c.active)).scalar() != model.id:
                raise WrongModel("Kho vừa chuyển sang mô hình nhúng khác. Hãy chạy lại với mô hình mới.")
            publisher = ClerkPublisher(connection, model.id, model.dimension)
            yield publisher
            publisher.flush()
