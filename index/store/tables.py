"""The library's tables (SQLAlchemy Core), the same for SQLite and PostgreSQL.

Rows of a version (its outline and passages) are written once and never changed, so that an old answer
can be replayed; which of them answer today is decided by ``documents.state`` and ``documents.version_id`` alone.
Passage ids of one version are consecutive (``first_passage`` .. + ``passage_count``) and are never reused:
they come from ``counters``, whose row is also what serialises writers on PostgreSQL, so that change
numbers appear in the order in which they were committed.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

#: SQLite's row id is only ``INTEGER PRIMARY KEY``; PostgreSQL needs 64 bits said.
Id = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: One value a name: the library's own id, when it was made.
facts = Table("facts", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

#: The last number given out for each kind of id: ``change``, ``version``, ``passage``.
counters = Table(
    "counters", metadata, Column("name", String(20), primary_key=True), Column("value", BigInteger, nullable=False)
)

#: The models whose vectors the library holds; one is active. Two during a re-embedding.
models = Table(
    "models",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(400), nullable=False, unique=True),
    Column("dimension", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("added_at", String(32), nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(40), primary_key=True),
    # Equal for two files of the same document: its key, issuer and date; its bytes when these are unknown.
    Column("identity", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("access", String(80), nullable=False),
    Column("version_id", Id, nullable=False),
    Column("last_change", BigInteger, nullable=False),
    Column("key_number", String(20)),
    Column("key_year", String(8)),
    Column("key_type", String(20)),
    Column("key_agency", String(120)),
    Column("number", String(200)),
    Column("type", String(40)),
    Column("issuer", Text),
    Column("territory", Text),
    Column("year", Integer),
    # ISO date, "" when unknown: sorts the same in both databases.
    Column("issued_on", String(10), nullable=False),
    Column("subject", Text),
    # Number, subject and issuer without accents, for the listing's text filter.
    Column("folded", Text, nullable=False),
    Column("added_at", String(32), nullable=False),
    # What a clerk gave for fields of the head (JSON): it goes before what is read of any file of the document.
    Column("clerk_values", Text, nullable=False, server_default="{}"),
    Column("signer", Text),
    # How much the head is doubted, and where (``index.store.head_doubts``).
    Column("doubt", Integer, nullable=False, server_default="0"),
    Column("doubts", Text, nullable=False, server_default=""),
    # The document that answers in place of this one, which a clerk found to be the same: no foreign key, for one may
    # be purged without the other.
    Column("merged_into", String(40), index=True),
    Index(None, "identity"),
    Index(None, "key_number", "key_type"),
    Index(None, "last_change"),
    Index(None, "issued_on", "id"),
    Index(None, "doubt"),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("document_id", ForeignKey(documents.c.id), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    # The same without accents, for the search by file name.
    Column("folded_file", Text, nullable=False, server_default=""),
    Column("kind", String(12), nullable=False),
    Column("text_source", String(12), nullable=False),
    Column("metadata", Text, nullable=False),
    Column("pages", Text, nullable=False),
    Column("signatures", Text, nullable=False),
    Column("components", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("passage_count", Integer, nullable=False),
    Column("first_passage", BigInteger, nullable=False),
    # A few of the text's hashes, by which near-identical texts are found (``index.store.text_sketch``).
    Column("sketch", Text, nullable=False, server_default=""),
    Column("added_at", String(32), nullable=False),
    UniqueConstraint("document_id", "version"),
)

#: Kept apart from ``versions`` because a listing never needs it. No row means an empty outline.
outlines = Table(
    "outlines",
    metadata,
    Column("version_id", ForeignKey(versions.c.id), primary_key=True, autoincrement=False),
    Column("nodes", Text, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("version_id", ForeignKey(versions.c.id), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("citation", Text, nullable=False),
    Column("headings", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("node", Integer),
    Column("parent", Integer),
    Column("cells", Text, nullable=False),
)

#: float16, one row a passage and model, apart from the text so that re-embedding never rewrites it.
vectors = Table(
    "vectors",
    metadata,
    Column("model_id", ForeignKey(models.c.id), primary_key=True, autoincrement=False),
    Column("passage_id", ForeignKey(passages.c.id), primary_key=True, autoincrement=False),
    Column("vector", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

#: The files that were read, by path. A refused file has no document but a code and a reason.
sources = Table(
    "sources",
    metadata,
    Column("path", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
    # Size and times of the file when it was hashed; the same stamp means the same bytes.
    Column("stamp", String(80), nullable=False),
    Column("document_id", ForeignKey(documents.c.id)),
    # Fingerprint of the reading code, so that an upgraded reader tries a refused file again.
    Column("reader", String(64), nullable=False),
    Column("code", String(40)),
    Column("reason", Text),
    Column("seen_at", String(32), nullable=False),
    Index(None, "document_id"),
    Index(None, "sha256"),
)

#: Every change of the answering passages, in commit order. ``stopped_first``/``stopped_count`` are the passages
#: that answered before the change and may not any more; the document's current state says what answers now.
changes = Table(
    "changes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),
    Column("document_id", String(40), nullable=False),
    Column("version_id", BigInteger),
    Column("stopped_first", BigInteger, nullable=False),
    Column("stopped_count", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", String(32), nullable=False),
)

#: Background jobs. ``beat`` is when the owner last reported (Unix seconds): a job whose owner died is taken over.
jobs = Table(
    "jobs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(12), nullable=False, index=True),
    Column("request", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String(120), nullable=False),
    Column("beat", BigInteger, nullable=False),
    Column("cancel", Boolean, nullable=False),
    Column("error", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("ended_at", String(32)),
)

#: The result of each file of a job's last attempt.
job_files = Table(
    "job_files",
    metadata,
    Column("job_id", ForeignKey(jobs.c.id), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("path", Text, nullable=False),
    Column("result", String(12), nullable=False),
    Column("document_id", String(40), index=True),
    Column("code", String(40)),
    Column("reason", Text),
    Column("version", Integer),
    Column("passages", Integer, nullable=False),
)

#: Keys for the HTTP interface. ``id`` is the public part of the key; ``digest`` that of the secret part.
#: ``scopes`` and ``labels`` (the access labels it may see besides the public one) are lists joined by commas.
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("digest", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("labels", Text, nullable=False),
    # Questions and reads a minute; None takes the setting.
    Column("per_minute", Integer),
    Column("made_at", String(32), nullable=False),
    Column("ends_at", String(32)),
    Column("revoked_at", String(32)),
)

#: Logins to the pages: the SHA-256 of the cookie's token, never the token. ``who`` is the key's id or the subject of
#: an OIDC login.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("who", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("ends_at", String(32), nullable=False, index=True),
    Column("used_at", String(32), nullable=False, server_default=""),
    Column("address", String(64), nullable=False, server_default=""),
    Column("browser", String(100), nullable=False, server_default=""),
    Column("provider_session", String(200), nullable=False, server_default=""),
)

#: Orders of the identity provider that were carried out: none counts twice.
spent_tokens = Table(
    "spent_tokens", metadata,
    Column("digest", String(64), primary_key=True), Column("ends_at", String(32), nullable=False),
)  # fmt: skip

#: Pages of other servers that may embed the widget. ``origins`` are joined by commas; ``secret`` (Argon2) is checked
#: when the host's server asks for tokens; ``labels`` are those its readers may see besides the public one.
widget_sites = Table(
    "widget_sites",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("origins", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("per_minute", Integer),
    Column("made_at", String(32), nullable=False),
    Column("revoked_at", String(32)),
)

#: Management acts, append-only; ``digest`` covers the row and the digest before it, so that a changed, removed or
#: reordered row shows.
audit_events = Table(
    "audit_events",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("address", String(64), nullable=False),
    Column("request_id", String(64), nullable=False),
    Column("act", String(60), nullable=False),
    Column("object", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)
