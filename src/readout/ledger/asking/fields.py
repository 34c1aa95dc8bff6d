"""Types and fields of the query language: one table for the parser, the help, the documentation and the errors."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Type: the type of claim behind it ("" for those that are no claims).
TYPES = {
    "encounters": "encounter",
    "accounts": "encounter",
    "statements": "statement",
    "commitments": "commitment",
    "references": "reference",
    "instruments": "instrument",
    "events": "event",
    "posts": "post",
    "quantities": "quantity",
    "topics": "topic",
    "questions": "unresolved",
    "unresolved": "unresolved",
    "documents": "",
    "people": "",
    "sentences": "",
}

# Field: (what it asks, an example, the types it is for; empty: every type of claim).
_CLAIMS = tuple(t for t, claim in TYPES.items() if claim)
_MEET = ("encounters", "accounts")
FIELDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "with": ("a person, state or body that takes part or is spoken of", '"He Jinping"', (*_CLAIMS, "documents", "people", "sentences")),
    "by": (
        "who says it, promises it, asked for the meeting",
        "Norov",
        ("statements", "commitments", "events", "instruments", "posts", *_MEET, "sentences"),
    ),
    "to": ("to whom it is said or promised", "Henan", ("statements", "commitments", "events")),
    "host": ("who receives", "Uzbekistan", _MEET),
    "chair": ("who presides", "India", _MEET),
    "attended": ("who attends without being a side", "Belarus", _MEET),
    "body": ("the state or organisation acted for", "SCO", (*_CLAIMS, "people")),
    "post": ("an office, by words or by rank", "ambassador", (*_MEET, "posts", "people", "statements", "commitments")),
    "topic": ("a topic code", "transport", (*_CLAIMS, "documents", "sentences")),
    "kind": ("the kind", "meeting", (*_CLAIMS, "documents")),
    "status": (
        "held, planned, cited-past, cancelled; of instruments what was done",
        "planned",
        ("encounters", "accounts", "instruments", "posts", "references"),
    ),
    "mode": (
        "in-person, phone, video; of statements direct, indirect, joint",
        "direct",
        ("encounters", "accounts", "statements", "commitments", "events"),
    ),
    "act": ("what a statement does", "praise", ("statements", "commitments")),
    "strength": ("the rung of the ladder of commitment, 0 to 6", "2..", ("commitments",)),
    "number": ("a number", "100..", ("quantities", "commitments")),
    "accounts": ("how many documents tell of it", "2..", ("encounters",)),
    "due": ("the day by which", "..2024", ("commitments",)),
    "place": ("a place, in any language", "Samarkand", ("encounters", "accounts", "references", "documents")),
    "country": ("the country of the place, name or code", "KZ", ("encounters", "accounts", "people")),
    "since": ("from this day, month or year on", "2021", (*_CLAIMS, "documents", "people", "sentences")),
    "until": ("up to and with this day, month or year", "2021-05", (*_CLAIMS, "documents", "people", "sentences")),
    "on": ("on this day, in this month or year", "2021-05-09", (*_CLAIMS, "documents", "people", "sentences")),
    "text": (
        "words of the text, in any script; of people, a part of the name",
        '"Silk Road"',
        (*_CLAIMS, "documents", "people", "sentences"),
    ),
    "publisher": ("who published it", '"mfa-uzbekistan"', (*_CLAIMS, "documents", "people", "sentences")),
    "lang": ("the language of the document", "en", (*_CLAIMS, "documents", "people", "sentences")),
    "document": ("a document by its name or address", "sco-xian-2019", (*_CLAIMS, "documents", "sentences")),
    "label": ("what the register says of it, a condition, an occasion", "differs", (*_CLAIMS,)),
    "rule": ("the rule behind it", "met_with", (*_CLAIMS,)),
    "basis": ("text, inferred or register", "text", (*_CLAIMS,)),
    "id": ("the id in the ledger", "c2-8f04a0f6", (*_CLAIMS, "people", "documents")),
    "is": ("a flag", "open", ("encounters", "accounts", "statements", "commitments", "people")),
    "sort": ("the order: newest, oldest, strongest", "oldest", tuple(TYPES)),
}
ALIASES = {
    "about": "topic",
    "who": "with",
    "says": "text",
    "quote": "text",
    "language": "lang",
    "role": "post",
    "from": "since",
    "code": "id",
    "doc": "document",
    "speaker": "by",
}
NUMBERS = ("strength", "number", "accounts")
DAYS = ("since", "until", "on", "due")
FLAGS = {
    "commitments": ("open", "overdue", "closed", "testable", "negated", "conditional"),
    "encounters": ("held", "planned", "onesided"),
    "accounts": ("held", "planned"),
    "statements": ("direct", "indirect", "joint"),
    "people": ("unregistered",),
}
SORTS = ("newest", "oldest", "strongest")

_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_RANGE = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)?\.\.(\d{4}(?:-\d{2}(?:-\d{2})?)?)?")
_NUMBER_RANGE = re.compile(r"(\d+(?:\.\d+)?)?\.\.(\d+(?:\.\d+)?)?|\d+(?:\.\d+)?|\d+\+")


def fields_of(type_: str) -> tuple[str, ...]:
    """The fields that a type has.

    >>> "strength" in fields_of("commitments"), "strength" in fields_of("documents")
    (True, False)
    """
    return tuple(name for name, (_, _, types) in FIELDS.items() if type_ in types)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is meant, if one is near enough.

    >>> nearest("stregth", FIELDS), nearest("zzz", FIELDS)
    ('strength', None)
    """
    from rapidfuzz import fuzz, process  # 50 ms of loading, for questions with a slip in them

    found = process.extractOne(word, tuple(known), scorer=fuzz.ratio, score_cutoff=65)
    return str(found[0]) if found else None


def example(name: str) -> str:
    """An example of a value."""
    return FIELDS[ALIASES.get(name, name)][1]


def remedy(name: str, type_: str, value: str) -> str | None:
    """What to write instead of a value that does not have the form its field wants; None where it is well."""
    if name in DAYS and not (is_days(value)):
        return "write a day, month or year, or a range of them: 2021-05-09, 2021-05, 2021, 2020..2021-06"
    if name in NUMBERS and not _NUMBER_RANGE.fullmatch(value):
        return f"write a number or a range: {name}:3, {name}:2.., {name}:2..4"
    if name == "sort" and value not in SORTS:
        return f"write one of: {', '.join(SORTS)}"
    if name == "is" and value.lower() not in FLAGS.get(type_, ()):
        return f"write one of: {', '.join(FLAGS.get(type_, ()))}"
    return None


def is_days(value: str) -> bool:
    """Whether a value is a day, a month or a year, or a range of them."""
    found = _RANGE.fullmatch(value)
    parts = [p for p in found.groups() if p] if found else [value]
    return bool(parts) and all(_DAY.fullmatch(p) and _is_date(p) for p in parts)


def _is_date(value: str) -> bool:
    year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
    return year > 0 and 0 < month < 13 and 0 < day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def day_range(value: str) -> tuple[str | None, str | None]:
    """The first and last day of a value.

    >>> day_range("2021-02"), day_range("2020..")
    (('2021-02-01', '2021-02-29'), ('2020-01-01', None))
    """
    from readout.ledger.flatten import days

    if ".." in value:
        low, high = value.split("..")
        return (days(low)[0] if low else None), (days(high)[1] if high else None)
    return days(value)


def number_range(sign: str, value: str) -> tuple[float | None, float | None]:
    """The least and the greatest number that a comparison allows.

    >>> number_range(">=", "2"), number_range(":", "2..4"), number_range("<", "2")
    ((2.0, None), (2.0, 4.0), (None, 1.999999))
    """
    if ".." in value:
        low, high = value.split("..")
        return (float(low) if low else None), (float(high) if high else None)
    if value.endswith("+"):
        return float(value[:-1]), None
    number = float(value)
    small = 1e-6
    return {">=": (number, None), "<=": (None, number), ">": (number + small, None), "<": (None, number - small)}.get(
        sign, (number, number)
    )
