"""Mail: the text part of a message, its subject as the title, its date as the day of publication."""

from __future__ import annotations

import email
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from readout.errors import SourceError
from readout.grammar.publishers import profile_for
from readout.model.document import Source
from readout.stages.acquire.decode import decode
from readout.stages.acquire.make import Given, source

MOST_PARTS = 200  # the parser nests one call in another for each: more of them is no letter


def read(data: bytes, place: str, stem: str, given: Given) -> Source:
    """The source of a message; raises `SourceError` RO-A011 where it has no text part."""
    if data.count(b"boundary=") > MOST_PARTS:
        raise SourceError("RO-A011", place, f"this message has more than {MOST_PARTS} parts", "save its text as .txt")
    try:
        message = email.message_from_bytes(data)
        parts = [p for p in message.walk() if not p.is_multipart() and "attachment" not in str(p.get("Content-Disposition", "")).lower()]
    except RecursionError as error:
        raise SourceError("RO-A011", place, "this message is nested without end", "save its text as .txt") from error
    subject, sender = _header(message, "Subject"), parseaddr(_header(message, "From") or "")[1]
    profile = profile_for(sender.rpartition("@")[2]) if "@" in sender else None
    fields = {"title": subject, "published": _header(message, "Date"), "publisher": profile.id if profile else None}
    for part in parts:
        if part.get_content_type() == "text/plain" and (payload := _payload(part)).strip():
            decoded = decode(payload, place, charset=part.get_content_charset())
            return source(decoded.text, id=stem, address=place, given=given, notices=decoded.notices, **fields)
    for part in parts:
        if part.get_content_type() == "text/html" and (payload := _payload(part)).strip():
            return _of_page(payload, place, stem, given, fields)
    raise SourceError("RO-A011", place, "this message has no text", "save its text as .txt, or its attachment as a file of its own")


def _of_page(payload: bytes, place: str, stem: str, given: Given, fields: dict[str, str | None]) -> Source:
    from readout.stages.acquire import page

    found = page.read(payload, place, stem, given)
    return source(found.text, id=stem, address=place, given=given, url=found.url, language=found.language, notices=found.notices, **fields)


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _header(message: Message, name: str) -> str | None:
    """A header, decoded; as it stands where its encoding is broken."""
    said = message.get(name)
    if said is None:
        return None
    try:
        return str(make_header(decode_header(said)))
    except (HeaderParseError, LookupError, ValueError):
        return str(said)
