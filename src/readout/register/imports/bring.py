"""Bringing a list in: read it, merge it, write it as a register file with every judgement beside it, and say what was done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml

from readout.errors import UsageError, short
from readout.register import files, load
from readout.register.days import latest
from readout.register.imports import ftm, judgements, popolo, wikidata
from readout.register.imports.incoming import Incoming, Someone, Term, form_of
from readout.register.imports.merge import Merge, Placed
from readout.register.index import Index
from readout.register.model import Facts, Names
from readout.register.rows import slug

_READERS = {"popolo": popolo.read, "ftm": ftm.read, "wikidata": wikidata.read}
SHOWN = 20  # lines of each kind that a report prints


class Settings(msgspec.Struct, frozen=True):
    """How a list was imported, kept beside its facts so that it can be imported anew."""

    file: str
    form: str
    source: str
    confidence: str
    checked: str | None


class Report(msgspec.Struct, frozen=True):
    """What an import did."""

    written: str
    people: int
    merged: tuple[judgements.Judgement, ...]
    questions: tuple[judgements.Judgement, ...]
    refused: tuple[judgements.Judgement, ...]
    offices_known: int
    offices_new: tuple[str, ...]
    terms: int
    terms_known: int
    skipped: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        yield f"wrote {self.written}"
        yield f"{self.people} people: {len(self.merged)} merged, {self.people - len(self.merged)} new, {len(self.questions)} questions"
        yield f"{self.offices_known + len(self.offices_new)} offices: {self.offices_known} known, {len(self.offices_new)} new"
        yield f"{self.terms} terms: {self.terms_known} known already, {self.terms - self.terms_known} added"
        for title, found in (("merged", self.merged), ("undecided, kept apart", self.questions), ("kept apart by judgement", self.refused)):
            yield from _listed(title, [str(j) for j in found])
        yield from _listed("new offices", list(self.offices_new))
        yield from _listed("skipped", list(self.skipped))


def _listed(title: str, found: list[str]) -> Iterator[str]:
    if found:
        yield f"{title} ({len(found)}):"
        yield from (f"  {line}" for line in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"  … and {len(found) - SHOWN} more"


def bring(
    file: str, folder: str, *, form: str | None = None, source: str | None = None, confidence: str = "B", checked: str | None = None
) -> Report:
    """Import a list into a folder of register files; the same list imported again replaces what it brought before."""
    path, into = Path(file), Path(folder)
    form = form or form_of(path)
    incoming = _READERS[form](path)
    settings = Settings(str(path.resolve()), form, source or path.name, confidence, checked)
    name = slug(path.stem) or "list"
    target = into / "imported" / f"{name}.yaml"
    index = Index([load.shipped(), _others(into, target)])
    earlier = judgements.load(into)
    merge = Merge(index, incoming, path.name, earlier)
    ids = merge.people()
    rows, known = _rows(incoming, merge, ids, index)
    content = _content(settings, incoming, merge, ids, rows, index)
    judgements.write(target, yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=160).encode())
    judgements.write(target.with_suffix(".settings.json"), msgspec.json.encode(settings))
    judgements.store(into, {**{k: j for k, j in earlier.items() if j.list != path.name}, **merge.judgements}.values())
    return _report(target, incoming, merge, sum(map(len, rows.values())) + known, known)


def judge(folder: str, *, different: str | None = None, same: str | None = None) -> Iterator[str]:
    """List the judgements of a folder, or change one and import its list anew."""
    into = Path(folder)
    if different is None and same is None:
        found = judgements.load(into)
        yield from (str(j) for j in found.values())
        yield f"{len(found)} judgements in {judgements.path(into)}"
        return
    changed = judgements.decide(into, different or same or "", judgements.DIFFERENT if different else judgements.SAME)
    yield str(changed)
    kept = into / "imported" / f"{slug(Path(changed.list).stem) or 'list'}.settings.json"
    settings = msgspec.json.decode(kept.read_bytes(), type=Settings) if kept.exists() else None
    if settings is None or not Path(settings.file).exists():
        raise UsageError(
            "RO-U042", changed.list, "the list is not where it was, so the judgement waits for its next import", "import the list again"
        )
    again = bring(
        settings.file, folder, form=settings.form, source=settings.source, confidence=settings.confidence, checked=settings.checked
    )
    yield from again.lines()


def _others(folder: Path, target: Path) -> Facts:
    """The facts of a folder without those that this list brought before."""
    if not folder.is_dir():
        return Facts()
    whole = files.read([folder], 1)
    place = f"{short(target)}:"
    lists = {n: tuple(x for x in getattr(whole, n) if not x.where.startswith(place)) for n in Facts.__struct_fields__ if n != "places"}
    return Facts(**lists, places=whole.places)


def _rows(incoming: Incoming, merge: Merge, ids: dict[str, str], index: Index) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """The terms to write by post, and how many the register had already."""
    rows: dict[str, list[dict[str, Any]]] = {}
    known = 0
    for term in incoming.terms:
        placed = merge.offices.get(term.office)
        if placed is None or term.person not in ids:
            continue
        person = ids[term.person]
        if any((o.person, o.start, o.end) == (person, term.start, term.end) for o in index.occupancies.get(placed.post, ())):
            known += 1
            continue
        rows.setdefault(placed.post, []).append(_holder(term, person))
    return rows, known


def _holder(term: Term, person: str) -> dict[str, Any]:
    row: dict[str, Any] = {"person": person}
    row.update({k: v for k, v in (("start", term.start), ("end", term.end)) if v})
    if term.capacity != "full":
        row["capacity"] = term.capacity
    if term.ended and term.end is None:
        row["ended"] = "true"
    if (term.start is None and term.end is None) or (term.ended and term.end is None):
        row["note"] = "the list says it ended, without a day" if term.ended else "the list gives no dates"
    if term.start and term.end and term.start > latest(term.end):
        row["note"] = "the list has it start after its end"
    return row


def _content(
    settings: Settings, incoming: Incoming, merge: Merge, ids: dict[str, str], rows: dict[str, list[dict[str, Any]]], index: Index
) -> dict[str, Any]:
    """The register file of a list."""
    posts: dict[str, Placed] = {p.post: p for p in merge.offices.values() if p.post in rows}
    entries = []
    for post, placed in sorted(posts.items()):
        shipped = index.posts.get(post)
        titles: Names = shipped.titles if shipped else placed.titles
        own = {k: list(v) for k, v in titles.items() if k != "*"}
        head = {"post": post.split("/", 1)[1], "of": placed.of, "kind": shipped.kind if shipped else "office"}
        families = {"titles": list(titles["*"])} if "*" in titles else {}
        entries.append(
            {
                **head,
                **families,
                **({"title": own} if own else {}),
                "several": "true" if not shipped or shipped.several else "false",
                "holders": rows[post],
            }
        )
    people = [_person(s, ids[s.id], index) for s in incoming.people]
    content: dict[str, Any] = {"source": settings.source, "confidence": settings.confidence}
    if settings.checked:
        content["checked"] = settings.checked
    return {**content, "posts": entries, "people": people}


def _person(someone: Someone, person: str, index: Index) -> dict[str, Any]:
    """A person's entry: the register's own names stay the preferred ones."""
    known = index.people.get(person)
    languages = dict.fromkeys([*(known.names if known else ()), *someone.names])
    names = {k: list(dict.fromkeys([*(known.names.get(k, ()) if known else ()), *someone.names.get(k, ())])) for k in languages}
    identifiers = {"identifiers": dict(someone.identifiers)} if someone.identifiers else {}
    return {"id": person, **names, **identifiers}


def _report(target: Path, incoming: Incoming, merge: Merge, terms: int, known: int) -> Report:
    said = list(merge.judgements.values())
    same, questions, refused = (tuple(j for j in said if j.decision == d) for d in (judgements.SAME, judgements.OPEN, judgements.DIFFERENT))
    offices = {p.post: p for p in merge.offices.values()}
    return Report(
        str(target),
        len(incoming.people),
        same,
        questions,
        refused,
        sum(p.known for p in offices.values()),
        tuple(sorted(p.post for p in offices.values() if not p.known)),
        terms,
        known,
        incoming.skipped,
    )
