"""What one account tells: its statements, commitments, instruments and numbers, and the topics in their order."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, func, select

from readout.ledger import schema as t
from readout.ledger.asking import Hit, rows
from readout.ledger.asking.conditions import Moment

SIDES = ("principal", "host", "chair")


class Told(msgspec.Struct, frozen=True):
    """An account of an encounter and all that its document says about it.

    `names` gives every person, body and state of the document by the code under which the ledger knows it, with its spellings.
    """

    account: Hit
    statements: tuple[Hit, ...]
    commitments: tuple[Hit, ...]
    instruments: tuple[Hit, ...]
    quantities: tuple[Hit, ...]
    topics: dict[str, Hit]
    names: dict[str, tuple[str, ...]]

    @property
    def language(self) -> str | None:
        """The language of the document."""
        return self.account.document.language if self.account.document else None


def told(connection: Connection, account: Hit, moment: Moment) -> Told:
    """Everything that the document of an account says about its encounter; all of it where it tells of no other."""
    c = t.claim.c
    assert account.document is not None
    here = (c.document_id == account.document.id) & moment.known()
    of_account = {local: id for id, local in connection.execute(select(c.id, c.local).where(here, c.type == "encounter"))}
    mine = next(local for local, id in of_account.items() if id == account.id)
    wanted = ("statement", "commitment", "instrument", "quantity", "topic")
    found = connection.execute(select(c.id, c.type, c.local, c.part_of).where(here, c.type.in_(wanted)).order_by(c.start_at, c.id)).all()
    said = {row.local for row in found if row.type == "statement" and row.part_of in (mine, None)}
    alone = len(of_account) == 1
    kept = [
        row.id
        for row in found
        if alone
        or row.part_of == mine
        or (row.type == "statement" and row.part_of is None)
        or (row.type == "commitment" and row.part_of in said)
    ]
    hits = rows.claims(connection, kept)
    by_type = {name: tuple(h for h in hits if h.type == name) for name in wanted}
    return Told(
        account,
        by_type["statement"],
        by_type["commitment"],
        by_type["instrument"],
        by_type["quantity"],
        _topics(by_type["topic"], by_type["statement"]),
        _names(connection, account.document.id),
    )


def _topics(found: tuple[Hit, ...], statements: tuple[Hit, ...]) -> dict[str, Hit]:
    """Every topic with the first words that show it, in the order of the text."""
    first: dict[str, Hit] = {}
    every = [(h.kind or "", h) for h in found] + [(topic, h) for h in statements for topic in h.topics]
    for code, hit in sorted(every, key=lambda pair: (pair[1].start or 0, pair[1].type != "topic")):
        first.setdefault(code, hit)
    return first


def _names(connection: Connection, document: int) -> dict[str, tuple[str, ...]]:
    p, i = t.party.c, t.identity.c
    code = func.coalesce(i.code, p.identifier, p.anchor)
    found: dict[str, dict[str, None]] = {}
    asked = select(code, p.names).outerjoin(t.identity, i.id == p.identity_id).where(p.document_id == document, p.kind != "group")
    for key, names in connection.execute(asked):
        found.setdefault(key, {}).update(dict.fromkeys(names.split(" | ")))
    return {key: tuple(names) for key, names in found.items()}


def accounts(connection: Connection, code: str, moment: Moment) -> list[Hit]:
    """The accounts of an encounter by its code, or the one account of this code, in the order of the documents."""
    c, e = t.claim.c, t.encounter.c
    numbers = list(connection.execute(select(func.coalesce(e.merged_into, e.id)).where(e.code == code)).scalars())
    where = c.encounter_id.in_(numbers) if numbers else c.code == code
    asked = select(c.id).join(t.document, t.document.c.id == c.document_id).where(c.type.concat("") == "encounter", moment.known(), where)
    found = list(connection.execute(asked.order_by(t.document.c.published, c.id)).scalars())
    return rows.claims(connection, found)
