"""Changes of the library inside one write transaction: versions are added, start to answer or stop.

A file belongs to a document of the library when its bytes are the same, when its number, issuer and date are, or
when it has the same path and neither file's head says what it is. Everything else is a new document. A version is
never rewritten; ``documents.version_id`` says which one answers.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, update

from index.library.clerk_relations import clerk_edge_rows
from index.library.document_matching import DocumentState, KnownDocuments, document_identity
from index.library.records import Outcome, PublishRequest, PublishResult, SourceFile
from index.library.row_buffer import RowBuffer
from index.library.task_writing import register_rows
from index.store import clerk_values, json_codec, tables
from index.store.database import now
from index.store.relation_rows import relation_rows, relations, term_rows, terms
from index.store.rows_read import ACTIVE, FILE_LEFT, WITHDRAWN
from index.store.rows_to_write import (
    StoredVersion,
    document_columns,
    outline_rows,
    passage_rows,
    vector_rows,
    version_row,
)
from index.validity.reviews import next_label
from ingest.records import Metadata

#: Digits of a hash in a document's id: 64 bits, so that a million documents collide with a chance of 3 in 100 million.
_ID_DIGITS = 16
REPLACED_REASON = "tệp đã được thay bằng văn bản khác"


class Publisher:
    """The changes of one transaction, whose rows are written together. Use it inside ``write_transaction``."""

    def __init__(self, connection: Connection, model_id: int, dimension: int) -> None:
        self.connection = connection
        self._model_id = model_id
        self._dimension = dimension
        self._published_at = now()
        self._buffer = RowBuffer(connection)
        self._known = KnownDocuments(connection)
        #: The document that each path of the present batch document before the batch.
        self._prior: dict[str, str | None] = {}

    @property
    def change(self) -> int:
        """The number of the last change."""
        return self._buffer.last_change

    def publish(self, requests: Sequence[PublishRequest]) -> list[PublishResult]:
        """Publish documents in order."""
        self._prior = self._known.load(
            {request.recorded_source.path for request in requests},
            {request.document.sha256 for request in requests},
            {document_identity(request.document) for request in requests},
        )
        done = [self._publish(request) for request in requests]
        self.flush()
        return done

    def adopt(self, source: SourceFile, sha256: str, sees: Collection[str] | None = None) -> PublishResult | None:
        """Record a file whose bytes a version has already; None when none has that the sender may see."""
        self._prior = self._known.load({source.path}, {sha256}, set())
        version = self._known.version_of_bytes(sha256, sees)
        if version is None:
            return None
        document = self._known.document(version.document_id)
        prior = self._prior.get(source.path)
        self._record_source(source, sha256, document)
        outcome: Outcome = "restored" if self._reactivate(document, version) else "duplicate"
        if prior is not None and prior != document.id:
            self.release(prior, REPLACED_REASON)
        self.flush()
        current = self._known.current_version(document)
        return PublishResult(document.id, current.id, current.version, outcome, self.change)

    def choose_version(self, document_id: str, version_id: int) -> None:
        """Make a version the one that answers, if the document answers with another."""
        document = self._known.document(document_id)
        if document.state == ACTIVE and document.version_id != version_id:
            self.make_current(document_id, version_id)

    def withdraw(self, document_id: str, reason: str, state: str = WITHDRAWN) -> None:
        """Withdraw a document from answering. Its rows stay."""
        document = self._known.document(document_id)
        if document.state == state or (document.state == WITHDRAWN and state == FILE_LEFT):
            return
        self.flush()
        self._log_change("withdraw", document, reason=reason)
        self._update_document(document, state=state, reason=reason)

    def restore(self, document_id: str) -> None:
        """Let the current version of a withdrawn document answer again."""
        document = self._known.document(document_id)
        if document.state == ACTIVE:
            return
        self._log_change("restore", document)
        self._update_document(document, state=ACTIVE, reason="", merged_into=None)

    def make_current(self, document_id: str, version_id: int) -> None:
        """Make another version of a document the one that answers."""
        document = self._known.document(document_id)
        version = next(known for known in self._known.versions[document_id] if known.id == version_id)
        self.flush()
        self._log_change("restore", document, version_id=version.id)
        columns = self._columns_of_version(document, version)
        self._update_document(document, version_id=version.id, state=ACTIVE, reason="", **columns)

    def _columns_of_version(self, document: DocumentState, version: StoredVersion) -> dict[str, Any]:
        """The document's columns when this version answers."""
        return document_columns(self._metadata_of_version(document, version))

    def _metadata_of_version(self, document: DocumentState, version: StoredVersion) -> Metadata:
        query = select(tables.versions.c.metadata).where(tables.versions.c.id == version.id)
        read = json_codec.metadata_from_json(self.connection.execute(query).scalar_one())
        return clerk_values.of_document(self.connection, document.id, read)

    def release(self, document_id: str, reason: str) -> str:
        """Withdraw a document that lost a file, or fall back to a version that another file still holds.

        Returns ``kept``, ``withdrawn`` or ``restored``.
        """
        self.flush()
        document = self._known.document(document_id)
        query = select(tables.sources.c.sha256).where(tables.sources.c.document_id == document_id)
        shas = set(self.connection.execute(query).scalars())
        if self._known.current_version(document).sha256 in shas or document.state != ACTIVE:
            return "kept"
        left = [version for version in self._known.versions[document_id] if version.sha256 in shas]
        if left:
            self.make_current(document_id, max(left, key=lambda version: version.version).id)
            return "restored"
        self.withdraw(document_id, reason, FILE_LEFT)
        return "withdrawn"

    def flush(self) -> None:
        """Write the collected rows and the counters."""
        self._buffer.flush()

    # -- one document ------------------------------------------------------------------------------

    def _publish(self, request: PublishRequest) -> PublishResult:
        request.check_vectors(self._dimension)
        identity = document_identity(request.document)
        source = request.recorded_source
        prior = self._prior.get(source.path)
        document, same = self._known.match(
            request.document, identity, prior, request.sees, request.target, request.replaces
        )
        outcome: Outcome
        if document is None:
            document, outcome = self._add_document(request, identity), "new"
        elif same is None or request.reread:
            self.flush()
            self._add_version(request, document)
            outcome = "version"
        else:
            outcome = "duplicate"
        self._record_source(source, request.document.sha256, document)
        if same is not None and outcome == "duplicate" and self._reactivate(document, same):
            outcome = "restored"
        if prior is not None and prior != document.id:
            self.release(prior, REPLACED_REASON)
        current = self._known.current_version(document)
        return PublishResult(document.id, current.id, current.version, outcome, self.change)

    def _reactivate(self, document: DocumentState, same: StoredVersion) -> bool:
        """Make a known version answer again because a file with its bytes appeared. Returns whether it was done."""
        if document.state == WITHDRAWN:  # a clerk's decision stands until a clerk undoes it
            return False
        if document.state == ACTIVE and document.version_id != same.id:
            self.flush()
            source, current = tables.sources.c, self._known.current_version(document)
            others = select(source.path).where(source.sha256 == current.sha256).limit(1)
            if self.connection.execute(others).first() is not None:
                return False
        elif document.state == ACTIVE:
            return False
        self.make_current(document.id, same.id)
        return True

    def _add_document(self, request: PublishRequest, identity: str) -> DocumentState:
        # Documents with one identity but different subjects get different ids by their order of arrival.
        # An id must not tell whoever does not see everything that there is a twin.
        twins = secrets.token_hex(8) if request.sees else len(self._known.by_identity.get(identity, ()))
        document_id = f"d_{hashlib.sha256(f'{identity}|{twins}'.encode()).hexdigest()[:_ID_DIGITS]}"
        access = request.access
        document = DocumentState(document_id, identity, ACTIVE, 0, request.document.metadata.subject, access)
        self._known.documents[document_id] = document
        self._known.by_identity.setdefault(identity, []).append(document_id)
        self._known.versions[document_id] = []
        version = self._new_version(request, document)
        document.version_id = version.id
        change = self._log_change("publish", document, stopped=False)
        row = {
            "id": document_id, "identity": identity, "state": ACTIVE, "reason": "", "access": access,
            "version_id": version.id, "last_change": change, "added_at": self._published_at,
            **document_columns(request.document.metadata),
        }  # fmt: skip
        self._buffer.add(tables.documents, [row])
        return document

    def _add_version(self, request: PublishRequest, document: DocumentState) -> None:
        before, access = next_label(self.connection, document.id, request.access, reread=request.reread)
        if access != before:
            # Readers with the old label must learn that the document is gone.
            self._log_change("access", document, reason=f"{before}>{access}")
        version = self._new_version(request, document)
        self._log_change("publish", document, version_id=version.id)
        document.subject = request.document.metadata.subject
        # Reading the same bytes better does not undo a clerk's withdrawal; a new file for the document does.
        stays_withdrawn = document.merged_into is not None or (request.reread and document.state == WITHDRAWN)
        state = {} if stays_withdrawn else {"state": ACTIVE, "reason": ""}
        metadata = clerk_values.of_document(self.connection, document.id, request.document.metadata)
        self._update_document(document, version_id=version.id, access=access, **state, **document_columns(metadata))

    def _new_version(self, request: PublishRequest, document: DocumentState) -> StoredVersion:
        """Add a version with its outline, passages, relations, term and vectors."""
        new = request.document
        versions = self._known.versions[document.id]
        count = len(new.passages)
        number = 1 + max((known.version for known in versions), default=0)
        version = StoredVersion(
            self._buffer.next_numbers("version"), document.id, number, new.sha256,
            self._buffer.next_numbers("passage", count), count,
        )  # fmt: skip
        versions.append(version)
        self._known.by_sha.setdefault(new.sha256, []).append(version)
        self._buffer.add(tables.versions, [version_row(new, version, self._published_at)])
        edges = relation_rows(new, version)
        if number > 1:
            edges += clerk_edge_rows(self.connection, document.id, [version.id])
        for table, rows in (
            (tables.outlines, outline_rows(new, version)), (tables.passages, passage_rows(new, version)),
            (relations, edges), (terms, term_rows(new, version)),
            *register_rows(self.connection, new, version),
        ):  # fmt: skip
            self._buffer.add(table, rows)
        self._buffer.add(tables.vectors, vector_rows(request.vectors, version, self._model_id))
        return version

    # -- rows --------------------------------------------------------------------------------------

    def _log_change(
        self,
        kind: str,
        document: DocumentState,
        *,
        version_id: int | None = None,
        reason: str = "",
        stopped: bool = True,
    ) -> int:
        """Append a change, with the range of the passages that answered until now. Returns its number."""
        change = self._buffer.next_numbers("change")
        first, count = 0, 0
        if stopped and document.state == ACTIVE:
            current = self._known.current_version(document)
            first, count = current.first, current.count
        row = {
            "id": change, "kind": kind, "document_id": document.id, "version_id": version_id or document.version_id,
            "stopped_first": first, "stopped_count": count, "reason": reason, "at": self._published_at,
        }  # fmt: skip
        self._buffer.add(tables.changes, [row])
        return change

    def _update_document(self, document: DocumentState, **values: Any) -> None:
        """Change columns of the document's row, and its state in this transaction."""
        document.state = values.get("state", document.state)
        document.version_id = values.get("version_id", document.version_id)
        document.access = values.get("access", document.access)
        document.merged_into = values.get("merged_into", document.merged_into)
        values["last_change"] = self.change
        self.connection.execute(update(tables.documents).where(tables.documents.c.id == document.id).values(**values))

    def _record_source(self, source: SourceFile, sha256: str, document: DocumentState) -> None:
        """Write the file's row anew, with the document that it holds now."""
        if source.path in self._prior:
            self.flush()
            self.connection.execute(delete(tables.sources).where(tables.sources.c.path == source.path))
        self._prior[source.path] = document.id
        row = {
            "path": source.path, "sha256": sha256, "stamp": source.stamp, "document_id": document.id,
            "reader": source.reader, "code": None, "reason": None, "seen_at": self._published_at,
        }  # fmt: skip
        self._buffer.add(tables.sources, [row])
