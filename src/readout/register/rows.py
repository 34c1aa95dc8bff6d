"""One entry of a register file while it is read: every complaint knows its file and line, and no key goes unread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from readout.register import days, guarded
from readout.register.model import Dispute, Names, RegisterError

CONFIDENCES = ("A", "B", "C", "U")
Complain = Callable[[RegisterError], None]


def stop(error: RegisterError) -> None:
    """The complaint of a reader who will not go on: the error itself."""
    raise error


def slug(name: str) -> str:
    """The id of a person from the name in Latin letters.

    >>> slug("Kassym-Jomart Tokayev")
    'kassym-jomart-tokayev'
    """
    return "-".join("".join(c if c.isalnum() else " " for c in name.replace("’", "").replace("'", "").casefold()).split())


class Row:
    """One entry while it is read: knows its place, its file's defaults, and which keys were never asked for."""

    def __init__(self, content: dict[str, Any], defaults: dict[str, Any], file: str, layer: int, complain: Complain) -> None:
        self.content, self.defaults, self.file, self.layer, self.complain = content, defaults, file, layer, complain
        self.where = f"{file}:{content.get(guarded.LINE, 1)}"
        self.left = set(content) - {guarded.LINE}

    def fault(self, code: str, message: str, remedy: str) -> None:
        self.complain(RegisterError(code, self.where, message, remedy))

    def raw(self, key: str, *, inherit: bool = False) -> Any:
        self.left.discard(key)
        value = self.content.get(key)
        return self.defaults.get(key) if value is None and inherit else value

    def text(self, key: str, *, inherit: bool = False) -> str | None:
        value = self.raw(key, inherit=inherit)
        if value is not None and not isinstance(value, str):
            self.fault("RO-G011", f"{key!r} must be a word or a phrase", f"write: {key}: …")
            return None
        return value

    def need(self, key: str, *, inherit: bool = False) -> str:
        value = self.text(key, inherit=inherit)
        if value is None:
            self.fault("RO-G012", f"{key!r} is missing", f"write: {key}: …")
        return value or ""

    def day(self, key: str, *, inherit: bool = False) -> str | None:
        value = self.text(key, inherit=inherit)
        if value is not None and not days.valid(value):
            self.fault("RO-G013", f"{key!r} says {value!r}, which is no day of the calendar", "write 2021-09-16, 2021-09 or 2021")
            return None
        return value

    def one_of(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(key) or default
        if value not in allowed:
            self.fault("RO-G014", f"{key!r} says {value!r}", f"write one of: {', '.join(allowed)}")
            return default
        return value

    def flag(self, key: str) -> bool:
        return self.one_of(key, ("true", "false", "yes", "no"), "false") in ("true", "yes")

    def words(self, key: str) -> tuple[str, ...]:
        value = self.raw(key)
        found = value if isinstance(value, list) else [] if value is None else [value]
        if any(not isinstance(v, str) for v in found):
            self.fault("RO-G011", f"{key!r} must be a list of words", f"write: {key}: [one, two]")
        return tuple(v for v in found if isinstance(v, str))

    def mapping(self, key: str) -> dict[str, str]:
        value = self.raw(key) or {}
        if not isinstance(value, dict):
            self.fault("RO-G011", f"{key!r} must be a mapping", f"write: {key}: {{name: value}}")
            return {}
        return {k: str(v) for k, v in value.items() if k != guarded.LINE}

    def names(self, key: str) -> Names:
        """Names by language: a mapping of a language's code to one name or a list."""
        value = self.raw(key) or {}
        if not isinstance(value, dict):
            self.fault("RO-G011", f"{key!r} must give names by language", f"write: {key}: {{en: …, ru: …}}")
            return {}
        return by_language({k: v for k, v in value.items() if k != guarded.LINE})

    def disputes(self) -> tuple[Dispute, ...]:
        """What other sources say: `disputes: [{end: 2022-12-31, source: …, confidence: C}]`."""
        found = []
        for entry in self.raw("disputes") or []:
            said = {k: v for k, v in entry.items() if k not in ("source", "confidence", guarded.LINE)} if isinstance(entry, dict) else {}
            if len(said) != 1 or not entry.get("source"):
                self.fault(
                    "RO-G015", "a dispute needs one field, what it says, and a source", "write: {end: 2022-12-31, source: …, confidence: C}"
                )
                continue
            field, says = next(iter(said.items()))
            found.append(Dispute(field, str(says), entry["source"], entry.get("confidence") or "C"))
        return tuple(found)

    def cited(self) -> dict[str, Any]:
        """The fields of `Cited`; a file's source and confidence go together and are never mixed with an entry's own."""
        own = self.raw("source") is not None
        source = self.text("source", inherit=True) or "unsourced"
        confidence = self.text("confidence", inherit=not own) or ("U" if source == "unsourced" else "B")
        if confidence not in CONFIDENCES:
            self.fault("RO-G014", f"confidence says {confidence!r}", f"write one of: {', '.join(CONFIDENCES)}")
        return {
            "source": source,
            "confidence": confidence,
            "note": self.text("note") or "",
            "where": self.where,
            "layer": self.layer,
            "disputes": self.disputes(),
        }

    def done(self) -> None:
        if self.left:
            key = sorted(self.left)[0]
            self.fault("RO-G016", f"the key {key!r} means nothing here", "correct its spelling, or remove it")


def by_language(value: dict[str, Any]) -> Names:
    return {k: tuple(str(n) for n in (v if isinstance(v, list) else [v]) if n is not None) for k, v in value.items()}
