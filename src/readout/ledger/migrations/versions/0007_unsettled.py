"""Claims that have no day yet are found without looking at all others: every batch asks for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add an index of those rows only."""
    bare = sa.text("day IS NULL")
    op.create_index("ix_claim_unsettled", "claim", ["document_id"], sqlite_where=bare, postgresql_where=bare)
