"""Table of touched answers: stored answers whose evidence was changed after they were given."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from index.store.tables import Id, metadata
from index.store.transcript_tables import answers

touches = Table(
    "touches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("answer_id", ForeignKey(answers.c.id, ondelete="CASCADE"), nullable=False),
    # The cited document, and the one that changed it; "" where no other document did.
    Column("document_id", String(40), nullable=False),
    Column("by_id", String(40), nullable=False),
    Column("kind", String(12), nullable=False),
    # ISO date, "" when unknown.
    Column("effective", String(10), nullable=False),
    # The sentence that is shown.
    Column("reason", Text, nullable=False),
    Column("change", BigInteger, nullable=False),
    Column("at", String(32), nullable=False),
    # Of the message to the web hook: when it was taken, "" while it waits; tries so far; not before (Unix seconds).
    Column("sent_at", String(32), nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("not_before", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("answer_id", "document_id", "kind", "by_id"),
    Index(None, "document_id"),
    Index(None, "sent_at"),
)
