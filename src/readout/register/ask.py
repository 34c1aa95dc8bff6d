"""Questions to the register: status of a state, holder of an office, offices of a person, meetings of a body, on a day.

Answers are frozen and carry source, confidence and interval; *unknown* is an answer. The register never overwrites a text: it
agrees with it, differs from it, or does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from readout.register import days, load, names
from readout.register.answers import Agreement, Answer, DocumentAnswer, Holder, MeetingAnswer, beside, cite, held
from readout.register.index import Index
from readout.register.meetings import Meetings
from readout.register.model import Dispute, Facts, Meeting, Occupancy, Status

ELECT = 365  # days that may lie between an election and the beginning of a term


class Register:
    """The facts of all layers and the questions one may ask of them; read once and never changed.

    >>> load_register().status("BY", "sco", "2021-05-09").status
    'observer'
    """

    def __init__(self, layers: Sequence[Facts]) -> None:
        self.index = Index(layers)
        self._meetings = Meetings(self.index)

    # --- statuses -----------------------------------------------------------------------------------------------------

    def status(self, state_alpha2: str, org_id: str, day_iso: str) -> Answer:
        """A state's status in an organisation on a day, with the interval and the rule that dates it.

        >>> load_register().status("LK", "sco", "2021-05-09").status
        'dialogue-partner'
        """
        rows = self.index.statuses.get((org_id, state_alpha2), [])
        covering = [(row, sure) for row in rows if (sure := self._covers(row, day_iso)) is not False]
        if not covering:
            known = f"; it knows: {', '.join(r.status for r in rows)}" if rows else ""
            return Answer(None, line=f"the register knows no status of {state_alpha2} in {org_id} on {day_iso}{known}")
        covering.sort(key=lambda found: (-found[0].layer, found[1] is None, _later(self.since(found[0]))))
        row, sure = covering[0]
        return self._status_answer(row, day_iso, sure is True, [r for r, _ in covering[1:]])

    def statuses(self, state_alpha2: str, org_id: str) -> tuple[Status, ...]:
        """Every status a state has had in an organisation, as the files state it."""
        return tuple(self.index.statuses.get((org_id, state_alpha2), ()))

    def members(self, org_id: str, day_iso: str, status: str = "member") -> tuple[str, ...]:
        """The states that have a status in an organisation on a day, in alphabetical order of their codes.

        >>> len(load_register().members("sco", "2021-05-09"))
        8
        """
        states = sorted(state for organisation, state in self.index.statuses if organisation == org_id)
        return tuple(state for state in states if self.status(state, org_id, day_iso).status == status)

    def since(self, row: Status) -> str | None:
        """The day a status counts from, under the rule of its class."""
        rule = self.index.classes.get((row.organisation, row.status))
        return row.counted(rule.counts_from if rule else "in_force")

    def until(self, row: Status) -> str | None:
        """The first day without a status: its own end, or that of its class."""
        rule = self.index.classes.get((row.organisation, row.status))
        return row.end or (rule.end if rule else None)

    def _covers(self, row: Status, day: str) -> bool | None:
        return days.holds(day, self.since(row), self.until(row), end_is_out=True)

    def _status_answer(self, row: Status, day: str, sure: bool, others: Sequence[Status]) -> Answer:
        since, until = self.since(row), self.until(row)
        rule = self.index.classes.get((row.organisation, row.status))
        counted = f"counted from {rule.counts_from if rule else 'in_force'}".replace("_", " ")
        late = until is None and row.checked is not None and day > days.latest(row.checked)
        interval = days.until(since, until, row.checked)
        line = f"{row.state}: {row.status} of {row.organisation}, {interval}, {counted} ({cite(row)})"
        said = [f"{d.source} (confidence {d.confidence}) says {d.field}: {d.says}" for d in row.disputes]
        said += [f"{o.status}, {days.until(self.since(o), self.until(o), o.checked)} ({cite(o)})" for o in others]
        dates = {k: v for k, v in (("decision", row.decision), ("signature", row.signature), ("in_force", row.in_force)) if v}
        return Answer(
            row.status,
            since,
            until,
            row.source,
            row.confidence,
            "register",
            row.checked,
            sure and not late,
            counted,
            line,
            tuple(said),
            row.where,
            dates,
        )

    # --- offices ------------------------------------------------------------------------------------------------------

    def agrees(
        self, person_names: Sequence[str], title: str, of_kind: str, of_key: str, day_iso: str, language: str | None = None
    ) -> Agreement:
        """Whether one of these names held an office on a day: agrees | differs | unknown, with the register's line.

        >>> load_register().agrees(["Norov"], "Secretary-General", "organisation", "sco", "2021-05-09", "en").verdict
        'agrees'
        """
        bare, qualifier = names.qualified(title)
        owner = (of_kind, of_key)
        posts = self._posts_named(owner, bare)
        loose = () if posts else self.index.titles_of(owner, loose=True).get(names.title_key(bare), ())
        if not posts and not loose:
            return Agreement("unknown", f"the register has no office {title!r} of {of_key}")
        if qualifier in ("former", "elect"):
            return self._out_of_office(qualifier, posts, person_names, day_iso, language, title)
        sure: list[Occupancy | None] = []
        for post in posts or loose:
            covering = self._covering(post, day_iso)
            for occupancy, _ in covering:
                if self._is_named(occupancy.person, person_names):
                    return self._agreement("agrees", occupancy, day_iso, language, title)
            known = next((o for o, certain in covering if certain), None)
            sure.append(None if self.index.posts[post].several or loose else known)
        return self._disagreement(sure, person_names, day_iso, language, title)

    def agrees_somewhere(self, person_names: Sequence[str], title: str, day_iso: str, language: str | None = None) -> Agreement:
        """Whether somebody of this full name held such an office anywhere on a day, for a text that does not say where; never *differs*.

        >>> load_register().agrees_somewhere(["王毅"], "外交部长", "2021-05-09", "zh").verdict
        'agrees'
        """
        bare, qualifier = names.qualified(title)
        if qualifier in ("former", "elect"):
            return Agreement("unknown", "")
        held = (h for name in person_names if _is_full(name) for h in self.posts_held(name, day_iso, language))
        fits = {h.post: h for h in held if h.sure and h.post in self._posts_named(self._owner(h.post), bare)}
        if len({h.person for h in fits.values()}) != 1:
            return Agreement("unknown", "")
        return Agreement("agrees", next(iter(fits.values())).line)

    def _owner(self, post: str) -> tuple[str, str]:
        row = self.index.posts[post]
        return (row.of_kind, row.of)

    def _out_of_office(
        self, qualifier: str, posts: Sequence[str], person_names: Sequence[str], day: str, language: str | None, title: str
    ) -> Agreement:
        """The verdict on a *former* holder, whose term ended before, or an *elect* one, whose term began within a year after."""
        for occupancy in (o for post in posts for o in self.index.occupancies.get(post, ())):
            start, end = occupancy.start, occupancy.end
            if qualifier == "former":
                fits = end is not None and days.latest(end) < day
            else:
                fits = occupancy.capacity == "designate" or (start is not None and start > day and days.gap(start, day) < ELECT)
            if fits and self._is_named(occupancy.person, person_names):
                return self._agreement("agrees", occupancy, day, language, title)
        return self._agreement("unknown", None, day, language, title)

    def _disagreement(
        self, sure: Sequence[Occupancy | None], person_names: Sequence[str], day: str, language: str | None, title: str
    ) -> Agreement:
        """The verdict when none of these names is known to have been in office: *differs* only where somebody else surely was."""
        known = [o for o in sure if o is not None]
        if len(known) < len(sure):
            return self._agreement("unknown", known[0] if known else None, day, language, title)
        if not all(self._comparable(o.person, person_names) for o in known):
            return Agreement("unknown", f"the register has no name in this script: {self._line(known[0], language)}")
        return self._agreement("differs", known[0], day, language, title)

    def _covering(self, post: str, day: str) -> list[tuple[Occupancy, bool]]:
        """Who was, or may have been, in office on a day, and whether that is sure; what is surest comes first."""
        rows = self.index.occupancies.get(post, ())
        found = [(o, s is True) for o in rows if o.capacity != "designate" and (s := self._in_office(o, day)) is not False]
        if len(found) > 1:
            found.sort(key=lambda f: (not f[1], -f[0].layer, f[0].capacity != "full"))
        return found

    def _agreement(self, verdict: str, occupancy: Occupancy | None, day: str, language: str | None, title: str) -> Agreement:
        if occupancy is None:
            return Agreement(verdict, f"the register does not know who was {title} on {day}")
        return Agreement(verdict, self._line(occupancy, language), occupancy.source, occupancy.confidence)

    def holder(self, title: str, of_kind: str, of_key: str, day_iso: str, language: str | None = None) -> Holder | None:
        """Who held an office on a day; None where the register does not know, or knows more than one.

        >>> load_register().holder("Secretary-General", "organisation", "sco", "2021-05-09", "en").name
        'Vladimir Norov'
        """
        bare, qualifier = names.qualified(title)
        if qualifier in ("former", "elect"):
            return None
        found = [h for post in self._posts_named((of_kind, of_key), bare) for h in self.holders(post, day_iso, language)]
        people = {h.person for h in found}
        return found[0] if len(people) == 1 and found[0].sure else None

    def holders(self, post: str, day_iso: str, language: str | None = None) -> tuple[Holder, ...]:
        """Everybody who held, or may have held, a post (`KZ/president`) on a day; what is sure comes first."""
        return tuple(self._holder(o, sure, language) for o, sure in self._covering(post, day_iso))

    def posts(self, of_kind: str, of_key: str) -> tuple[str, ...]:
        """The ids of the posts that the register knows in a state, region or organisation."""
        return tuple(self.index.posts_of.get((of_kind, of_key), ()))

    def posts_held(self, name: str, day_iso: str | None = None, language: str | None = None) -> tuple[Holder, ...]:
        """Every post that somebody of this name held (on a day, where one is given), in order of time.

        >>> [h.post for h in load_register().posts_held("Владимира Норова", "2021-05-09")]
        ['sco/secretary-general']
        """
        found = [o for person in self.index.find_people(name) for o in self.index.held.get(person, ())]
        kept = [(o, self._in_office(o, day_iso) if day_iso else True) for o in found]
        return tuple(
            self._holder(o, sure is True, language) for o, sure in sorted(kept, key=lambda k: k[0].start or "") if sure is not False
        )

    def posts_named(self, of_kind: str, of_key: str, title: str) -> tuple[str, ...]:
        """The ids of the posts that a title means in a state, region or organisation."""
        return tuple(self._posts_named((of_kind, of_key), names.qualified(title)[0]))

    def held_by(self, person: str, language: str | None = None) -> tuple[Holder, ...]:
        """Every post that a person of the register held, in order of time."""
        return tuple(self._holder(o, True, language) for o in sorted(self.index.held.get(person, ()), key=lambda o: o.start or ""))

    def _posts_named(self, owner: tuple[str, str], title: str) -> list[str]:
        """The posts that a title means: as a whole, or else each of its parts."""
        known = self.index.titles_of(owner)
        whole, *parts = names.title_keys(title)
        if whole in known:
            return list(known[whole])
        for words in self.index.owner_words(owner):  # "SCO Secretary-General": the organisation's own name before the title
            if whole.startswith(words + " ") and whole[len(words) + 1 :] in known:
                return list(known[whole[len(words) + 1 :]])
        return list(dict.fromkeys(post for part in parts for post in known.get(part, ())))

    def _in_office(self, occupancy: Occupancy, day: str) -> bool | None:
        """Whether somebody was in office on a day; None where dates are coarse, attested on other days, or checked before."""
        if day in occupancy.attested:
            return True
        if occupancy.start is None and occupancy.end is None:
            return None if occupancy.attested and min(occupancy.attested) <= day <= max(occupancy.attested) else False
        sure = days.holds(day, occupancy.start, occupancy.end)
        if sure is True and occupancy.end is None and (occupancy.checked is None or day > days.latest(occupancy.checked)):
            return None
        if sure is True and occupancy.scheduled and occupancy.checked is not None and day > days.latest(occupancy.checked):
            return None
        return sure

    def _is_named(self, person: str, printed: Sequence[str]) -> bool:
        known = self.index.all_names(person)
        return any(names.same_person(p, k) for p in printed for k in known)

    def _comparable(self, person: str, printed: Sequence[str]) -> bool:
        known = {names.script(k) == "han" for k in self.index.all_names(person)}
        return bool(known & {names.script(p) == "han" for p in printed})

    def _line(self, occupancy: Occupancy, language: str | None) -> str:
        post = self.index.posts[occupancy.post]
        return held(occupancy, self.index.name(occupancy.person, language or ""), self.index.title(post, language or ""), post.of)

    def _holder(self, occupancy: Occupancy, sure: bool, language: str | None) -> Holder:
        post = self.index.posts[occupancy.post]
        return Holder(
            self.index.name(occupancy.person, language or ""),
            occupancy.person,
            occupancy.post,
            occupancy.title or self.index.title(post, language or ""),
            occupancy.start,
            occupancy.end,
            occupancy.checked,
            occupancy.capacity,
            occupancy.source,
            occupancy.confidence,
            sure,
            self._line(occupancy, language),
            beside(occupancy),
            occupancy.where,
            self.index.all_names(occupancy.person),
        )

    # --- meetings and documents ---------------------------------------------------------------------------------------

    def meeting(self, words: str, day_iso: str | None, language: str | None = None, context: Sequence[str] = ()) -> MeetingAnswer | None:
        """The known meeting that words refer to, seen from a day; None where they refer to no body that the register knows.

        `context` are organisations the text is about, for words that name none.

        >>> load_register().meeting("the Moscow summit", "2021-05-09", "en", context=("sco",)).date
        '2020-11-10'
        """
        return self._meetings.referred(words, day_iso, context)

    def meetings(self, body: str, day_iso: str | None = None, within: int = 400) -> tuple[Meeting, ...]:
        """The meetings of a body (`sco/chs`), all or those that began within so many days of a day, in order of time."""
        found = self.index.meetings.get(body, [])
        return tuple(m for m in found if day_iso is None or days.gap(m.start, day_iso) <= within)

    def document(self, words: str, day_iso: str | None = None, language: str | None = None) -> DocumentAnswer | None:
        """The known document that words name; None where the register does not know it.

        >>> load_register().document("the SCO Charter").signed
        '2002-06-07'
        """
        return self._meetings.document(words)

    def disputes(self) -> Iterator[tuple[str, Dispute]]:
        """Every contradiction between sources that the files record, with its file and line."""
        for facts in self.index.layers:
            for fact in (*facts.statuses, *facts.meetings, *facts.occupancies):
                yield from ((fact.where, dispute) for dispute in fact.disputes)


def _later(day: str | None) -> int:
    """Sorts later days first."""
    return -int(days.earliest(day).replace("-", "")) if day else 0


@cache
def load_register(extra_dirs: tuple[str, ...] = ()) -> Register:
    """The shipped register with the given folders layered over it, the last on top; compiled once and cached."""
    return Register([load.shipped(), *(load.folder(Path(d), layer) for layer, d in enumerate(extra_dirs, 1))])


def _is_full(name: str) -> bool:
    """Whether a name is more than a family name: several words, or two signs and more of a script that does not space them."""
    return " " in name.strip() or (len(name) > 1 and name.lower() == name.upper())
