"""Alembic's entry point. It is only ever run by ``index.store.database.upgrade``, which hands over its connection."""

from __future__ import annotations

from alembic import context

from index.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    # The caller owns the transaction: a migration that fails leaves nothing behind.
    transactional_ddl=False,
)
context.run_migrations()
