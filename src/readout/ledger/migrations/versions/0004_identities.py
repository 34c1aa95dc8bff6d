"""Profiles of people and bodies, questions, and the reasons why accounts are one encounter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _text(name: str, needed: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=not needed)


def _to(name: str, target: str, *, key: bool = False, needed: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(target), primary_key=key, nullable=not (needed or key))


def upgrade() -> None:
    """Create the tables, and tie a party to its profile."""
    op.add_column("party", sa.Column("profile_id", sa.Integer))
    op.create_index("ix_party_profile", "party", ["profile_id"])
    _people()
    _encounters()


def _people() -> None:
    told = [_text(n, needed=True) for n in ("kind", "name", "names", "states", "offices")]
    told += [_text(n) for n in ("identifier", "first_day", "last_day", "document_key", "why")]
    key = sa.Column("key", sa.Text, nullable=False, unique=True)
    op.create_table("profile", sa.Column("id", sa.Integer, primary_key=True), key, *told, _to("identity_id", "identity.id"))
    op.create_index("ix_profile_identity", "profile", ["identity_id"])
    op.create_table("profile_word", sa.Column("word", sa.Text, primary_key=True), _to("profile_id", "profile.id", key=True))
    names = ("kind", "left_anchor", "right_anchor", "left_label", "right_label", "evidence", "recorded_since")
    asked = [_text(n, needed=True) for n in names]
    code = sa.Column("code", sa.Text, nullable=False, unique=True)
    op.create_table("question", sa.Column("id", sa.Integer, primary_key=True), code, *asked, _text("closed_at"), _text("closed_why"))


def _encounters() -> None:
    op.create_table(
        "account_match",
        _to("left_id", "claim.id", key=True),
        _to("right_id", "claim.id", key=True),
        sa.Column("score", sa.Integer, nullable=False),
        _text("why", needed=True),
        _text("recorded_since", needed=True),
    )
    op.create_index("ix_account_match_right", "account_match", ["right_id"])
    version = [_to("claim_id", "claim.id", key=True), _to("of_id", "claim.id", needed=True)]
    op.create_table("account_version", *version, _text("why", needed=True))
    op.create_table(
        "encounter_part",
        _to("child_id", "encounter.id", key=True),
        _to("parent_id", "encounter.id", key=True),
        _text("why", needed=True),
    )
