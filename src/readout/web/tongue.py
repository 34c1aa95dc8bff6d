"""In which language a page gives the titles of posts: the reader's, else the ledger's, else the one that names are international in."""

from __future__ import annotations

from fastapi import Request
from sqlalchemy import Connection

from readout.ledger.views import documents
from readout.register.gazetteer import load_gazetteer


def tongue(request: Request, connection: Connection) -> str:
    """The first language of the browser that packs know; else that of most documents; else the international one."""
    known = load_gazetteer().languages()
    asked = [language for language in preferred(request.headers.get("accept-language", "")) if language in known]
    if asked:
        return asked[0]
    return next((language for language in documents.languages(connection) if language in known), known[0])


def preferred(header: str) -> list[str]:
    """The languages of an `Accept-Language`, best first, without regions (RFC 9110, 12.5.4).

    >>> preferred("en-GB;q=0.5, ru-RU, zh;q=0.8, fr;q=0")
    ['ru', 'zh', 'en']
    """
    found = []
    for part in header.split(",")[:20]:
        name, _, weight = part.partition(";")
        try:
            worth = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if worth > 0:
            found.append((-worth, name.strip().partition("-")[0].lower()))
    return [name for _, name in sorted(found, key=lambda pair: pair[0])]
