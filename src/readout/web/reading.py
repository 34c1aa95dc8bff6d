"""What the reading view adds to the marks and cards of a record: ways from a card to the ledger, and the words that are asked for."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from readout.ledger import shelves
from readout.model.record import Record, Span
from readout.web.cards import cards_html, contents_html, lead
from readout.web.highlight import text_html
from readout.wording import View, plain

_LEGEND = (
    ("said", "what was said"),
    ("cue", "reporting words"),
    ("commitment", "an undertaking, or an instrument"),
    ("reference", "another encounter, document or body"),
    ("party", "a person, state or body"),
    ("date", "date, place, number"),
)


def extra(opened: Any, see: Any) -> dict[str, Any]:
    """The HTML of text and cards."""
    view = View(opened.record)
    lit = (opened.lit.start, opened.lit.end) if opened.lit is not None and opened.lit.start is not None else None
    document = opened.record.document
    words = (view.title(), document.publisher or "", document.published or "", f"sha256 {document.sha256[:12]}")
    may = see.user is not None and see.user.may("reviewer")
    ways = _Ways(opened, view, may)
    return {
        "view": view,
        "title": view.title(),
        "source": view.source_line(),
        "cite": plain(", ".join(w for w in words if w)),
        "lead": Markup(lead(view)),
        "contents": Markup(contents_html(view)),
        "text": Markup(text_html(view, lit)),
        "cards": Markup(cards_html(view, ways.of)),
        "legend": _LEGEND,
    }


class _Ways:
    """Links from a card: to the person or body across documents, to the encounter with its other accounts, to why, to a correction."""

    def __init__(self, opened: Any, view: View, may: bool) -> None:
        self.opened, self.view, self.may = opened, view, may
        self.ends = ends(opened.record) if may else {}

    def of(self, item: str) -> str:
        """The links of a card."""
        links = []
        if item in self.view.parties:
            party = self.view.parties[item]
            kind, code = self.opened.parties.get(f"{party.kind}|{party.name}", ("", ""))
            if code and kind == "person":
                links.append(_link(f"/people/{quote(code, safe='')}", "across documents"))
            elif code and kind not in ("group", "office"):
                links.append(_link(f"/bodies/{kind}/{quote(code, safe='')}", "across documents"))
        code = self.opened.codes.get(item, "")
        if code:
            if item in self.view.encounters:
                links.append(_link(f"/e/{code}", "all accounts"))
            links.append(_link(f"/why/{code}", "why"))
            if self.may:
                links.append(_link(f"/correct/{code}", "correct"))
                if item in self.ends:
                    links.append(_ends(code, self.ends[item]))
        return f'<p class="ways">{" · ".join(links)}</p>' if links else ""


def ends(record: Record) -> dict[str, Span]:
    """The one stretch of words that a thing stands on, by its id; what stands on several has no ends to move."""
    found: dict[str, Span] = {}
    for type_ in filter(shelves.has_ends, shelves.SHELVES):
        for path, item in shelves.items(record, type_):
            spans = shelves.spans(type_, item)
            if len(spans) == 1:
                found[shelves.local(record, type_, path, item)] = spans[0]
    return found


def _ends(code: str, span: Span) -> str:
    at = f'data-code="{escape(code)}" data-span="{span.start}-{span.end}"'
    return f'<button type="button" class="link ends js-only" {at} hidden>move ends</button>'


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{words}</a>'
