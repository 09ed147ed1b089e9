"""Tables of conversations, answers and feedback. No answer depends on them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from index.store.tables import metadata

#: Statuses of questions that the library did not answer.
UNANSWERED = ("none", "ambiguous")

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("started_at", String(32), nullable=False),
    Column("last_at", String(32), nullable=False),
    # The service's state of the conversation, needed to continue it.
    Column("state", Text, nullable=False),
    # Given by its owner; empty until then.
    Column("title", String(200), nullable=False, server_default=""),
    Index(None, "last_at"),
)

answers = Table(
    "answers",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(80)),
    # Digest of the caller's idempotency key and question: the same request is never answered twice.
    Column("request_key", String(64)),
    Column("asked_at", String(32), nullable=False),
    Column("question", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("change", BigInteger, nullable=False),
    # The answer as it was sent.
    Column("body", Text, nullable=False),
    # The principal who asked; nobody else may read it by its id.
    Column("owner", String(200), nullable=False, server_default="local"),
    # Milliseconds until it was given, the kind of thing asked, the document of the first source; unknown of answers
    # that are older than these columns.
    Column("took_ms", Integer),
    Column("intent", String(12)),
    Column("first_document", String(40)),
    UniqueConstraint("request_key"),
    Index(None, "conversation_id"),
    # All that the dashboard counts by: it never reads a body, which may be long.
    Index("ix_answers_use", "asked_at", "status", "took_ms", "intent", "first_document"),
    Index(None, "owner"),
)

#: No foreign keys to documents: the evidence outlives them.
evidence = Table(
    "evidence",
    metadata,
    Column("answer_id", ForeignKey(answers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("passage_id", BigInteger, nullable=False),
    Column("document_id", String(40), nullable=False),
    Column("version_id", BigInteger, nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("page_from", Integer),
    Column("page_to", Integer),
    Column("citation", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "document_id"),
)

#: One verdict an answer: the last word counts.
feedback = Table(
    "feedback",
    metadata,
    Column("answer_id", ForeignKey(answers.c.id, ondelete="CASCADE"), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("reason", String(40)),
    Column("comment", Text, nullable=False),
    Column("document_id", String(40)),
    Column("document_named", Text, nullable=False),
)
