"""A record laid flat: parties and claims as rows, before the ledger knows their numbers. Pure, so that worker processes can do it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

from readout.ledger.folding import latin, plain
from readout.ledger.offices import office
from readout.ledger.sentences import sentences
from readout.model.document import Source
from readout.model.record import Commitment, Encounter, Participant, Party, Record, Span, Statement

_JSON = msgspec.json.Encoder()
_PACKING = 3  # half the time of the usual level, for a tenth more bytes


class FlatParty(msgspec.Struct, frozen=True):
    """A party as the ledger keeps it: `anchor` names it within its document and survives a re-reading."""

    local: str
    anchor: str
    kind: str
    name: str
    names: tuple[str, ...]
    identifier: str | None
    state: str | None
    office: str | None


class FlatClaim(msgspec.Struct, frozen=True):
    """A claim as columns, with its parties (local id, role, post, rank, local id of the post's body) and topics."""

    columns: dict[str, Any]
    parties: tuple[tuple[str, str, str | None, str | None, str | None], ...] = ()
    topics: tuple[str, ...] = ()


class Flat(msgspec.Struct, frozen=True):
    """A record laid flat; `record` is its JSON, compressed, without the text, which the revision keeps."""

    key: str
    document: dict[str, Any]
    text: str
    parties: tuple[FlatParty, ...]
    claims: tuple[FlatClaim, ...]
    record: bytes
    day: str | None
    sentences: tuple[tuple[int, int, str], ...] = ()


def document_key(record: Record) -> str:
    """What a document is known by: its address on the web, else where it was found and its id there."""
    info = record.document
    return _key(info.url, info.source, info.id)


def source_key(source: Source) -> str:
    """The same of a source, before it is read."""
    return _key(source.url, source.address, source.id)


def _key(url: str | None, address: str, id: str) -> str:
    return url or (address if address.endswith(id) else f"{address}#{id}")


def days(value: str | None) -> tuple[str | None, str | None]:
    """The first and last day that a date can mean.

    >>> days("2021-02"), days("2022-05-17/2022-05-19"), days("2015")
    (('2021-02-01', '2021-02-29'), ('2022-05-17', '2022-05-19'), ('2015-01-01', '2015-12-31'))
    """
    if not value:
        return None, None
    first, _, last = value.partition("/")
    last = last or first
    low = first + {4: "-01-01", 7: "-01"}.get(len(first), "")
    high = last + {4: "-12-31", 7: "-29" if last[5:] == "02" else "-30" if last[5:] in ("04", "06", "09", "11") else "-31"}.get(
        len(last), ""
    )
    return low, high


def flat(record: Record, reviewed: Mapping[tuple[str, str], str] | None = None) -> Flat:
    """A record as rows; `reviewed` says by type and id which claims somebody corrected, confirmed or added."""
    text = record.document.text
    by_id = {p.id: p for p in record.parties}
    states = {p.id: _state(p) for p in record.parties}
    for p in record.parties:
        if p.kind in ("person", "office"):
            states[p.id] = next((states[h.of] for h in p.posts if h.of and states.get(h.of)), None) or _state_in_casting(
                p.id, record, states
            )
    parties = tuple(_anchored(record, states))
    day = next((e.date for e in record.encounters if e.date), None) or record.document.published
    claims = [
        *(_encounter(e, record, by_id, text) for e in record.encounters),
        *(_statement(s, text) for s in record.statements),
        *(_commitment(c, record, text) for c in record.commitments),
        *_rest(record, text),
        *_posts(record, text, days(day)[0]),
    ]
    info = record.document
    document = {
        "name": info.id, "source": info.source, "url": info.url, "title": info.title, "publisher": info.publisher,
        "language": info.language, "published": info.published, "genre": info.genre, "sha256": info.sha256,
    }  # fmt: skip
    bare = msgspec.structs.replace(record, document=msgspec.structs.replace(info, text=""))
    found = tuple(_digested(claims, parties))
    _dated(found, record)
    for claim in found if reviewed else ():
        claim.columns["reviewed"] = (reviewed or {}).get((claim.columns["type"], claim.columns["local"]))
    packed = zlib.compress(_JSON.encode(bare), _PACKING)
    return Flat(document_key(record), document, text, parties, found, packed, days(day)[0], sentences(record))


def _dated(claims: tuple[FlatClaim, ...], record: Record) -> None:
    """Give every claim the day it is filed under: its own, that of the encounter it belongs to, or that of publication."""
    by_local = {c.columns["local"]: c.columns for c in claims if c.columns["type"] in ("encounter", "statement")}
    for claim in claims:
        seen: dict[str, Any] | None = claim.columns
        for _ in range(3):  # a commitment lies in a statement, which lies in an encounter, which may be part of another
            if seen is None or seen.get("day_from"):
                break
            seen = by_local.get(seen.get("part_of") or "")
        claim.columns["day"] = (seen or {}).get("day_from") or record.document.published


def _state(party: Party) -> str | None:
    """The state or body behind a party: an ISO code, or the register's id of a body."""
    ids = party.identifiers
    if party.kind in ("state", "region"):
        code = ids.get("iso3166-1") or ids.get("iso3166-2", "")[:2]
        return code or plain(party.name)
    if party.kind in ("organisation", "body"):
        return f"org:{ids.get('readout') or plain(party.name)}"
    return None


def _state_in_casting(local: str, record: Record, states: dict[str, str | None]) -> str | None:
    return next(
        (states.get(p.of) for e in record.encounters for p in e.participants if p.party == local and p.of and states.get(p.of)), None
    )


def _anchored(record: Record, states: dict[str, str | None]) -> list[FlatParty]:
    taken: dict[str, int] = {}
    found = []
    for p in record.parties:
        identifier = next((f"{k}:{v}" for k, v in sorted(p.identifiers.items())), None)
        base = f"{p.kind}|{identifier or plain(p.name)}"
        taken[base] = taken.get(base, 0) + 1
        titles = [h.title for h in p.posts if not h.qualifier] + [
            q.post for e in record.encounters for q in e.participants if q.party == p.id and q.post
        ]
        held = next((o for t in titles if (o := office(t))), None) if p.kind in ("person", "office") else None
        anchor = base if taken[base] == 1 else f"{base}|{taken[base]}"
        found.append(FlatParty(p.id, anchor, p.kind, p.name, p.names or (p.name,), identifier, states.get(p.id), held))
    return found


def _spans(spans: tuple[Span, ...], text: str) -> dict[str, Any]:
    if not spans:
        return {"start_at": None, "end_at": None, "quote": None}
    return {"start_at": spans[0].start, "end_at": spans[-1].end, "quote": " … ".join(s.of(text) for s in spans)}


def _claim(type: str, local: str, item: Any, spans: tuple[Span, ...], text: str, **columns: Any) -> dict[str, Any]:
    return {"type": type, "local": local, "data": _JSON.encode(item).decode(), **_spans(spans, text), **columns}


def _encounter(e: Encounter, record: Record, by_id: dict[str, Party], text: str) -> FlatClaim:
    place = next((x for x in record.places if x.id == e.place), None)
    low, high = days(e.date)
    columns = _claim(
        "encounter", e.id, e, e.evidence, text, kind=e.kind, status=e.status, mode=e.mode, date_value=e.date, day_from=low, day_to=high,
        date_basis=e.date_basis, place=place.name if place else None, country=place.country if place else None,
        label=e.occasion.text if e.occasion else None, basis="text", rule=e.rule, part_of=e.part_of,
    )  # fmt: skip
    parties = tuple((p.party, p.role, _post(p, by_id), office(_post(p, by_id)), p.of) for p in e.participants if p.party in by_id)
    extra = ((e.initiator, "initiator", None, None, None),) if e.initiator in by_id else ()
    return FlatClaim(columns, parties + extra)


def _post(p: Participant, by_id: dict[str, Party]) -> str | None:
    return p.post or next((h.title for h in by_id[p.party].posts), None)


def _statement(s: Statement, text: str) -> FlatClaim:
    columns = _claim(
        "statement",
        s.id,
        s,
        s.content,
        text,
        mode=s.mode,
        act=s.act,
        part_of=s.encounter,
        label=s.cue.of(text) if s.cue else None,
        basis=s.speaker_basis,
        rule=s.rule,
    )
    parties = tuple((p, role, None, None, None) for role, ids in (("speaker", s.speakers), ("addressee", s.addressees)) for p in ids)
    return FlatClaim(columns, parties, tuple(dict.fromkeys(s.topics)))


def _commitment(c: Commitment, record: Record, text: str) -> FlatClaim:
    statement = next((s for s in record.statements if s.id == c.statement), None)
    quantity = next((q for q in record.quantities if q.id == c.quantity), None)
    _low, high = days(c.due)
    columns = _claim(
        "commitment", c.id, c, (c.span,), text, kind=c.kind, strength=c.strength, due=high or c.due, date_value=c.due,
        negated=int(c.negated), part_of=c.statement, label=c.condition.text if c.condition else None,
        number=quantity.value if quantity else None, basis=c.actor_basis, rule=c.rule,
        mode=statement.mode if statement else None, act=statement.act if statement else None,
    )  # fmt: skip
    said = statement.speakers if statement else ()
    roles = (("actor", c.actors), ("towards", c.towards), ("speaker", said))
    return FlatClaim(columns, tuple((p, role, None, None, None) for role, ids in roles for p in ids), statement.topics if statement else ())


def _rest(record: Record, text: str) -> list[FlatClaim]:
    found = []
    for r in record.references:
        low, high = days(r.date)
        found.append(
            FlatClaim(
                _claim(
                    "reference",
                    r.id,
                    r,
                    (r.span,),
                    text,
                    kind=r.kind,
                    date_value=r.date,
                    day_from=low,
                    day_to=high,
                    place=r.place,
                    label=r.register,
                    rule=r.rule,
                )
            )
        )
    for i in record.instruments:
        low, high = days(i.date)
        columns = _claim(
            "instrument",
            i.id,
            i,
            (i.span,),
            text,
            kind=i.kind,
            status=i.action,
            date_value=i.date,
            day_from=low,
            day_to=high,
            label=i.title,
            rule=i.rule,
            part_of=i.encounter,
        )
        found.append(FlatClaim(columns, tuple((p, "party", None, None, None) for p in i.parties)))
    for q in record.quantities:
        found.append(
            FlatClaim(
                _claim("quantity", q.id, q, (Span(q.start, q.end),), text, number=q.value, label=q.unit, kind=q.approximate, rule=q.rule)
            )
        )
    for t in record.topics:
        found.append(FlatClaim(_claim("topic", f"t-{t.code}", t, t.evidence[:1], text, kind=t.code), topics=(t.code,)))
    for n, e in enumerate(record.events):
        parties = tuple((p, role, None, None, None) for role, ids in (("actor", e.actor), ("recipient", e.recipient)) for p in ids)
        found.append(
            FlatClaim(
                _claim(
                    "event", f"v{n}", e, e.evidence, text, kind=e.category, mode=e.mode, label=e.scheme, rule=e.rule, part_of=e.encounter
                ),
                parties,
            )
        )
    for n, u in enumerate(record.unresolved):
        found.append(FlatClaim(_claim("unresolved", f"u{n}", u, (Span(u.start, u.end),), text, kind=u.what, label=u.why)))
    return found


def _posts(record: Record, text: str, day: str | None) -> list[FlatClaim]:
    """Who held what: a readout proves a day, not a term."""
    found = []
    for p in record.parties:
        for n, h in enumerate(p.posts):
            columns = _claim(
                "post",
                f"h-{p.id}-{n}",
                h,
                h.evidence[:1],
                text,
                kind=h.title,
                status=h.qualifier,
                label=h.register,
                day_from=day,
                day_to=day,
                date_value=day,
                basis=h.basis,
                rule=h.rule,
            )
            found.append(FlatClaim(columns, ((p.id, "holder", h.title, office(h.title), h.of),)))
    return found


_TOLD_BY_PLACE = frozenset(("start_at", "end_at", "local", "part_of", "data", "day", "reviewed"))


def _digested(claims: list[FlatClaim], parties: tuple[FlatParty, ...]) -> list[FlatClaim]:
    """The same claims with digests that do not change when words before them do."""
    anchors = {p.local: p.anchor for p in parties}
    taken: dict[str, int] = {}
    found = []
    for c in claims:
        said = [(k, v) for k, v in sorted(c.columns.items()) if v is not None and k not in _TOLD_BY_PLACE]
        cast = [(anchors.get(p[0]), p[1], p[2], anchors.get(p[4] or "")) for p in c.parties]
        base = hashlib.sha256(_JSON.encode((said, cast, c.topics))).hexdigest()[:20]
        taken[base] = taken.get(base, 0) + 1
        c.columns["digest"] = base if taken[base] == 1 else f"{base}.{taken[base]}"
        found.append(c)
    return found


def slug(name: str) -> str:
    """A name as part of an id.

    >>> slug("何金平"), slug("Vladimir Norov")
    ('hejinping', 'vladimir-norov')
    """
    from readout.ledger.folding import words

    parts = (
        [latin(w.replace("-", "")) for w in words(name)]
        if not any("\u3400" <= c <= "\u9fff" for c in name)
        else [latin("".join(words(name)))]
    )
    return "-".join(p for p in parts if p)[:60] or "unnamed"
