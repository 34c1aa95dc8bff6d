"""How cases written by hand are held against a record: shared by the phenomena and the golden documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readout.model.record import Encounter, Record, Span

_EDGES = " \t\n.,;:!?\"'“”‘’«»…"


def plain(text: str) -> str:
    """Words without what a case may be lenient about: odd spaces, typographic apostrophes, a final mark."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("’", "'").split()).strip(_EDGES)


class Reading:
    """A record as a case looks at it: names for ids, words for spans."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.text = record.document.text
        self.names = {p.id: plain(p.name) for p in record.parties}
        self.kinds = {p.id: p.kind for p in record.parties}

    def words(self, span: Span) -> str:
        return plain(self.text[span.start : span.end])

    def named(self, encounter: Encounter) -> set[str]:
        return {self.names[p.party] for p in encounter.participants if self.kinds[p.party] == "person"}

    def failures(self, expect: dict[str, Any]) -> Iterator[str]:
        """What the record lacks or has too much of, as sentences."""
        for kind in ("encounters", "statements", "commitments", "references"):
            for item in expect.get(kind, ()):
                if not any(getattr(self, f"_{kind}")(found, item) for found in getattr(self.record, kind)):
                    yield f"no {kind[:-1]} agrees with {item}; there are: {list(self.describe(kind))}"
        for kind, words in (expect.get("absent") or {}).items():
            yield from self._present(kind, words)
        for kind, number in (expect.get("count") or {}).items():
            found = [e for e in self.record.encounters if e.status == "held"] if kind == "held" else getattr(self.record, kind)
            if len(found) != number:
                yield f"{len(found)} {kind} instead of {number}: {list(self.describe('encounters' if kind == 'held' else kind))}"

    def describe(self, kind: str) -> Iterator[str]:
        """The items of a kind, short."""
        for item in getattr(self.record, kind):
            if kind == "encounters":
                yield f"{item.kind} {item.status} {item.date} {sorted(self.names[p.party] for p in item.participants)}"
            elif kind == "statements":
                yield f"{[self.names[s] for s in item.speakers]} {item.mode} {item.act} {[self.words(c) for c in item.content]}"
            elif kind in ("commitments", "references"):
                yield f"{item.kind} {self.words(item.span)!r}"
            else:
                yield str(item)

    def _encounters(self, found: Encounter, item: dict[str, Any]) -> bool:
        if any(str(getattr(found, k)) != str(item[k]) for k in ("kind", "status") if k in item):
            return False
        if "date" in item and not (
            found.date_basis == "inferred" or found.date is None if item["date"] is None else found.date == str(item["date"])
        ):
            return False
        if "evidence" in item and plain(item["evidence"]) not in {self.words(s) for s in found.evidence}:
            return False
        return "participants" not in item or self._participants(found, item["participants"])

    def _participants(self, found: Encounter, wanted: list[Any]) -> bool:
        names = {plain(w if isinstance(w, str) else w["name"]) for w in wanted if isinstance(w, str) or w.get("name")}
        if names and names != self.named(found):
            return False
        described = [item for item in wanted if isinstance(item, dict)]
        return all(any(self._holds(p, item) for p in found.participants) for item in described)

    def _holds(self, part: Any, item: dict[str, Any]) -> bool:
        if item.get("name") and self.names[part.party] != plain(item["name"]):
            return False
        of = self.names.get(part.of or "", "")
        return (part.post or "").casefold() == str(item["post"]).casefold() and (not item.get("of") or same_side(of, item["of"]))

    def _statements(self, found: Any, item: dict[str, Any]) -> bool:
        if any(getattr(found, k) != item[k] for k in ("mode", "act") if k in item):
            return False
        if "speakers" in item and {self.names[s] for s in found.speakers} != {plain(s) for s in item["speakers"]}:
            return False
        if "content" in item:
            wanted = [item["content"]] if isinstance(item["content"], str) else item["content"]
            return [self.words(c) for c in found.content] == [plain(w) for w in wanted]
        return True

    def _commitments(self, found: Any, item: dict[str, Any]) -> bool:
        if any(str(getattr(found, k)) != str(item[k]) for k in ("kind", "due") if k in item):
            return False
        if "condition" in item and (found.condition is None or plain(found.condition.text) != plain(item["condition"])):
            return False
        if "actors" in item and {self.names[a] for a in found.actors} != {plain(a) for a in item["actors"]}:
            return False
        return "span" not in item or self.words(found.span) == plain(item["span"])

    def _references(self, found: Any, item: dict[str, Any]) -> bool:
        if any(str(getattr(found, k)) != str(item[k]) for k in ("kind", "date") if k in item):
            return False
        return "span" not in item or self.words(found.span) == plain(item["span"])

    def _present(self, kind: str, words: list[str]) -> Iterator[str]:
        if kind == "participants":
            found = {n for e in self.record.encounters for n in self.named(e)}
            yield from (f"{w!r} takes part" for w in words if plain(w) in found)
        elif kind == "speakers":
            found = {self.names[x] for s in self.record.statements for x in s.speakers}
            yield from (f"{w!r} speaks" for w in words if plain(w) in found)
        else:
            spans = {
                "statements": [c for s in self.record.statements for c in s.content],
                "encounters": [c for e in self.record.encounters for c in e.evidence],
                "commitments": [c.span for c in self.record.commitments],
                "references": [r.span for r in self.record.references],
            }[kind]
            yield from (f"{kind} hold {w!r}" for w in words if any(plain(w) in self.words(s) for s in spans))


def same_side(found: str, wanted: str) -> bool:
    """Whether two names of a state or body are the same up to an article and case."""
    fold = lambda s: plain(s).casefold().removeprefix("the ")  # noqa: E731 - a local shorthand
    return fold(found) == fold(wanted) or fold(wanted) in fold(found) or (fold(found) in fold(wanted) and bool(found))
