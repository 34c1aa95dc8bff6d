"""The grammar of questions: words to a tree. What the fields mean is in `fields`, what they become in `conditions`.

query  = [ type ] [ any ] ;
any    = all { "OR" all } ;
all    = one { [ "AND" ] one } ;
one    = [ "-" | "NOT" ] ( "(" any ")" | term ) ;
term   = field ":" value { "," value } | number sign digits | flag | words ;
value  = word | '"' any characters '"' | from ".." to ;
sign   = ":" | "=" | ">" | "<" | ">=" | "<=" ;
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from readout.ledger.asking import fields as f
from readout.ledger.faults import QueryError

_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“", "「": "」", "『": "』"}
_FIELD = re.compile(r"(\w+)(>=|<=|:>=|:<=|:>|:<|:=|[:=<>：])")
_WORD = re.compile(r"[^\s()\"“«„「『,，]+")


class Term(msgspec.Struct, frozen=True):
    """A field with its values, or (field `text`) words to be found; `sign` is ":" or a comparison, `at` its place in the question."""

    field: str
    sign: str
    values: tuple[str, ...]
    at: int = 0


class Not(msgspec.Struct, frozen=True, tag=True):
    """What must not hold."""

    one: Node


class All(msgspec.Struct, frozen=True, tag=True):
    """What must hold together."""

    each: tuple[Node, ...]


class Any(msgspec.Struct, frozen=True, tag=True):
    """Of which one must hold."""

    each: tuple[Node, ...]


Node = Term | Not | All | Any


class Query(msgspec.Struct, frozen=True):
    """A question understood: the type asked for, the conditions, the order, and the words it came from."""

    type: str
    where: Node
    sort: str
    said: str


class _Token(msgspec.Struct, frozen=True):
    kind: str  # word | quoted | field | open | close | comma | minus
    value: str
    at: int
    sign: str = ""


def parse(query: str) -> Query:
    """A question as a tree; raises `QueryError` with the place of the word that is not understood.

    >>> parse('statements by:Norov -mode:joint').where.each[1].one.values
    ('joint',)
    """
    tokens = _tokens(query)
    type_ = "encounters"
    if tokens and tokens[0].kind == "word" and tokens[0].value.lower() in f.TYPES:
        type_, tokens = tokens[0].value.lower(), tokens[1:]
    elif (
        (tokens and tokens[0].kind == "word" and len(tokens) == 1)
        or not tokens
        or (tokens[0].kind == "word" and tokens[0].value.islower() and f.nearest(tokens[0].value, f.TYPES))
    ):
        raise _no_type(query, tokens)
    reader = _Reader(tokens, type_, query)
    where = reader.any()
    if reader.here is not None:
        raise _fault(query, reader.here.at, f"{reader.here.value!r} is out of place", "every ( needs its ), and OR stands between terms")
    return Query(type_, where, reader.sort, query)


def from_arguments(arguments: Sequence[str]) -> str:
    """The question that a shell took apart, with the quotation marks that it took away.

    >>> from_arguments(["encounters", "with:He Jinping", "since:2021"])
    'encounters with:"He Jinping" since:2021'
    """
    if len(arguments) == 1:
        return arguments[0]
    said = []
    for word in arguments:
        found = _FIELD.match(word.removeprefix("-"))
        value = word.removeprefix("-")[found.end() :] if found else word
        if not re.search(r"\s", value) or any(q in value for q in _QUOTES):
            said.append(word)
        else:
            said.append(f'{word[: len(word) - len(value)]}"{value}"')
    return " ".join(said)


def _no_type(query: str, tokens: list[_Token]) -> QueryError:
    word = tokens[0].value if tokens else ""
    near = f.nearest(word, f.TYPES)
    hint = f"write {near}, or " if near else ""
    return _fault(query, tokens[0].at if tokens else 0, f"{word!r} is no type", f"{hint}begin with one of: {', '.join(f.TYPES)}")


def _fault(query: str, at: int, what: str, remedy: str, code: str = "RO-L201") -> QueryError:
    return QueryError(code, f"column {at + 1} of: {query or '(empty)'}", what, remedy)


def _tokens(query: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(query):
        char = query[at]
        if char.isspace():
            at += 1
        elif char in _QUOTES:
            end = query.find(_QUOTES[char], at + 1)
            if end < 0:
                raise _fault(query, at, "a quotation mark is not closed", f"close it with {_QUOTES[char]}")
            found.append(_Token("quoted", query[at + 1 : end], at))
            at = end + 1
        elif char in "(),，":
            found.append(_Token({"(": "open", ")": "close"}.get(char, "comma"), char, at))
            at += 1
        elif char == "-" and query[at + 1 : at + 2].strip():
            found.append(_Token("minus", "-", at))
            at += 1
        elif named := _FIELD.match(query, at):
            found.append(_Token("field", named.group(1).lower(), at, named.group(2).replace("：", ":")))
            at = named.end()
        else:
            word = _WORD.match(query, at)
            end = word.end() if word else at + 1
            found.append(_Token("word", query[at:end], at))
            at = end
    return found


class _Reader:
    """A descent over the tokens of one question."""

    def __init__(self, tokens: list[_Token], type_: str, query: str) -> None:
        self.tokens, self.type, self.query = tokens, type_, query
        self.next = 0
        self.sort = ""

    @property
    def here(self) -> _Token | None:
        """The token that comes next."""
        return self.tokens[self.next] if self.next < len(self.tokens) else None

    def take(self) -> _Token:
        """The token that comes next, and go on."""
        token = self.tokens[self.next]
        self.next += 1
        return token

    def any(self) -> Node:
        """One side of every OR."""
        each = [self.all()]
        while self.here and self.here.kind == "word" and self.here.value == "OR":
            self.take()
            each.append(self.all())
        return each[0] if len(each) == 1 else Any(tuple(each))

    def all(self) -> Node:
        """Terms that hold together, up to OR, a bracket or the end."""
        each: list[Node] = []
        while self.here and self.here.kind != "close" and not (self.here.kind == "word" and self.here.value == "OR"):
            if self.here.kind == "word" and self.here.value == "AND":
                self.take()
                continue
            one = self.one()
            if one is not None:
                each.append(one)
        return All(tuple(each))

    def one(self) -> Node | None:
        """A term, a bracket, or what must not hold."""
        token = self.take()
        if token.kind == "minus" or (token.kind == "word" and token.value == "NOT"):
            if self.here is None:
                raise _fault(self.query, token.at, "nothing stands after the negation", "write -topic:trade")
            inner = self.one()
            return Not(inner) if inner is not None else None
        if token.kind == "open":
            inner = self.any()
            if self.here is None or self.take().kind != "close":
                raise _fault(self.query, token.at, "a bracket is not closed", "write a ) where the group ends")
            return inner
        if token.kind == "field":
            return self.field(token)
        if token.kind in ("comma", "close"):
            raise _fault(
                self.query, token.at, f"{token.value!r} is out of place", "commas part the values of one field: topic:trade,transport"
            )
        return self.words(token)

    def words(self, token: _Token) -> Node:
        """A flag, or words that must stand in the text."""
        if token.kind == "word" and token.value.lower() in f.FLAGS.get(self.type, ()):
            return Term("is", ":", (token.value.lower(),), token.at)
        if token.kind == "word" and token.value in f.NUMBERS:
            raise _fault(
                self.query,
                token.at,
                f"{token.value} stands without a number",
                f"a shell reads > as a file to write: put the question in quotation marks, or write {token.value}:2+",
            )
        return Term("text", ":", (token.value,), token.at)

    def field(self, token: _Token) -> Term | None:
        """A field with its values, checked against the type that is asked for."""
        name = f.ALIASES.get(token.value, token.value)
        known = f.fields_of(self.type)
        if name not in known:
            near = f.nearest(token.value, known) or f.nearest(token.value, f.FIELDS)
            hint = f"write {near}: – " if near else ""
            where = "is not known" if name not in f.FIELDS else f"says nothing of {self.type}"
            raise _fault(
                self.query, token.at, f"the field {token.value}: {where}", f"{hint}{self.type} have: {', '.join(known)}", "RO-L202"
            )
        values = self.values(token)
        if name == "sort":
            self.sort = self.checked(token, "sort", values[0])
            return None
        return Term(name, token.sign.removeprefix(":") or ":", tuple(self.checked(token, name, v) for v in values), token.at)

    def values(self, token: _Token) -> list[str]:
        """One value, or several parted by commas."""
        found: list[str] = []
        while self.here and self.here.kind in ("word", "quoted"):
            found.append(self.take().value)
            if self.here is None or self.here.kind != "comma":
                break
            self.take()
        if not found:
            raise _fault(
                self.query, token.at, f"nothing stands after {token.value}{token.sign}", f"write {token.value}:{f.example(token.value)}"
            )
        return found

    def checked(self, token: _Token, name: str, value: str) -> str:
        """The value, if it has the form that the field wants."""
        remedy = f.remedy(name, self.type, value)
        if remedy:
            raise _fault(self.query, token.at, f"{value!r} is no value of {token.value}:", remedy, "RO-L203")
        return value
