"""Migrations of the ledger's schema, by alembic, from the first version on."""
