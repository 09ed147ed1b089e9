"""Touched answers: stored answers whose evidence was changed after they were given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "touches",
        sa.Column("id", ID, nullable=False),
        sa.Column("answer_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("effective", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=False, server_default=""),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("not_before", sa.BigInteger(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_touches_answer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touches")),
        sa.UniqueConstraint(
            "answer_id", "document_id", "kind", "by_id", name=op.f("uq_touches_answer_id_document_id_kind_by_id")
        ),
    )
    op.create_index(op.f("ix_touches_document_id"), "touches", ["document_id"], unique=False)
    op.create_index(op.f("ix_touches_sent_at"), "touches", ["sent_at"], unique=False)
    op.create_index(op.f("ix_evidence_document_id"), "evidence", ["document_id"], unique=False)
