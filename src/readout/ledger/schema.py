"""The tables of a ledger, once for SQLite and PostgreSQL.

Two axes of time stand on every claim. *Known*: from `known_since` (publication of the words; for words that appeared later, the day
they were seen) to `known_until` (the day the page no longer said so). *Recorded*: from `recorded_since` to `recorded_until`, the time
in which the ledger held the claim in this form; a newer reading or a correction ends one row and begins another. Nothing is deleted.
Times are ISO 8601 in UTC, days ISO dates, both as text, so that they sort alike everywhere. What changes here needs a migration beside
it; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


def _text(name: str, *, needed: bool = False, index: bool = False) -> Column[str]:
    return Column(name, Text, nullable=not needed, index=index)


def _to(name: str, target: str, *, needed: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(target), nullable=not needed)


document = Table(
    "document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    _text("name", needed=True, index=True),
    _text("source", needed=True),
    _text("url", index=True),
    _text("title"),
    _text("publisher", index=True),
    _text("language", index=True),
    _text("published", index=True),
    _text("genre"),
    _text("sha256", needed=True, index=True),
    Column("revision_id", Integer, nullable=False),
    _text("recorded_since", needed=True),
)

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    _to("document_id", "document.id", needed=True),
    Column("number", Integer, nullable=False),
    _text("sha256", needed=True),
    _text("title"),
    _text("text", needed=True),
    _text("known_since", needed=True),
    _text("known_until"),
    _text("recorded_since", needed=True),
    Index("ix_revision_document", "document_id", "number", unique=True),
)

reading = Table(
    "reading",
    metadata,
    Column("id", Integer, primary_key=True),
    _to("revision_id", "revision.id", needed=True),
    _text("reader", needed=True),
    Column("record", LargeBinary, nullable=False),
    _text("recorded_since", needed=True),
    _text("recorded_until"),
    Index("ix_reading_revision", "revision_id"),
)

identity = Table(
    "identity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    _text("kind", needed=True),
    _text("name", needed=True),
    _text("identifier"),
    Column("merged_into", Integer),
    _text("recorded_since", needed=True),
    Index("ix_identity_identifier", "identifier"),
)

party = Table(
    "party",
    metadata,
    Column("id", Integer, primary_key=True),
    _to("document_id", "document.id", needed=True),
    _text("anchor", needed=True),
    _text("kind", needed=True),
    _text("name", needed=True),
    _text("names", needed=True),
    _text("identifier"),
    _text("state"),
    _text("office"),
    _text("day"),
    _to("identity_id", "identity.id"),
    _text("why"),
    Column("profile_id", Integer),
    Index("ix_party_profile", "profile_id"),
    Index("ix_party_anchor", "anchor"),
    Index("ix_party_document_anchor", "document_id", "anchor", unique=True),
    Index("ix_party_identity", "identity_id", "day", "document_id"),  # the latest documents of somebody
    Index("ix_party_names", "names"),
    Index("ix_party_identifier", "identifier", "day"),
    Index("ix_party_state", "state", "day"),
)

name_key = Table(
    "name_key",
    metadata,
    Column("key", Text, primary_key=True),
    Column("identity_id", Integer, ForeignKey("identity.id"), primary_key=True),
    Column("full_name", Integer, nullable=False),
)

encounter = Table(
    "encounter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("merged_into", Integer),
    _text("recorded_since", needed=True),
)

MET = "type = 'encounter' AND known_until IS NULL AND recorded_until IS NULL"  # the encounters that stand now

claim = Table(
    "claim",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("code", needed=True, index=True),
    _to("document_id", "document.id", needed=True),
    _to("revision_id", "revision.id", needed=True),
    _text("type", needed=True),
    _text("local", needed=True),
    _text("digest", needed=True),
    Column("start_at", Integer),
    Column("end_at", Integer),
    _text("quote"),
    _text("kind"),
    _text("status"),
    _text("mode"),
    _text("act"),
    Column("strength", Integer),
    Column("negated", Integer),
    Column("number", Float),
    _text("label"),
    _text("date_value"),
    _text("day_from"),
    _text("day_to"),
    _text("date_basis"),
    _text("place"),
    _text("country"),
    _text("due"),
    _text("basis"),
    _text("rule"),
    _text("reviewed"),
    _text("part_of"),
    _to("encounter_id", "encounter.id"),
    _text("why"),
    _text("data", needed=True),
    _text("known_since", needed=True),
    _text("known_until"),
    _text("recorded_since", needed=True),
    _text("recorded_until"),
    _text("day"),
    Index("ix_claim_day", "type", "day"),
    Index("ix_claim_unsettled", "document_id"),  # of claims without a day only: the condition stands in migration 0007
    Index("ix_claim_revision", "revision_id", "start_at"),
    Index("ix_claim_document", "document_id", "type"),
    Index("ix_claim_encounter", "encounter_id"),
    Index("ix_claim_type_day", "type", "day_from"),
    Index("ix_claim_due", "type", "due"),
    # What counting by month, by place and by sides needs, and no more; the conditions are `rows.encounters_now()`.
    Index(
        "ix_claim_met",
        "day_from",
        "status",
        "encounter_id",
        "country",
        "place",
        sqlite_where=text(MET),
        postgresql_where=text(MET),
    ),
)

claim_party = Table(
    "claim_party",
    metadata,
    Column("claim_id", Integer, ForeignKey("claim.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    _to("party_id", "party.id", needed=True),
    _text("role", needed=True),
    _text("post"),
    _text("rank"),
    _to("of_id", "party.id"),
    Index("ix_claim_party_party", "party_id", "role", "claim_id"),
)

claim_topic = Table(
    "claim_topic",
    metadata,
    Column("claim_id", Integer, ForeignKey("claim.id"), primary_key=True),
    Column("topic", Text, primary_key=True),
    Index("ix_claim_topic_topic", "topic"),
)

sign = Table(
    "sign",
    metadata,
    Column("claim_id", Integer, ForeignKey("claim.id"), primary_key=True),
    Column("sign", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Index("ix_sign_sign_day", "sign", "day"),
)

judgement = Table(
    "judgement",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("subject", needed=True),
    _text("verdict", needed=True),
    _text("left_anchor", needed=True),
    _text("right_anchor", needed=True),
    _text("left_label", needed=True),
    _text("right_label", needed=True),
    _text("author", needed=True),
    _text("reason", needed=True),
    _text("rule"),
    _text("made_at", needed=True),
    _text("undone_at"),
    _text("undone_by"),
    Index("ix_judgement_left", "left_anchor"),
    Index("ix_judgement_right", "right_anchor"),
)

correction = Table(
    "correction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    _text("document_key", needed=True, index=True),
    _text("action", needed=True),
    _text("type", needed=True),
    _text("field"),
    _text("exact", needed=True),
    _text("prefix", needed=True),
    _text("suffix", needed=True),
    Column("start_at", Integer),
    _text("before"),
    _text("after"),
    _text("author", needed=True),
    _text("reason", needed=True),
    _text("made_at", needed=True),
    _text("undone_at"),
    _text("undone_by"),
    _text("state", needed=True),
    _text("state_why"),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("started", needed=True),
    _text("ended"),
    _text("what", needed=True),
    _text("report"),
)

failure = Table(
    "failure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", Text, nullable=False, unique=True),
    _text("origin"),
    _text("options"),
    _text("code", needed=True),
    _text("message", needed=True),
    _text("remedy", needed=True),
    _text("first_at", needed=True),
    _text("last_at", needed=True),
    Column("attempts", Integer, nullable=False),
    _text("resolved_at"),
)

intake = Table(
    "intake",
    metadata,
    Column("address", Text, primary_key=True),
    _text("stamp", needed=True),
    _text("reader", needed=True),
    Column("documents", Integer, nullable=False),
    _text("at", needed=True),
)

fetched = Table(
    "fetched",
    metadata,
    Column("url", Text, primary_key=True),
    _text("etag"),
    _text("last_modified"),
    _text("sha256"),
    Column("status", Integer),
    _text("at", needed=True),
)

# What follows is derived: it can be thrown away and built again from the tables above (`words.refresh`).

sentence = Table(
    "sentence",
    metadata,
    Column("id", Integer, primary_key=True),
    _to("revision_id", "revision.id", needed=True),
    Column("start_at", Integer, nullable=False),
    Column("end_at", Integer, nullable=False),
    _text("day"),
    Index("ix_sentence_revision", "revision_id", "start_at"),
    Index("ix_sentence_day", "day"),
)

spelling = Table(
    "spelling",
    metadata,
    Column("key", Text, primary_key=True),
    Column("names", Text, primary_key=True),
)

indexed = Table(
    "indexed",
    metadata,
    Column("what", Text, primary_key=True),
    Column("upto", Integer, nullable=False),
)

profile = Table(  # what texts say of a party, the same for every document that says it: name, state, office, register id
    "profile",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    _text("kind", needed=True),
    _text("name", needed=True),
    _text("names", needed=True),
    _text("identifier"),
    _text("states", needed=True),
    _text("offices", needed=True),
    _text("first_day"),
    _text("last_day"),
    _text("document_key"),
    _to("identity_id", "identity.id"),
    _text("why"),
    Index("ix_profile_identity", "identity_id"),
)

profile_word = Table(
    "profile_word",
    metadata,
    Column("word", Text, primary_key=True),
    Column("profile_id", Integer, ForeignKey("profile.id"), primary_key=True),
)

question = Table(
    "question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    _text("kind", needed=True),
    _text("left_anchor", needed=True),
    _text("right_anchor", needed=True),
    _text("left_label", needed=True),
    _text("right_label", needed=True),
    _text("evidence", needed=True),
    _text("recorded_since", needed=True),
    _text("closed_at"),
    _text("closed_why"),
)

account_match = Table(  # two accounts that were put into one encounter, and why
    "account_match",
    metadata,
    Column("left_id", Integer, ForeignKey("claim.id"), primary_key=True),
    Column("right_id", Integer, ForeignKey("claim.id"), primary_key=True),
    Column("score", Integer, nullable=False),
    _text("why", needed=True),
    _text("recorded_since", needed=True),
    Index("ix_account_match_right", "right_id"),
)

account_version = Table(  # an account that is another version (language, republication) of an account of the same publisher
    "account_version",
    metadata,
    Column("claim_id", Integer, ForeignKey("claim.id"), primary_key=True),
    _to("of_id", "claim.id", needed=True),
    _text("why", needed=True),
)

encounter_part = Table(
    "encounter_part",
    metadata,
    Column("child_id", Integer, ForeignKey("encounter.id"), primary_key=True),
    Column("parent_id", Integer, ForeignKey("encounter.id"), primary_key=True),
    _text("why", needed=True),
)
