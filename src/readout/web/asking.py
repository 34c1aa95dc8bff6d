"""Search: a question of the query language where the words begin with one of its types, else words in any script."""

from __future__ import annotations

import json
import re

import msgspec

from readout.errors import ReadoutError
from readout.ledger import Ledger
from readout.ledger import schema as t
from readout.ledger.asking.answers import Hit
from readout.ledger.asking.fields import TYPES
from readout.ledger.views import parties
from readout.ledger.views.documents import DocumentRow, listed
from readout.ledger.views.rows import Fact, facts
from readout.web.problems import Problem

_PER_PAGE = 40
_SIGNS = re.compile(r"[:<>=\"'\\]")


class Found(msgspec.Struct, frozen=True):
    """What was found, and as what the question was understood."""

    asked: str
    as_of: str | None
    kind: str
    page: int
    more: bool
    facts: tuple[Fact, ...] = ()
    people: tuple[parties.Somebody, ...] = ()
    bodies: tuple[parties.Somebody, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    problem: Problem | None = None


def search(ledger: Ledger, asked: str, as_of: str | None, page: int) -> Found:
    """Answer a question or find words."""
    asked = " ".join(asked.split())
    if not asked:
        return Found("", as_of, "nothing", 1, False)
    if asked.split(" ", 1)[0] in TYPES:
        return _question(ledger, asked, as_of, page)
    return _words(ledger, asked, as_of, page)


def _question(ledger: Ledger, asked: str, as_of: str | None, page: int) -> Found:
    try:
        rows = ledger.find(asked, as_of=as_of, limit=page * _PER_PAGE + 1)
    except ReadoutError as error:
        return Found(asked, as_of, "question", page, False, problem=Problem(error.code, error.place, error.message, error.remedy))
    wanted = _codes(rows[(page - 1) * _PER_PAGE : page * _PER_PAGE])
    with ledger.store.reading() as connection:
        found = {f.code: f for f in facts(connection, t.claim.c.code.in_(wanted), limit=len(wanted) + 1, standing=False)} if wanted else {}
    return Found(asked, as_of, "question", page, len(rows) > page * _PER_PAGE, tuple(found[c] for c in wanted if c in found))


def _words(ledger: Ledger, asked: str, as_of: str | None, page: int) -> Found:
    asked = " ".join(_SIGNS.sub(" ", asked).split()) or "…"
    said = ledger.find(f"statements {json.dumps(asked, ensure_ascii=False)}", as_of=as_of, limit=page * _PER_PAGE + 1)
    wanted = _codes(said[(page - 1) * _PER_PAGE : page * _PER_PAGE])
    with ledger.store.reading() as connection:
        found = {f.code: f for f in facts(connection, t.claim.c.code.in_(wanted), limit=len(wanted) + 1, standing=False)} if wanted else {}
        who = parties.people(connection, asked).rows[:8] if page == 1 else ()
        what = parties.bodies(connection, asked).rows[:8] if page == 1 else ()
        papers = listed(connection, words=asked, facets=False).rows[:8] if page == 1 else ()
    kept = tuple(found[c] for c in wanted if c in found)
    return Found(asked, as_of, "words", page, len(said) > page * _PER_PAGE, kept, who, what, papers)


def _codes(hits: tuple[Hit, ...]) -> list[str]:
    """The claims of hits; of an encounter, those of its accounts."""
    return [account.code for hit in hits for account in (hit.accounts or (hit,))]
