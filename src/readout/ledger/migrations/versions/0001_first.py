"""The first schema: documents with revisions and readings, claims on two axes of time, identities, encounters, judgements, corrections.

The tables are frozen in `migrations/first.py`: later versions add migrations and never edit this file's effect.
"""

from __future__ import annotations

from alembic import op

from readout.ledger.migrations.first import metadata

revision = "0001"
down_revision = None

FIRST = [
    "document",
    "revision",
    "reading",
    "identity",
    "party",
    "name_key",
    "encounter",
    "claim",
    "claim_party",
    "claim_topic",
    "sign",
    "judgement",
    "correction",
    "run",
    "failure",
    "intake",
    "fetched",
]


def upgrade() -> None:
    """Create the tables, and the index of words that the database offers."""
    connection = op.get_bind()
    metadata.create_all(connection, tables=[metadata.tables[name] for name in FIRST])
    if connection.dialect.name == "sqlite":
        for table in ("claim_words", "document_words"):
            op.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(words, content='', tokenize=\"unicode61 remove_diacritics 2\")")
        return
    for table, of in (("claim_words", "claim"), ("document_words", "revision")):
        op.execute(f"CREATE TABLE {table} (rowid INTEGER PRIMARY KEY REFERENCES {of}(id), words tsvector NOT NULL)")
        op.execute(f"CREATE INDEX ix_{table} ON {table} USING gin(words)")
