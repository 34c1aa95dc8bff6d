"""What codes are called on the pages: states, organisations, topics."""

from __future__ import annotations

from functools import cache

from readout.register.ask import load_register
from readout.register.gazetteer import load_gazetteer


@cache
def side_name(side: str | None, language: str = "en") -> str:
    """What a side is called: `US`, `org:sco`.

    >>> side_name("JP"), side_name("org:unknown-body")
    ('Japan', 'unknown-body')
    """
    if not side:
        return ""
    if side.startswith("org:"):
        return organisation_name(side[4:], language)
    if len(side) == 2 and side.isupper():
        return load_gazetteer().state_name(side, language) or side
    return side


@cache
def organisation_name(key: str, language: str = "en") -> str:
    """An organisation's name in a language, its key where it has none."""
    known = load_register().index.organisations.get(key)
    names = known.names.get(language) or next(iter(known.names.values()), ()) if known else ()
    return names[0] if names else key.upper() if len(key) <= 5 else key


def topic_name(code: str) -> str:
    """A topic as people read it.

    >>> topic_name("climate-change")
    'climate change'
    """
    return code.replace("-", " ")
