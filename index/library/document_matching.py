"""What the library holds already of the documents that one write transaction touches, read in a few queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from index.library.identity import subjects_agree
from index.store import tables
from index.store.rows_to_write import StoredVersion
from ingest.records import Document

#: Databases limit the variables of one statement; 1,000 is under every limit.
_IN_LIMIT = 1000


class UnknownDocument(LookupError):
    """No document has this id."""


@dataclass(slots=True)
class DocumentState:
    """A document as it stands inside the transaction."""

    id: str
    identity: str
    state: str
    version_id: int
    subject: str | None


class KnownDocuments:
    """Documents and versions as they stand inside the transaction; the publisher keeps them up to date."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.documents: dict[str, DocumentState] = {}
        self.by_identity: dict[str, list[str]] = {}
        self.versions: dict[str, list[StoredVersion]] = {}
        self.by_sha: dict[str, list[StoredVersion]] = {}

    def load(
        self, paths: Collection[str], sha256s: Collection[str], identities: Collection[str]
    ) -> dict[str, str | None]:
        """Read the documents that these paths, bytes and identities belong to; returns the document of each path."""
        prior: dict[str, str | None] = {}
        for part in _parts(paths):
            query = select(tables.sources.c.path, tables.sources.c.document_id).where(tables.sources.c.path.in_(part))
            prior.update(list(self._connection.execute(query)))
        wanted = {document_id for document_id in prior.values() if document_id is not None}
        for part in _parts(sha256s):
            sha = select(tables.versions.c.document_id).where(tables.versions.c.sha256.in_(part))
            wanted.update(self._connection.execute(sha).scalars())
        for part in _parts(identities):
            by_identity = select(tables.documents.c.id).where(tables.documents.c.identity.in_(part))
            wanted.update(self._connection.execute(by_identity).scalars())
        self._load_documents(wanted)
        return prior

    def match(
        self, document: Document, identity: str, prior: str | None
    ) -> tuple[DocumentState | None, StoredVersion | None]:
        """The document that a file belongs to, and the version with the same bytes."""
        same = self.by_sha.get(document.sha256)
        if same:
            latest = max(same, key=lambda v: v.version)
            return self.document(latest.document_id), latest
        for known in self.by_identity.get(identity, ()):
            held = self.document(known)
            if subjects_agree(held.subject, document.metadata.subject):
                return held, None
        if prior is not None and identity.startswith("sha:"):
            held = self.document(prior)
            if held.identity.startswith("sha:"):
                return held, None
        return None, None

    def _load_documents(self, document_ids: Iterable[str]) -> None:
        held, version = tables.documents.c, tables.versions.c
        for part in _parts(set(document_ids) - self.documents.keys()):
            query = select(held.id, held.identity, held.state, held.version_id, held.subject).where(held.id.in_(part))
            for row in self._connection.execute(query.order_by(held.added_at, held.id)):
                self.documents[row.id] = DocumentState(*row)
                self.by_identity.setdefault(row.identity, []).append(row.id)
                self.versions[row.id] = []
            versions = select(
                version.id, version.document_id, version.version, version.sha256,
                version.first_passage, version.passage_count,
            )  # fmt: skip
            for found in self._connection.execute(versions.where(version.document_id.in_(part))):
                known = StoredVersion(*found)
                self.versions[known.document_id].append(known)
                self.by_sha.setdefault(known.sha256, []).append(known)

    def document(self, document_id: str) -> DocumentState:
        if document_id not in self.documents:
            self._load_documents([document_id])
        if document_id not in self.documents:
            raise UnknownDocument(document_id)
        return self.documents[document_id]

    def current_version(self, held: DocumentState) -> StoredVersion:
        return next(v for v in self.versions[held.id] if v.id == held.version_id)


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    chosen = sorted(set(values))
    for start in range(0, len(chosen), _IN_LIMIT):
        yield chosen[start : start + _IN_LIMIT]
