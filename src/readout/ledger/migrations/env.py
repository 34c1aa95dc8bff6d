"""What alembic runs: the connection comes from the ledger that is being opened."""

from __future__ import annotations

from alembic import context

from readout.ledger.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
