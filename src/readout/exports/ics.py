"""Encounters as a calendar (RFC 5545): all-day events, since readouts seldom give an hour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from readout.ledger.asking import Hit
from readout.ledger.flatten import days

_ROLES = {"chair": "CHAIR", "host": "CHAIR", "principal": "REQ-PARTICIPANT", "attendee": "NON-PARTICIPANT"}
_STATUS = {"planned": "TENTATIVE", "cancelled": "CANCELLED", "not-held": "CANCELLED"}
_LINE = 75  # octets of a line, after which it is folded


def calendar(rows: Iterable[Hit], *, stamp: str = "19700101T000000Z") -> str:
    """A calendar of encounters that have a day; `stamp` is DTSTAMP, fixed so that the same answer is the same file.

    >>> calendar([Hit("encounter", "E1", date="2021-05-09", kind="meeting")]).count("BEGIN:VEVENT")
    1
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Readout//Ledger//EN", "CALSCALE:GREGORIAN"]
    for hit in rows:
        if hit.type == "encounter" and hit.date and len(hit.date) >= 10:
            lines += _event(hit, stamp)
    return "".join(_folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(hit: Hit, stamp: str) -> list[str]:
    first, last = days(hit.date)
    assert first is not None
    assert last is not None
    end = date.fromisoformat(last) + timedelta(days=1)  # DTEND of an all-day event is the day after it
    names = [p.name for p in hit.parties if p.role in ("principal", "host", "chair")]
    title = f"{(hit.kind or 'encounter').capitalize()}: {', '.join(dict.fromkeys(names))}"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{hit.code}@readout",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{first.replace('-', '')}",
        f"DTEND;VALUE=DATE:{end.strftime('%Y%m%d')}",
        f"SUMMARY:{_text(title)}",
        f"STATUS:{_STATUS.get(hit.status or '', 'CONFIRMED')}",
        f"CATEGORIES:{_text(hit.kind or 'encounter')},{_text(hit.mode or 'unknown')}",
    ]
    if hit.place:
        lines.append(f"LOCATION:{_text(', '.join(x for x in (hit.place, hit.country) if x))}")
    for p in hit.parties:
        if p.role in _ROLES and p.name:
            kind = "INDIVIDUAL" if p.kind == "person" else "GROUP"
            name = p.name.replace('"', "'")
            lines.append(f'ATTENDEE;CN="{name}";CUTYPE={kind};ROLE={_ROLES[p.role]}:urn:readout:party:{p.code or p.party}')
    sources = [a.document for a in hit.accounts if a.document] or ([hit.document] if hit.document else [])
    lines.append(f"DESCRIPTION:{_text(chr(10).join([hit.quote or '', *(f'{d.publisher or d.name}: {d.url or d.name}' for d in sources)]))}")
    if url := next((d.url for d in sources if d.url), None):
        lines.append(f"URL:{url}")
    return [*lines, "END:VEVENT"]


def _text(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, never cut within a character."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + width
    return "\r\n".join([*pieces, piece])
