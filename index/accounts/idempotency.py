"""Idempotency keys: a write under a key is done once, whichever process of the service gets the request.

A write is claimed before it begins, and its response is stored when it is done; a failed one is released, so that it
can be tried again under the same key. A claim whose process was killed is taken over after a while.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import BigInteger, Column, Engine, Integer, LargeBinary, String, Table, delete, insert, select, update

from index.store.database import write_transaction
from index.store.tables import metadata

#: A caller that tries again does so within a day.
RETENTION_SECONDS = 86_400
#: Longer than any upload takes; a claim older than this was left by a process that is gone.
ABANDONED_SECONDS = 900

writes = Table(
    "writes",
    metadata,
    # Digest of who asks, of what and under which key.
    Column("digest", String(64), primary_key=True),
    # Digest of what was sent.
    Column("said", String(64), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    # NULL while the write is being done.
    Column("status", Integer),
    Column("media_type", String(120), nullable=False),
    Column("body", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """The response to a write that was done."""

    status: int
    media_type: str
    body: bytes


#: Result of a claim: the caller does the write; another is doing it; the key was used for another request.
ClaimResult = Literal["yours", "running", "reused"] | StoredResponse


class IdempotencyStore:
    """The store of claimed and done writes. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, digest: str, said: str) -> ClaimResult:
        """Claim a write; ``said`` is the digest of the request's body, which must be the same under one key."""
        at = int(time.time())
        with write_transaction(self._engine) as connection:
            connection.execute(delete(writes).where(writes.c.at < at - RETENTION_SECONDS))
            row = connection.execute(select(writes).where(writes.c.digest == digest)).first()
            if row is None:
                fresh = {"digest": digest, "said": said, "at": at, "status": None, "media_type": "", "body": b""}
                connection.execute(insert(writes), [fresh])
                return "yours"
            if row.said != said:
                return "reused"
            if row.status is not None:
                return StoredResponse(row.status, row.media_type, row.body)
            if row.at >= at - ABANDONED_SECONDS:
                return "running"
            connection.execute(update(writes).where(writes.c.digest == digest).values(at=at))
            return "yours"

    def store_response(self, digest: str, done: StoredResponse) -> None:
        """Store the response to a write that was done."""
        values = {"status": done.status, "media_type": done.media_type, "body": done.body}
        with write_transaction(self._engine) as connection:
            connection.execute(update(writes).where(writes.c.digest == digest).values(values))

    def release(self, digest: str) -> None:
        """Give up the claim on a write that failed."""
        with write_transaction(self._engine) as connection:
            connection.execute(delete(writes).where(writes.c.digest == digest, writes.c.status.is_(None)))
