"""Indexes by which the latest of very many documents, and the encounters that stand, are found without reading the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_WIDER = (
    ("ix_party_identity", "party", ["identity_id", "day", "document_id"]),
    ("ix_party_identifier", "party", ["identifier", "day"]),
    ("ix_party_state", "party", ["state", "day"]),
    ("ix_claim_party_party", "claim_party", ["party_id", "role", "claim_id"]),
)


def upgrade() -> None:
    """Widen four indexes, add two, drop the one that a narrower one replaces."""
    for name, table, columns in _WIDER:
        op.drop_index(name, table)
        op.create_index(name, table, columns)
    op.create_index("ix_document_url", "document", ["url"])
    op.drop_index("ix_claim_standing", "claim")
    met = sa.text("type = 'encounter' AND known_until IS NULL AND recorded_until IS NULL")
    columns = ["day_from", "status", "encounter_id", "country", "place"]
    op.create_index("ix_claim_met", "claim", columns, sqlite_where=met, postgresql_where=met)
