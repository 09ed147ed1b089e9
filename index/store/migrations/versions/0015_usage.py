"""Stored answers say how long they took, what kind of thing was asked and which document answered: counted by later.

Answers of before have none of it. The index holds all that the dashboard reads: it never reads an answer's body.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("took_ms", sa.Integer(), nullable=True))
    op.add_column("answers", sa.Column("intent", sa.String(length=12), nullable=True))
    op.add_column("answers", sa.Column("first_document", sa.String(length=40), nullable=True))
    op.drop_index(op.f("ix_answers_asked_at"), table_name="answers")
    columns = ["asked_at", "status", "took_ms", "intent", "first_document"]
    op.create_index("ix_answers_use", "answers", columns, unique=False)
