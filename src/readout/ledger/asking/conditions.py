"""From the tree of a question to conditions of SQL on the rows of `claim`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, func, not_, or_, select, true, union

from readout.ledger import schema as t
from readout.ledger.asking import names
from readout.ledger.asking.fields import day_range, is_days, number_range
from readout.ledger.asking.fulltext import sentence_ids
from readout.ledger.asking.grammar import All, Node, Not, Query, Term
from readout.ledger.asking.grammar import Any as AnyOf
from readout.ledger.faults import QueryError
from readout.ledger.folding import plain
from readout.ledger.offices import office

Condition = ColumnElement[bool]

# The parts that a field asks for, by type of claim; a type that is not named here takes "*".
ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    "with": {"encounter": ("principal", "host", "chair"), "*": ()},
    "by": {
        "encounter": ("initiator",),
        "statement": ("speaker",),
        "commitment": ("actor",),
        "event": ("actor",),
        "instrument": ("party",),
        "post": ("holder",),
    },
    "to": {"statement": ("addressee",), "commitment": ("towards",), "event": ("recipient",)},
    "host": {"encounter": ("host",)},
    "chair": {"encounter": ("chair",)},
    "attended": {"encounter": ("attendee",)},
}
CLOSED = ("complete", "dropped", "superseded")  # outcomes that end a commitment


RECORDED = "recorded:"  # before a day: not what was known then, but what this ledger held


class Moment:
    """What a question is asked of: the ledger as it is, or as it was known on a day; and which day counts as today.

    With `recorded:` before the day it is what this ledger itself held at the end of that day, and nothing that came in later.

    `named_since` looks for people and bodies only in documents of that day and later: who wants the newest need not read all of them.

    >>> Moment("recorded:2024-05-01").as_of, Moment("recorded:2024-05-01").strict
    ('2024-05-01', True)
    """

    def __init__(self, as_of: str | None = None, today: str | None = None, named_since: str | None = None) -> None:
        self.named_since = named_since
        self.said = as_of
        self.strict = as_of is not None and as_of.startswith(RECORDED)
        self.as_of = as_of.removeprefix(RECORDED) if as_of is not None else None
        if self.as_of is not None and not is_days(self.as_of):
            remedy = "write a day (2021-05-09), or recorded:2021-05-09 for what the ledger held on it"
            raise QueryError("RO-L207", str(as_of), "this is no day", remedy)
        self.today = today or self.as_of or datetime.now(UTC).date().isoformat()

    def known(self) -> Condition:
        """The claims that were known: published by then and not yet taken back, in the form that the ledger then held.

        A document that came in later than the day shows its first reading, since the ledger held none before.
        """
        c = t.claim.c
        if self.as_of is None:
            return and_(c.known_until.is_(None), c.recorded_until.is_(None))
        end = f"{self.as_of}~"
        if self.strict:
            later = c.known_until.is_(None) | (c.known_until > end)
            return and_(c.recorded_since <= end, c.recorded_until.is_(None) | (c.recorded_until > end), later)
        d = t.document.alias()
        first = select(d.c.recorded_since).where(d.c.id == c.document_id).correlate(t.claim).scalar_subquery()
        held = c.recorded_since <= end
        held |= c.recorded_since == first
        until = c.recorded_until.is_(None) | ((c.recorded_until > end) & (c.recorded_until > first))
        return and_(c.known_since <= end, c.known_until.is_(None) | (c.known_until > end), held, until)

    def stood(self) -> Condition:
        """The revisions that stood then."""
        r = t.revision.c
        if self.as_of is None:
            return r.known_until.is_(None)
        end = f"{self.as_of}~"
        since = r.recorded_since if self.strict else r.known_since
        return and_(since <= end, r.known_until.is_(None) | (r.known_until > end))


class Builder:
    """Builds the conditions of one question for one type of claim."""

    def __init__(self, connection: Connection, query: Query, claim: str, moment: Moment) -> None:
        self.connection, self.query, self.claim, self.moment = connection, query, claim, moment
        self.words: list[str] = []

    def build(self, node: Node) -> Condition:
        """The condition of a tree."""
        if isinstance(node, Not):
            return not_(self.build(node.one))
        if isinstance(node, All):
            return and_(true(), *(self.build(n) for n in node.each))
        if isinstance(node, AnyOf):
            return or_(false(), *(self.build(n) for n in node.each))
        return or_(*(self.term(node, value) for value in node.values))

    def term(self, term: Term, value: str) -> Condition:
        """The condition of one field with one value."""
        name, c = term.field, t.claim.c
        if name in ROLES:
            return self.cast(name, value)
        if name in ("since", "until", "on"):
            return during(name, value, c.day_from, c.day_to, c.day)
        if name in ("strength", "number"):
            return between(c[name], number_range(term.sign, value))
        special: dict[str, Callable[[str], Condition]] = {
            "body": self.body,
            "post": self.post,
            "topic": self.topic,
            "text": self.text,
            "place": self.place,
            "country": self.country,
            "due": self.due,
            "is": self.flag,
            "id": lambda v: or_(c.code == v, c.encounter_id.in_(select(t.encounter.c.id).where(t.encounter.c.code == v))),
        }
        if name in special:
            return special[name](value)
        if name in ("publisher", "lang", "document"):
            return c.document_id.in_(select(t.document.c.id).where(document_is(name, value)))
        if name == "accounts":
            return self.accounts(number_range(term.sign, value))
        return func.lower(c[name]) == value.lower() if value != "none" else c[name].is_(None)

    def cast(self, field: str, value: str) -> Condition:
        """Claims with a party in a part."""
        by_type = ROLES[field]
        roles = by_type.get(self.claim, by_type.get("*"))
        x = t.claim_party.c
        ask = select(x.claim_id).join(t.party, t.party.c.id == x.party_id).where(self.named(value))
        if roles:
            return t.claim.c.id.in_(ask.where(x.role.in_(roles)))
        found = t.claim.c.id.in_(ask)
        if field == "with" and self.claim in ("statement", "commitment"):
            return self.beside(value) if self.is_narrowed(self.query.where) else or_(found, self.at_encounter(ask))
        if field == "with" and self.claim in ("reference", "quantity", "topic", "unresolved"):
            here = select(t.party.c.document_id).where(self.named(value))
            return t.claim.c.document_id.in_(here)
        return found

    def named(self, value: str) -> Condition:
        """The rows of `party` that a name means, in the documents that are looked at."""
        found = names.party_is(self.connection, value)
        since = self.moment.named_since
        return found if since is None else and_(found, t.party.c.day >= since)

    def is_narrowed(self, node: Node) -> bool:
        """Whether a question names somebody in a part besides: then few claims are left, and each is looked at by itself."""
        if isinstance(node, All):
            return any(isinstance(n, Term) and n.field in ("by", "to") for n in node.each)
        return False

    def beside(self, value: str) -> Condition:
        """The same as what `cast` and `at_encounter` find, asked of each claim."""
        c, p, e, s = t.claim.c, t.party.c, t.claim.alias(), t.claim.alias()
        whom = select(p.id).where(self.named(value)).correlate(None)

        def holds(claim: ColumnElement[int]) -> Condition:
            x = t.claim_party.alias()  # the sum keeps the database from going through all claims of theirs for each claim
            return exists().where(x.c.claim_id == claim, (x.c.party_id + 0).in_(whom))

        met = (e.c.type.concat("") == "encounter", e.c.recorded_until.is_(None))
        here = exists().where(e.c.document_id == c.document_id, e.c.local == c.part_of, *met, holds(e.c.id))
        if self.claim == "statement":
            return or_(holds(c.id), here)
        in_it = (s.c.document_id == c.document_id, s.c.local == c.part_of, s.c.type.concat("") == "statement")
        said = exists().where(*in_it, e.c.document_id == s.c.document_id, e.c.local == s.c.part_of, *met, holds(e.c.id))
        return or_(holds(c.id), here, said)

    def at_encounter(self, claims: Select[tuple[int]]) -> Condition:
        """What was said or promised at an encounter of which one of these claims tells."""
        c, s, x = t.claim.alias(), t.claim.alias(), t.claim.alias()
        met = select(c.c.document_id, c.c.local).where(c.c.type == "encounter", c.c.recorded_until.is_(None), c.c.id.in_(claims)).cte()
        said = select(s.c.id, s.c.document_id, s.c.local)
        said = said.join(met, and_(s.c.document_id == met.c.document_id, s.c.part_of == met.c.local)).where(
            s.c.type.concat("").in_((self.claim, "statement"))
        )
        if self.claim == "statement":
            return t.claim.c.id.in_(said.with_only_columns(s.c.id))
        inner = said.cte()
        promised = select(x.c.id).join(inner, and_(x.c.document_id == inner.c.document_id, x.c.part_of == inner.c.local))
        promised = promised.where(x.c.type.concat("") == self.claim)
        return or_(t.claim.c.id.in_(select(inner.c.id)), t.claim.c.id.in_(promised))

    def body(self, value: str) -> Condition:
        """Claims with somebody who acts for a state or body."""
        x = t.claim_party.c
        return t.claim.c.id.in_(select(x.claim_id).join(t.party, t.party.c.id == x.party_id).where(names.acts_for(value)))

    def post(self, value: str) -> Condition:
        """Claims with somebody in an office: a rank, an office known by its rank and portfolio, or words of the title."""
        return t.claim.c.id.in_(
            select(t.claim_party.c.claim_id).join(t.party, t.party.c.id == t.claim_party.c.party_id).where(office_is(value))
        )

    def topic(self, value: str) -> Condition:
        """Claims on a topic; an encounter has those of what was said at it, and of the document if it is its first."""
        c, x = t.claim.c, t.claim_topic.c
        code = plain(value).replace(" ", "-")
        on = select(x.claim_id).where(x.topic == code)
        if self.claim != "encounter":
            return c.id.in_(on)
        s, e, first = t.claim.alias(), t.claim.alias(), t.claim.alias()
        here = and_(e.c.document_id == s.c.document_id, e.c.type == "encounter", e.c.recorded_until.is_(None))
        topical = and_(s.c.id.in_(on), s.c.recorded_until.is_(None))
        said = select(e.c.id).select_from(s).join(e, and_(here, e.c.local == s.c.part_of)).where(topical, s.c.type == "statement")
        starts = select(first.c.document_id, func.min(first.c.start_at).label("start")).where(
            first.c.document_id.in_(select(s.c.document_id).where(topical, s.c.type == "topic")),
            first.c.type == "encounter",
            first.c.part_of.is_(None),
            first.c.recorded_until.is_(None),
        )
        lead = starts.group_by(first.c.document_id).subquery()
        whole = select(e.c.id).select_from(lead).join(e, and_(e.c.document_id == lead.c.document_id, e.c.start_at == lead.c.start))
        return c.id.in_(union(said, whole.where(e.c.type == "encounter")))

    def text(self, value: str) -> Condition:
        """Claims in whose sentence the words stand; for an encounter and a topic, anywhere in the document."""
        self.words.append(value)
        c, s = t.claim.c, t.sentence.c
        found = sentence_ids(self.connection, value)
        if self.claim in ("encounter", "topic"):
            return c.revision_id.in_(select(s.revision_id).where(s.id.in_(found)))
        here = select(t.claim.c.id).join(t.sentence, and_(s.revision_id == c.revision_id, s.start_at < c.end_at, s.end_at > c.start_at))
        return c.id.in_(here.where(s.id.in_(found), c.type == self.claim).correlate(None))

    def place(self, value: str) -> Condition:
        """Claims at a place, in whatever language it is printed."""
        return t.claim.c.place.in_(names.spellings(self.connection, names.place_names(value)))

    def country(self, value: str) -> Condition:
        """Claims at a place in a country."""
        return t.claim.c.country.in_(names.wanted(value).states or (value.upper(),))

    def due(self, value: str) -> Condition:
        """Commitments by the day they are due."""
        low, high = day_range(value)
        c = t.claim.c
        return and_(
            c.due.is_not(None),
            c.due >= low[:4] if low else true(),
            c.due >= low if low and len(value) > 6 else true(),
            c.due <= f"{high}~" if high else true(),
        )

    def accounts(self, wanted: tuple[float | None, float | None]) -> Condition:
        """Encounters of which so many documents tell."""
        e = t.claim.alias()
        number: ColumnElement[Any] = func.count(e.c.document_id.distinct())
        stands = and_(e.c.type == "encounter", e.c.encounter_id.is_not(None), e.c.recorded_until.is_(None), e.c.known_until.is_(None))
        told = select(e.c.encounter_id).where(stands).group_by(e.c.encounter_id).having(between(number, wanted))
        low, high = wanted
        alone = (low is None or low <= 1) and (high is None or high >= 1)
        return or_(t.claim.c.encounter_id.in_(told), t.claim.c.encounter_id.is_(None) if alone else false())

    def flag(self, value: str) -> Condition:
        """A flag of its type."""
        c = t.claim.c
        if value in ("held", "planned"):
            return c.status == value
        if value in ("direct", "indirect", "joint"):
            return c.mode == value
        if value == "onesided":
            return and_(self.accounts((None, 1)), c.status == "held")
        if value == "negated":
            return func.coalesce(c.negated, 0) == 1
        if value == "conditional":
            return c.label.is_not(None)
        if value == "testable":
            return c.data.contains('"testable":true')
        is_open = and_(c.strength >= 2, func.coalesce(c.negated, 0) == 0, not_(self.ended()))
        if value == "closed":
            return self.ended()
        return and_(is_open, c.due.is_not(None), c.due < self.moment.today) if value == "overdue" else is_open

    def ended(self) -> Condition:
        """Commitments of which somebody has said, with evidence or a reason, that they are complete, dropped or superseded."""
        j = t.judgement.c
        stands: Condition = j.undone_at.is_(None)
        if self.moment.as_of is not None:
            stands = and_(j.made_at <= f"{self.moment.as_of}~", stands | (j.undone_at > f"{self.moment.as_of}~"))
        newest = select(func.max(j.id)).where(j.subject == "commitment", stands).group_by(j.left_anchor)
        return t.claim.c.code.in_(select(j.left_anchor).where(j.id.in_(newest), j.verdict.in_(CLOSED)))


def document_is(name: str, value: str) -> Condition:
    """The condition on a row of `document`: publisher, language, name or address."""
    d = t.document.c
    if name == "lang":
        return d.language == value.lower()
    if name == "document":
        return or_(d.name == value, d.url == value, d.key == value, d.source == value)
    return or_(d.publisher == value, func.lower(d.publisher).contains(value.lower(), autoescape=True))


def office_is(value: str) -> Condition:
    """The condition on a row of `party`: the office it holds."""
    p, low = t.party.c, plain(value)
    known = office(value)
    either = [p.office == low, p.office.startswith(f"{low}/", autoescape=True)]
    if known:
        either += [p.office == known, p.office.startswith(f"{known}/", autoescape=True)]
    either.append(and_(p.kind == "office", func.lower(p.names).contains(low, autoescape=True)))
    return or_(*either)


def between(number: ColumnElement[Any], wanted: tuple[float | None, float | None]) -> Condition:
    """A number within bounds."""
    low, high = wanted
    return and_(number >= low if low is not None else true(), number <= high if high is not None else true())


def during(name: str, value: str, first: ColumnElement[object], last: ColumnElement[object], filed: ColumnElement[object]) -> Condition:
    """Claims whose days meet the days asked for; a claim without days of its own counts by the day it is filed under."""
    low, high = day_range(value)
    if name == "since":
        high = None if ".." not in value else high
    if name == "until":
        low = None if ".." not in value else low
    end, start = func.coalesce(last, filed), func.coalesce(first, filed)
    return and_(end >= low if low else true(), start <= f"{high}~" if high else true(), filed != "")
