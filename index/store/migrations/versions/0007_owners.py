"""Answers belong to whoever asked; those of before belong to the machine's own user."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("owner", sa.String(length=200), nullable=False, server_default="local"))
