"""Moves of the board are judgements like all others: the table that held them apart goes."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Drop the table; no release ever wrote it."""
    op.drop_table("outcome")
