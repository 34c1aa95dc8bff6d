"""One document as one HTML page that needs nothing else: the text with its marks, and the record as cards beside it.

The page reads without a script; a script adds highlighting, keys and citations. Its Content-Security-Policy lets nothing run
or load but the style and the script that stand in it, so that no document's text can become either.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path

from readout.model.record import Record
from readout.web.cards import cards_html, contents_html, lead
from readout.web.highlight import text_html
from readout.wording import View, plain

ASSETS = Path(__file__).parent / "assets"

_KEYS = (
    ("j k", "next card, previous card"),
    ("e", "show the evidence of the card"),
    ("c", "copy a citation of the card, or of the chosen words"),
    ("/", "filter the cards by words"),
    ("Esc", "let go"),
    ("?", "this help"),
)
_LEGEND = (
    ("said", "what was said"),
    ("cue", "reporting words"),
    ("commitment", "an undertaking, or an instrument"),
    ("reference", "another encounter, document or body"),
    ("party", "a person, state or body"),
    ("date", "date, place, number"),
)


@cache
def asset(name: str) -> str:
    """A style or script of the pages."""
    return (ASSETS / name).read_text(encoding="utf-8")


def _digest(words: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(words.encode()).digest()).decode() + "'"


@cache
def _policy(script: str | None) -> str:
    """Nothing is loaded and nothing runs, but the style and script of this page."""
    style = _digest(asset("page.css"))
    run = f"; script-src {_digest(asset(script))}" if script else ""
    return f"default-src 'none'; style-src {style}{run}; base-uri 'none'; form-action 'none'"


def shell(title: str, body: str, *, script: str | None = None, language: str = "en") -> str:
    """A whole page around `body`, with the style and, where wanted, a script inside it."""
    run = f"<script>{asset(script)}</script>\n" if script else ""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{asset('page.css')}</style>\n</head>\n<body>\n{body}\n{run}</body>\n</html>\n"
    )


def render(record: Record) -> str:
    """The page of one record.

    The same record gives the same page. Offsets in links (`#c=409-645`) are code points, as in the record.
    """
    view = View(record)
    return shell(f"{view.title()} – Readout", _body(view), script="page.js")


def _body(view: View) -> str:
    document = view.record.document
    parts = (view.title(), document.publisher or "", document.published or "", f"sha256 {document.sha256[:12]}")
    citation = plain(", ".join(w for w in parts if w))
    return (
        '<a class="skip" href="#record">Skip to the record</a>\n'
        f'<header class="top"><h1>{escape(view.title())}</h1><p>{escape(view.source_line())}</p>{lead(view)}</header>\n'
        f'<nav class="bar" aria-label="Parts of the record"><div>{contents_html(view)}'
        '<span class="tools"><label class="kind" for="filter">Filter</label>'
        '<input id="filter" type="search" autocomplete="off" spellcheck="false">'
        '<button id="ask" type="button" aria-label="Keys">?</button></span></div></nav>\n'
        '<main class="split">\n'
        '<section class="reading" aria-label="Text" tabindex="0"><h2>Text</h2>'
        f'<div class="text" id="text" dir="auto" lang="{escape(document.language)}" data-cite="{escape(citation)}">'
        f"{text_html(view)}</div></section>\n"
        f'<section class="record" id="record" aria-label="Record">{cards_html(view)}</section>\n</main>\n'
        f"{_foot(view)}{_help()}"
    )


def _foot(view: View) -> str:
    document = view.record.document
    legend = "".join(f'<li><span class="a {name}">{escape(words)}</span></li>' for name, words in _LEGEND)
    address = escape(plain(document.url or document.source))
    return (
        f'<footer class="foot"><div><ul class="key" aria-label="Marks">{legend}</ul>'
        f"Source: {address} · id <code>{escape(plain(document.id))}</code> · sha256 <code>{escape(document.sha256)}</code> · "
        f"{escape(view.record.schema)} · offsets are code points</div></footer>\n"
    )


def _help() -> str:
    rows = "".join(f"<dt>{' '.join(f'<kbd>{escape(k)}</kbd>' for k in keys.split())}</dt><dd>{escape(words)}</dd>" for keys, words in _KEYS)
    return (
        f'<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2><dl>{rows}</dl>'
        '<form method="dialog"><p><button>Close</button></p></form></dialog>'
        '<div class="say" id="say" role="status" aria-live="polite"></div>'
    )
