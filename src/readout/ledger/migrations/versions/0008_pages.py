"""Indexes that pages over very many documents ask."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the indexes."""
    op.create_index("ix_claim_standing", "claim", ["type", "day_from", "known_until", "recorded_until"])
    op.create_index("ix_claim_due", "claim", ["type", "due"])
    op.create_index("ix_document_language", "document", ["language"])
