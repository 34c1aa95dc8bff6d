"""A failure keeps what the caller said of its documents (publisher, language, day), so that a retry says the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; failures from before have none and are retried without."""
    op.add_column("failure", sa.Column("options", sa.Text(), nullable=True))
