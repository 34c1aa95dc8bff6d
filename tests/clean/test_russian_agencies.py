"""Agencies that write Russian: whose text it is, the day of the event and not of the page, and no line of the site in the text."""

from __future__ import annotations

import pytest

from readout import read_text

CASES = [
    pytest.param(
        "19 октября /ОДКБинформ/ 18 октября Генеральный секретарь ОДКБ Иван Орлов встретился в Душанбе с Министром обороны Таджикистана "
        "генерал-полковником Рустамом Саидовым.\n\nСтороны обсудили учения.\n\n«ОДКБинформ»\n\nВсе новости\n",
        "csto",
        "2022-10-18",
        "Душанбе",
        {"Иван Орлов", "Рустам Саидов"},
        id="odkb-inform",
    ),
    pytest.param(
        "Март 25, 2009 10:38\n\nДушанбе, 25 марта. (НИАТ «Ховар», Имя Фамилия). — Министр иностранных дел Республики Таджикистан Рустам "
        "Саидов 24 марта встретился с губернатором Приморского края Иваном Орловым.\n",
        "khovar",
        "2009-03-24",
        None,
        {"Рустам Саидов", "Иван Орлов"},
        id="khovar",
    ),
    pytest.param(
        "ТАШКЕНТ, 5 апреля. /УЗИНФОРМ/. 4 апреля Президент Узбекистана Тимур Каримов провел встречу с Премьер-министром Беларуси Аной "
        "Крал.\nУЗИНФОРМ\n",
        "uzinform",
        "2023-04-04",
        None,
        {"Тимур Каримов", "Ана Крал"},
        id="uzinform",
    ),
    pytest.param(
        "5 января, Минск /Корр. БЕЛТА/. Посол Беларуси в Монголии Ана Крал 4 января встретилась с Президентом Монголии Бат Доржем.\n"
        '"Стороны обсудили торговлю", - подчеркнули в белорусской дипломатической миссии.-0-\n',
        "belta",
        "2023-01-04",
        None,
        {"Ана Крал", "Бат Дорж"},
        id="belta",
    ),
    pytest.param(
        "БИШКЕК, 27 июл — Sputnik. Глава МИД КР Тимур Асанов сегодня принял посла РК в Бишкеке Ивана Орлова.\n"
        "Подписывайтесь на Sputnik в Дзен\n",
        "sputnik",
        "2022-07-27",
        None,
        {"Тимур Асанов", "Иван Орлов"},
        id="sputnik",
    ),
]


@pytest.mark.parametrize(("text", "publisher", "day", "place", "people"), CASES)
def test_agency(text: str, publisher: str, day: str, place: str | None, people: set[str]) -> None:
    record = read_text(text, id="agency", published=day[:5] + ("10-19" if publisher == "csto" else day[5:]))
    encounter = record.encounters[0]
    names = {p.id: p.name for p in record.parties}
    places = {p.id: p.name for p in record.places}
    assert record.document.publisher == publisher
    assert encounter.date == day
    assert (places[encounter.place] if encounter.place else None) == place
    assert {names[p.party] for p in encounter.participants} == people
    body = " ".join(text[s.start : s.end] for s in record.segments if s.kind == "body")
    assert "УЗИНФОРМ" not in body
    assert "Подписывайтесь" not in body
    assert "Все новости" not in body
