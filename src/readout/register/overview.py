"""What the register has on one thing, as titled lists of lines for a terminal or a page."""

from __future__ import annotations

from readout.register import days
from readout.register.answers import cite, held
from readout.register.ask import Register
from readout.register.files import of_kind
from readout.register.meetings import line


def of(register: Register, what: str, language: str = "en") -> dict[str, list[str]]:
    """Lines under headings for a state, an organisation, a post, a body or a person; empty where nothing is known.

    >>> from readout.register.ask import load_register
    >>> next(iter(of(load_register(), "sco/secretary-general")))
    'Secretary-General of sco (sco/secretary-general)'
    """
    index = register.index
    if what in index.posts:
        return dict([_post(register, what, language)])
    if what in index.bodies:
        return _body(register, what)
    key = what if what.isupper() else what.lower()
    owner = (of_kind(key), key)
    told = dict(_post(register, post, language) for post in index.posts_of.get(owner, ()))
    if key in index.organisations:
        told = {**_organisation(register, key), **told}
    if owner[0] == "state":
        told.update(_state(register, key))
    return told or _people(register, what, language)


def _post(register: Register, post_id: str, language: str) -> tuple[str, list[str]]:
    index = register.index
    post = index.posts[post_id]
    rows = index.occupancies.get(post_id, [])
    lines = []
    for o in rows:
        lines.append(f"{held(o, index.name(o.person, language), index.title(post, language), post.of)}  [{o.where}]")
        lines += [f"  {d.source} (confidence {d.confidence}) says {d.field}: {d.says}" for d in o.disputes]
    return f"{index.title(post, language)} of {post.of} ({post_id})", lines


def _body(register: Register, body_id: str) -> dict[str, list[str]]:
    body = register.index.bodies[body_id]
    names = [f"{code}: {', '.join(n)}" for code, n in body.names.items()]
    return {
        f"{body_id}, a body of {body.organisation}": [*names, f"since {body.since or 'unknown'} ({cite(body)})  [{body.where}]"],
        "meetings": [f"{line(m, body.organisation)}  [{m.where}]" for m in register.meetings(body_id)],
    }


def _organisation(register: Register, key: str) -> dict[str, list[str]]:
    index = register.index
    organisation = index.organisations[key]
    names = [f"{code}: {', '.join(n)}" for code, n in organisation.names.items()]
    founded = (
        f"founded {organisation.founded or 'unknown'}, seat {organisation.seat or 'none'} ({cite(organisation)})  [{organisation.where}]"
    )
    codes = [f"{scheme}: {code}" for scheme, code in organisation.identifiers.items()]
    rows = [s for (org, _), found in index.statuses.items() if org == key for s in found]
    statuses = [
        f"{s.state} {s.status}, {days.until(register.since(s), register.until(s), s.checked)} ({cite(s)})  [{s.where}]"
        for s in sorted(rows, key=lambda s: (s.status, register.since(s) or "", s.state))
    ]
    return {key: [*names, founded, *codes], "statuses": statuses, "bodies": [b.id for b in index.bodies.values() if b.organisation == key]}


def _state(register: Register, key: str) -> dict[str, list[str]]:
    rows = [s for (_, state), found in register.index.statuses.items() if state == key for s in found]
    return {"statuses": [f"{s.organisation}: {s.status}, {days.until(register.since(s), register.until(s), s.checked)}" for s in rows]}


def _people(register: Register, name: str, language: str) -> dict[str, list[str]]:
    told = {}
    for person in [name] if name in register.index.people else register.index.find_people(name):
        known = register.index.people[person]
        posts = [h.line for h in register.held_by(person, language)]
        told[f"{register.index.name(person, language)} ({person})"] = [*[f"{k}: {', '.join(n)}" for k, n in known.names.items()], *posts]
    return told
