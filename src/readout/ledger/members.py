"""Accounts, sessions and the audit trail of a shared explorer, kept in the ledger. Passwords by scrypt, session tokens by digest only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, CursorResult, delete, insert, select, update

from readout.ledger.explorer_tables import account, audit, session
from readout.ledger.faults import LedgerError
from readout.ledger.store import now

ROLES = ("reader", "reviewer", "administrator")
_SCRYPT = {"n": 2**14, "r": 8, "p": 1}
_LEAST = 10


class Account(msgspec.Struct, frozen=True):
    """Somebody who may sign in."""

    id: int
    name: str
    role: str
    made_at: str
    closed_at: str | None


class Entry(msgspec.Struct, frozen=True):
    """A line of the audit trail."""

    at: str
    who: str
    role: str
    action: str
    subject: str
    detail: str


def hashed(password: str, salt: str | None = None) -> str:
    """A password as it is kept: `scrypt$salt$digest`.

    >>> kept = hashed("long enough"); matches("long enough", kept), matches("longenough", kept)
    (True, False)
    """
    salt = salt or secrets.token_hex(16)
    digest = hashlib.scrypt(password.encode("utf-8", "replace"), salt=bytes.fromhex(salt), **_SCRYPT).hex()
    return f"scrypt${salt}${digest}"


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one kept, compared in constant time."""
    return hmac.compare_digest(hashed(password, kept.split("$")[1]), kept)


_NOBODY = hashed("nobody has this password", "00" * 16)


def add(connection: Connection, name: str, role: str, password: str) -> int:
    """A new account; returns its number."""
    if role not in ROLES:
        raise LedgerError("RO-L411", role, "there is no such role", f"use one of: {', '.join(ROLES)}")
    if not name.strip() or len(name) > 80 or not name.isprintable():
        raise LedgerError("RO-L412", name[:80] or "(empty)", "this is no name of an account", "use 1 to 80 printable signs")
    if len(password) < _LEAST:
        raise LedgerError("RO-L413", name, f"the password is shorter than {_LEAST} signs", "use a longer one")
    if connection.execute(select(account.c.id).where(account.c.name == name.strip())).first():
        raise LedgerError("RO-L414", name, "there is an account of this name", "choose another name")
    row = insert(account).values(name=name.strip(), role=role, password=hashed(password), made_at=now())
    return _number(connection.execute(row))


def _number(result: CursorResult[Any]) -> int:
    return int((result.inserted_primary_key or (0,))[0])


def listed(connection: Connection) -> list[Account]:
    """All accounts by name."""
    a = account.c
    return [Account(*row) for row in connection.execute(select(a.id, a.name, a.role, a.made_at, a.closed_at).order_by(a.name).limit(1000))]


def close(connection: Connection, name: str) -> bool:
    """Close an account and end its sessions; returns whether there was one."""
    found = connection.execute(select(account.c.id).where(account.c.name == name, account.c.closed_at.is_(None))).scalar()
    if found is None:
        return False
    connection.execute(update(account).where(account.c.id == found).values(closed_at=now()))
    connection.execute(delete(session).where(session.c.account_id == found))
    return True


def check(connection: Connection, name: str, password: str) -> Account | None:
    """The account with this name and password; the time it takes does not tell whether the name exists."""
    a = account.c
    row = connection.execute(select(a.id, a.name, a.role, a.made_at, a.closed_at, a.password).where(a.name == name.strip())).first()
    right = matches(password, row.password if row else _NOBODY)
    return Account(*row[:5]) if row and right and row.closed_at is None else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(connection: Connection, number: int, hours: int) -> str:
    """A new session of an account; returns the token, of which only the digest is kept. Old sessions of everybody are swept."""
    token = secrets.token_urlsafe(32)
    connection.execute(delete(session).where(session.c.expires_at < now()))
    until = (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    connection.execute(insert(session).values(token=_digest(token), account_id=number, made_at=now(), expires_at=until))
    return token


def of_session(connection: Connection, token: str) -> Account | None:
    """Whose session this is, if it still runs."""
    a, s = account.c, session.c
    wanted = select(a.id, a.name, a.role, a.made_at, a.closed_at).join(session, s.account_id == a.id)
    row = connection.execute(wanted.where(s.token == _digest(token), s.expires_at > now(), a.closed_at.is_(None))).first()
    return Account(*row) if row else None


def end(connection: Connection, token: str) -> None:
    """End a session."""
    connection.execute(delete(session).where(session.c.token == _digest(token)))


def note(connection: Connection, who: str, role: str, action: str, subject: str, detail: str = "") -> None:
    """Write a line of the audit trail, in the transaction of what it tells about."""
    connection.execute(insert(audit).values(at=now(), who=who, role=role, action=action, subject=subject[:400], detail=detail[:2000]))


def trail(connection: Connection, limit: int = 200) -> list[Entry]:
    """The audit trail, the newest first."""
    a = audit.c
    rows = connection.execute(select(a.at, a.who, a.role, a.action, a.subject, a.detail).order_by(a.id.desc()).limit(limit))
    return [Entry(*row) for row in rows]
