"""The form of pack files: which lists a file holds, and which keys their entries must and may have.

A file that is not named here is read without this check; a key that is not named here is most often a slip of the pen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec


class Form(msgspec.Struct, frozen=True, gc=False):
    """The keys that an entry must have and those it may have."""

    must: frozenset[str]
    may: frozenset[str]


def _form(must: str, may: str = "") -> Form:
    return Form(frozenset(must.split()), frozenset(may.split()) | {"examples", "note", "why", "source"})


# file -> list in it -> form of its entries
FORMS: Mapping[str, Mapping[str, Form]] = {
    "titles": {
        "titles": _form("title rank", "also plural of forms home shares"),
        "compounds": _form("fields heads rank"),
        "modifiers": _form("word effect", "glued after forms"),
        "heads": _form("word rank", "forms plural"),
    },
    "reporting_verbs": {
        "verbs": _form("verb forms act", "takes kind of needs adjective"),
        "express_nouns": _form("noun act", "forms"),
        "content_acts": _form("pattern act", "id"),
    },
    "encounters": {
        "patterns": _form("id kind pattern", "where cues status subject recall beside if_nothing_else"),
        "planned": _form("id kind pattern", "where cues subject beside announces"),
        "attendance": _form("id pattern", "cues of"),
    },
    "dates": {
        "patterns": _form("id pattern", "order kind join shift from not_after shifted after before part"),
        "relative": _form("id forms", "unit shift from"),
        "units": _form("value forms"),
    },
    "commitments": {
        "cues": _form("kind strength", "verbs forms joint id"),
        "nouns": _form("words kind strength", "forms id"),
        "predicates": _form("id kind strength pattern", "subject"),
        "phrases": _form("id kind strength pattern", "acts whole subject"),
        "modals": _form("id kind strength subject pattern", "asks narrow"),
    },
    "furniture": {
        "lines": _form("id pattern", "first begins ends kind titles holds"),
        "datelines": _form("id pattern", "first begins ends titles holds"),
    },
    "genre": {"rules": _form("id genre", "title not_title lead not_lead held turns first foreign foreign_not")},
    "topics": {"topics": _form("code", "strong weak not forms")},
    "mentions": {"patterns": _form("id kind pattern", "name post late")},
    "offices": {"generic": _form("title ranks", "forms")},
    "honorifics": {"honorifics": _form("word", "gender glued after forms")},
    "quantities": {"words": _form("value forms", "vague")},
    "instruments": {
        "actions": _form("action words", "forms"),
        "passives": _form("action words", "forms"),
        "nouns": _form("action", "pattern words not"),
    },
    "bodies": {"home": _form("name", "also home")},
    "names": {"contexts": _form("id before after")},
    "visits": {"types": _form("type pattern")},
    "references": {"heads": _form("kind words", "left right class capital alone forms lower")},
}
SETTINGS = {"name": str, "script": str, "words_are_spaced": bool, "name_order": str, "inflects": bool, "quotation_marks": list}


class Fault(msgspec.Struct, frozen=True, gc=False):
    """Something that is not of the form: the line, a code, what is wrong, what to do."""

    line: int
    code: str
    message: str
    remedy: str


def faults(name: str, content: Any) -> Iterator[Fault]:
    """What in a file is not of the form that it should have."""
    if name == "pack":
        yield from _settings(content)
        return
    forms = FORMS.get(name)
    if forms is None:
        return
    if not isinstance(content, Mapping):
        yield Fault(1, "RO-P012", f"{name}.yaml holds no lists by name", f"begin it with one of: {', '.join(forms)}")
        return
    for key, form in forms.items():
        for entry in content.get(key) or ():
            if isinstance(entry, Mapping):
                yield from _entry(entry, key, form)


def _settings(content: Any) -> Iterator[Fault]:
    for key, kind in SETTINGS.items():
        value = content.get(key) if isinstance(content, Mapping) else None
        if value is None:
            yield Fault(1, "RO-P010", f"the pack does not say {key!r}", f"add a line: {key}: …")
        elif not isinstance(value, kind):
            yield Fault(1, "RO-P012", f"{key!r} is no {kind.__name__}", "write it as the other packs do")


def _entry(entry: Mapping[str, Any], key: str, form: Form) -> Iterator[Fault]:
    line = int(entry.get("__line__", 1))
    keys = {str(k) for k in entry} - {"__line__"}
    for missing in sorted(form.must - keys):
        yield Fault(line, "RO-P010", f"an entry of {key!r} has no {missing!r}", f"add: {missing}: …")
    for unknown in sorted(keys - form.must - form.may):
        yield Fault(
            line, "RO-P011", f"{unknown!r} is no key of an entry of {key!r}", f"use one of: {', '.join(sorted(form.must | form.may))}"
        )
