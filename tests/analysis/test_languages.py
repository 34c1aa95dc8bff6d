"""One meeting in three languages and scripts: one encounter, one person, statements paired, any script asks (our own words)."""

import pytest

from readout.analysis import compare
from readout.api import read_text
from readout.ledger import Ledger

TEXTS = {
    "en": "On 9 May 2021, SCO Secretary-General Vladimir Norov met with Vice Governor of Henan Province He Jinping in Zhengzhou. "
    "Vladimir Norov said that the SCO Secretariat is ready to assist in developing trade between Henan and Tajikistan. "
    "He Jinping said that the province plans to hold 12 fairs in 2022. He also spoke about tourism.",
    "ru": "9 мая 2021 года Генеральный секретарь ШОС Владимир Норов встретился с вице-губернатором провинции Хэнань "
    "Хэ Цзиньпином в Чжэнчжоу. "
    "Владимир Норов заявил, что Секретариат ШОС готов содействовать развитию торговли между провинцией Хэнань и Таджикистаном. "
    "Хэ Цзиньпин сообщил, что провинция планирует провести 12 ярмарок в 2022 году.",
    "zh": "2021年5月9日，上海合作组织秘书长弗拉基米尔·诺罗夫在郑州会见河南省副省长何金平。"
    "诺罗夫表示，上海合作组织秘书处愿协助发展河南省与塔吉克斯坦的贸易。"
    "何金平表示，河南省计划2022年举办12场展会。",
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    made = Ledger(str(tmp_path_factory.mktemp("three") / "a.db"))
    made.add(read_text(text, id=language, language=language, published="2021-05-10") for language, text in TEXTS.items())
    return made


@pytest.mark.parametrize(
    "who",
    [
        '"He Jinping"',
        "何金平",
        '"Хэ Цзиньпин"',
        "Norov",
        "Норов",
        "诺罗夫",
        "place:Чжэнчжоу",
        "place:郑州",
        "place:Zhengzhou",
        "body:上海合作组织",
    ],
)
def test_any_script_finds_the_texts_of_all(ledger, who):
    query = who if who.startswith(("place:", "body:")) else f"with:{who}"
    assert {hit.document.name for hit in ledger.find(f"accounts {query}")} == set(TEXTS)


def test_three_texts_are_one_encounter(ledger):
    (hit,) = ledger.find("encounters")
    assert hit.count == 3


def test_statements_are_paired_across_languages(ledger):
    (hit,) = ledger.find("encounters")
    with ledger.store.reading() as connection:
        pairs = compare.of_encounter(connection, hit.code)
    assert len(pairs) == 3
    for found in pairs:
        assert not found.same_language
        assert {f.verdict for f in found.participants} == {"same"}
        assert {f.name: f.verdict for f in found.fields}["place"] == "same"
        assert len(found.statements.both) >= 2
        assert [p.left.number for p in found.numbers.both] == [12.0]
        assert any("tourism" in (h.quote or "") for h in found.statements.only_left) == (found.left.document.name == "en")
