"""Editing: a record with a correction carried out, or the reason why the correction no longer finds its place. Pure."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from readout.ledger import shelves
from readout.ledger.anchors import Anchor, anchor, place
from readout.ledger.folding import plain
from readout.ledger.shelves import SHELVES, Path
from readout.model.record import Participant, Party, Phrase, Record, RecordPlace, Span, Tests

ACTIONS = ("change", "confirm", "reject", "add", "merge", "split")


class Edit(NamedTuple):
    """One correction: `value` is what JSON holds; `before` what stood there; `other` the second anchor of a merge."""

    code: str
    action: str
    type: str
    field: str | None
    at: Anchor
    value: Any = None
    before: Any = None


class Edited(NamedTuple):
    """A record after all corrections, what became of each (None or why not), and the things that were reviewed."""

    record: Record
    failed: dict[str, str]
    reviewed: dict[tuple[str, str], str]
    hit: dict[str, tuple[str, str]]


class Unplaced(Exception):
    """A correction that does not find its place in the record as it is now."""


def edit(record: Record, edits: list[Edit]) -> Edited:
    """Carry corrections out, in order; those that find no place are told and change nothing."""
    marks: dict[int, tuple[str, str, Any]] = {}
    failed, touched = {}, {}
    for each in edits:
        try:
            record, item = _carry_out(record, each, marks)
        except Unplaced as error:
            failed[each.code] = str(error)
            continue
        touched[each.code] = item
    reviewed, places = _locals(record, marks)
    hit = {code: places[id(item)] for code, item in touched.items() if item is not None and id(item) in places}
    return Edited(record, failed, reviewed, hit)


def _locals(record: Record, marks: dict[int, tuple[str, str, Any]]) -> tuple[dict[tuple[str, str], str], dict[int, tuple[str, str]]]:
    reviewed, places = {}, {}
    for type in SHELVES:
        for path, item in shelves.items(record, type):
            found = (type, shelves.local(record, type, path, item))
            places[id(item)] = found
            if id(item) in marks:
                reviewed[found] = marks[id(item)][1]
    return reviewed, places


def _carry_out(record: Record, e: Edit, marks: dict[int, tuple[str, str, Any]]) -> tuple[Record, Any]:
    if e.action == "add":
        span = _words(record, e.at)
        record, made = _add(record, e, span)
        marks[id(made)] = (e.type, "added", made)
        return record, made
    path, item = find(record, e)
    if e.action == "confirm":
        marks[id(item)] = (e.type, "confirmed", item)
        return record, item
    if e.action == "reject":
        return _without(record, e.type, path, item), None
    if e.action == "change":
        record, new = _changed(record, e, path, item)
    elif e.action == "merge":
        record, new = _merged(record, e, path, item)
    else:
        record, new = _split(record, e, path, item)
    marks[id(new)] = (e.type, "corrected", new)
    return record, new


def _words(record: Record, at: Anchor) -> Span:
    found = place(record.document.text, at)
    if isinstance(found, str):
        raise Unplaced(found)
    return Span(*found)


def find(record: Record, e: Edit) -> tuple[Path, Any]:
    """The thing that a correction means: of its type, on its words; of several the one that was like it before."""
    if e.type == "document":
        return (), record.document
    span = _words(record, e.at)
    near = [
        (path, item)
        for path, item in shelves.items(record, e.type)
        if any(s.start < span.end and span.start < s.end for s in shelves.spans(e.type, item))
    ]
    if not near:
        raise Unplaced(f"there is no {e.type} on these words any more")
    worth = {path: _alike(record, e, item, span) for path, item in near}
    ranked = sorted(near, key=lambda n: worth[n[0]], reverse=True)
    if len(ranked) > 1 and worth[ranked[0][0]] == worth[ranked[1][0]]:
        raise Unplaced(f"two things of the type {e.type} stand on these words, and neither is surely the one meant")
    return ranked[0]


def _alike(record: Record, e: Edit, item: Any, span: Span) -> tuple[int, int, int]:
    """How like a thing is to the one that was corrected: same words, same values, more of the words."""
    own = shelves.spans(e.type, item)
    exact = int(bool(own) and own[0].start == span.start and own[-1].end == span.end)
    was, now = e.before or {}, shown(record, e.type, item)
    same = sum(1 for key, value in was.items() if now.get(key) == value)
    overlap = sum(max(0, min(s.end, span.end) - max(s.start, span.start)) for s in own)
    return exact, same, overlap


def shown(record: Record, type: str, item: Any) -> dict[str, Any]:
    """A thing as a user sees it: party ids as names, places by name, without words and rules."""
    names = {p.id: p.label for p in record.parties}
    places = {p.id: p.name for p in record.places}
    found: dict[str, Any] = {}
    for field in shelves.fields(type):
        value = getattr(item, field)
        if field in SHELVES[type].parties:
            value = [names.get(v, v) for v in value] if isinstance(value, tuple) else names.get(value, value)
        elif field == "participants":
            value = [{"party": names.get(p.party, p.party), "role": p.role, "post": p.post} for p in value]
        elif field == "place" and type == "encounter":
            value = places.get(value, value)
        elif field == "occasion":
            value = value.text if value else None
        elif field in ("posts", "holder"):
            continue
        found[field] = value
    return json.loads(msgspec.json.encode(found))  # type: ignore[no-any-return]  # a dict goes in


# --- one value ------------------------------------------------------------------------------------------------------------


def _changed(record: Record, e: Edit, path: Path, item: Any) -> tuple[Record, Any]:
    if e.field == shelves.WORDS:
        new = _other_words(record, e, item)
        return shelves.put(record, e.type, path, new), new
    record, value = _value(record, e, e.field or "", e.value)
    new = replace(item, **{e.field or "": value})
    return shelves.put(record, e.type, path, new), new


def _other_words(record: Record, e: Edit, item: Any) -> Any:
    """A thing on other words: the value of the correction is their anchor, so that they are found in a changed text, too."""
    if len(shelves.spans(e.type, item)) != 1:
        raise Unplaced(f"this {e.type} hangs on several stretches of words; correct its fields instead")
    told = e.value if isinstance(e.value, dict) else {}
    span = _words(record, Anchor(str(told.get("exact", "")), str(told.get("prefix", "")), str(told.get("suffix", "")), told.get("start")))
    name = SHELVES[e.type].words
    return replace(item, **{name: (span,) if isinstance(getattr(item, name), tuple) else span})


def _value(record: Record, e: Edit, field: str, value: Any) -> tuple[Record, Any]:
    """A value as the record holds it; parties and places that it names are made where the record has none."""
    if field in SHELVES[e.type].parties:
        if isinstance(value, list):
            ids = []
            for name in value:
                record, found = _party(record, e, str(name))
                ids.append(found)
            return record, tuple(ids)
        return _party(record, e, str(value)) if value else (record, None)
    if field == "participants":
        return _participants(record, e, value)
    if field == "place" and e.type == "encounter":
        return _place(record, e, value)
    if field == "occasion":
        span = _words(record, Anchor(str(value))) if value else None
        return record, Phrase(span.of(record.document.text), span.start, span.end) if span else None
    wanted = next(f for f in msgspec.structs.fields(SHELVES[e.type].struct) if f.name == field)
    try:
        return record, msgspec.convert(value, wanted.type, strict=False)
    except msgspec.ValidationError as error:
        raise Unplaced(f"{value!r} is no value of {field}: {error}") from None


def _party(record: Record, e: Edit, name: str) -> tuple[Record, str]:
    """The id of the party of this name, or of a new one that hangs on the words of the correction."""
    for p in record.parties:
        if name == p.id or plain(name) in {plain(n) for n in (p.name, *p.names) if n}:
            return record, p.id
    sought = place(record.document.text, Anchor(name))
    span = Span(*sought) if not isinstance(sought, str) else (None if e.type == "document" else _words(record, e.at))
    evidence = (span,) if span else ()
    made = Party(f"x-{e.code}-{len(record.parties)}", "person", name, (name,), {}, (), evidence, "text", f"correction:{e.code}")
    return replace(record, parties=(*record.parties, made)), made.id


def _participants(record: Record, e: Edit, value: Any) -> tuple[Record, tuple[Participant, ...]]:
    made = []
    old = {p.party: p for p in getattr(_item_or_none(record, e), "participants", ())}
    for each in value:
        told = {"party": each} if isinstance(each, str) else each
        record, party = _party(record, e, str(told["party"]))
        kept = old.get(party)
        if kept is not None:
            made.append(replace(kept, role=told.get("role") or kept.role, post=told.get("post", kept.post)))
        else:
            evidence = next((p.evidence for p in record.parties if p.id == party), ())[:1]
            made.append(Participant(party, told.get("post"), None, told.get("role") or "principal", evidence))
    return record, tuple(made)


def _item_or_none(record: Record, e: Edit) -> Any:
    try:
        return find(record, e)[1] if e.action != "add" else None
    except Unplaced:
        return None


def _place(record: Record, e: Edit, value: Any) -> tuple[Record, str | None]:
    if not value:
        return record, None
    for p in record.places:
        if value == p.id or plain(str(value)) == plain(p.name):
            return record, p.id
    sought = place(record.document.text, Anchor(str(value)))
    evidence = (Span(*sought),) if not isinstance(sought, str) else ()
    made = RecordPlace(f"x-{e.code}", str(value), None, None, None, {}, evidence)
    return replace(record, places=(*record.places, made)), made.id


# --- whole things ---------------------------------------------------------------------------------------------------------


_DEFAULTS: dict[str, dict[str, Any]] = {
    "encounter": {"kind": "meeting", "status": "held", "mode": "in-person"},
    "statement": {"mode": "indirect", "act": "claim"},
    "commitment": {"kind": "promise", "strength": 5},
    "party": {"kind": "person"},
}


def _add(record: Record, e: Edit, span: Span) -> tuple[Record, Any]:
    """A thing that the reader missed, on the words that say it."""
    shelf, told = SHELVES[e.type], {**_DEFAULTS.get(e.type, {}), **(e.value or {})}
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(shelf.struct):
        if field.name in told and field.name in shelves.fields(e.type):
            record, values[field.name] = _value(record, e, field.name, told[field.name])
        elif field.required:
            values[field.name] = _empty(field, e, span)
    if e.type == "party":
        values["names"] = tuple(dict.fromkeys((values["name"], *values["names"])))
    if "rule" in shelf.struct.__struct_fields__:
        values["rule"] = f"correction:{e.code}"
    made = shelf.struct(**values)
    return shelves.append(record, e.type, made), made


def _empty(field: Any, e: Edit, span: Span) -> Any:
    """What a field holds where the correction says nothing of it."""
    fixed: dict[str, Any] = {"id": f"x-{e.code}", "start": span.start, "end": span.end, "tests": Tests(False, False, False, True, False)}
    if field.name in fixed:
        return fixed[field.name]
    if field.name == SHELVES[e.type].words:
        return span if field.name == "span" else (span,)
    kind = str(field.type)
    if "tuple" in kind:
        return ()
    if "dict" in kind:
        return {}
    return None if "None" in kind else 0 if field.type in (int, float) else ""


def _without(record: Record, type: str, path: Path, item: Any) -> Record:
    """The record without a thing; what hung on a party or an encounter lets go of it."""
    record = shelves.put(record, type, path, None)
    if type == "party":
        return _renamed(record, {item.id: None})
    if type == "encounter":
        statements = tuple(replace(s, encounter=None) if s.encounter == item.id else s for s in record.statements)
        encounters = tuple(replace(x, part_of=None) if x.part_of == item.id else x for x in record.encounters)
        events = tuple(x for x in record.events if x.encounter != item.id)
        return replace(record, statements=statements, encounters=encounters, events=events)
    if type == "statement":
        return replace(record, commitments=tuple(replace(c, statement=None) if c.statement == item.id else c for c in record.commitments))
    return record


def _renamed(record: Record, ids: dict[str, str | None]) -> Record:
    """The record with party ids exchanged; None takes a party out of every cast."""

    def many(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(new for v in values if (new := ids.get(v, v)) is not None))

    def one(value: str | None) -> str | None:
        return ids.get(value, value) if value else value

    for type, shelf in SHELVES.items():
        for path, item in list(shelves.items(record, type)):
            changed = {f: many(v) if isinstance(v, tuple) else one(v) for f in shelf.parties if (v := getattr(item, f))}
            if type == "encounter":
                cast = (replace(p, party=new, of=one(p.of)) for p in item.participants if (new := ids.get(p.party, p.party)) is not None)
                changed["participants"] = tuple({p.party: p for p in reversed(tuple(cast))}.values())[::-1]
            if any(getattr(item, f) != v for f, v in changed.items()):
                record = shelves.put(record, type, path, replace(item, **changed))
    mentions = (replace(x, party=new) for x in record.mentions if (new := ids.get(x.party, x.party)) is not None)
    return replace(record, mentions=tuple(mentions))


def _merged(record: Record, e: Edit, path: Path, item: Any) -> tuple[Record, Any]:
    """Two things of one document as one: the first keeps its values, and takes words and parties of the second."""
    told = e.value["with"]
    at = Anchor(told["exact"], told.get("prefix", ""), told.get("suffix", ""), told.get("start"))
    rest = shelves.put(record, e.type, path, None)
    _, other = find(rest, e._replace(at=at, before=told.get("before")))
    if e.type == "party":
        names, evidence = tuple(dict.fromkeys((*item.names, *other.names))), (*item.evidence, *other.evidence)
        identifiers = {**other.identifiers, **item.identifiers}
        new = replace(item, names=names, evidence=evidence, posts=(*item.posts, *other.posts), identifiers=identifiers)
    elif e.type == "encounter":
        present = {p.party for p in item.participants}
        more = tuple(p for p in other.participants if p.party not in present)
        new = replace(item, participants=(*item.participants, *more), evidence=(*item.evidence, *other.evidence))
    elif e.type == "statement":
        topics = tuple(dict.fromkeys((*item.topics, *other.topics)))
        new = replace(item, content=tuple(sorted((*item.content, *other.content), key=lambda s: s.start)), topics=topics)
    else:
        new = item
    record = shelves.put(record, e.type, path, new)
    where = next(p for p, x in shelves.items(record, e.type) if x is other)
    record = shelves.put(record, e.type, where, None)
    return _retied(record, e.type, other.id, item.id, new)


def _retied(record: Record, type: str, old: str, new: str, item: Any) -> tuple[Record, Any]:
    """What hung on a merged thing hangs on the one that stays."""
    if type == "party":
        record = _renamed(record, {old: new})
        return record, next(p for p in record.parties if p.id == new)
    if type == "encounter":
        statements = tuple(replace(s, encounter=new) if s.encounter == old else s for s in record.statements)
        events = tuple(replace(x, encounter=new) if x.encounter == old else x for x in record.events)
        return replace(record, statements=statements, events=events), item
    if type == "statement":
        return replace(record, commitments=tuple(replace(c, statement=new) if c.statement == old else c for c in record.commitments)), item
    return record, item


def _split(record: Record, e: Edit, path: Path, item: Any) -> tuple[Record, Any]:
    """One thing as two: the named participants (or words) make the second."""
    if e.type == "encounter":
        record, second = _participants(record, e, e.value["participants"])
        gone = {p.party for p in second}
        both = set(e.value.get("both", ()))
        stays = tuple(p for p in item.participants if p.party not in gone or _name(record, p.party) in both)
        told = {k: v for k, v in e.value.items() if k in ("kind", "status", "mode", "date")}
        made = replace(item, id=f"x-{e.code}", participants=second, rule=f"correction:{e.code}", **told)
        first = replace(item, participants=stays)
    elif e.type == "statement":
        span = _words(record, Anchor(e.value["at"]))
        made = replace(item, id=f"x-{e.code}", content=(Span(span.start, item.content[-1].end),), rule=f"correction:{e.code}")
        kept = tuple(Span(s.start, min(s.end, span.start)) for s in item.content if s.start < span.start)
        first = replace(item, content=kept)
    else:
        raise Unplaced(f"a {e.type} cannot be split")
    return shelves.append(shelves.put(record, e.type, path, first), e.type, made), first


def _name(record: Record, party: str) -> str:
    return next((p.label for p in record.parties if p.id == party), party)


def anchor_of(record: Record, type: str, item: Any) -> Anchor:
    """The anchor of a thing: its words from first to last, where they are one stretch, else the first."""
    own = shelves.spans(type, item)
    if not own:
        return Anchor("")
    return anchor(record.document.text, own[0].start, own[0].end if len(own) > 1 else own[-1].end)
