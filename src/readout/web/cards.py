"""The record as cards: one for every encounter, statement, commitment, reference … each with the places it cites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from readout.grammar.trace import where
from readout.marks import marks
from readout.model.record import Commitment, Encounter, Span, Statement
from readout.show import Reason, reasons
from readout.wording import BASIS, REGISTER, RUNGS, View, basis, day, number, phrase, plain, rung

_SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("encounters", "Encounters", "No encounter is reported in this document."),
    ("statements", "Said", ""),
    ("commitments", "Undertaken", ""),
    ("instruments", "Signed or adopted", ""),
    ("references", "Referred to", ""),
    ("quantities", "Numbers", ""),
    ("topics", "Topics", ""),
    ("parties", "People and bodies", ""),
    ("unresolved", "Not decided", ""),
    ("notices", "Notices", ""),
)


def contents_html(view: View) -> str:
    """Links to the sections that hold something, with how much."""
    counts = ((key, name, len(getattr(view.record, key))) for key, name, _ in _SECTIONS)
    return "".join(f'<a href="#{key}">{name} <span class="count">{n}</span></a>' for key, name, n in counts if n)


def lead(view: View) -> str:
    """One sentence that says what the document reports."""
    if not view.record.encounters:
        return ""
    first = view.record.encounters[0]
    principals = phrase([view.who(p) for p in view.ordered(first) if p.role != "attendee"][:6])
    others = len(view.record.encounters) - 1
    more = f" And {others} more {'encounter' if others == 1 else 'encounters'}." if others else ""
    words = f"{first.kind.capitalize()}, {first.status}: {principals or 'parties not named'}. {view.encounter_line(first)}.{more}"
    return f'<p class="lead">{escape(words)}</p>'


def cards_html(view: View, ways: Callable[[str], str] | None = None) -> str:
    """Every section that holds something; encounters always, since their absence tells too.

    `ways` gives the links that lead from an item's card to other pages.
    """
    makers: dict[str, Callable[[_Cards], Iterable[str]]] = {
        "encounters": _Cards.encounters,
        "statements": _Cards.statements,
        "commitments": _Cards.commitments,
        "instruments": _Cards.instruments,
        "references": _Cards.references,
        "quantities": _Cards.quantities,
        "topics": _Cards.topics,
        "parties": _Cards.parties,
        "unresolved": _Cards.unresolved,
        "notices": _Cards.notices,
    }
    made = _Cards(view, ways)
    parts = []
    for key, name, empty in _SECTIONS:
        body = "".join(makers[key](made))
        if body and key in ("parties", "quantities"):
            body = f'<div class="people">{body}</div>'
        if body or empty:
            parts.append(f'<section aria-labelledby="{key}"><h2 id="{key}">{name}</h2>{body or f"<p class=empty>{empty}</p>"}</section>')
    return "\n".join(parts)


class _Cards:
    """Makes the cards of one record."""

    def __init__(self, view: View, ways: Callable[[str], str] | None = None) -> None:
        self.view = view
        self.ways = ways
        self.why = reasons(view.record, view)
        self.spans: dict[str, list[tuple[int, int]]] = {}
        for mark in marks(view.record):
            self.spans.setdefault(mark.item, []).append((mark.start, mark.end))

    def card(self, item: str, heading: str, body: str, *, first: Iterable[Span] = (), kind: str = "") -> str:
        """A card: what it is, what it says, the places it cites, and why."""
        cited = list(dict.fromkeys([*((s.start, s.end) for s in first), *self.spans.get(item, ())]))
        spans = " ".join(f"{a}-{b}" for a, b in cited)
        ways = self.ways(item) if self.ways else ""
        tag = self.view.tags.get(item, "")
        name = f'<span class="tag">{tag}</span>' if tag else ""
        return (
            f'<article class="card{kind}" id="card-{escape(item)}" tabindex="0" data-spans="{spans}">'
            f'<h3>{name}{heading}</h3>{body}<div class="base">{self._cites(item, cited)}{self._why(item)}{ways}</div></article>\n'
        )

    def _cites(self, item: str, cited: list[tuple[int, int]]) -> str:
        if not cited:
            return '<p class="cites">cites no words</p>'
        target = f"t-{escape(item)}" if item in self.view.tags else "text"
        links = [f'<a href="#{target}" data-span="{a}-{b}" aria-label="evidence, characters {a} to {b}">{a}–{b}</a>' for a, b in cited[:12]]
        more = f" and {len(cited) - 12} more" if len(cited) > 12 else ""
        return f'<p class="cites more">at {" · ".join(links)}{more}</p>'

    def _why(self, item: str) -> str:
        found = self.why.get(item, [])
        if not found:
            return ""
        return f"<details><summary>Why?</summary><ul>{''.join(map(_reason, found))}</ul></details>"

    def words(self, spans: Iterable[Span], *, quoted: bool = False) -> str:
        """The cited words themselves, as the text has them."""
        pieces = [escape(plain(s.of(self.view.text))) for s in spans]
        return " … ".join(f"<q>{p}</q>" if quoted else p for p in pieces)

    def encounters(self) -> Iterator[str]:
        """Who met, when and where, on what occasion."""
        for encounter in self.view.record.encounters:
            yield self._encounter(encounter)

    def _encounter(self, encounter: Encounter) -> str:
        view = self.view
        rows = [("when, where", [escape(view.encounter_line(encounter))])]
        if encounter.occasion is not None:
            rows.append(("occasion", [escape(plain(encounter.occasion.text))]))
        if encounter.part_of in view.tags and encounter.part_of:
            rows.append(("part of", [f'<a href="#card-{escape(encounter.part_of)}">{view.tags[encounter.part_of]}</a>']))
        if encounter.initiator:
            rows.append(("asked for by", [self._party(encounter.initiator)]))
        roles: dict[str, list[str]] = {}
        for part in view.ordered(encounter):
            capacity = view.capacity(part)
            known = "" if part.basis == "text" else f' <span class="kind">({escape(basis(part.basis))})</span>'
            office = f' <span class="kind">{escape(capacity)}</span>' if capacity else ""
            if part.standing:
                known += f' <span class="kind">· {escape(view.standing(part))} (from the register)</span>'
            roles.setdefault(part.role, []).append(f"{self._party(part.party, bold=True)}{office}{known}")
        rows.extend((role if len(people) == 1 else f"{role}s", people) for role, people in roles.items())
        body = "<dl>" + "".join(f"<dt>{escape(label)}</dt>{''.join(f'<dd>{v}</dd>' for v in values)}" for label, values in rows) + "</dl>"
        heading = f'{escape(encounter.kind.capitalize())} <span class="kind">{escape(encounter.status)}</span>'
        return self.card(encounter.id, heading, body, first=encounter.evidence)

    def _party(self, party: str, *, bold: bool = False) -> str:
        name = escape(self.view.name(party))
        inner = f"<b>{name}</b>" if bold else name
        return f'<a href="#card-{escape(party)}">{inner}</a>' if party in self.view.parties else inner

    def _parties(self, parties: Iterable[str]) -> str:
        return phrase([self._party(p) for p in parties])

    def statements(self) -> Iterator[str]:
        """Who said what, in whose words."""
        for statement in self.view.record.statements:
            yield self._statement(statement)

    def _statement(self, statement: Statement) -> str:
        view = self.view
        known = "" if statement.speaker_basis == "text" else f", speaker {basis(statement.speaker_basis)}"
        head = f"{statement.act.replace('-', ' ')}, {statement.mode}{known}"
        heading = f'{self._parties(statement.speakers) or "Nobody named"} <span class="kind">{escape(head)}</span>'
        cue = f"<i>{escape(plain(statement.cue.of(view.text)))}</i>: " if statement.cue is not None else ""
        notes = [
            f"to {self._parties(statement.addressees)}" if statement.addressees else "",
            escape(", ".join(statement.topics)),
            f"repaired: {escape(plain(statement.repaired))}" if statement.repaired else "",
        ]
        body = f'<p class="words">{cue}{self.words(statement.content, quoted=statement.mode == "direct")}</p>{_notes(notes)}'
        return self.card(statement.id, heading, body, first=statement.content)

    def commitments(self) -> Iterator[str]:
        """What was undertaken, offered, asked or hoped, in order of the text."""
        for commitment in self.view.record.commitments:
            yield self._commitment(commitment)

    def _commitment(self, commitment: Commitment) -> str:
        view = self.view
        towards = f" → {self._parties(commitment.towards)}" if commitment.towards else ""
        label = ("not: " if commitment.negated else "") + commitment.kind
        known = "" if commitment.actor_basis == "text" else f", actor {basis(commitment.actor_basis)}"
        heading = f'{self._parties(commitment.actors) or "Actor not named"}{towards} <span class="kind">{escape(label + known)}</span>'
        quantity = next((q for q in view.record.quantities if q.id == commitment.quantity), None)
        tests = [name for name in commitment.tests.__struct_fields__ if getattr(commitment.tests, name)]
        notes = [
            f"due {escape(day(commitment.due))}" if commitment.due else "",
            f"{number(quantity.value)} {escape(plain(quantity.unit))}" if quantity else "",
            f"if: {escape(plain(commitment.condition.text))}" if commitment.condition else "",
            f'in <a href="#card-{escape(commitment.statement)}">{view.tags[commitment.statement]}</a>'
            if commitment.statement in view.statements and commitment.statement
            else "",
            f"tests met: {', '.join(tests) or 'none'}",
        ]
        steps = f'<span class="rung" aria-hidden="true">{rung(commitment.strength)}</span>'
        scale = f'<p class="bars">{steps} <span class="kind">rung {commitment.strength} of {RUNGS}</span></p>'
        body = f'{scale}<p class="words">{self.words([commitment.span])}</p>{_notes(notes)}'
        return self.card(commitment.id, heading, body, first=[commitment.span])

    def instruments(self) -> Iterator[str]:
        """What was signed, adopted or exchanged."""
        for item in self.view.record.instruments:
            notes = [self._parties(item.parties), escape(day(item.date)) if item.date else ""]
            heading = f'{escape(plain(item.title))} <span class="kind">{escape(item.kind)}, {escape(item.action)}</span>'
            yield self.card(item.id, heading, _notes(notes), first=[item.span])

    def references(self) -> Iterator[str]:
        """Other encounters, documents and bodies that the text mentions."""
        for item in self.view.record.references:
            known = REGISTER.get(item.register, "") if item.register != "unknown" else ""
            notes = [escape(day(item.date)) if item.date else "", escape(self.view.place(item.place)), escape(known)]
            yield self.card(
                item.id, f'{escape(plain(item.name))} <span class="kind">{escape(item.kind)}</span>', _notes(notes), first=[item.span]
            )

    def quantities(self) -> Iterator[str]:
        """Numbers with what they count."""
        for item in self.view.record.quantities:
            about = f"{escape(plain(item.approximate))} " if item.approximate else ""
            yield self.card(item.id, f"{about}{number(item.value)} {escape(plain(item.unit))}", "")

    def topics(self) -> Iterator[str]:
        """What was spoken about."""
        for topic in self.view.record.topics:
            words = "; ".join(escape(plain(s.of(self.view.text))) for s in topic.evidence[:6])
            yield self.card(f"topic-{topic.code}", escape(topic.code.replace("-", " ").capitalize()), f'<p class="words">{words}</p>')

    def parties(self) -> Iterator[str]:
        """People, states and bodies with the offices that the text gives them."""
        for party in self.view.record.parties:
            offices = "".join(
                f"<p>{escape(self.view.post(post))} <span class=kind>({escape(REGISTER.get(post.register, post.register))})</span></p>"
                for post in party.posts
            )
            others = [n for n in party.names if n != party.name]
            also = f'<p class="more">also: {escape(plain("; ".join(others[:8])))}</p>' if others else ""
            holder = ""
            if party.holder is not None:
                holder = f'<p>{escape(plain(party.holder.name))} <span class="kind">(holder on the day, from the register)</span></p>'
            codes = (
                f'<p class="more">{escape(plain(", ".join(f"{k} {v}" for k, v in party.identifiers.items())))}</p>'
                if party.identifiers
                else ""
            )
            yield self.card(
                party.id,
                f'{escape(self.view.name(party.id))} <span class="kind">{escape(party.kind)}</span>',
                offices + holder + also + codes,
                first=party.evidence[:1],
            )

    def unresolved(self) -> Iterator[str]:
        """What could not be decided, and why."""
        for i, item in enumerate(self.view.record.unresolved, 1):
            words = self.words([Span(item.start, item.end)], quoted=True)
            yield self.card(
                f"unresolved-{i}",
                f'{escape(plain(item.what))} <span class="kind">{escape(plain(item.why))}</span>',
                f'<p class="words">{words}</p>',
            )

    def notices(self) -> Iterator[str]:
        """What the reader found and mended or left."""
        for i, notice in enumerate(self.view.record.notices, 1):
            remedy = f"<p class=more>{escape(plain(notice.remedy))}</p>" if notice.remedy else ""
            heading = f'<code>{escape(plain(notice.code))}</code> <span class="kind">{escape(plain(notice.message))}</span>'
            yield self.card(f"notice-{i}", heading, remedy, kind=" notice")


def _notes(notes: Iterable[str]) -> str:
    kept = " · ".join(n for n in notes if n)
    return f'<p class="more">{kept}</p>' if kept else ""


def _reason(reason: Reason) -> str:
    rule = ""
    if reason.rule:
        place = where(reason.rule)
        rule = f"; <code>{escape(plain(reason.rule))}</code>" + (f", {escape(place)}" if place else "")
    return f"<li>{escape(reason.what)}: {escape(plain(reason.value))}; {escape(BASIS.get(reason.basis, reason.basis))}{rule}</li>"
