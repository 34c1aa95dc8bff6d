"""What the explorer keeps: moves of the board, accounts, sessions, the audit trail; and the indexes that its pages ask."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _text(name: str, needed: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=not needed)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def upgrade() -> None:
    """Create tables and indexes."""
    op.create_table(
        "outcome", _id(), _text("claim_code"), _text("status"), _text("reason"), sa.Column("document_id", sa.Integer),
        sa.Column("start_at", sa.Integer), sa.Column("end_at", sa.Integer), _text("quote", False), _text("author"), _text("made_at"),
        _text("undone_at", False), _text("undone_by", False),
    )  # fmt: skip
    op.create_index("ix_outcome_claim_code", "outcome", ["claim_code"])
    op.create_table("account", _id(), sa.Column("name", sa.Text, nullable=False, unique=True), _text("role"), _text("password"),
                    _text("made_at"), _text("closed_at", False))  # fmt: skip
    op.create_table("session", sa.Column("token", sa.Text, primary_key=True), sa.Column("account_id", sa.Integer, nullable=False),
                    _text("made_at"), _text("expires_at"))  # fmt: skip
    op.create_index("ix_session_account_id", "session", ["account_id"])
    op.create_table("audit", _id(), _text("at"), _text("who"), _text("role"), _text("action"), _text("subject"), _text("detail"))
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_document_published", "document", ["published"])
    op.create_index("ix_party_anchor", "party", ["anchor"])
