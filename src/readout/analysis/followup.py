"""What became of commitments: later words that show it, candidates, or nothing found in documents that are named.

Evidence is published after the commitment, is cited, and names the same actor and object (needs.md O2); what meets only a part of
this is a candidate. A judgement of a person (the board) stands before anything found here. Nothing found is no statement that nothing
was done: it says which documents and days were searched (O3). Reports of the actor's own side are marked (O5), late ones too (O4).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Integer, and_, or_, select, text
from sqlalchemy import column as named_column

from readout.analysis.searching import Searched, searched
from readout.grammar.publishers import load_profile
from readout.ledger import schema as t
from readout.ledger.asking import Hit, Part, ask, rows, sentences
from readout.ledger.asking.conditions import Moment
from readout.ledger.asking.grammar import Query, parse
from readout.ledger.faults import unknown_id
from readout.ledger.folding import plain

SHOWN, BEGUN = 0.5, 0.25  # parts of the object's words that a sentence must have to show it, and beside a number or the actor's name
_NOTHING_DONE = frozenset(("discuss", "express-hope", "express-readiness", "propose", "request", "invite"))  # acts that report no deed
_STEM, _SMALL, _MOST = 6, 4, 400
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[\u3400-\u9fff]{2}|[^\W\d_\u3400-\u9fff]+")
_MEETINGS = ("invitation", "plan", "agreement", "intention")


class Evidence(msgspec.Struct, frozen=True):
    """Later words: `grade` is shows | candidate | repeated; `days` after the commitment; `own` where the actor's side says so itself.

    `late` where the report comes after the day that was due; the deed may lie before.
    """

    hit: Hit
    grade: str
    why: str
    days: int | None
    late: bool
    own: bool


class FollowUp(msgspec.Struct, frozen=True):
    """A commitment and what became of it.

    `status`: what a person judged (open … superseded), else reported-done | candidate | no-evidence | not-due. `judged` says by whom.
    """

    commitment: Hit
    status: str
    evidence: tuple[Evidence, ...]
    searched: Searched
    judged: str | None = None
    overdue: bool = False


def of_commitment(connection: Connection, code: str, *, as_of: str | None = None, today: str | None = None) -> FollowUp:
    """What became of one commitment by its code; raises `LedgerError` RO-L009 where there is none."""
    moment = Moment(as_of, today)
    c = t.claim.c
    ids = list(connection.execute(select(c.id).where(c.code == code, c.type == "commitment", moment.known())).scalars())
    if not ids:
        raise unknown_id(code, "commitment")
    return _followed(connection, rows.claims(connection, ids)[0], moment)


def of_question(
    connection: Connection, query: str, *, as_of: str | None = None, today: str | None = None, limit: int = 50
) -> tuple[FollowUp, ...]:
    """What became of the commitments that a question asks for: `commitments by:SCO since:2019`."""
    moment = Moment(as_of, today)
    asked: Query = parse(query)
    found = ask(connection, asked, as_of=as_of, limit=limit, today=moment.today).rows
    return tuple(_followed(connection, hit, moment) for hit in found if hit.type == "commitment")


def _followed(connection: Connection, hit: Hit, moment: Moment) -> FollowUp:
    published = hit.document.published if hit.document else None
    after = published or hit.day
    actor = _actor_is(hit)
    naming = t.document.c.id.in_(select(t.party.c.document_id).where(actor))
    found = sorted((*_meetings(connection, hit, after, moment), *_sentences(connection, hit, after, moment, naming)), key=_by_weight)
    verdict = _judged(connection, hit, moment)
    grades = {e.grade for e in found}
    overdue = bool(hit.due) and str(hit.due) < moment.today
    status = (
        verdict[0]
        if verdict
        else "reported-done"
        if "shows" in grades
        else "candidate"
        if grades
        else "not-due"
        if hit.due and not overdue
        else "no-evidence"
    )
    return FollowUp(hit, status, tuple(found[:8]), searched(connection, after, moment, naming), verdict[1] if verdict else None, overdue)


def _by_weight(one: Evidence) -> tuple[int, str]:
    return ("shows", "candidate", "repeated").index(one.grade), one.hit.day or ""


def _judged(connection: Connection, hit: Hit, moment: Moment) -> tuple[str, str] | None:
    j = t.judgement.c
    asked = select(j.verdict, j.author, j.reason).where(j.subject == "commitment", j.left_anchor == hit.code, j.undone_at.is_(None))
    if moment.as_of:
        asked = asked.where(j.made_at <= f"{moment.as_of}~")
    row = connection.execute(asked.order_by(j.id.desc()).limit(1)).first()
    return (row.verdict, f"{row.author}: {row.reason}") if row else None


def _actors(hit: Hit) -> list[Part]:
    return [p for p in hit.parties if p.role == "actor"] or [p for p in hit.parties if p.role == "speaker"]


def _actor_is(hit: Hit) -> ColumnElement[bool]:
    """The condition on `party` that it is the actor, or acts for the same side."""
    p, i = t.party.c, t.identity.c
    codes = [x.code for x in _actors(hit) if x.code]
    states = [x.state for x in _actors(hit) if x.state]
    same = p.identity_id.in_(select(i.id).where(i.code.in_(codes)))
    return or_(same, p.state.in_(states), p.id.in_([x.party for x in _actors(hit)]))


# --- evidence in sentences ----------------------------------------------------------------------------------------------


def _object(hit: Hit) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of the thing itself, without the names of those who promise, and its numbers, without years and days."""
    own = {w for p in hit.parties for name in (p.name, p.body or "", p.post or "") for w in _stems(name)}
    quote = hit.quote or ""
    numbers = {n.replace(",", "") for n in _NUMBER.findall(quote) if not _YEAR.fullmatch(n)}
    numbers = {n for n in numbers if not (hit.due and f"-{int(float(n)):02d}" in hit.due)}  # the day or month that is due
    counted = {f"{hit.number:g}"} if hit.number is not None else set()
    return frozenset(_stems(quote)) - own, frozenset(numbers | counted)


def _stems(words: str) -> set[str]:
    return {w[:_STEM] for w in _WORD.findall(plain(words)) if len(w) >= _SMALL or "\u3400" <= w[0] <= "\u9fff"}


def _sentences(connection: Connection, hit: Hit, after: str | None, moment: Moment, naming: ColumnElement[bool]) -> list[Evidence]:
    stems, numbers = _object(hit)
    if not stems or after is None:
        return []
    s, r, d = t.sentence.c, t.revision.c, t.document.c
    asked = select(s.id).join(t.revision, r.id == s.revision_id).join(t.document, d.id == r.document_id)
    where = and_(moment.stood(), d.published > after, naming, d.id.not_in(_same_event(hit)), s.id.in_(_holding(connection, stems)))
    ids = list(connection.execute(asked.where(where).order_by(s.day, s.id).limit(_MOST)).scalars())
    found = sentences.by_ids(connection, ids, moment)
    renewed = _renewed(connection, ids, moment)
    talked = _only_talked(connection, ids, moment)
    graded = [
        _graded(hit, one, (stems, numbers), one.id in renewed, one.id in talked) for one in found if (one.day or "") > (hit.day or "")
    ]
    return [e for e in graded if e is not None]


def _holding(connection: Connection, stems: frozenset[str]) -> Any:
    """The ids of sentences that hold one of the stems."""
    if connection.dialect.name == "sqlite":
        match = text("sentence_words MATCH :stems").bindparams(stems=" OR ".join(f'"{x}"*' for x in sorted(stems)))
    else:
        match = text("words @@ to_tsquery('simple', :stems)").bindparams(stems=" | ".join(f"'{x}':*" for x in sorted(stems)))
    return select(named_column("rowid", Integer)).select_from(text("sentence_words")).where(match)


def _same_event(hit: Hit) -> Any:
    """The documents that tell of the encounter at which it was promised: they repeat, they do not follow."""
    c, other = t.claim.c, t.claim.alias()
    document = hit.document.id if hit.document else 0
    met = select(other.c.encounter_id).where(other.c.document_id == document, other.c.encounter_id.is_not(None))
    return select(c.document_id).where(or_(c.document_id == document, c.encounter_id.in_(met)))


def _only_talked(connection: Connection, ids: list[int], moment: Moment) -> set[int]:
    """Sentences of which every statement is talk about the thing: it was discussed or wished for, no deed is reported."""
    s, c = t.sentence.c, t.claim.c
    overlaps = and_(s.revision_id == c.revision_id, s.start_at < c.end_at, s.end_at > c.start_at)
    asked = select(s.id, c.act).join(t.claim, overlaps).where(s.id.in_(ids), c.type == "statement", moment.known())
    acts: dict[int, set[str]] = {}
    for sentence, act in connection.execute(asked):
        acts.setdefault(sentence, set()).add(act or "")
    return {sentence for sentence, said in acts.items() if said <= _NOTHING_DONE}


def _renewed(connection: Connection, ids: list[int], moment: Moment) -> set[int]:
    """Sentences that promise again: they show that it is still meant, not that it was done."""
    s, c = t.sentence.c, t.claim.c
    overlaps = and_(s.revision_id == c.revision_id, s.start_at < c.end_at, s.end_at > c.start_at)
    asked = select(s.id).join(t.claim, overlaps).where(s.id.in_(ids), c.type == "commitment", c.strength >= 1, moment.known())
    return set(connection.execute(asked).scalars())


def _graded(hit: Hit, one: Hit, thing: tuple[frozenset[str], frozenset[str]], renewed: bool, talked: bool) -> Evidence | None:
    stems, numbers = thing
    shared = stems & _stems(one.quote or "")
    share, named = len(shared) / len(stems), _names_actor(hit, one)
    same = numbers & {n.replace(",", "") for n in _NUMBER.findall(one.quote or "")}
    enough = (share >= SHOWN and len(shared) > 1) or (bool(same) and share >= BEGUN)
    if not enough and not (named and shared and (same or (len(shared) > 1 and share >= BEGUN))):
        return None
    grade = "repeated" if renewed else "shows" if enough and named and not talked else "candidate"
    why = f"{len(shared)} of {len(stems)} words of the object" + (f", the number {', '.join(sorted(same))}" if same else "")
    why += ", the actor named" if named else ", the actor not named in the sentence"
    return Evidence(one, grade, why, _days(hit, one), _late(hit, one), _own(hit, one))


def _names_actor(hit: Hit, one: Hit) -> bool:
    low = plain(one.quote or "")
    actors = _actors(hit)
    sides = {p.state for p in actors if p.state} | {p.code for p in actors if p.code}
    speaks = any({p.state, p.code} & sides for p in one.parties)
    return speaks or any(plain(p.name.split()[-1]) in low for p in actors if p.name)


def _own(hit: Hit, one: Hit) -> bool:
    """Whether the evidence is the word of the actor's own side: its publisher, or somebody who acts for it."""
    sides = {p.state for p in _actors(hit) if p.state}
    profile = load_profile(one.document.publisher) if one.document and one.document.publisher else None
    side = (f"org:{profile.side_key}" if profile.side_kind == "organisation" else profile.side_key) if profile else None
    return side in sides or any(p.state in sides for p in one.parties if p.role == "speaker")


def _days(hit: Hit, one: Hit) -> int | None:
    first, last = (hit.day or "")[:10], (one.day or "")[:10]
    return (date.fromisoformat(last) - date.fromisoformat(first)).days if len(first) == len(last) == 10 else None


def _late(hit: Hit, one: Hit) -> bool:
    return bool(hit.due and one.day and one.day > f"{hit.due}~")


# --- evidence in encounters ---------------------------------------------------------------------------------------------


def _meetings(connection: Connection, hit: Hit, after: str | None, moment: Moment) -> list[Evidence]:
    """Encounters held later that carry out a visit or meeting: the same sides, and the place or kind that was meant."""
    if hit.kind not in _MEETINGS or after is None or not hit.parties:
        return []
    actor, host = _actor_is(hit), [p for p in hit.parties if p.role == "speaker"]
    c, x = t.claim.c, t.claim_party.c
    cast = select(x.claim_id).join(t.party, t.party.c.id == x.party_id).where(actor, x.role.in_(("principal", "host", "chair")))
    where = and_(c.type == "encounter", c.status == "held", moment.known(), c.day > after, c.id.in_(cast))
    found = rows.claims(connection, list(connection.execute(select(c.id).where(where).order_by(c.day).limit(50)).scalars()))
    low = plain(hit.quote or "")
    made = []
    for one in found:
        at_place = bool(one.place) and plain(one.place or "") in low
        visit = one.kind == "visit" and "visit" in _stems(one.quote or "") and "visit" in _stems(low)
        others = {p.state for p in one.parties} & {p.state for p in host if p.state} or {p.code for p in one.parties} & {
            p.code for p in host if p.code
        }
        if at_place or (visit and others):
            grade = "shows" if at_place and others and hit.kind == "invitation" else "candidate"
            why = (
                f"held {one.date or one.day}" + (f" in {one.place}" if at_place else "") + (", with the side that asked" if others else "")
            )
            made.append(Evidence(one, grade, why, _days(hit, one), _late(hit, one), _own(hit, one)))
    return made
