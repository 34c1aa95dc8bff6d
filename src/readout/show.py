"""Records on a terminal: as a person wants to see them, or with the rule and pack line behind every value.

Everything is printed as text that carries no markup, so that no document can steer the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from readout.grammar.trace import where
from readout.marks import Mark, marks
from readout.model.record import Commitment, Encounter, Record, Statement
from readout.wording import BASIS, REGISTER, View, basis, day, number, plain, rung

_NARROW, _WIDE = 80, 110
_HEAD, _SOFT, _WHO = "bold cyan", "dim", "bold"


def console(stream: IO[str]) -> Console:
    """A console that prints to `stream`: the terminal's width up to a readable measure, 80 columns elsewhere."""
    made = Console(file=stream, highlight=False, markup=False, emoji=False)
    made.width = min(made.width, _WIDE) if made.is_terminal else _NARROW
    return made


def table(record: Record, console: Console) -> None:
    """Print a record: the encounter first, then who said what, what was promised, what was cited, what stays open."""
    view = View(record)
    console.print(Group(*_head(view)))
    for section in (_encounters, _statements, _commitments, _instruments, _references, _numbers, _people, _open):
        parts = list(section(view))
        if parts:
            console.print(Group(*parts))
    console.print()


def _head(view: View) -> Iterator[RenderableType]:
    document = view.record.document
    yield Rule(Text(plain(document.id), style=_HEAD), align="left", characters="─", style=_SOFT)
    yield Text(view.title(), style="bold")
    yield Text(view.source_line(), style=_SOFT)
    if not view.record.encounters:
        yield Text("No encounter is reported here.", style="italic")


def _grid(*, first: int = 3, second: int | None = None) -> Table:
    """Columns: a short tag, a label where wanted, the words."""
    grid = Table.grid(padding=(0, 2, 0, 0), expand=False)
    grid.add_column(min_width=first, no_wrap=True, style=_SOFT)
    if second is not None:
        grid.add_column(min_width=min(second, 11), max_width=second, style=_SOFT)
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _section(name: str, body: RenderableType) -> Iterator[RenderableType]:
    yield Text(f"\n{name}", style=_HEAD)
    yield Padding(body, (0, 0, 0, 2))


def _encounters(view: View) -> Iterator[RenderableType]:
    for encounter in view.record.encounters:
        nested = f", part of {view.tags[encounter.part_of]}" if encounter.part_of in view.tags and encounter.part_of else ""
        line = Text(f"\n{view.tags[encounter.id]}  ", style=_SOFT)
        line.append(f"{encounter.kind.upper()}, {encounter.status}{nested}", style=_HEAD)
        yield line
        grid = _grid(first=11)
        for label, words in _facts(view, encounter):
            grid.add_row(label, words)
        yield Padding(grid, (0, 0, 0, 4))


def _facts(view: View, encounter: Encounter) -> Iterator[tuple[str, Text]]:
    yield "when, where", Text(view.encounter_line(encounter))
    if encounter.occasion is not None:
        yield "occasion", Text(plain(encounter.occasion.text))
    if encounter.initiator:
        yield "asked for by", Text(view.name(encounter.initiator))
    for part in view.ordered(encounter):
        words = Text(view.who(part), style=_WHO)
        capacity = view.capacity(part)
        if capacity and capacity != view.who(part):
            words.append(f"  {capacity}", style="not bold")
        if part.basis != "text":
            words.append(f"  ({basis(part.basis)})", style="not bold dim")
        if part.standing:
            words.append(f"  {view.standing(part)} (from the register)", style="not bold dim")
        yield part.role, words


def _statements(view: View) -> Iterator[RenderableType]:
    if not view.record.statements:
        return
    grid = _grid(first=4)
    for statement in view.record.statements:
        grid.add_row(view.tags[statement.id], _statement(view, statement))
    yield from _section("Said", grid)


def _statement(view: View, statement: Statement) -> Text:
    words = Text(view.names(statement.speakers) or "nobody named", style=_WHO)
    words.append(f"  {statement.act.replace('-', ' ')}, {statement.mode}", style="not bold dim")
    if statement.speaker_basis != "text":
        words.append(f", speaker {basis(statement.speaker_basis)}", style="not bold dim")
    if statement.addressees:
        words.append(f", to {view.names(statement.addressees)}", style="not bold dim")
    cue = plain(statement.cue.of(view.text)) if statement.cue is not None else ""
    marked = ("“", "”") if statement.mode == "direct" else ("", "")
    pieces = [f"{marked[0]}{plain(span.of(view.text))}{marked[1]}" for span in statement.content]
    words.append("\n" + (f"{cue}: " if cue else "") + " … ".join(pieces), style="not bold")
    if statement.topics:
        words.append(f"\n{', '.join(map(plain, statement.topics))}", style="not bold dim")
    if statement.repaired:
        words.append(f"\nrepaired: {plain(statement.repaired)}", style="not bold yellow")
    return words


def _commitments(view: View) -> Iterator[RenderableType]:
    if not view.record.commitments:
        return
    grid = _grid(first=4, second=13)
    for commitment in sorted(view.record.commitments, key=lambda c: (-c.strength, c.span.start)):
        label = f"{rung(commitment.strength)}\n{'not: ' if commitment.negated else ''}{commitment.kind}"
        grid.add_row(view.tags[commitment.id], label, _commitment(view, commitment))
    yield from _section("Undertaken, strongest first", grid)


def _commitment(view: View, commitment: Commitment) -> Text:
    words = Text(view.names(commitment.actors) or "actor not named", style=_WHO)
    if commitment.towards:
        words.append(f" → {view.names(commitment.towards)}", style="not bold")
    words.append("\n" + plain(commitment.span.of(view.text)), style="not bold")
    quantity = next((q for q in view.record.quantities if q.id == commitment.quantity), None)
    notes = [
        f"due {day(commitment.due)}" if commitment.due else "",
        f"{number(quantity.value)} {plain(quantity.unit)}" if quantity else "",
        f"if: {plain(commitment.condition.text)}" if commitment.condition else "",
        f"in {view.tags[commitment.statement]}" if commitment.statement in view.tags and commitment.statement else "",
    ]
    words.append("\n" + " · ".join(n for n in notes if n), style="not bold dim") if any(notes) else None
    return words


def _instruments(view: View) -> Iterator[RenderableType]:
    if not view.record.instruments:
        return
    grid = _grid(first=4, second=13)
    for item in view.record.instruments:
        notes = ", ".join(w for w in (view.names(item.parties), day(item.date) if item.date else "") if w)
        grid.add_row(view.tags[item.id], plain(item.action), Text(plain(item.title) + (f"  ({notes})" if notes else "")))
    yield from _section("Signed or adopted", grid)


def _references(view: View) -> Iterator[RenderableType]:
    if not view.record.references:
        return
    grid = _grid(first=4, second=13)
    for item in view.record.references:
        grid.add_row(view.tags[item.id], plain(item.kind), Text(plain(item.name) + (f"  ({day(item.date)})" if item.date else "")))
    yield from _section("Referred to", grid)


def _numbers(view: View) -> Iterator[RenderableType]:
    record = view.record
    if record.quantities:
        grid = _grid(first=4)
        for item in record.quantities:
            about = f"{plain(item.approximate)} " if item.approximate else ""
            grid.add_row(view.tags[item.id], Text(f"{about}{number(item.value)} {plain(item.unit)}"))
        yield from _section("Numbers", grid)
    if record.topics:
        yield from _section("Topics", Text(", ".join(plain(t.code) for t in record.topics)))


def _people(view: View) -> Iterator[RenderableType]:
    """Whoever is named with an office but took no part in an encounter."""
    present = {p.party for e in view.record.encounters for p in e.participants}
    others = [p for p in view.record.parties if p.kind == "person" and p.id not in present]
    if others:
        grid = _grid(first=0)
        for party in others:
            words = Text(view.name(party.id), style=_WHO)
            posts = "; ".join(view.post(post) for post in party.posts)
            words.append(f"  {posts}" if posts else "", style="not bold")
            grid.add_row("", words)
        yield from _section("Also named", grid)


def _open(view: View) -> Iterator[RenderableType]:
    record = view.record
    if record.unresolved:
        grid = _grid(first=0)
        for item in record.unresolved:
            grid.add_row("", Text(f"{plain(item.what)}: {plain(item.why)}: “{plain(view.text[item.start : item.end])}”"))
        yield from _section("Not decided", grid)
    if record.notices:
        grid = _grid(first=8)
        for notice in record.notices:
            grid.add_row(plain(notice.code), Text(plain(notice.message + (f" ({notice.remedy})" if notice.remedy else ""))))
        yield from _section("Notices", grid)


# -- why is this here? -------------------------------------------------------------------------------------------------


class Reason(NamedTuple):
    """A value, the words it comes from, how it is known, and the rule behind it."""

    what: str
    value: str
    basis: str
    rule: str


def reasons(record: Record, view: View | None = None) -> dict[str, list[Reason]]:
    """For every item of a record, by id, its values with the rule behind each."""
    view = view or View(record)
    found: dict[str, list[Reason]] = {}
    for party in record.parties:
        found[party.id] = list(_party_reasons(view, party.id))
    for place in record.places:
        found[place.id] = [Reason("place", view.place(place.id), place.basis, "")]
    for encounter in record.encounters:
        found[encounter.id] = list(_encounter_reasons(view, encounter))
    for statement in record.statements:
        head = f"{statement.mode}, {statement.act}"
        found[statement.id] = [
            Reason("statement", head, "text", statement.rule),
            Reason("speaker", view.names(statement.speakers) or "none", statement.speaker_basis, statement.rule),
        ]
    for commitment in record.commitments:
        value = f"{'not ' if commitment.negated else ''}{commitment.kind}, rung {commitment.strength}"
        found[commitment.id] = [
            Reason("commitment", value, "text", commitment.rule),
            Reason("actor", view.names(commitment.actors) or "none", commitment.actor_basis, commitment.rule),
            *([Reason("due", day(commitment.due), "inferred", commitment.rule)] if commitment.due else []),
        ]
    for reference in record.references:
        line = reference.register_line
        found[reference.id] = [
            Reason("reference", reference.kind, "text", reference.rule),
            *([Reason("in the register", line, "register", "")] if line else []),
        ]
    for instrument in record.instruments:
        found[instrument.id] = [Reason("instrument", f"{instrument.kind}, {instrument.action}", "text", instrument.rule)]
    for quantity in record.quantities:
        found[quantity.id] = [Reason("quantity", f"{number(quantity.value)} {quantity.unit}", "text", quantity.rule)]
    for topic in record.topics:
        found[f"topic-{topic.code}"] = [Reason("topic", topic.code, "text", f"{record.document.language}.topics.{topic.code}")]
    for i, item in enumerate(record.unresolved, 1):
        found[f"unresolved-{i}"] = [Reason("not decided", f"{item.what}: {item.why}", "text", "")]
    for i, notice in enumerate(record.notices, 1):
        found[f"notice-{i}"] = [Reason("notice", notice.message, "text", notice.code)]
    return found


def _party_reasons(view: View, party_id: str) -> Iterator[Reason]:
    party = view.parties[party_id]
    yield Reason(party.kind, view.name(party_id), party.basis, party.rule)
    for post in party.posts:
        yield Reason("office", f"{view.post(post)} ({REGISTER.get(post.register, post.register)})", post.basis, post.rule)
        if post.register_line:
            yield Reason("in the register", post.register_line, "register", "")
    if party.holder is not None:
        yield Reason("holder on the day", party.holder.name, "register", party.holder.line)


def _encounter_reasons(view: View, encounter: Encounter) -> Iterator[Reason]:
    yield Reason("encounter", f"{encounter.kind}, {encounter.status}", "text", encounter.rule)
    if encounter.date:
        yield Reason("date", day(encounter.date), encounter.date_basis or "text", "")
    if encounter.place:
        yield Reason("place", view.place(encounter.place), encounter.place_basis or "text", "")
    for part in encounter.participants:
        yield Reason(part.role, view.who(part), part.basis, encounter.rule)
        for standing in part.standing:
            yield Reason("in the register", standing.line, "register", "")


def explain(record: Record, console: Console) -> None:
    """Print the text with numbered marks and, below each paragraph, for every mark its value, rule and pack line."""
    view = View(record)
    console.print(Group(*_head(view)))
    genre = record.document.genre_rule
    console.print(Text(f"genre: {record.document.genre}" + (f"  {_rule(genre)}" if genre else ""), style=_SOFT))
    why = reasons(record, view)
    told: set[str] = set()
    found = marks(record)
    for start, end, label in _stretches(record):
        here = [m for m in found if start <= m.start and m.end <= end]
        numbers = {m: i for i, m in enumerate(here, 1)}
        console.print(Text(f"\n{label}  {start}–{end}", style=_SOFT))
        console.print(_marked(view.text, start, end, numbers))
        grid = _grid(first=3, second=18)
        for mark, count in numbers.items():
            grid.add_row(
                str(count), f"{mark.kind} {view.tags.get(mark.item, '')}\n{mark.part}".replace(" \n", "\n"), _told(view, mark, why, told)
            )
        if numbers:
            console.print(Padding(grid, (0, 0, 0, 2)))
    rest = [n for i, n in enumerate(record.notices, 1) if n.start is None]
    for notice in rest:
        console.print(Text(f"{plain(notice.code)}  {plain(notice.message)}"))
    console.print()


def _stretches(record: Record) -> Iterator[tuple[int, int, str]]:
    """The segments, and what stands between them, so that the whole text is shown."""
    here, text = 0, record.document.text
    for segment in sorted(record.segments, key=lambda s: s.start):
        if text[here : segment.start].strip():
            yield here, segment.start, "unassigned"
        repeat = ", a repeat" if segment.duplicate_of else ""
        yield segment.start, segment.end, f"{segment.kind} ({segment.language}{repeat})"
        here = max(here, segment.end)
    if text[here:].strip():
        yield here, len(text), "unassigned"


def _marked(text: str, start: int, end: int, numbers: dict[Mark, int]) -> Text:
    """A stretch with [ where a mark begins and ] with the mark's number where it ends; crossing marks stay legible by their numbers."""
    opens: dict[int, int] = {}
    closes: dict[int, list[int]] = {}
    for mark, count in numbers.items():
        opens[mark.start] = opens.get(mark.start, 0) + 1
        closes.setdefault(mark.end, []).append(count)
    edges = sorted({start, end, *opens, *closes})
    words = Text()
    for here, after in zip(edges, [*edges[1:], end], strict=True):
        for count in sorted(closes.get(here, ()), reverse=True):
            words.append("]" + _raised(count), style="cyan")
        words.append("[" * opens.get(here, 0), style="cyan")
        words.append(_shown(text[here:after]))
    return words


def _raised(count: int) -> str:
    return str(count).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _shown(words: str) -> str:
    """The words with spaces kept at their edges."""
    inner = plain(words)
    left = " " if words[:1].isspace() else ""
    right = " " if words[-1:].isspace() and inner else ""
    return left + inner + right


def _told(view: View, mark: Mark, why: dict[str, list[Reason]], told: set[str]) -> Text:
    words = Text(f"“{_short(plain(view.text[mark.start : mark.end]))}”")
    wanted = _wanted(mark, why.get(mark.item, ()))
    if mark.item in told and mark.part not in ("office", "date", "speaker"):
        owner = view.tags.get(mark.item) or view.name(mark.item)
        return words.append(f"  {owner}", style=_SOFT) if owner else words
    told.add(mark.item)
    for reason in wanted:
        words.append(f"\n{reason.what}: {plain(reason.value)}", style=_WHO)
        words.append(f"  {BASIS.get(reason.basis, reason.basis)}", style="not bold dim")
        if reason.rule:
            words.append(f"\n  {_rule(reason.rule)}", style="not bold dim")
    return words


def _wanted(mark: Mark, found: Iterable[Reason]) -> list[Reason]:
    """The reasons that a mark's part asks for: a date's for a date, an office's for an office, all of them elsewhere."""
    parts = {"office": ("office",), "date": ("date",), "speaker": ("speaker",)}
    wanted = parts.get(mark.part)
    return [r for r in found if wanted is None or r.what in wanted]


def _rule(rule: str) -> str:
    place = where(rule)
    return f"{plain(rule)}  {place}" if place else plain(rule)


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:36].rstrip()} … {words[-20:].lstrip()}"
