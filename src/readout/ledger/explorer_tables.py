"""Tables that the explorer adds to a ledger: accounts and sessions of a shared server, the audit trail."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from readout.ledger.schema import metadata

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("closed_at", Text),
)

session = Table(
    "session",
    metadata,
    Column("token", Text, primary_key=True),
    Column("account_id", Integer, nullable=False, index=True),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("ix_audit_at", "at"),
)

TABLES = (account, session, audit)
