"""Names: runs of words that are written as names are, before it is known whose."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache, lru_cache

import msgspec

from readout.grammar import shape
from readout.grammar.load import Pack
from readout.model.mention import Atom, Mention
from readout.register.gazetteer import load_gazetteer

_UPPER = "".join(c for c in map(chr, [*range(0x41, 0x530), *range(0x1E00, 0x1F00)]) if c.isupper())
_LETTER = r"[^\W\d_]"
_WORD = rf"[{_UPPER}](?:{_LETTER}|[ʻʼ‘]|'(?!s\b)(?={_LETTER})|-(?={_LETTER}))*"
# "J. R. ", and letters of other alphabets written with two, close to the name ("Ts.Batbold", "Kh.Saran").
_INITIAL = rf"[{_UPPER}](?:\.(?:-?[{_UPPER}]\.)*(?=[ {_UPPER}])|(?:(?<=[KTCSZGD])[hsz]|(?<=Y)[uaeo])\.(?=[{_UPPER}]{_LETTER}))"


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of names: the run pattern, words that are none, and words that may be both."""

    run: re.Pattern[str]
    never: frozenset[str]
    starters: frozenset[str]
    surnames_that_are_words: frozenset[str]
    given: frozenset[str]
    family_first: frozenset[str]
    portfolio_words: frozenset[str]
    not_first: re.Pattern[str]
    body_words: frozenset[str]
    cities: Container[str]
    seats: Container[object]
    verb_after: str
    card: re.Pattern[str]
    glued: re.Pattern[str]
    before_field: re.Pattern[str]
    ends_with_stop: tuple[str, ...]
    opening: re.Pattern[str] | None
    declines: bool
    stems: frozenset[str]
    of_places: re.Pattern[str]
    bodylike: re.Pattern[str]
    before_body: re.Pattern[str]
    adjectival: re.Pattern[str]
    leading: re.Pattern[str]


@cache
def rules(pack: Pack) -> Rules:
    """The name rules of a pack."""

    def words(key: str) -> list[str]:
        return [str(w) for w in pack.entries("names", key)]

    particles = (
        "|".join(sorted((re.escape(w) for w in words("particles") if w[:1].islower() and " " not in w), key=len, reverse=True)) or "(?!)"
    )
    # A set of characters at the very beginning is what the search can leap to; that no letter stands before is looked at after it.
    rest_of_initial, rest_of_word = (p.removeprefix(f"[{_UPPER}]") for p in (_INITIAL, _WORD))
    first = rf"[{_UPPER}](?<![^\W_].)(?:{rest_of_initial}|{rest_of_word})"
    part = rf"(?:{_INITIAL}|{_WORD})"
    suffix = f"(?:{pack.file('names').get('suffix') or '(?!)'})?"
    more = rf"(?:(?: |(?<=\.))(?:(?:{particles})[ -]){{0,3}}{part})*{suffix}"
    run = re.compile(f"{first}{more}")
    leading = "|".join(sorted(map(re.escape, words("leading")), key=len, reverse=True)) or "(?!)"
    offices = shape.SIGNS["title"] + shape.SIGNS["honorific"]
    portfolio = {w for p in pack.entries("titles", "portfolios") for w in re.findall(r"[^\W\d_]+", str(p)) if w[0].isupper()}
    mentions = pack.file("mentions")
    return Rules(
        run,
        frozenset(words("not_names")),
        frozenset(str(w) for w in mentions.get("not_in_names", ())),
        frozenset(words("surnames_that_are_words")),
        frozenset(words("given_names")),
        frozenset(words("family_name_first")),
        frozenset(portfolio),
        re.compile(str(pack.file("names").get("not_first") or "(?!)")),
        frozenset(str(w) for w in pack.entries("offices", "ends_a_body")),
        load_gazetteer().city_names(pack.language),
        load_gazetteer().seats(pack.language),
        str(pack.file("names").get("verb_after") or ""),
        re.compile(str(pack.file("names").get("card") or "(?!)")),
        re.compile(str(pack.file("names").get("glued") or "(?!)")),
        re.compile(str(pack.file("names").get("before_field") or "")),
        tuple(map(str, pack.file("names").get("ends_with_stop") or ())),
        re.compile(str(pack.file("names")["opening"])) if pack.file("names").get("opening") else None,
        bool(pack.file("names").get("declension")),
        frozenset(_stem(w) for w in (*words("given_names"), *words("family_name_first"))),
        re.compile(str(pack.file("names").get("of_places") or "(?!)")),
        re.compile(str(pack.file("names").get("bodylike") or "(?!)")),
        re.compile(str(pack.file("names").get("before_body") or "(?!)")),
        re.compile(str(pack.file("names").get("adjectival") or "(?!)")),
        re.compile(rf"[{offices}] (?P<run>(?:(?:{leading})[ -]){{1,3}}{part}{more})"),
    )


def find(text: str, atoms: Sequence[Atom], pack: Pack) -> list[Atom]:
    """The runs of capitalised words between the known atoms, cut free of words that only begin a sentence."""
    known = rules(pack)
    whole = shape.make(text, 0, len(text), atoms)
    found: list[Atom] = []
    for match in known.run.finditer(whole.text):
        start = whole.source(match.start())
        run = match.group()
        if known.opening is not None and known.opening.search(whole.text, max(0, match.start() - 6), match.start()):
            start, run = _opened(start, run, known)
        for part in _run(run, pack):
            end = start + part.end
            if part.rule == CARD and (card := known.card.match(text, end)):
                end = card.end()
            if known.before_body.match(text, end) and all(known.adjectival.search(word) for word in str(part.value).split()):
                continue
            found.append(Atom(start + part.start, end, "name", part.value, part.rule))
    for match in known.leading.finditer(whole.text):
        start, end = whole.source(match.start("run")), whole.source(match.start("run")) + len(match.group("run"))
        cut = next((a for a in found if start < a.start < end), None)
        if cut is not None:
            found[found.index(cut)] = Atom(start, cut.end, "name", text[start : cut.end], "names.run")
    return _known(text, found, known) if known.opening is not None else found


def _opened(start: int, run: str, known: Rules) -> tuple[int, str]:
    """A run at the beginning of a sentence without its first word, where that looks like a word that only begins it."""
    first, _, rest = run.partition(" ")
    if rest and (first in known.never or first in known.starters or (known.not_first.search(first) and first not in known.given)):
        return start + len(first) + 1, rest
    return start, run


def _known(text: str, found: list[Atom], known: Rules) -> list[Atom]:
    """The runs without single words that only begin a sentence: a name of one word has to stand elsewhere too, or be a known one.

    That needs no list of all the words a sentence may begin with, which a language with many forms of each word would have to have.
    """
    assert known.opening is not None
    found = [a for a in found if not (len(str(a.value)) <= _ABBREVIATION and str(a.value).isupper())]
    opens = [
        known.opening.search(text, max(0, a.start - 6), a.start) is not None and " " not in (name := str(a.value)) and "." not in name
        for a in found
    ]
    stems = {_stem(w) for a, first in zip(found, opens, strict=True) if not first for w in str(a.value).split()}

    def told(name: str) -> bool:
        stem = _stem(name)
        return name in known.seats or stem in stems or (stem in known.stems and not known.not_first.search(name))

    return [a for a, first in zip(found, opens, strict=True) if not first or told(str(a.value))]


_SHORT = 5
_ABBREVIATION = 8  # a lone word of capitals, no longer than this, is a body's name and nobody's


def _stem(word: str) -> str:
    """A word without what its cases change.

    >>> _stem("Путиным") == _stem("Путин")
    True
    """
    return word[: max(3, min(len(word) - 1, 4))]


CARD = "names.card"


@lru_cache(maxsize=65_536)
def _run(run: str, pack: Pack) -> tuple[Atom, ...]:
    """The names within a run of capitals; texts of a day name the same people again and again."""
    return tuple(_parts(run, 0, len(run), rules(pack)))


def stand_free(text: str, atoms: Sequence[Atom], pack: Pack) -> list[Atom]:
    """The atoms without fields of office that are somebody's surname ("Minister May Power").

    A field follows "of" or comes before an office.
    """
    known = rules(pack)
    kept = []
    for i, atom in enumerate(atoms):
        if atom.kind in ("title", "honorific", "modifier") and _amid_a_name(text, atoms, i, known):
            continue
        if atom.kind in ("title", "honorific") and _hyphened(text, atoms, i):
            continue
        if atom.kind == "modifier" and known.of_places.match(text, atom.start):
            continue
        if atom.kind == "portfolio" and text[atom.start : atom.end] in known.surnames_that_are_words:
            following = atoms[i + 1] if i + 1 < len(atoms) else None
            leads = following is not None and following.kind == "title" and following.start == atom.end + 1
            if not leads and not known.before_field.search(text, max(0, atom.start - 8), atom.start):
                continue
        kept.append(atom)
    return kept


_BEFORE = re.compile(r"(?<![^\W_])([^\W\d_]+) $")
_AFTER = re.compile(r" [^\W\d_]")


def _hyphened(text: str, atoms: Sequence[Atom], i: int) -> bool:
    """Whether a word that may be an office begins a name with a hyphen ("Amir-Karimi"), and no office ("Minister-Counsellor")."""
    end = atoms[i].end
    return text[end : end + 1] == "-" and text[end + 1 : end + 2].isupper() and not (i + 1 < len(atoms) and atoms[i + 1].start == end + 1)


def _amid_a_name(text: str, atoms: Sequence[Atom], i: int, known: Rules) -> bool:
    """Whether a word that may be an office or a courtesy is a given name between two others ("Hossein Amir Abdollahian")."""
    atom = atoms[i]
    if text[atom.start : atom.end] not in known.given or not (after := _AFTER.match(text, atom.end)) or not after.group()[1].isupper():
        return False
    before = _BEFORE.search(text, max(0, atom.start - 30), atom.start)
    if before is None or not before.group(1)[0].isupper() or before.group(1) in known.starters or before.group(1) in known.never:
        return False
    return i == 0 or atoms[i - 1].end < before.end() - 1


def recalled(text: str, mentions: Sequence[Mention], pack: Pack) -> list[Atom]:
    """Surnames that are also words, where they stand before a verb after somebody was introduced by them ("An noted that …")."""
    known = rules(pack)
    if not known.verb_after:
        return []
    words = {w for m in mentions if m.kind == "person" and m.name for w in m.name.split() if w in known.surnames_that_are_words}
    words -= {w.capitalize() for w in map(str, pack.entries("mentions", "pronouns"))}
    taken = [(m.start, m.end) for m in mentions]
    found = []
    for word in sorted(words):
        for match in re.finditer(rf"\b{re.escape(word)}\b{known.verb_after}", text):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                found.append(Atom(match.start(), match.end(), "name", word, "names.recalled"))
    return found


_TOKEN = re.compile(r"\S+")


def _parts(text: str, start: int, end: int, known: Rules) -> list[Atom]:
    """The names within one run: words that never belong to a name cut it."""
    words = [(start + m.start(), start + m.end()) for m in _TOKEN.finditer(text[start:end])]
    found: list[Atom] = []
    current: list[tuple[int, int]] = []
    for i, (a, b) in enumerate(words):
        word = text[a:b].rstrip(".,")
        if current and _again(text, words, i, len(current), known):
            # A card glued after a name ("Bat Dorj Dorj BatPresident of Xland"): the family name comes twice, what follows is the card's.
            return [*found, Atom(current[0][0], end, "name", text[current[0][0] : current[-1][1]], CARD)]
        if glued := known.glued.search(word):
            # "Modi NarendraPrime Minister of …": a card without the name before it; the office is the card's.
            first = current[0][0] if current else a
            return [*found, Atom(first, end, "name", text[first : a + glued.start()], CARD)]
        if _cuts(text, word, i, words, known):
            found.extend(_atom(text, current, known))
            current = []
        else:
            current.append((a, b))
            initials = i + 1 < len(words) and text[words[i + 1][0] + 1 : words[i + 1][0] + 2] == "."
            if i == 0 and (len(words) > 2 or (initials and len(words) > 1)) and word in known.cities and word not in known.given:
                # "Mayor of Graz Eva Stein": a city, and then somebody.
                found.extend(_atom(text, current, known))
                current = []
                continue
            if word in known.body_words and len(words) - i > 2 and word not in known.family_first:
                # "Peacebuilding Affairs Ana Kral": what a body's or field's name ends with is followed by somebody's.
                found.extend(_atom(text, current, known))
                current = []
    found.extend(_atom(text, current, known))
    return found


def _again(text: str, words: list[tuple[int, int]], i: int, before: int, known: Rules) -> bool:
    """Whether the words before a place come a second time: a card after a name begins with the family name.

    In a language that inflects names, the card has the nominative, whatever stands before it.
    """
    for n in range(1, min(before, len(words) - i, 3) + 1):
        ours = [text[slice(*w)] for w in words[i - n : i]]
        theirs = [text[slice(*w)].rstrip(".,") for w in words[i : i + n]]
        bare = [w.rpartition(".")[2] for w in ours]  # "У.Хурэлсух Хурэлсух Ухнагийн"
        if ours == theirs or (known.declines and all(_declined(a, b) for a, b in zip(bare, theirs, strict=True))):
            return n < before or n > 1 or bare != ours
    return False


def _declined(form: str, name: str) -> bool:
    """Whether a word may be a form of a name ("Вучичем" of "Вучич")."""
    stem = name if name[-1] not in "аяьй" else name[:-1]
    return form == name or (len(stem) > 2 and form.startswith(stem) and len(form) - len(stem) <= 3)


def _cuts(text: str, word: str, i: int, words: list[tuple[int, int]], known: Rules) -> bool:
    """Whether a word of a run is no part of a name: unless it is a surname that is also a word and a given name follows."""
    if (
        i == 0
        and len(words) > 1
        and known.opening is None
        and known.not_first.match(word)
        and word not in known.given
        and word not in known.family_first
    ):
        return True
    if known.declines and 1 < len(word) <= _SHORT and word.isupper() and not text.isupper():
        return True  # a state or body in capitals between an office and a name ("министр РА Ара Айвазян")
    if known.bodylike.fullmatch(word):
        return True
    initial = (i > 0 or len(words) > 1) and len(word) == 1 and text[words[i][0] + 1 : words[i][1]] == "."
    if initial or (word not in known.never and word not in known.starters):
        return False
    if word not in known.surnames_that_are_words:
        return True
    follows = text[slice(*words[i + 1])].rstrip(".,") if i + 1 < len(words) else ""
    precedes = i > 0 and text[slice(*words[i - 1])] not in known.starters
    return not (precedes or (follows and follows not in known.starters and follows not in known.never))


def _atom(text: str, words: list[tuple[int, int]], known: Rules) -> list[Atom]:
    if not words:
        return []
    start, end = words[0][0], words[-1][1]
    while (
        end > start
        and text[end - 1] in ".,"
        and not text[start:end].endswith(known.ends_with_stop)
        and not re.search(r"\b[A-Z]\.$", text[start:end])
    ):
        end -= 1
    return [Atom(start, end, "name", text[start:end], "names.run")]
