"""Normal text: one code point for one, so that an offset into the result is an offset into the source."""

from __future__ import annotations

import re

from readout.errors import Notice

_SPACES = "\t\x1f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_BREAKS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
# Marks that are not seen: at the edge of words they come from editors and right-to-left pages. U+00AD, U+200C, U+200D stand
# inside words and stay, for a space there would cut the word.
_UNSEEN = "\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_CONTROLS = "".join(chr(c) for c in (*range(9), *range(0x0E, 0x1C), 0x7F, *range(0x80, 0x85), *range(0x86, 0xA0)))
_MAP = {
    **dict.fromkeys(_SPACES + _UNSEEN + _CONTROLS, " "),
    **dict.fromkeys(_BREAKS, "\n"),
    **dict.fromkeys("\u2019\u02bc\u02bb\u02b9\uff07", "'"),
    **dict.fromkeys("\u2010\u2011\u2212\ufe63\uff0d", "-"),
    **{chr(0xFEE0 + c): chr(c) for c in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))},
}
_ODD = re.compile("[" + re.escape("".join(sorted(set(_MAP) - {"\u2019"}))) + "]")
_CONTROL = re.compile("[" + re.escape(_CONTROLS) + "]")
# An opening mark, a grave or an acute accent between two letters is an apostrophe (O‘zbekiston, Ma`mur).
_INNER = re.compile(r"(?<=[^\W\d_])[\u2018`\u00b4](?=[^\W\d_])")


# Latin letters that look like Cyrillic ones, and a run of letters that holds both.
_ALIKE = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")
_MIXED = re.compile("[ABCEHKMOPTXaceopxy]*[\u0400-\u045f][ABCEHKMOPTXaceopxy\u0400-\u045f]*")
_LATIN_ALIKE = re.compile("[ABCEHKMOPTXaceopxy](?=[\u0400-\u045f])|(?<=[\u0400-\u045f])[ABCEHKMOPTXaceopxy]")


def normal(text: str) -> str:
    """The text with plain spaces, line ends, apostrophes and hyphens; its length does not change.

    >>> normal("Mr.\\u00a0Kral\\u2019s visit\\r\\nto\\u2028Minsk")
    "Mr. Kral's visit \\nto\\nMinsk"
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    if "\u2019" in text:
        text = text.replace("\u2019", "'")
    if _ODD.search(text):
        text = _ODD.sub(_one, text)
    if "\u2018" in text or "`" in text or "\u00b4" in text:
        text = _INNER.sub("'", text)
    if not text.isascii() and _LATIN_ALIKE.search(text):  # "Mинистр" with a Latin M
        text = _MIXED.sub(lambda m: m[0].translate(_ALIKE), text)
    return text


def _one(match: re.Match[str]) -> str:
    return _MAP[match[0]]


def notices(text: str) -> tuple[Notice, ...]:
    """What has to be said of a source's characters: controls such as NUL are read as spaces."""
    first = _CONTROL.search(text)
    if first is None:
        return ()
    count = len(_CONTROL.findall(text))
    message = f"{count} control characters (the first is U+{ord(first[0]):04X}) are read as spaces"
    return (Notice("RO-N006", message, "check whether the file is whole", first.start(), first.end()),)
