"""Corrections and judgements as W3C Web Annotations (JSON-LD), out of a ledger and into another."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from readout.ledger import corrections, exchanging, shelves
from readout.ledger import schema as t
from readout.ledger.anchors import Anchor
from readout.ledger.corrections import Correction
from readout.ledger.editing import ACTIONS, Edit
from readout.ledger.exchanging import iri, key_of, not_ours
from readout.ledger.taking import Taken

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_MOTIVATION = {"confirm": "assessing", "reject": "assessing", "add": "describing", "merge": "linking"}
_URN = "urn:readout:correction:"


def exported(connection: Any, document: str | None = None) -> dict[str, Any]:
    """The corrections and judgements in force as one annotation page."""
    found = corrections.listed(connection, document)
    key = None if document is None else corrections.key_of(connection, document)
    items = [*map(annotation, found), *exchanging.exported(connection, key)]
    return {"@context": CONTEXT, "type": "AnnotationPage", "items": items}


def annotation(c: Correction) -> dict[str, Any]:
    """One correction as an annotation: its target by TextQuoteSelector and TextPositionSelector, its content as a body of JSON."""
    selector: dict[str, Any] = {"type": "TextQuoteSelector", "exact": c.exact, "prefix": c.prefix, "suffix": c.suffix}
    if c.start is not None:
        selector["refinedBy"] = {"type": "TextPositionSelector", "start": c.start, "end": c.start + len(c.exact)}
    value = {"action": c.action, "type": c.type, "field": c.field, "before": c.before, "after": c.after}
    return {
        "@context": CONTEXT,
        "id": f"{_URN}{c.code}",
        "type": "Annotation",
        "motivation": _MOTIVATION.get(c.action, "editing"),
        "created": c.made_at,
        "creator": {"type": "Person", "name": c.author},
        "target": {"source": iri(c.document), **({"selector": selector} if c.exact else {})},
        "body": [
            {"type": "TextualBody", "purpose": "editing", "format": "application/json", "value": json.dumps(value, ensure_ascii=False)},
            {"type": "TextualBody", "purpose": "commenting", "format": "text/plain", "value": c.reason},
        ],
    }


def imported(connection: Any, page: dict[str, Any], moment: str) -> tuple[dict[str, int], list[Taken]]:
    """Take corrections in; those there already are passed over, those of documents not here are counted and wait for them."""
    report = {"new": 0, "there": 0, "waiting": 0, "older": 0}
    keys: set[str] = set()
    for item in items_of(page):
        if exchanging.is_judgement(item):
            continue
        key, made, signed = _read(item)
        if connection.execute(select(t.correction.c.id).where(t.correction.c.code == made.code)).first():
            report["there"] += 1
            continue
        corrections.write(connection, key, made, **signed)
        here = connection.execute(select(t.document.c.id).where(t.document.c.key == key)).first()
        report["new" if here else "waiting"] += 1
        if here:
            keys.add(key)
    return report, corrections.again(connection, sorted(keys), moment) if keys else []


def items_of(page: Any) -> list[Any]:
    """The annotations of a page, or the one annotation that it is."""
    if not isinstance(page, dict) or not isinstance(page.get("items", []), list):
        raise not_ours(page, "it is no page of annotations")
    return list(page.get("items", [page]))


def _read(item: dict[str, Any]) -> tuple[str, Edit, dict[str, str]]:
    try:
        told = json.loads(next(b["value"] for b in item["body"] if b.get("purpose") == "editing"))
        reason = next((b["value"] for b in item["body"] if b.get("purpose") == "commenting"), "imported")
        selector = item["target"].get("selector", {})
        start = selector.get("refinedBy", {}).get("start")
        at = Anchor(selector.get("exact", ""), selector.get("prefix", ""), selector.get("suffix", ""), start)
        code = str(item["id"]).removeprefix(_URN)
        made = Edit(code, told["action"], told["type"], told["field"], at, told["after"], told["before"])
        signed = {"author": item["creator"]["name"], "reason": reason, "moment": item["created"]}
        key = key_of(str(item["target"]["source"]))
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise not_ours(item, f"{error} is missing") from error
    if made.action not in ACTIONS or made.type not in shelves.SHELVES:
        raise not_ours(item, f"{made.action} of a {made.type} is not known")
    return key, made, signed
