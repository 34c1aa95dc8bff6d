"""Bodies that offices are held in: "Head of the | Department of Water Resources", "Speaker of the | Federal Council".

No list holds the names of all councils, bureaus and chambers. After an office and a preposition, a run of capitals that ends in a
word for a body is one, and what stands behind it may be the holder's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from readout.grammar.load import Pack
from readout.model.mention import Atom
from readout.stages.find.entities import Known

MINISTRY = "foreign ministry"  # what the atom of a ministry that is an office stands for
_FREE = frozenset({"name", "modifier", "portfolio", "world", "adjective", "areatype", "region", "people"})


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of such names, compiled: what leads to one, how it goes, which of its last words make it a field."""

    lead: re.Pattern[str]
    body: re.Pattern[str]
    field: re.Pattern[str]
    word: re.Pattern[str]
    ministry: re.Pattern[str]
    gap: re.Pattern[str]
    head: re.Pattern[str]


@cache
def rules(pack: Pack) -> Rules | None:
    """The rules of a pack, or None where it has none."""
    content = pack.file("offices").get("bodies")
    if not content:
        return None
    words = "|".join(sorted(map(str, content["words"]), key=len, reverse=True))
    fields = "|".join(sorted(map(str, content["fields"]), key=len, reverse=True))
    body = str(content["pattern"]).replace("WORDS", words).replace("FIELDS", fields)
    return Rules(
        re.compile(str(content["lead"])),
        re.compile(body),
        re.compile(rf"(?:{fields})$"),
        re.compile(rf"\b(?:{words})\b"),
        re.compile(str(content.get("ministry") or "(?!)")),
        re.compile(r"(?:['’]s)? "),
        re.compile(str(content.get("mere_head") or "(?!)"), re.I),
    )


def joined(text: str, atoms: Sequence[Atom], pack: Pack) -> list[Atom]:
    """The atoms with each body that completes an office as one: an organisation, or a field of office ("for Asian Affairs")."""
    known = rules(pack)
    if known is None:
        return list(atoms)
    kept: list[Atom] = []
    free = 0
    for i, atom in enumerate(atoms):
        if atom.start < free:
            continue
        kept.append(atom)
        free = atom.end
        if atom.kind == "title":
            if ministry := _ministry(text, atoms, i, known):
                kept.extend(ministry)
                free = ministry[-1].end
                continue
            for body in _chain(text, atoms, i + 1, atom.end, known):
                kept.append(Atom(body.start(), body.end(), *_meaning(body.group(), known), f"{pack.language}.offices.bodies"))
                free = body.end()
    return kept


def _ministry(text: str, atoms: Sequence[Atom], i: int, known: Rules) -> list[Atom]:
    """The foreign ministry that completes an office, as its state ("a representative of the Belarusian Foreign Ministry").

    After a mere head it is the office itself ("the head of the Foreign Ministry of Belarus").
    """
    lead = known.lead.match(text, atoms[i].end)
    if lead is None:
        return []
    owner = next((a for a in atoms[i + 1 : i + 2] if a.start == lead.end() and a.kind in ("adjective", "state")), None)
    gap = known.gap.match(text, owner.end) if owner is not None else None
    ministry = known.ministry.match(text, gap.end() if gap else lead.end())
    if ministry is None or (owner is not None and gap is None):
        return []
    if known.head.fullmatch(text, atoms[i].start, atoms[i].end):
        office = Atom(ministry.start(), ministry.end(), "portfolio", MINISTRY, atoms[i].rule)
        return [owner, office] if owner is not None else [office]
    if owner is None:
        return []
    return [Atom(owner.start, ministry.end(), "state", owner.value, owner.rule)]


def _chain(text: str, atoms: Sequence[Atom], i: int, end: int, known: Rules) -> Iterator[re.Match[str]]:
    """The bodies behind an office, one after another ("in the Bureau of Asian Affairs at the Department of State")."""
    while (lead := known.lead.match(text, end)) is not None:
        body = known.body.match(text, lead.end())
        if body is None or not _is_free(atoms, i, body.start(), body.end()):
            return
        yield body
        end = body.end()


def _meaning(name: str, known: Rules) -> tuple[str, object]:
    """What a run is: a field of office, or a body that is known by its name alone."""
    if known.field.search(name) and not known.word.search(name):
        return "portfolio", name
    return "organisation", Known("", name)


def _is_free(atoms: Sequence[Atom], i: int, start: int, end: int) -> bool:
    """Whether a stretch is no known field, body or state by itself, and no office stands in it."""
    inside = []
    while i < len(atoms) and atoms[i].start < end:
        if atoms[i].start >= start:
            inside.append(atoms[i])
        i += 1
    if not inside or (inside[0].start == start and inside[0].end >= end):
        return False
    owner = inside[0].kind in ("organisation", "state") and inside[0].start == start
    return all((a.kind in _FREE or (owner and a is inside[0])) and (a.end <= end or a.kind == "name") for a in inside)
