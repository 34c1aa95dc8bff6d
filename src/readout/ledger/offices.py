"""Offices as evidence: what rank and portfolio a title has, in whatever language it is printed."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from readout.grammar.load import languages, load_pack, read_yaml
from readout.ledger.folding import plain


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(Path(__file__).with_name("offices.yaml"))
    return loaded


@cache
def _titles() -> dict[str, str]:
    """Ranks of the titles that the packs know, by their folded words."""
    found: dict[str, str] = {}
    for language in languages():
        for entry in load_pack(language).entries("titles", "titles"):
            rank = entry.get("rank") if isinstance(entry, dict) else None
            if rank:
                for title in (entry.get("title"), *(entry.get("also") or ())):
                    found.setdefault(plain(str(title)), str(rank))
    return found


@lru_cache(maxsize=8192)
def office(title: str | None) -> str | None:
    """Rank and portfolio of an office, or None where neither is known.

    >>> office("Minister of Foreign Affairs"), office("министр иностранных дел"), office("外长")
    ('minister/foreign', 'minister/foreign', 'minister/foreign')
    """
    if not title:
        return None
    low = plain(title)
    rank = _titles().get(low) or next((r["rank"] for r in _table()["ranks"] for w in r["words"] if _begins(low, w)), None)
    if rank is None:
        return None
    if rank == "royal":
        rank = "head-of-state"
    portfolio = next((p["portfolio"] for p in _table()["portfolios"] for w in p["words"] if w in low), None)
    return f"{rank}/{portfolio}" if portfolio and rank not in ("head-of-state", "head-of-government") else str(rank)


def _begins(low: str, word: str) -> bool:
    at = low.find(word)
    return at == 0 or (at > 0 and (not low[at - 1].isalpha() or not word.isascii()))


def is_single(found: str | None) -> bool:
    """Whether one person at a time holds such an office in a state; a minister only with a portfolio."""
    if found is None:
        return False
    rank, _, portfolio = found.partition("/")
    return rank in _table()["single"] and (rank not in ("minister", "adviser") or bool(portfolio))
