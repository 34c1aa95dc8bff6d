"""What the register says in a record: holders of offices that stand alone, standings, capitals that speak, offices without an owner."""

from __future__ import annotations

import pytest

from readout import read_text
from readout.model.record import Party, Record

TEXT = (
    "On 9 May 2021, the Secretary-General of the SCO met with the Russian Foreign Minister in Tashkent. "
    "The Secretary-General noted that trade was growing. Beijing supports the dialogue. He recalled the Moscow summit. "
    "Ambassadors of Belarus and Sri Lanka attended the meeting."
)


@pytest.fixture(scope="module")
def record() -> Record:
    return read_text(TEXT)


def party(record: Record, key: str) -> Party:
    return next(p for p in record.parties if p.id == key)


def test_offices_without_a_name_get_their_holder_from_the_register_and_say_so(record: Record) -> None:
    holders = [party(record, p.party).holder for p in record.encounters[0].participants if p.role == "principal"]
    assert [h.name for h in holders if h] == ["Vladimir Norov", "Sergey Lavrov"]
    assert {h.basis for h in holders if h} == {"register"}


def test_an_office_that_stands_alone_is_the_one_named_before(record: Record) -> None:
    assert record.statements[0].speakers == (record.encounters[0].participants[0].party,)


def test_a_capital_that_speaks_is_its_state_by_the_register_and_nobodys_he(record: Record) -> None:
    said = record.statements[1]
    assert party(record, said.speakers[0]).identifiers == {"iso3166-1": "CN"}
    assert said.speaker_basis == "register"
    assert record.statements[2].speakers == record.statements[0].speakers


def test_states_of_attendees_have_their_status_on_the_day_where_an_office_stands_for_the_body(record: Record) -> None:
    standing = {s.status for p in record.encounters[0].participants if p.role == "attendee" for s in p.standing}
    assert standing == {"observer", "dialogue-partner"}


def test_an_office_without_an_owner_agrees_where_its_holder_held_it_anywhere_and_never_differs() -> None:
    held = read_text("Foreign Minister Sergey Lavrov met with Ana Kral in Minsk on 9 May 2021.")
    assert [p.register for p in held.parties[0].posts] == ["agrees"]
    other = read_text("Foreign Minister Ana Kral met with Lee Sun in Minsk on 9 May 2021.")
    assert [p.register for p in other.parties[0].posts] == ["unknown"]


RUSSIAN = (
    "9 мая 2021 года в Минске глава МИД России провёл переговоры с Генеральным секретарём ШОС. "
    "Глава МИД России заявил, что торговля растёт. "
    "Пекин поддержал диалог."
)
CHINESE = "2021年5月9日，俄罗斯外长在莫斯科会见上海合作组织秘书长。俄罗斯外长表示，中俄贸易不断增长。"


@pytest.mark.parametrize(
    ("text", "language", "holders"),
    [(RUSSIAN, "ru", ["Сергей Лавров", "Владимир Норов"]), (CHINESE, "zh", ["谢尔盖·拉夫罗夫", "弗拉基米尔·诺罗夫"])],
)
def test_offices_of_every_language_get_their_holder(text: str, language: str, holders: list[str]) -> None:
    record = read_text(text, language=language)
    parties = [party(record, p.party) for p in record.encounters[0].participants]
    assert [p.holder.name for p in parties if p.holder] == holders
    assert record.statements[0].speakers == (parties[0].id,)


def test_a_capital_speaks_in_an_inflecting_language_too() -> None:
    said = read_text(RUSSIAN, language="ru").statements[-1]
    assert said.speaker_basis == "register"
