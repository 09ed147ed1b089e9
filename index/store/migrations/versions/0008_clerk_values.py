"""Number, date and issuer as a clerk gave them: kept beside the document, so that reading its file again keeps them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("clerk_values", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("reviews", sa.Column("value", sa.Text(), nullable=False, server_default=""))
