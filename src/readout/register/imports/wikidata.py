"""CSV of the Wikidata query service: P39 (position held) with its qualifiers P580 (start) and P582 (end).

Columns, as the examples of the service name them: `person` or `item`, `personLabel`, `position`, `positionLabel`, `start`,
`end`; and where given `country` or `countryCode`, `countryLabel`, `of` or `ofLabel`, and `personAltLabel`.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from readout.register import days
from readout.register.imports.incoming import LARGEST_WHOLE, Incoming, Office, Someone, Term, by_language, capacity
from readout.register.model import RegisterError

_COLUMNS = {
    "person": ("person", "item", "human", "politician", "holder"),
    "name": ("personLabel", "itemLabel", "humanLabel", "politicianLabel", "holderLabel", "name"),
    "position": ("position", "post", "office"),
    "title": ("positionLabel", "postLabel", "officeLabel"),
    "start": ("start", "startDate", "start_date", "P580", "starttime", "startTime"),
    "end": ("end", "endDate", "end_date", "P582", "endtime", "endTime"),
    "country": ("countryCode", "iso", "alpha2", "country_code", "ofLabel", "of", "countryLabel", "country", "jurisdictionLabel"),
    "others": ("personAltLabel", "itemAltLabel", "altLabel", "aliases"),
}


def read(path: Path) -> Incoming:
    """The people, offices and terms of a query's answer; raises `RegisterError` RO-G052 where columns are missing."""
    if path.stat().st_size > LARGEST_WHOLE:
        raise RegisterError("RO-G050", str(path), f"the list has more than {LARGEST_WHOLE} bytes", "split the list")
    csv.field_size_limit(min(sys.maxsize, 1_000_000))
    people: dict[str, Someone] = {}
    offices: dict[str, Office] = {}
    terms: dict[tuple[str, str, str | None], Term] = {}
    skipped = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            table = csv.DictReader(stream, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
            columns = _columns(path, table.fieldnames or ())
            for row in table:
                term = _row(row, columns, people, offices, table.line_num)
                if term is None:
                    skipped.append(f"line {table.line_num}: no person or no position")
                else:
                    # The service repeats a row for each alias or label: the same term is one term.
                    terms.setdefault((term.person, term.office, term.start), term)
    except (UnicodeDecodeError, csv.Error) as error:
        raise RegisterError("RO-G052", str(path), f"this is no CSV in UTF-8 ({error})", "download the answer again as CSV") from error
    return Incoming(tuple(people.values()), tuple(offices.values()), tuple(terms.values()), tuple(skipped))


def _columns(path: Path, given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found = {key: tuple(n for n in names if n in given) for key, names in _COLUMNS.items()}
    missing = [key for key in ("person", "title") if not found[key]]
    if missing:
        wanted = ", ".join(_COLUMNS[missing[0]][:2])
        raise RegisterError(
            "RO-G052", str(path), f"there is no column for the {missing[0]} among {', '.join(given) or 'none'}", f"name one: {wanted}"
        )
    return found


def _row(
    row: dict[str, str], columns: dict[str, tuple[str, ...]], people: dict[str, Someone], offices: dict[str, Office], line: int
) -> Term | None:
    said = {key: next((row[n].strip() for n in names if row.get(n) and row[n].strip()), "") for key, names in columns.items()}
    person, office = _entity(said["person"]), _entity(said["position"]) or f"{said['country']}/{said['title']}"
    if not person or not said["title"]:
        return None
    names = [said["name"] or person, *said["others"].split(", ")]
    known = people.get(person)
    all_names = by_language([*(n for group in (known.names.values() if known else ()) for n in group), *names])
    people[person] = Someone(person, all_names, {"wikidata": person} if person.startswith("Q") else {})
    of = said["country"] if not said["country"].startswith("http") else _entity(said["country"])
    offices.setdefault(
        office, Office(office, by_language([said["title"]]), of or None, {"wikidata": office} if office.startswith("Q") else {})
    )
    return Term(person, office, _day(said["start"]), _day(said["end"]), capacity=capacity(said["title"]), place=f"line {line}")


def _entity(value: str) -> str:
    """The Q-number at the end of an entity's address.

    >>> _entity("http://www.wikidata.org/entity/Q42")
    'Q42'
    """
    return value.rsplit("/", 1)[-1]


def _day(value: str) -> str | None:
    """A day; the service prints `2021-05-09T00:00:00Z`, and an unknown value as an address."""
    text = value[:10]
    return text if days.valid(text) else None
