"""Publisher profiles: what is known of a ministry or body that publishes readouts, and how its pages are recognised.

A profile is a file of `packs/publishers/`. It says whose side the publisher is on, which office "the Secretary-General" is when
no name stands there, where a missing year comes from, and which lines are the site's and not the text's. Nothing depends on
a profile: a text of an unknown publisher is read with none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from readout.errors import PackError, short
from readout.grammar.load import LINE, PACKS, read_yaml

FOLDER = PACKS / "publishers"
# The standard library takes an address apart ten times slower, and only the host is wanted.
_HOST = re.compile(r"(?:[a-zA-Z][\w+.-]*:)?(?://)?(?:[^/?#@]*@)?([^/?#:@\s]+)")
KINDS = ("state", "organisation")
FIELDS = frozenset(
    {
        "id",
        "names",
        "domains",
        "side",
        "principal_office",
        "place",
        "year",
        "languages",
        "kinds",
        "heads",
        "leads",
        "titles",
        "boilerplate",
        "recognised",
        "feeds",
        "lists",
        "note",
        LINE,
    }
)


class Door(msgspec.Struct, frozen=True):
    """A page that leads to a publisher's articles: a feed, a sitemap or a list; `articles` is the pattern of their addresses."""

    url: str
    articles: str | None = None
    language: str | None = None
    publisher: str | None = None


class Profile(msgspec.Struct, frozen=True):
    """What is known of one publisher.

    `side_kind`/`side_key` name the party the publisher speaks for (`state`, `US`); `principal_office` is the office a bare title
    means; `place` is the seat; `year` says where a missing year comes from; `heads` are words only this publisher writes near
    the head or the end, `leads` patterns of how its lines begin; `lines` are patterns of whole lines, each with the rule and
    what such a line is (title or boilerplate); `doors` are the feeds and lists by which new articles are found.
    """

    id: str
    names: tuple[str, ...]
    domains: tuple[str, ...] = ()
    side_kind: str | None = None
    side_key: str | None = None
    principal_office: str | None = None
    place: str | None = None
    year: str = "published"
    languages: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    lines: tuple[tuple[str, str, str], ...] = ()
    doors: tuple[Door, ...] = ()

    @property
    def name(self) -> str:
        """The name that records print."""
        return self.names[0]


class _Index(msgspec.Struct, frozen=True, gc=False):
    profiles: Mapping[str, Profile]
    names: Mapping[str, str]
    domains: Mapping[str, str]
    heads: AhoCorasick | None
    head_owner: tuple[str, ...]
    leads: re.Pattern[str]
    lead_owner: tuple[str, ...]


def load_profile(id: str) -> Profile | None:
    """The profile with this id, or None.

    >>> load_profile("white-house").side_key
    'US'
    """
    return _index().profiles.get(id)


def profiles() -> tuple[Profile, ...]:
    """All profiles, by id."""
    return tuple(_index().profiles.values())


def profile_for(publisher: str | None = None, url: str | None = None, head: str = "") -> Profile | None:
    """The profile of a publisher: by its id, its name or an address; else by the page's address; else by words of the text.

    `head` is the first and the last lines of the text; words that two publishers write decide nothing.

    >>> profile_for(url="https://www.state.gov/some-page/").id
    'us-state-department'
    >>> profile_for("The White House").id
    'white-house'
    >>> profile_for("somebody else", None, "") is None
    True
    """
    index = _index()
    for said in (publisher, url):
        if said and (found := _named(said, index)) is not None:
            return index.profiles[found]
    return _shown(head, index) if head else None


def _shown(head: str, index: _Index) -> Profile | None:
    """The profile that the words of a text show: the first one, if all that are shown are on one side."""
    owners = [index.head_owner[i] for i, _, _ in index.heads.find_matches_as_indexes(head)] if index.heads else []
    owners += [index.lead_owner[(match.lastindex or 1) - 1] for match in index.leads.finditer(head)]
    found = [index.profiles[id] for id in owners]
    sides = {(p.side_kind, p.side_key) for p in found}
    return found[0] if len(sides) == 1 else None


def _named(said: str, index: _Index) -> str | None:
    """The id that a name, an id or an address stands for."""
    if said in index.profiles:
        return said
    for name in (plain(said), plain(re.sub(r"\s*\([^()]*\)\s*$", "", said))):  # a remark in brackets is no part of the name
        if (found := index.names.get(name)) is not None:
            return found
    if "." not in said or " " in said.strip():
        return None
    host = host_of(said)
    while "." in host:
        if host in index.domains:
            return index.domains[host]
        host = host.split(".", 1)[1]
    return None


def host_of(address: str) -> str:
    """The host of an address, in lower case; an empty string where there is none.

    >>> host_of("https://www.Example.org:443/a?b"), host_of("example.org/a")
    ('www.example.org', 'example.org')
    """
    match = _HOST.match(address.strip())
    return match[1].lower().strip(".") if match else ""


def plain(name: str) -> str:
    """A name as it is compared: lower case, one space, no leading article."""
    return re.sub(r"^the ", "", " ".join(name.lower().replace("’", "'").split()))


@cache
def _index() -> _Index:
    found = {p.id: p for p in (read_profile(path) for path in sorted(FOLDER.glob("*.yaml")))}
    names: dict[str, str] = {}
    domains: dict[str, str] = {}
    heads: list[str] = []
    owners: list[str] = []
    leads: list[str] = []
    lead_owners: list[str] = []
    for profile in found.values():
        for name in profile.names:
            names.setdefault(plain(name), profile.id)
        for domain in profile.domains:
            domains.setdefault(domain, profile.id)
        heads += profile.heads
        owners += [profile.id] * len(profile.heads)
        if profile.leads:
            leads.append("|".join(profile.leads))
            lead_owners.append(profile.id)
    automaton = AhoCorasick(heads, matchkind=MatchKind.LeftmostLongest) if heads else None
    union = re.compile("^(?:" + "|".join(f"({lead})" for lead in leads) + ")" if leads else r"(?!)", re.MULTILINE)
    return _Index(found, names, domains, automaton, tuple(owners), union, tuple(lead_owners))


def read_profile(path: Path) -> Profile:
    """The profile of one file; raises `PackError` RO-P041 with the line where a field is unknown or wrong."""
    raw = read_yaml(path)
    if not isinstance(raw, Mapping):
        raise PackError("RO-P041", short(path), "a profile is a mapping of fields", "begin with `id: …`")
    unknown = sorted(set(map(str, raw)) - FIELDS)
    if unknown:
        raise PackError("RO-P041", f"{short(path)}:1", f"unknown field {unknown[0]!r}", f"use one of: {', '.join(sorted(FIELDS - {LINE}))}")
    if raw.get("id") != path.stem:
        raise PackError("RO-P041", f"{short(path)}:1", f"the id {raw.get('id')!r} is not the file's name", f"write `id: {path.stem}`")
    side = raw.get("side") or {}
    if side and (side.get("kind") not in KINDS or not side.get("key")):
        raise PackError(
            "RO-P041", f"{short(path)}:{side.get(LINE, 1)}", "`side` needs a kind and a key", "write `side: {kind: state, key: US}`"
        )
    return Profile(
        str(raw["id"]),
        _words(raw, "names"),
        _words(raw, "domains"),
        side.get("kind"),
        side.get("key"),
        raw.get("principal_office"),
        raw.get("place"),
        str(raw.get("year") or "published"),
        tuple((str(k), str(v)) for k, v in (raw.get("languages") or {}).items() if k != LINE),
        _words(raw, "kinds"),
        _words(raw, "heads"),
        tuple(_pattern(str(p), path, 1) for p in raw.get("leads") or ()),
        tuple(_line(e, "title", path) for e in raw.get("titles") or ())
        + tuple(_line(e, "boilerplate", path) for e in raw.get("boilerplate") or ()),
        tuple(_door(e, path, kind) for kind in ("feeds", "lists") for e in raw.get(kind) or ()),
    )


def _door(entry: Any, path: Path, kind: str) -> Door:
    """A feed or a list; a list needs the pattern of its articles, for a page links to much else."""
    line = entry.get(LINE, 1) if isinstance(entry, Mapping) else 1
    known = entry if isinstance(entry, Mapping) else {}
    if not str(known.get("url", "")).startswith("http") or (kind == "lists" and not known.get("articles")):
        raise PackError(
            "RO-P041", f"{short(path)}:{line}", f"an entry of `{kind}` is not complete", "write `{url: https://…, articles: pattern}`"
        )
    articles = _pattern(str(entry["articles"]), path, line) if entry.get("articles") else None
    return Door(str(entry["url"]), articles, entry.get("language"))


def _words(raw: Mapping[str, Any], field: str) -> tuple[str, ...]:
    return tuple(str(w) for w in raw.get(field) or ())


def _line(entry: Mapping[str, Any], kind: str, path: Path) -> tuple[str, str, str]:
    """The rule, the kind and the pattern of an entry of lines."""
    line = entry.get(LINE, 1)
    return (f"publishers.{path.stem}:{line}", kind, _pattern(str(entry.get("pattern")), path, line))


def _pattern(pattern: str, path: Path, line: int) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise PackError(
            "RO-P042", f"{short(path)}:{line}", f"this is no regular expression ({error})", "mend the pattern, then run: readout pack check"
        ) from error
    return pattern
