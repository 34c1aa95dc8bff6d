"""Pages from templates: every value is escaped, and every file they need comes from this server under a name that holds its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from readout import wording
from readout.grammar.trace import where
from readout.ledger.asking.answers import Hit
from readout.ledger.views.rows import Cast, Fact
from readout.web.asking import narrowed
from readout.web.highlight import signs
from readout.web.names import side_name, topic_name
from readout.web.page import ASSETS
from readout.web.world import shade, world

TEMPLATES = Path(__file__).parent / "templates"
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "json": "application/json"}


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]


def static(name: str) -> str:
    """The address of an asset: it changes when the file does, so that browsers may keep it for ever."""
    stem, _, suffix = name.rpartition(".")
    return f"/static/{stem}.{_digest(name)}.{suffix}"


@cache
def _assets() -> dict[str, Path]:
    return {static(p.name): p for p in ASSETS.iterdir() if p.suffix[1:] in _TYPES}


def asset(path: str) -> Response | None:
    """The asset under an address, or None."""
    found = _assets().get(path)
    if found is None:
        return None
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(found.read_bytes(), media_type=_TYPES[found.suffix[1:]], headers=headers)


def words_link(fact: Fact) -> str:
    """The address of a fact's words: it opens at them without a script, too."""
    at = f"&c={fact.start}-{fact.end}#here" if fact.start is not None else ""
    return f"/d/{fact.document}?r={fact.revision}{at}"


def hit_link(hit: Hit) -> str:
    """The address of the words of a hit."""
    if hit.document is None:
        return ""
    at = f"&c={hit.start}-{hit.end}#here" if hit.start is not None else ""
    return f"/d/{hit.document.id}?v={hit.document.revision}{at}"


def lit(hit: Hit) -> Markup:
    """The words of a hit with those that were wanted marked."""
    said, start = hit.quote or "", hit.start or 0
    parts, here = [], 0
    for a, b in sorted(hit.highlights):
        a, b = max(here, a - start), min(len(said), b - start)
        if a < b:
            parts += [
                shown(said[here:a]) + (" " if said[here:a][-1:].isspace() else ""),
                Markup("<mark>") + shown(said[a:b]) + Markup("</mark>"),
            ]
            parts.append(Markup(" ") if said[b : b + 1].isspace() else Markup(""))
            here = b
    return Markup("").join([*parts, shown(said[here:])])


def who_link(who: Cast) -> str:
    """The address of a person or body across documents; empty for groups and unnamed offices."""
    if who.kind == "person":
        return f"/people/{quote(who.code, safe='')}"
    return "" if who.kind in ("group", "office") else f"/bodies/{who.kind}/{quote(who.code, safe='')}"


def delegations(sides: Sequence[Cast]) -> list[tuple[str, list[Cast]]]:
    """Those at a table by the side they sit on, in the order of the text; those of no known side come last.

    >>> delegations(())
    []
    """
    found: dict[str, list[Cast]] = {}
    for who in sides:
        found.setdefault(who.state or "", []).append(who)
    return sorted(found.items(), key=lambda side: side[0] == "")


def side_link(side: str) -> str:
    """The address of a state or organisation that stands for a side."""
    return f"/bodies/organisation/{quote(side[4:], safe='')}" if side.startswith("org:") else f"/bodies/state/{quote(side, safe='')}"


def shown(text: object) -> Markup:
    """Words of a document as HTML: on one line, with signs that turn the direction of writing shown and held in."""
    return Markup(signs(" ".join(str(text or "").split())))


def query(path: str, **fields: Any) -> str:
    """An address with its fields; empty ones are left out."""
    kept = {k: v for k, v in fields.items() if v not in (None, "", 0)}
    return f"{path}?{urlencode(kept)}" if kept else path


@cache
def environment() -> Environment:
    """The templates with what they may call."""
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    made.globals.update(
        static=static, words_link=words_link, who_link=who_link, side_link=side_link, side_name=side_name, topic_name=topic_name,
        delegations=delegations, query=query, where=where, rung=wording.rung, world=world, narrowed=narrowed, hit_link=hit_link, lit=lit,
        basis=wording.basis, BASIS=wording.BASIS,
        REGISTER=wording.REGISTER, NAV=NAVIGATION, shade=shade,
    )  # fmt: skip
    made.filters.update(
        day=wording.day, number=wording.number, shown=shown, short=lambda w, n: wording.shortened(wording.plain(w or ""), n)
    )
    return made


NAVIGATION = (
    ("/", "Desk", "desk"),
    ("/search", "Search", "search"),
    ("/documents", "Documents", "documents"),
    ("/people", "People", "people"),
    ("/bodies", "Bodies", "bodies"),
    ("/timeline", "Timeline", "timeline"),
    ("/meetings", "Who met whom", "meetings"),
    ("/map", "Map", "map"),
    ("/commitments", "Commitments", "commitments"),
    ("/compare", "Compare", "compare"),
    ("/briefing", "Briefing", "briefing"),
    ("/review", "Review", "review"),
    ("/intake", "Intake", "intake"),
    ("/packs", "Packs", "packs"),
)


def page(
    request: Request, template: str, data: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A template with its data as an answer."""
    see = getattr(request.state, "see", None)
    theme = request.cookies.get("theme", "")
    context = {"request": request, "see": see, "theme": theme if theme in ("light", "dark") else "", "path": request.url.path, **data}
    words = environment().get_template(template).render(context)
    kept = {"cache-control": "no-store", **(headers or {})}
    return HTMLResponse(words.encode("utf-8", "replace"), status_code=status, headers=kept)
