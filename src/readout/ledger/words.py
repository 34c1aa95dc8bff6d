"""The derived index of a ledger: the words of sentences, names by their sounds, the day of every claim.

`step` writes what a reading brought; `refresh` makes good whatever other hands (corrections, an older version) wrote without it.
Running either twice changes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import exists, func, insert, select, text, update

from readout.grammar.chinese import pinyin as chinese
from readout.ledger import schema as t
from readout.ledger.folding import Name, plain, script, sound
from readout.ledger.folding import words as name_words
from readout.ledger.sentences import sentences
from readout.ledger.taking import Taken
from readout.model.record import Record

_SEPARATOR = " | "


def step(connection: Any, taken: Iterable[Taken]) -> None:
    """Write the sentences of revisions just taken in and the spellings of their names, then whatever is left to do."""
    names: set[str] = set()
    rows: list[tuple[int, str | None, tuple[int, int, str]]] = []
    for each in taken:
        found = each.flat
        if each.what in ("new", "revised"):
            rows += [(each.revision, found.day or found.document["published"], sentence) for sentence in found.sentences]
        if each.what != "unchanged":
            names.update(_SEPARATOR.join(p.names) for p in found.parties)
            names.update(c.columns["place"] for c in found.claims if c.columns.get("place"))
    _sentences(connection, rows)
    spell(connection, names)
    refresh(connection, names)


def _sentences(connection: Any, found: list[tuple[int, str | None, tuple[int, int, str]]]) -> None:
    if not found:
        return
    last = int(connection.execute(select(func.max(t.sentence.c.id))).scalar() or 0)
    is_sqlite = connection.dialect.name == "sqlite"
    mark, words = ("?", "?") if is_sqlite else ("%s", "to_tsvector('simple', %s)")
    rows = [(last + n, revision, start, end, day) for n, (revision, day, (start, end, _)) in enumerate(found, 1)]
    names = "id, revision_id, start_at, end_at, day"
    connection.exec_driver_sql(f"INSERT INTO sentence({names}) VALUES ({', '.join([mark] * 5)})", rows)
    held = [(last + n, said) for n, (_, _, (_, _, said)) in enumerate(found, 1)]
    connection.exec_driver_sql(f"INSERT INTO sentence_words(rowid, words) VALUES ({mark}, {words})", held)


def spell(connection: Any, names: set[str]) -> None:
    """Make names (several spellings of one parted by " | ") findable by their sounds; call it for names that a correction brings."""
    rows = [(key, one) for one in sorted(names) for key in spelling_keys(one)]
    if rows:
        marks = "?, ?" if connection.dialect.name == "sqlite" else "%s, %s"
        connection.exec_driver_sql(f"INSERT INTO spelling(key, names) VALUES ({marks}) ON CONFLICT DO NOTHING", rows)


@lru_cache(maxsize=65536)
def spelling_keys(names: str) -> tuple[str, ...]:
    """What a party's names are looked up by: the sounds of their words, Chinese names also whole.

    >>> set(spelling_keys("He Jinping")) <= set(spelling_keys("何金平"))
    True
    """
    found: dict[str, None] = {}
    for one in names.split(_SEPARATOR):
        for word in name_words(one):
            found.update(dict.fromkeys((sound(word.replace("-", "")), *(sound(w) for w in word.split("-") if "-" in word))))
            if read := chinese(word):
                found[sound(read)] = None
        if script(one) == "han":
            found[sound("".join(name_words(one)))] = None
    return tuple(k for k in found if k)


def refresh(connection: Any, spelled: set[str] | frozenset[str] = frozenset()) -> None:
    """Index what is not indexed yet: new names of parties (but those `spelled`), revisions without sentences, claims without a day."""
    done = {row.what: row.upto for row in connection.execute(select(t.indexed))}
    _refresh_names(connection, done.get("party", 0), spelled)
    _refresh_revisions(connection, done.get("revision", 0))
    settle_days(connection)


def _refresh_names(connection: Any, upto: int, spelled: set[str] | frozenset[str]) -> None:
    p = t.party.c
    last = connection.execute(select(func.max(p.id))).scalar() or 0
    if last > upto:
        spell(connection, set(connection.execute(select(p.names).distinct().where(p.id > upto)).scalars()) - spelled)
        _remember(connection, "party", last)


def _refresh_revisions(connection: Any, upto: int) -> None:
    r, s = t.revision.c, t.sentence.c
    last = connection.execute(select(func.max(r.id))).scalar() or 0
    if last <= upto:
        return
    bare = select(r.id, r.text, t.document.c.published, t.reading.c.record).join(t.document, t.document.c.id == r.document_id)
    bare = bare.join(t.reading, t.reading.c.revision_id == r.id).where(r.id > upto, ~exists().where(s.revision_id == r.id))
    for row in connection.execute(bare.order_by(t.reading.c.id)).all():
        record = msgspec.json.decode(zlib.decompress(row.record), type=Record)
        whole = msgspec.structs.replace(record, document=msgspec.structs.replace(record.document, text=row.text))
        day = next((e.date[:10] for e in record.encounters if e.date), None) or row.published
        if connection.execute(select(s.id).where(s.revision_id == row.id).limit(1)).first() is None:
            _sentences(connection, [(row.id, day, sentence) for sentence in sentences(whole)])
    _remember(connection, "revision", last)


def _remember(connection: Any, what: str, upto: int) -> None:
    if connection.execute(update(t.indexed).where(t.indexed.c.what == what).values(upto=upto)).rowcount == 0:
        connection.execute(insert(t.indexed).values(what=what, upto=upto))


def settle_days(connection: Any, document: int | None = None) -> None:
    """Give claims without a day the day they are filed under; with `document`, all current claims of it (after a corrected date)."""
    where = "day IS NULL" if document is None else f"document_id = {int(document)} AND recorded_until IS NULL"
    for _ in range(2):  # a commitment lies in a statement, which lies in an encounter
        inner = "SELECT max(coalesce(e.day_from, e.day)) FROM claim e WHERE e.document_id = claim.document_id AND e.local = claim.part_of"
        inner += " AND e.type IN ('encounter', 'statement') AND e.recorded_until IS NULL"
        published = "SELECT published FROM document d WHERE d.id = claim.document_id"
        connection.execute(text(f"UPDATE claim SET day = coalesce(day_from, ({inner}), ({published}), '') WHERE {where}"))


def phrase_keys(phrase: str) -> tuple[tuple[str, ...], ...]:
    """The ways in which a wanted name can be looked up: every way is a set of keys that must all be there.

    >>> phrase_keys("金平") != phrase_keys("何金平"), phrase_keys("He Jinping")[0] == phrase_keys("何金平")[0]
    (True, True)
    """
    name = Name(phrase)
    ways = [tuple(dict.fromkeys(k for k in name.sounds if k))]
    if script(phrase) == "cyrillic" and all(chinese(w) for w in name_words(phrase)):
        ways.append(tuple(dict.fromkeys(sound(str(chinese(w))) for w in name_words(phrase))))
    if script(phrase) == "han":
        ways.append((sound("".join(name_words(phrase))),))
    return tuple(way for way in dict.fromkeys(ways) if way)


def is_spelt(phrase: str, names: str) -> bool:
    """Whether one of a party's names holds the wanted name: Chinese beside Chinese by character, all else by sound.

    >>> is_spelt("贺金平", "何金平"), is_spelt("He Jinping", "何金平"), is_spelt("Хэ Цзиньпин", "何金平")
    (False, True, True)
    """
    han = script(phrase) == "han"
    for one in names.split(_SEPARATOR):
        if han and script(one) == "han":
            if "".join(name_words(plain(phrase))) in "".join(name_words(plain(one))):
                return True
            continue
        keys = set(spelling_keys(one))
        if any(set(way) <= keys for way in phrase_keys(phrase)):
            return True
    return False
