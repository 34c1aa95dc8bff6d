"""Names and titles as texts print them, in three scripts: the same person, the same office, and the ones that are neither."""

from __future__ import annotations

import pytest

from readout.register.ask import load_register
from readout.register.names import qualified, same_person, title_key

# Printed name, title as printed, what it is held in, day; the register must agree.
HELD = """
Vladimir Norov | Secretary-General | sco | 2021-05-09
Mr Norov | SCO Secretary-General | sco | 2021-05-09
V. Norov | secretary general | sco | 2021-05-09
NOROV | SG | sco | 2021-05-09
Владимир Норов | Генеральный секретарь | sco | 2021-05-09
Владимиром Норовым | Генеральным секретарём | sco | 2021-05-09
В. Норова | генерального секретаря ШОС | sco | 2021-05-09
诺罗夫 | 秘书长 | sco | 2021-05-09
弗拉基米尔·诺罗夫 | 秘书长 | sco | 2021-05-09
弗拉基米尔•诺罗夫 | 上合组织秘书长 | sco | 2021-05-09
Zhang Ming | Secretary-General | sco | 2023-01-01
Чжан Мин | Генсек | sco | 2023-01-01
张明 | 秘书长 | sco | 2023-01-01
Xi Jinping | President | CN | 2023-05-18
Xi | Chinese President | CN | 2023-05-18
Си Цзиньпин | Председатель КНР | CN | 2023-05-18
Си Цзиньпина | Председателя | CN | 2023-05-18
习近平 | 国家主席 | CN | 2023-05-18
习近平 | 主席 | CN | 2023-05-18
Xi Jinping | General Secretary | CN | 2023-05-18
Hu Jintao | President | CN | 2012-06-07
Li Keqiang | Premier | CN | 2015-12-14
Ли Кэцян | Премьер Госсовета | CN | 2015-12-14
李克强 | 国务院总理 | CN | 2015-12-14
李强 | 总理 | CN | 2024-05-01
Wang Yi | Minister of Foreign Affairs | CN | 2024-05-01
Wang Yi | State Councilor and Foreign Minister | CN | 2021-05-01
Wang Yi | State Councillor | CN | 2019-05-01
Ван И | глава МИД | CN | 2021-05-01
王毅 | 外交部长 | CN | 2021-05-01
王毅 | 外长 | CN | 2024-05-01
王毅 | 国务委员兼外长 | CN | 2021-05-01
秦刚 | 国务委员 | CN | 2023-05-01
Yang Jiechi | Foreign Minister | CN | 2012-01-01
Vladimir Putin | President | RU | 2019-10-01
Putin | Russian President | RU | 2019-10-01
Владимиром Путиным | Президентом | RU | 2019-10-01
普京 | 总统 | RU | 2019-10-01
弗拉基米尔·普京 | 俄罗斯总统 | RU | 2019-10-01
Mikhail Mishustin | Prime Minister | RU | 2022-10-01
Михаила Мишустина | Председателя Правительства | RU | 2022-10-01
Dmitri Medvedev | Prime Minister | RU | 2015-12-14
Dmitriy Medvedev | Premier | RU | 2015-12-14
Sergei Lavrov | Foreign Minister | RU | 2021-05-09
Sergey Lavrov | Minister of Foreign Affairs | RU | 2021-05-09
Лавров | министр иностранных дел | RU | 2021-05-09
Лаврова | главы МИД | RU | 2021-05-09
拉夫罗夫 | 外长 | RU | 2021-05-09
Sergey Shoygu | Defence Minister | RU | 2020-02-01
Шойгу | министром обороны | RU | 2020-02-01
Valentina Matvienko | Speaker of the Federation Council | RU | 2021-02-01
Kassym-Jomart Tokayev | President | KZ | 2020-01-01
Kasym-Jomart Tokaev | President of the Republic | KZ | 2020-01-01
Токаевым | Президентом | KZ | 2020-01-01
К. Токаев | Глава государства | KZ | 2020-01-01
托卡耶夫 | 总统 | KZ | 2020-01-01
Erlan Koshanov | Chairman of the Mazhilis | KZ | 2023-01-01
Ерлан Кошанов | Председатель Мажилиса | KZ | 2023-01-01
Мухтара Тлеуберди | Министра иностранных дел | KZ | 2021-01-01
Sadyr Zhaparov | President | KG | 2023-01-01
Садыром Жапаровым | Президентом | KG | 2023-01-01
Akylbek Zhaparov | Chairman of the Cabinet of Ministers | KG | 2023-01-01
Акылбек Жапаров | Председатель Кабинета министров | KG | 2023-01-01
Shavkat Mirziyoev | President | UZ | 2020-01-01
Шавката Мирзиёева | Президента | UZ | 2020-01-01
Шавкатом Мирзиеевым | Президентом | UZ | 2020-01-01
米尔济约耶夫 | 总统 | UZ | 2020-01-01
Emomali Rakhmon | President | TJ | 2020-01-01
Эмомали Рахмоном | Президентом | TJ | 2020-01-01
Narendra Modi | Prime Minister | IN | 2018-06-10
莫迪 | 总理 | IN | 2018-06-10
Dr. S. Jaishankar | External Affairs Minister | IN | 2023-07-04
Subrahmanyam Jaishankar | Minister of External Affairs | IN | 2023-07-04
苏杰生 | 外长 | IN | 2023-07-04
Ajit Doval | NSA | IN | 2021-07-04
Shahbaz Sharif | Prime Minister | PK | 2023-01-01
Ishaq Dar | Deputy Prime Minister and Foreign Minister | PK | 2024-10-15
Alyaksandr Lukashenka | President | BY | 2022-01-01
Александр Лукашенко | Президент | BY | 2022-01-01
卢卡申科 | 总统 | BY | 2022-01-01
Sergei Aleinik | Minister of Foreign Affairs | BY | 2023-06-01
Volodymyr Zelensky | President | UA | 2022-01-02
Володимир Зеленський | Президент | UA | 2022-01-02
Владимиром Зеленским | Президентом | UA | 2022-01-02
泽连斯基 | 总统 | UA | 2022-01-02
Andriy Sybiha | Foreign Minister | UA | 2024-12-01
Joe Biden | President | US | 2021-12-09
Joseph R. Biden, Jr. | President | US | 2021-12-09
Джо Байденом | Президентом | US | 2021-12-09
拜登 | 总统 | US | 2021-12-09
Antony J. Blinken | Secretary of State | US | 2021-12-09
Энтони Блинкен | Госсекретарь | US | 2021-12-09
布林肯 | 国务卿 | US | 2021-12-09
Jake Sullivan | National Security Advisor | US | 2021-12-09
Emmanuel Macron | Président | FR | 2021-12-09
Э. Макрон | Президент | FR | 2021-12-09
Olaf Scholz | Federal Chancellor | DE | 2022-12-09
Fumio Kishida | Prime Minister | JP | 2022-12-09
KISHIDA Fumio | Prime Minister | JP | 2022-12-09
岸田文雄 | 首相 | JP | 2022-12-09
林芳正 | 外相 | JP | 2022-12-09
Yoon Suk-yeol | President | KR | 2023-08-18
Micheál Martin | Taoiseach | IE | 2021-01-01
Leo Varadkar | Prime Minister | IE | 2018-01-01
Recep Tayyip Erdogan | President | TR | 2021-01-01
Mevlut Cavusoglu | Foreign Minister | TR | 2021-01-01
Lula da Silva | President | BR | 2024-01-01
Josep Borrell | EU High Representative | eu | 2022-01-01
António Guterres | Secretary-General | un | 2022-01-01
Антониу Гутерреш | Генеральный секретарь | un | 2022-01-01
古特雷斯 | 联合国秘书长 | un | 2022-01-01
"""
# The same, where the register must differ: somebody else held the office on that day.
NOT_HELD = """
Zhang Ming | Secretary-General | sco | 2021-05-09
Vladimir Norov | Secretary-General | sco | 2022-01-01
张明 | 秘书长 | sco | 2021-05-09
Владимир Норов | Генеральный секретарь | sco | 2018-12-31
Hu Jintao | President | CN | 2013-03-15
Wang Wentao | Foreign Minister | CN | 2021-05-01
Qin Gang | Foreign Minister | CN | 2023-07-26
Dmitry Medvedev | President | RU | 2012-05-08
Nursultan Nazarbayev | President | KZ | 2019-03-21
Donald Trump | President | US | 2021-01-21
Дональд Трамп | Президент | US | 2022-01-21
安倍晋三 | 首相 | JP | 2022-12-09
"""


def _rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


def _kind(of: str) -> str:
    return "state" if of.isupper() else "organisation"


def test_there_are_more_than_a_hundred_variants_in_three_scripts() -> None:
    assert len(_rows(HELD)) > 100


@pytest.mark.parametrize(("name", "title", "of", "day"), _rows(HELD))
def test_agrees(name: str, title: str, of: str, day: str) -> None:
    title = title.removesuffix(" ШОС")  # the reader takes what an office is held in off its title
    for owner in ("俄罗斯", "上合组织", "联合国", "Russian ", "EU "):
        title = title.removeprefix(owner)
    found = load_register().agrees([name], title, _kind(of), of, day, "en")
    assert found.verdict == "agrees", found.line


@pytest.mark.parametrize(("name", "title", "of", "day"), _rows(NOT_HELD))
def test_differs(name: str, title: str, of: str, day: str) -> None:
    assert load_register().agrees([name], title, _kind(of), of, day, "en").verdict == "differs"


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("He Jinping", "Xi Jinping"),
        ("Xu Jinping", "Xi Jinping"),
        ("Wang Yi", "Wang Wentao"),
        ("Kim Yo-jong", "Kim Jong-un"),
        ("Li Qiang", "Li Keqiang"),
        ("王文涛", "王毅"),
        ("Ли Хуэй", "Ли Цян"),
    ],
)
def test_other_people_are_other_people(printed: str, known: str) -> None:
    assert not same_person(printed, known)


def test_a_deputy_is_not_the_minister() -> None:
    register = load_register()
    assert register.agrees(["Sergei Lavrov"], "Deputy Foreign Minister", "state", "RU", "2021-05-09", "en").verdict == "unknown"
    assert register.agrees(["Sergei Ryabkov"], "Deputy Foreign Minister", "state", "RU", "2021-05-09", "en").verdict == "unknown"


def test_qualifiers() -> None:
    register = load_register()
    assert register.agrees(["Hassan Rouhani"], "former President", "state", "IR", "2022-01-01", "en").verdict == "agrees"
    assert register.agrees(["Hassan Rouhani"], "former President", "state", "IR", "2020-01-01", "en").verdict == "unknown"
    assert register.agrees(["Mohammad Mokhber"], "acting President", "state", "IR", "2024-06-01", "en").verdict == "agrees"
    assert qualified("Президент") == ("Президент", "")
    assert qualified("代理总统") == ("总统", "acting")


def test_titles_lose_case_article_and_ending_only() -> None:
    assert title_key("The Minister of Foreign Affairs") == title_key("minister of foreign affairs")
    assert title_key("министра иностранных дел") == title_key("Министр иностранных дел")
    assert title_key("Deputy Minister of Foreign Affairs") != title_key("Minister of Foreign Affairs")
    assert title_key("заместитель министра иностранных дел") != title_key("министр иностранных дел")
