"""Measures: quantities where words are not spaced: a number, what multiplies it, a measure word, and what is counted (150项活动)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from readout.grammar.load import LINE, Pack
from readout.grammar.texts import alternation
from readout.model.quantity import QuantityFound
from readout.model.when import When


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of measures: the whole expression, and what its words stand for."""

    expression: re.Pattern[str]
    multipliers: Mapping[str, float]
    money: Mapping[str, str]
    thousands: str


@cache
def rules(pack: Pack) -> Rules:
    """The measure rules of a pack."""
    content: Mapping[str, Any] = pack.file("quantities")

    def words(key: str) -> dict[str, Any]:
        return {str(k): v for k, v in content[key].items() if k != LINE}

    multipliers, money = words("multipliers"), words("money_after")
    number = rf"(?P<number>[0-9]{{1,3}}(?:{re.escape(content['thousands'])}[0-9]{{3}})+|[0-9]+(?:{re.escape(content['decimal'])}[0-9]+)?)"
    expression = (
        rf"(?:(?P<about>{alternation(content['about'])}))?(?<![0-9A-Za-z.\-—第]){number}(?P<many>{alternation(multipliers)})?(?P<more>{content['more']})?"
        rf"(?:(?P<share>{alternation(content['percent'])})|(?P<money>{alternation(money)})"
        rf"|(?P<measure>{alternation(content['measures'])})(?P<noun>{content['counted']})?)"
    )
    return Rules(re.compile(expression), multipliers, money, str(content["thousands"]))


def find(text: str, pack: Pack, dates: Sequence[When]) -> tuple[QuantityFound, ...]:
    """The quantities of a text, in order; numbers inside `dates` are none.

    >>> from readout.grammar.load import load_pack
    >>> [(q.value, q.unit) for q in find("今年将举办150项活动，贸易额达300亿美元。", load_pack("zh"), ())]
    [(150.0, '活动'), (30000000000.0, 'USD')]
    """
    known = rules(pack)
    found = []
    for match in known.expression.finditer(text):
        if any(d.start <= match.start("number") < d.end for d in dates):
            continue
        value = float(match["number"].replace(known.thousands, "")) * known.multipliers.get(match["many"] or "", 1)
        rule = "share" if match["share"] else "money" if match["money"] else "count"
        unit = "%" if match["share"] else known.money[match["money"]] if match["money"] else match["noun"] or match["measure"]
        about = match["about"] or match["more"]
        found.append(QuantityFound(value, unit, match.start(), match.end(), about, f"{pack.language}.quantities.{rule}"))
    return tuple(found)
