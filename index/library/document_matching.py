"""Which document a file belongs to: the identity that its head gives it, and what the library knows already.

The library reads what one write transaction touches in a few queries (:class:`KnownDocuments`); the publisher keeps
that up to date while it writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from index import access_labels
from index.records import StoredDocument
from index.store import tables
from index.store.database import chunked
from index.store.rows_read import ANNEX_MARK
from index.store.rows_to_write import StoredVersion
from ingest.records import Document, Metadata
from ingest.text.normalize import fold

#: Of the words of two subjects, the share that must agree before a second file may take the place of a first
#: with the same number: an appendix in its own file often repeats the number of its plan.
_SUBJECT_AGREEMENT = 0.5
#: Identities of documents whose head does not say what they are: the file's bytes stand for them.
_BYTES_PREFIX = "sha:"


class UnknownDocument(LookupError):
    """No document has this id."""


def document_identity(document: Document) -> str:
    """The identity that two files of one document share; stored beside the document.

    A number alone is not enough: ``516/KH-UBND`` exists once a year in every province. Without the issuer and
    the date (or the year in the number) only the bytes identify a file.
    """
    return _identity(document.metadata, strict=True) or f"{_BYTES_PREFIX}{document.sha256}"


def rendition_identity(document: StoredDocument) -> str:
    """The identity that two documents of the library share when they are renditions of one (a Word file and its PDF).

    For those that :func:`document_identity` kept apart because their heads were read differently: one of them without
    the issuer's parent, say. Only documents whose whole date was read are compared.
    """
    return _identity(document.metadata, strict=False) or document.id


def _identity(metadata: Metadata, *, strict: bool) -> str | None:
    """Number, issuer and date as one text; None where the head does not say enough.

    Strict (files of one document): the issuer must be known, its parent and the mark of a draft count, and the year in
    the number may stand for the date. Loose (renditions): the date must be known, the issuer may be missing in both,
    and the type counts. An annex in a file of its own is a document beside the main text. The two differ on purpose: a
    wrong match replaces a document here, and hides one hit there.
    """
    key = metadata.canonical_key
    annex = [f"{ANNEX_MARK}{fold(metadata.annex)}"] if metadata.annex else []
    issuer = fold(metadata.issuer or "")
    day = metadata.issued_date.isoformat() if metadata.issued_date else ""
    if not key:
        return None
    if not strict:
        return "|".join(["key", key, metadata.type or "", day, issuer, *annex]) if day else None
    day = day or key.split("|")[1]
    if not (metadata.issuer and day):
        return None
    parent = fold(metadata.issuer_parent or "")
    return "|".join(["key", key, issuer, parent, day, "draft" if metadata.is_draft else "", *annex])


def subjects_agree(first: str | None, second: str | None) -> bool:
    """True if two subjects can be the same one, misread or reworded. An unknown one agrees with any."""
    words, others = set(fold(first or "").split()), set(fold(second or "").split())
    if not words or not others:
        return True
    return len(words & others) >= _SUBJECT_AGREEMENT * min(len(words), len(others))


@dataclass(slots=True)
class DocumentState:
    """A document at this point of the transaction."""

    id: str
    identity: str
    state: str
    version_id: int
    subject: str | None
    access: str
    #: The document that answers for this one.
    merged_into: str | None = None

    def is_seen_by(self, labels: Collection[str] | None) -> bool:
        """True if a sender with these access labels may know of the document; None: the operator."""
        return labels is None or access_labels.released_label(self.access) in labels


class KnownDocuments:
    """The documents and versions that one transaction touches; the publisher keeps them up to date."""

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
        source = tables.sources.c
        for part in chunked(sorted(paths)):
            rows = self._connection.execute(select(source.path, source.document_id).where(source.path.in_(part)))
            prior.update(list(rows))
        wanted = {document_id for document_id in prior.values() if document_id is not None}
        for part in chunked(sorted(sha256s)):
            by_sha = select(tables.versions.c.document_id).where(tables.versions.c.sha256.in_(part))
            wanted.update(self._connection.execute(by_sha).scalars())
        for part in chunked(sorted(identities)):
            by_identity = select(tables.documents.c.id).where(tables.documents.c.identity.in_(part))
            wanted.update(self._connection.execute(by_identity).scalars())
        self._load_documents(wanted)
        return prior

    def match(
        self,
        document: Document,
        identity: str,
        prior: str | None,
        sees: Collection[str] | None = None,
        target: str | None = None,
        replaces: Collection[str] | None = None,
    ) -> tuple[DocumentState | None, StoredVersion | None]:
        """The document that a file belongs to, and the version with the same bytes; ``prior`` is that of its path.

        A document that the sender may not see is no match: he would replace it, revive it, or learn that it is there.
        Of one that is not among ``replaces`` only a file at its own path is a newer version.
        With ``target`` it is that one, whatever the file says, and the file is a version of its own.
        """
        if target is not None:
            return self.document(target), None
        if latest := self.version_of_bytes(document.sha256, sees):
            return self.document(latest.document_id), latest
        for document_id in self.by_identity.get(identity, ()):
            known = self.document(document_id)
            may = known.is_seen_by(sees) and (known.id == prior or known.is_seen_by(replaces))
            if may and self._replaces(document.metadata, known, prior):
                return known, None
        if prior is not None and identity.startswith(_BYTES_PREFIX):
            known = self.document(prior)
            if known.identity.startswith(_BYTES_PREFIX):
                return known, None
        return None, None

    def version_of_bytes(self, sha256: str, sees: Collection[str] | None) -> StoredVersion | None:
        """The latest version with these bytes of a document that the sender may see."""
        same = [found for found in self.by_sha.get(sha256, ()) if self.document(found.document_id).is_seen_by(sees)]
        return max(same, key=lambda version: version.version, default=None)

    @staticmethod
    def _replaces(metadata: Metadata, known: DocumentState, prior: str | None) -> bool:
        """True if a file with the identity of a document is a newer version of it.

        Annexes without a number of their own share an identity: another file replaces one only where both titles say
        that they are the same.
        """
        if metadata.annex and known.id != prior and not (metadata.subject and known.subject):
            return False
        return subjects_agree(known.subject, metadata.subject)

    def _load_documents(self, document_ids: Iterable[str]) -> None:
        document, version = tables.documents.c, tables.versions.c
        for part in chunked(sorted(set(document_ids) - self.documents.keys())):
            documents = select(
                document.id,
                document.identity,
                document.state,
                document.version_id,
                document.subject,
                document.access,
                document.merged_into,
            ).where(document.id.in_(part))
            for row in self._connection.execute(documents.order_by(document.added_at, document.id)):
                self.documents[row.id] = DocumentState(*row)
                self.by_identity.setdefault(row.identity, []).append(row.id)
                self.versions[row.id] = []
            versions = select(
                version.id, version.document_id, version.version, version.sha256,
                version.first_passage, version.passage_count,
            )  # fmt: skip
            for version_row in self._connection.execute(versions.where(version.document_id.in_(part))):
                stored = StoredVersion(*version_row)
                self.versions[stored.document_id].append(stored)
                self.by_sha.setdefault(stored.sha256, []).append(stored)

    def document(self, document_id: str) -> DocumentState:
        """The document with this id, read now if it was not known yet.

        :raises UnknownDocument: if there is none.
        """
        if document_id not in self.documents:
            self._load_documents([document_id])
        if document_id not in self.documents:
            raise UnknownDocument(document_id)
        return self.documents[document_id]

    def current_version(self, document: DocumentState) -> StoredVersion:
        """The version that answers for a document."""
        return next(version for version in self.versions[document.id] if version.id == document.version_id)
