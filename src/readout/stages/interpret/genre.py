"""Genre: what kind of text this is, settled before anything is read as held."""

from __future__ import annotations

from collections.abc import Sequence

from readout.grammar.load import Pack


def find(text: str, title: str | None, sentences: Sequence[tuple[int, int]], pack: Pack, *, foreign: bool | None = None) -> tuple[str, str]:
    """The genre of a text and the rule that told it."""
    return "readout", f"{pack.language}.genre.default"
