"""What was searched, said beside every answer that finds nothing: the documents, the days, the publishers."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select, true

from readout.ledger import schema as t
from readout.ledger.asking.conditions import Moment


class Searched(msgspec.Struct, frozen=True):
    """The documents in which evidence was looked for: how many, from which to which day, of whom; `naming` name those concerned."""

    documents: int
    naming: int | None
    since: str | None
    until: str | None
    publishers: tuple[str, ...]

    def __str__(self) -> str:
        days = f" published {self.since} to {self.until}" if self.since else ""
        named = "" if self.naming is None else f", {self.naming} of which name those concerned"
        return f"{self.documents} documents{days}{named}"


def searched(connection: Connection, after: str | None, moment: Moment, naming: ColumnElement[bool] | None = None) -> Searched:
    """The documents published after a day; `naming` is the condition on `document` that it names those concerned."""
    d, r = t.document.c, t.revision.c
    where = moment.stood() & (d.published > after if after else true())
    base = (
        select(func.count(), func.min(d.published), func.max(d.published)).select_from(t.document).join(t.revision, r.document_id == d.id)
    )
    count, first, last = connection.execute(base.where(where)).one()
    named = None if naming is None else int(connection.execute(base.where(where, naming)).one()[0])
    who = (
        select(d.publisher).join(t.revision, r.document_id == d.id).where(where, d.publisher.is_not(None)).distinct().order_by(d.publisher)
    )
    return Searched(int(count), named, first, last, tuple(connection.execute(who).scalars()))
