"""A clerk's edges between documents, documents merged into others, and sketches by which equal texts are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("relations", sa.Column("target_document", sa.String(length=40), nullable=True))
    op.add_column("relations", sa.Column("added_change", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_relations_target_document"), "relations", ["target_document"], unique=False)
    op.add_column("documents", sa.Column("merged_into", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_documents_merged_into"), "documents", ["merged_into"], unique=False)
    op.add_column("versions", sa.Column("sketch", sa.Text(), nullable=False, server_default=""))
