"""Sessions say when they were used last, and from which address and browser they were opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, length in (("used_at", 32), ("address", 64), ("browser", 100)):
        op.add_column("sessions", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
