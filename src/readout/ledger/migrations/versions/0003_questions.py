"""What questions need: the day a claim is filed under, sentences with their words, names by their sounds.

All of it is derived: `words.refresh` fills it from the other tables when documents are taken in. The indexes of words of version 0001,
which nothing ever filled, go.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add columns, indexes, derived tables and the index of the words of sentences."""
    op.add_column("claim", sa.Column("day", sa.Text))
    op.add_column("party", sa.Column("identifier", sa.Text))
    op.create_index("ix_claim_day", "claim", ["type", "day"])
    op.create_index("ix_claim_revision", "claim", ["revision_id", "start_at"])
    for column in ("names", "identifier", "state"):
        op.create_index(f"ix_party_{column}", "party", [column])
    _derived_tables()
    for table in ("claim_words", "document_words"):
        op.execute(f"DROP TABLE {table}")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE sentence_words USING fts5(words, content='', tokenize=\"unicode61 remove_diacritics 2\")")
        return
    op.execute("CREATE TABLE sentence_words (rowid INTEGER PRIMARY KEY REFERENCES sentence(id), words tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_sentence_words ON sentence_words USING gin(words)")


def _derived_tables() -> None:
    op.create_table(
        "sentence",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("revision_id", sa.Integer, sa.ForeignKey("revision.id"), nullable=False),
        sa.Column("start_at", sa.Integer, nullable=False),
        sa.Column("end_at", sa.Integer, nullable=False),
        sa.Column("day", sa.Text),
    )
    op.create_index("ix_sentence_revision", "sentence", ["revision_id", "start_at"])
    op.create_index("ix_sentence_day", "sentence", ["day"])
    op.create_table("spelling", sa.Column("key", sa.Text, primary_key=True), sa.Column("names", sa.Text, primary_key=True))
    op.create_table("indexed", sa.Column("what", sa.Text, primary_key=True), sa.Column("upto", sa.Integer, nullable=False))
