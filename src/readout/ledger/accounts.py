"""Accounts: what one document says of one encounter, and whether two accounts tell of one event. Pure."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec

from readout.ledger.folding import Name, plain, same_name
from readout.ledger.offices import is_single
from readout.ledger.profiles import Verdict, family_sounds

ONE_DAY = 1  # a call late in Washington is a call of the next day in Moscow
_LONGEST = 10  # days: a longer stretch (a month, a year) dates nothing
_PEOPLE = ("person", "office")
_TWO_PEOPLE = 200  # the score of two sides who are the same people beyond doubt


class Side(msgspec.Struct, frozen=True):
    """Somebody in an account: the identity, or where there is none what is said of them."""

    kind: str
    name: str
    identity: int | None
    state: str | None
    office: str | None
    role: str


class Account(msgspec.Struct, frozen=True):
    """One document's account of an encounter; `key` names it wherever the ledger stands, `day` is that of its publication."""

    id: int
    key: str
    document: int
    publisher: str | None
    language: str | None
    kind: str
    mode: str
    status: str
    first: str | None
    last: str | None
    published: str | None
    place: str | None
    country: str | None
    sides: tuple[Side, ...]
    digest: str = ""

    @property
    def span(self) -> tuple[str, str, bool] | None:
        """First and last day and whether the text gives them; without a date the day of publication must do."""
        if self.first and self.last and _between(self.first, self.last) <= _LONGEST:
            return self.first, self.last, True
        if self.first or not self.published:
            return None
        return self.published[:10], self.published[:10], False


class _Sides(NamedTuple):
    matched: int
    score: int
    against: str
    why: tuple[str, ...]


def _between(first: str, last: str) -> int:
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:  # the 29th of a February that has none, as the last day of a month
        return 0 if first[:7] == last[:7] else 99


def medium(account: Account) -> str:
    """Remote, letter or present: a call by telephone and one by video are one kind of contact.

    >>> medium(Account(1, "k", 1, None, None, "call", "video", "held", None, None, None, None, None, ()))
    'remote'
    """
    if account.mode in ("phone", "video", "virtual", "online") or account.kind == "call":
        return "remote"
    return "letter" if account.mode == "letter" or account.kind == "message" else "present"


_LARGE = {"visit": 2, "conference": 3, "trip": 2}


def size(account: Account) -> int:
    """What nests in what: a talk (1) in a visit (2) or a conference (3)."""
    return _LARGE.get(account.kind, 1)


def signs(account: Account) -> frozenset[str]:
    """What accounts of one event share at least two of: states behind the sides, and family names."""
    found = set()
    for side in account.sides:
        if side.state:
            found.add(side.state)
        if side.identity and side.kind == "person":
            found.add(f"i{side.identity}")
        if side.kind == "person":
            found.update(family_sounds(side.name)[-1:])
    return frozenset(found)


def compare(left: Account, right: Account) -> Verdict:
    """Whether two accounts are of one event: same | different | part (one within the other) | unsure | unrelated."""
    if left.document == right.document:
        return Verdict("different", 0, "two encounters of one document")
    gap = _gap(left, right)
    if gap is None or gap > ONE_DAY:
        return Verdict("unrelated", 0, "other days")
    home = left.publisher is not None and left.publisher == right.publisher
    if home and gap and not _announced_the_day_before(left, right):
        return Verdict("different", 0, "one publisher, two days")
    if home and left.language == right.language and left.kind != right.kind and left.status == right.status and size(left) == size(right):
        return Verdict("different", 0, f"one publisher speaks of a {min(left.kind, right.kind)} and of a {max(left.kind, right.kind)}")
    if medium(left) != medium(right):
        return Verdict("different", 0, f"{medium(left)} and {medium(right)}")
    sides = _sides(left, right, home)
    if sides.against or sides.matched < 2:
        says = "unsure" if not sides.against and sides.matched and sides.score >= 150 and not gap else "different"
        return Verdict(says, 0, sides.against or "only one side is surely the same")
    if size(left) != size(right):
        return Verdict("part", sides.score, "one within the other: " + ", ".join(sides.why))
    surely = not gap and sides.score >= _TWO_PEOPLE  # two people are not in two countries on a day: one of the places was read wrongly
    if left.country and right.country and left.country != right.country and medium(left) == "present" and not surely:
        return Verdict("different", 0, f"in {left.country} and in {right.country}")
    return _same(left, right, gap, sides)


def _announced_the_day_before(left: Account, right: Account) -> bool:
    """Whether one of two accounts announces, without a day of its own, what the other tells of as held on the next."""
    first, then = sorted((left, right), key=lambda a: a.span or ("", "", False))
    return first.status == "planned" and not (first.span or ("", "", True))[2] and then.status == "held"


def _same(left: Account, right: Account, gap: int, sides: _Sides) -> Verdict:
    score, why = sides.score, list(sides.why)
    why.append("same day" if not gap else "one day apart")
    score += 0 if gap else 60
    if left.place and right.place and plain(left.place) == plain(right.place):
        score, why = score + 40, [*why, f"in {left.place}"]
    if left.kind == right.kind:
        score += 20
    why.append(left.kind if left.kind == right.kind else f"{left.kind} and {right.kind}")
    if left.status != right.status:
        why.append(f"{min(left.status, right.status)} and {max(left.status, right.status)}")
    if not (left.span or ("", "", False))[2] or not (right.span or ("", "", False))[2]:
        score, why = score - 40, [*why, "dated by publication"]
    return Verdict("same", max(score, 1), ", ".join(why))


def _gap(left: Account, right: Account) -> int | None:
    ours, theirs = left.span, right.span
    if ours is None or theirs is None:
        return None
    if ours[0] <= theirs[1] and theirs[0] <= ours[1]:
        return 0
    return _between(ours[1], theirs[0]) if ours[1] < theirs[0] else _between(theirs[1], ours[0])


def _principals(account: Account) -> tuple[Side, ...]:
    acting = tuple(s for s in account.sides if s.role in ("principal", "host", "chair"))
    people = tuple(s for s in acting if s.kind in _PEOPLE)
    covered = {s.state for s in people}
    return people + tuple(s for s in acting if s.kind not in _PEOPLE and s.kind != "group" and s.state not in covered)


def _sides(left: Account, right: Account, home: bool) -> _Sides:
    """Match the sides of two accounts, the surest first."""
    ours, theirs = _principals(left), _principals(right)
    states = {s.state for s in ours if s.state}, {s.state for s in theirs if s.state}
    known = all(s.state for s in (*ours, *theirs))
    if known and min(len(states[0]), len(states[1])) == 2 and len(states[0] | states[1]) > 2:
        return _Sides(0, 0, f"between {_list(states[0])} and between {_list(states[1])}", ())
    circles = _circle(ours), _circle(theirs)
    if max(map(len, circles)) > 2 and 2 * len(circles[0] & circles[1]) < max(map(len, circles)):
        return _Sides(0, 0, f"a circle of {max(map(len, circles))} and one of {min(map(len, circles))}", ())
    pairs = sorted(
        ((found, a, b) for a, x in enumerate(ours) for b, y in enumerate(theirs) if (found := _side(x, y, home))[0] > 0),
        key=lambda p: (-p[0][0], p[0][1], sorted((ours[p[1]].name, theirs[p[2]].name)), p[1] + p[2]),
    )
    used: tuple[set[int], set[int]] = set(), set()
    score, why = 0, []
    for (worth, reason), a, b in pairs:
        if a not in used[0] and b not in used[1]:
            used[0].add(a)
            used[1].add(b)
            score += worth
            why.append(reason)
    return _Sides(len(why), score, _contradiction(ours, theirs, used), tuple(why))


def _circle(sides: tuple[Side, ...]) -> frozenset[str]:
    """Who sits at the table: states and bodies, and people of whom neither is known."""
    return frozenset(s.state or (f"i{s.identity}" if s.identity else s.name) for s in sides)


def _list(states: set[str]) -> str:
    return " and ".join(sorted(states))


def _contradiction(ours: tuple[Side, ...], theirs: tuple[Side, ...], used: tuple[set[int], set[int]]) -> str:
    """Two named people for one state, one in each account, who are not the same: another meeting."""
    if len(used[0]) > 2 and 2 * len(used[0]) > max(len(ours), len(theirs)):
        return ""  # most of a round table is the same: one account leaves somebody out
    left = [s for n, s in enumerate(ours) if n not in used[0] and s.kind in _PEOPLE]
    right = [s for n, s in enumerate(theirs) if n not in used[1] and s.kind in _PEOPLE]
    for a in left:
        for b in right:
            if a.kind == b.kind == "person" and a.state and a.state == b.state:
                return f"{min(a.name, b.name)} and {max(a.name, b.name)}"
    matched_states = {s.state for n, s in enumerate(ours) if n in used[0]} | {s.state for n, s in enumerate(theirs) if n in used[1]}
    alone = [s for s in (*left, *right) if s.kind == "person" and s.state and s.state not in matched_states]
    if left and right and alone:
        return f"{alone[0].name} in one of them only"
    return ""


def _side(one: Side, other: Side, home: bool) -> tuple[int, str]:
    """How surely two sides are the same, and why; one publisher (`home`) says of whom it speaks, so that an office alone is no match."""
    shown = min(one.name, other.name, key=lambda n: (not n.isascii(), len(n), n)) or one.office or "?"
    if one.identity and one.identity == other.identity:
        return (100 if one.kind in _PEOPLE else 70), shown
    same_state = one.state is not None and one.state == other.state
    if one.kind == other.kind == "person":
        named = set(family_sounds(one.name)) & set(family_sounds(other.name))
        either = one.state is None or other.state is None or same_state
        bare = min(len(family_sounds(one.name)), len(family_sounds(other.name))) == 1
        whole = same_name(Name(one.name), Name(other.name))  # beside another side that is the same, on that day: no namesake
        return (70, f"{shown} by name") if named and either and (bare or whole) else (0, "")
    if one.kind in _PEOPLE and other.kind in _PEOPLE:
        if one.office and one.office == other.office and (same_state or one.state is None or other.state is None) and is_single(one.office):
            if home and not same_state:
                return 0, ""
            return (80 if same_state else 60), f"{one.office} of {one.state or other.state or '?'}"
        return 0, ""
    return (50, f"{one.state}") if same_state else (0, "")
