"""What the clerk's table of documents sorts and filters by: signer, doubts of the head, file names without accents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.store.clerk_values import stored_metadata
from index.store.head_doubts import doubt_columns
from ingest.text.normalize import fold

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

#: Rows changed at once.
PART = 500


def upgrade() -> None:
    op.add_column("documents", sa.Column("signer", sa.Text(), nullable=True))
    op.add_column("documents", sa.Column("doubt", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("documents", sa.Column("doubts", sa.Text(), nullable=False, server_default=""))
    op.add_column("versions", sa.Column("folded_file", sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_documents_doubt"), "documents", ["doubt"], unique=False)
    connection = op.get_bind()
    _fill_file_names(connection)
    _fill_heads(connection)


def _fill_file_names(connection: sa.Connection) -> None:
    names = connection.execute(sa.text("SELECT id, file_name FROM versions")).all()
    change = sa.text("UPDATE versions SET folded_file = :folded WHERE id = :id")
    for start in range(0, len(names), PART):
        rows = [{"id": row.id, "folded": fold(row.file_name)} for row in names[start : start + PART]]
        connection.execute(change, rows)


def _fill_heads(connection: sa.Connection) -> None:
    ids = list(connection.execute(sa.text("SELECT id FROM documents")).scalars())
    heads = sa.text(
        "SELECT d.id, d.clerk_values, v.metadata FROM documents d JOIN versions v ON v.id = d.version_id"
        " WHERE d.id IN :ids"
    ).bindparams(sa.bindparam("ids", expanding=True))
    change = sa.text("UPDATE documents SET signer = :signer, doubt = :doubt, doubts = :doubts WHERE id = :id")
    for start in range(0, len(ids), PART):
        rows = []
        for row in connection.execute(heads, {"ids": ids[start : start + PART]}).all():
            metadata = stored_metadata(row.metadata, row.clerk_values)
            rows.append({"id": row.id, "signer": metadata.signer, **doubt_columns(metadata)})
        if rows:
            connection.execute(change, rows)
