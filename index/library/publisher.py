"""Changes of the library inside one write transaction: versions are added, start to answer or stop.

A file belongs to a document of the library when its bytes are the same, when its number, issuer and date are, or
when it has the same path and neither file's head says what it is. Everything else is a new document. A version is
never rewritten; ``documents.version_id`` says which one answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, delete, insert, select, update

from index.library.document_matching import DocumentState, KnownDocuments, document_identity
from index.library.records import Outcome, PublishRequest, PublishResult, SourceFile
from index.store import json_codec, tables
from index.store.database import COUNTERS, now
from index.store.relation_rows import relation_rows, relations, term_rows, terms
from index.store.rows_read import ACTIVE, FILE_LEFT, WITHDRAWN
from index.store.rows_to_write import StoredVersion, document_columns, passage_rows, version_row
from index.validity.reviews import next_label

#: Digits of a hash in a document's id: 64 bits, so that a million documents collide with a chance of 3 in 100 million.
_ID_DIGITS = 16
REPLACED_REASON = "tệp đã được thay bằng văn bản khác"


class Publisher:
    """Collects the rows of one transaction and writes them together. Use it inside ``write_transaction``."""

    def __init__(self, connection: Connection, model_id: int, dimension: int) -> None:
        self.connection = connection
        self._model_id = model_id
        self._dimension = dimension
        self._published_at = now()
        rows = connection.execute(select(tables.counters.c.name, tables.counters.c.value))
        self._counters: dict[str, int] = dict(list(rows))
        self._rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in _WRITE_ORDER}
        self._known = KnownDocuments(connection)
        #: The document that each path of the present batch held before the batch.
        self._prior: dict[str, str | None] = {}

    @property
    def change(self) -> int:
        return self._counters["change"]

    def publish(self, items: Sequence[PublishRequest]) -> list[PublishResult]:
        """Publish documents in order."""
        self._prior = self._known.load(
            {item.recorded_source.path for item in items},
            {item.document.sha256 for item in items},
            {document_identity(item.document) for item in items},
        )
        done = [self._publish(item) for item in items]
        self.flush()
        return done

    def adopt(self, place: SourceFile, sha256: str) -> PublishResult | None:
        """Record a file whose bytes a version has already; None when none has."""
        self._prior = self._known.load({place.path}, {sha256}, set())
        same = self._known.by_sha.get(sha256)
        if not same:
            return None
        version = max(same, key=lambda v: v.version)
        held = self._known.document(version.document_id)
        prior = self._prior.get(place.path)
        self._record_source(place, sha256, held)
        outcome: Outcome = "restored" if self._reactivate(held, version) else "duplicate"
        if prior is not None and prior != held.id:
            self.release(prior, REPLACED_REASON)
        self.flush()
        current = self._known.current_version(held)
        return PublishResult(held.id, current.id, current.version, outcome, self.change)

    def choose_version(self, document_id: str, version_id: int) -> None:
        """Make a version the one that answers, if the document answers with another."""
        held = self._known.document(document_id)
        if held.state == ACTIVE and held.version_id != version_id:
            self.make_current(document_id, version_id)

    def withdraw(self, document_id: str, reason: str, state: str = WITHDRAWN) -> None:
        """Withdraw a document from answering. Its rows stay."""
        held = self._known.document(document_id)
        if held.state == state or (held.state == WITHDRAWN and state == FILE_LEFT):
            return
        self.flush()
        self._log_change("withdraw", held, reason=reason)
        self._update_document(held, state=state, reason=reason)

    def restore(self, document_id: str) -> None:
        """Let the current version of a withdrawn document answer again."""
        held = self._known.document(document_id)
        if held.state == ACTIVE:
            return
        self._log_change("restore", held)
        self._update_document(held, state=ACTIVE, reason="")

    def make_current(self, document_id: str, version_id: int) -> None:
        """Make another version of a document the one that answers."""
        held = self._known.document(document_id)
        version = next(v for v in self._known.versions[document_id] if v.id == version_id)
        self.flush()
        self._log_change("restore", held, version_id=version.id)
        fields = self.connection.execute(
            select(tables.versions.c.metadata).where(tables.versions.c.id == version.id)
        ).scalar_one()
        self._update_document(
            held,
            version_id=version.id,
            state=ACTIVE,
            reason="",
            **document_columns(json_codec.metadata_from_json(fields)),
        )

    def set_access(self, document_id: str, access: str) -> None:
        """Give a document another access label."""
        held = self._known.document(document_id)
        before = select(tables.documents.c.access).where(tables.documents.c.id == document_id)
        # Both labels are logged: readers with the old one must learn that the document is gone.
        self._log_change("access", held, reason=f"{self.connection.execute(before).scalar_one()}>{access}")
        self._update_document(held, access=access)

    def release(self, document_id: str, reason: str) -> str:
        """Withdraw a document that lost a file, or fall back to a version that another file still holds.

        Returns ``kept``, ``withdrawn`` or ``restored``.
        """
        self.flush()
        held = self._known.document(document_id)
        query = select(tables.sources.c.sha256).where(tables.sources.c.document_id == document_id)
        holding = set(self.connection.execute(query).scalars())
        versions = self._known.versions[document_id]
        if self._known.current_version(held).sha256 in holding or held.state != ACTIVE:
            return "kept"
        left = [v for v in versions if v.sha256 in holding]
        if left:
            self.make_current(document_id, max(left, key=lambda v: v.version).id)
            return "restored"
        self.withdraw(document_id, reason, FILE_LEFT)
        return "withdrawn"

    def flush(self) -> None:
        """Write the collected rows and the counters."""
        for table, rows in self._rows.items():
            if rows:
                self.connection.execute(insert(table), rows)
                rows.clear()
        for name in COUNTERS:
            counter = tables.counters.c.name == name
            self.connection.execute(update(tables.counters).where(counter).values(value=self._counters[name]))

    # -- one document ------------------------------------------------------------------------------

    def _publish(self, item: PublishRequest) -> PublishResult:
        document = item.document
        item.check_vectors(self._dimension)
        identity = document_identity(document)
        prior = self._prior.get(item.recorded_source.path)
        held, same = self._known.match(document, identity, prior)
        outcome: Outcome
        if held is None:
            held, outcome = self._add_document(item, identity), "new"
        elif same is None or item.reread:
            self.flush()
            self._add_version(item, held)
            outcome = "version"
        else:
            outcome = "duplicate"
        self._record_source(item.recorded_source, document.sha256, held)
        if same is not None and outcome == "duplicate" and self._reactivate(held, same):
            outcome = "restored"
        if prior is not None and prior != held.id:
            self.release(prior, REPLACED_REASON)
        current = self._known.current_version(held)
        return PublishResult(held.id, current.id, current.version, outcome, self.change)

    def _reactivate(self, held: DocumentState, same: StoredVersion) -> bool:
        """Make a known version answer again because a file with its bytes appeared. Returns whether it was done."""
        if held.state == WITHDRAWN:  # a clerk's decision stands until a clerk undoes it
            return False
        if held.state == ACTIVE and held.version_id != same.id:
            self.flush()
            shas = tables.sources.c.sha256
            others = select(tables.sources.c.path).where(shas == self._known.current_version(held).sha256).limit(1)
            if self.connection.execute(others).first() is not None:
                return False
        elif held.state == ACTIVE:
            return False
        self.make_current(held.id, same.id)
        return True

    def _add_document(self, item: PublishRequest, identity: str) -> DocumentState:
        # Documents with one identity but different subjects get different ids by their order of arrival.
        twins = len(self._known.by_identity.get(identity, ()))
        document_id = f"d_{hashlib.sha256(f'{identity}|{twins}'.encode()).hexdigest()[:_ID_DIGITS]}"
        held = DocumentState(document_id, identity, ACTIVE, 0, item.document.metadata.subject)
        self._known.documents[document_id] = held
        self._known.by_identity.setdefault(identity, []).append(document_id)
        self._known.versions[document_id] = []
        version = self._new_version(item, held)
        held.version_id = version.id
        change = self._log_change("publish", held, stopped=False)
        self._rows[tables.documents].append(
            {
                "id": document_id, "identity": identity, "state": ACTIVE, "reason": "", "access": item.access,
                "version_id": version.id, "last_change": change, "added_at": self._published_at,
                **document_columns(item.document.metadata),
            }
        )  # fmt: skip
        return held

    def _add_version(self, item: PublishRequest, held: DocumentState) -> None:
        before, access = next_label(self.connection, held.id, item.access, reread=item.reread)
        if access != before:
            # Readers with the old label must learn that the document is gone.
            self._log_change("access", held, reason=f"{before}>{access}")
        version = self._new_version(item, held)
        self._log_change("publish", held, version_id=version.id)
        held.subject = item.document.metadata.subject
        # Reading the same bytes better does not undo a clerk's withdrawal; a new file for the document does.
        stays = item.reread and held.state == WITHDRAWN
        state = {} if stays else {"state": ACTIVE, "reason": ""}
        self._update_document(
            held, version_id=version.id, access=access, **state, **document_columns(item.document.metadata)
        )

    def _new_version(self, item: PublishRequest, held: DocumentState) -> StoredVersion:
        document = item.document
        known = self._known.versions[held.id]
        count = len(document.passages)
        version = StoredVersion(
            id=self._next_numbers("version", 1),
            document_id=held.id,
            version=1 + max((v.version for v in known), default=0),
            sha256=document.sha256,
            first=self._next_numbers("passage", count),
            count=count,
        )
        known.append(version)
        self._known.by_sha.setdefault(document.sha256, []).append(version)
        self._rows[tables.versions].append(version_row(document, version, self._published_at))
        if document.outline:
            nodes = json_codec.outline_to_json(document.outline)
            self._rows[tables.outlines].append({"version_id": version.id, "nodes": nodes})
        self._rows[tables.passages].extend(passage_rows(document, version))
        self._rows[relations].extend(relation_rows(document, version))
        self._rows[terms].extend(term_rows(document, version))
        halves = np.ascontiguousarray(item.vectors, dtype=np.float16)
        self._rows[tables.vectors].extend(
            {"model_id": self._model_id, "passage_id": version.first + i, "vector": row.tobytes()}
            for i, row in enumerate(halves)
        )
        return version

    # -- rows --------------------------------------------------------------------------------------

    def _next_numbers(self, name: str, count: int) -> int:
        first = self._counters[name] + 1
        self._counters[name] += count
        return first

    def _log_change(
        self, kind: str, held: DocumentState, *, version_id: int | None = None, reason: str = "", stopped: bool = True
    ) -> int:
        """Append a change, with the range of the passages that answered until now. Returns its number."""
        change = self._next_numbers("change", 1)
        first, count = 0, 0
        if stopped and held.state == ACTIVE:
            current = self._known.current_version(held)
            first, count = current.first, current.count
        self._rows[tables.changes].append(
            {
                "id": change, "kind": kind, "document_id": held.id, "version_id": version_id or held.version_id,
                "stopped_first": first, "stopped_count": count, "reason": reason, "at": self._published_at,
            }
        )  # fmt: skip
        return change

    def _update_document(self, held: DocumentState, **values: Any) -> None:
        held.state = values.get("state", held.state)
        held.version_id = values.get("version_id", held.version_id)
        values["last_change"] = self.change
        self.connection.execute(update(tables.documents).where(tables.documents.c.id == held.id).values(**values))

    def _record_source(self, source: SourceFile, sha256: str, held: DocumentState) -> None:
        if source.path in self._prior:
            self.flush()
            self.connection.execute(delete(tables.sources).where(tables.sources.c.path == source.path))
        self._prior[source.path] = held.id
        self._rows[tables.sources].append(
            {
                "path": source.path, "sha256": sha256, "stamp": source.stamp, "document_id": held.id,
                "reader": source.reader, "code": None, "reason": None, "seen_at": self._published_at,
            }
        )  # fmt: skip


#: Parents before children, for the foreign keys.
_WRITE_ORDER = (
    tables.documents, tables.versions, tables.outlines, tables.passages, tables.vectors, tables.sources,
    tables.changes, relations, terms,
)  # fmt: skip
