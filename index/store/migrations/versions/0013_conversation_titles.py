"""Conversations have a title that their owner may give them, and are listed by owner."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("title", sa.String(length=200), nullable=False, server_default=""))
    op.create_index(op.f("ix_answers_owner"), "answers", ["owner"], unique=False)
