"""Which lines are the text: what a reader of a record would miss if it went wrong."""

from __future__ import annotations

import pytest

from readout.model.document import Document, Segment
from readout.stages import acquire, clean

SEED_LIKE = """On 11 September 2019, SCO Deputy Secretary-General Farrukh Odilov met with Vice Governor of Shaanxi He Yulan in Xi'an.
At the beginning of the meeting, the sides discussed cooperation between Shaanxi and the SCO member states.
В Сиане состоялась встреча заместителя Генерального секретаря ШОС с вице-губернатором провинции Шэньси
"Shaanxi has for centuries been the gate through which caravans set out for the west, He Yulan emphasised. She also spoke of trade.
В Сиане состоялась встреча заместителя Генерального секретаря ШОС с вице-губернатором провинции Шэньси
"We would be glad to host the forum of young farmers," the Vice Governor said.
Xi'an is the capital of Shaanxi Province. It is one of the oldest cities of the country."""


def read(text: str, **said: str) -> Document:
    return clean.document(acquire.from_text(text, **said))


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(s.kind, document.text[s.start : s.end]) for s in document.segments]


def of(document: Document, kind: str) -> list[Segment]:
    return [s for s in document.segments if s.kind == kind]


def test_captions_in_another_language_do_not_break_the_body() -> None:
    document = read(SEED_LIKE)
    assert [s.kind for s in document.segments] == ["body", "body", "caption", "body", "caption", "body", "body"]
    first, second = of(document, "caption")
    assert (first.language, first.duplicate_of) == ("ru", None)
    assert (second.language, second.duplicate_of) == ("ru", 2)
    assert document.language == "en"
    assert document.publisher == "sco-secretariat"


def test_the_last_paragraph_is_body() -> None:
    assert read(SEED_LIKE).segments[-1].kind == "body"


def test_no_break_spaces_keep_offsets() -> None:
    document = read("Mr.\u00a0Norov\u2019s talks\u202f– held in\u3000Minsk\u200b.")
    assert document.text == "Mr. Norov's talks – held in Minsk ."
    assert len(document.text) == len(document.source.text)


PAGE = """Home  |  About the Ministry  |  News  |  Contacts
EN  UZ  RU
Search
Talks with the Foreign Minister of Xland held
Talks with the Foreign Minister of Xland held
TASHKENT, March 1, 2023. Acting Minister of Foreign Affairs Ana Kral held talks with Foreign Minister of Xland Lee Sun.

The sides exchanged views on the state and the prospects of cooperation.

Press Service of the Ministry of Foreign Affairs
Views: 1 204    Print version    Share: Facebook  Telegram  X
526     0
Latest news
Ana Kral met with the Ambassador of Yland
On 2 March 2023, Ana Kral met with the Ambassador of Yland in the capital of the country."""


def test_the_page_around_the_text() -> None:
    document = read(PAGE)
    found = kinds(document)
    assert [k for k, _ in found[:5]] == ["boilerplate", "boilerplate", "boilerplate", "title", "title"]
    assert found[5] == ("dateline", "TASHKENT, March 1, 2023.")
    assert found[6][0] == "body"
    assert found[6][1].startswith("Acting Minister")
    assert [k for k, _ in found[7:]] == ["body"] + ["boilerplate"] * 6
    assert document.segments[4].duplicate_of == 3


def test_a_title_that_was_given_is_found_wherever_it_stands() -> None:
    document = read(
        "The Ministry\nVisit of Ana Kral’s deputy\n\nAna Kral met with Lee Sun in the capital of Xland today.",
        title="Visit of Ana Kral's  deputy",
    )
    assert ("title", "Visit of Ana Kral's deputy") in kinds(document)


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("BEIJING, May 9 (Our Agency) -- Ana Kral met with Lee Sun on Tuesday.", "BEIJING, May 9 (Our Agency) --"),
        ("NEW DELHI, August 27 /Our Agency/. Ana Kral met with Lee Sun on Tuesday.", "NEW DELHI, August 27 /Our Agency/."),
        ("Jakarta, 9 May 2023 – Ana Kral met with Lee Sun on Tuesday in the capital.", "Jakarta, 9 May 2023 –"),
        ("ASTANA. KAZINFORM – Ana Kral met with Lee Sun on Tuesday in the capital.", "ASTANA. KAZINFORM –"),
        ("DUSHANBE, 22.05.2024 /NIAT «Khovar»/. Ana Kral met with Lee Sun on Tuesday.", "DUSHANBE, 22.05.2024 /NIAT «Khovar»/."),
        ("MONTRÉAL, March 28, 2025 /CNW/ - Ana Kral met with Lee Sun on Tuesday.", "MONTRÉAL, March 28, 2025 /CNW/ -"),
    ],
)
def test_a_dateline_is_cut_from_its_paragraph(line: str, dateline: str) -> None:
    document = read(line)
    assert [k for k, _ in kinds(document)] == ["dateline", "body"]
    assert kinds(document)[0][1] == dateline
    assert kinds(document)[1][1].startswith("Ana Kral met")


@pytest.mark.parametrize(
    "line",
    [
        "On 9 May 2021, Ana Kral met with Lee Sun in the capital of Xland.",
        "Today, May 9, the President met with the Ambassador of Xland in the capital.",
        "ASEAN-Japan relations were discussed by Ana Kral and Lee Sun in the capital.",
        "EU – Central Asia relations were discussed by Ana Kral and Lee Sun today.",
        "Xland and Yland: the Ministers Ana Kral and Lee Sun met in the capital today.",
        "In Moscow, on May 9, the President received the Ambassador of Xland in audience.",
        "9 May 2021 was the day on which Ana Kral and Lee Sun met in the capital.",
    ],
)
def test_words_that_only_look_like_a_dateline(line: str) -> None:
    assert [k for k, _ in kinds(read(line))] == ["body"]


def test_two_datelines_and_a_crawlers_date() -> None:
    document = read(" date 2024-05-22 ASTANA, May 22. /TASS/. Ana Kral has confirmed her part in the meeting of the heads of state.")
    assert [k for k, _ in kinds(document)] == ["dateline", "dateline", "body"]


def test_lines_of_dates_and_places_above_the_text() -> None:
    document = read(
        "New York\n\n"
        "23 September 2012\n\n"
        "Readout of the talks with H.E. Ms. Ana Kral, Minister of Xland\n\n"
        "The Chair met with Ms. Ana Kral in the city today."
    )
    assert [k for k, _ in kinds(document)] == ["dateline", "dateline", "title", "body"]


def test_boilerplate_of_the_state_department() -> None:
    text = (
        "Office of the Spokesperson\n"
        "The below is attributable to Spokesperson Lee Sun:\n"
        "Secretary of State Ana Kral met today with the Minister.\n"
        "###"
    )
    document = read(text)
    assert [k for k, _ in kinds(document)] == ["boilerplate", "boilerplate", "body", "boilerplate"]
    assert document.publisher == "us-state-department"


def test_a_translation_below_the_text() -> None:
    text = (
        "The Secretary-General met today with the President of Xland in the capital.\n"
        "*****\n"
        "El Secretario General se reunió hoy con el Presidente de la República."
    )
    document = read(text)
    assert kinds(document)[-1][0] == "caption"
    assert document.segments[-1].language == "es"
    assert document.language == "en"


def test_a_text_in_a_language_without_a_pack_says_so() -> None:
    document = read(
        "El Secretario General se reunió hoy con el Presidente de la República. Los ministros hablaron del comercio entre los países."
    )
    assert document.language == "es"
    assert of(document, "body")


def test_a_list_of_those_present_is_text() -> None:
    text = (
        "Meeting of the Council\n\n"
        "The meeting was attended by:\n"
        "Ana Kral, Minister of Xland\n"
        "Lee Sun, Ambassador of Yland\n\n"
        "The participants discussed the agenda of the coming summit and agreed to meet again."
    )
    found = kinds(read(text))
    assert [k for k, _ in found] == ["title", "body", "body", "body", "body"]


def test_headings_between_paragraphs() -> None:
    text = (
        "The Ministers met in the capital on 9 May 2021 and spoke of many things.\n\n"
        "1. Trade\n\n"
        "The Ministers agreed that trade between the two countries should grow.\n\n"
        "(1) The sides would lower tariffs.\n"
        "(2) The sides would build a bridge."
    )
    assert [k for k, _ in kinds(read(text))] == ["body", "title", "body", "body", "body"]


def test_lines_broken_at_a_width_are_one_paragraph() -> None:
    text = (
        "The Minister of Foreign Affairs of Xland, Ana Kral, met today with the\n"
        "Ambassador of Yland, Lee Sun, in the capital. The sides discussed the\n"
        ""
        "state of relations and agreed to continue the dialogue.\n\n"
        "The Minister thanked the Ambassador for his work and said that the two\n"
        ""
        "countries would go on working together.\n"
    )
    document = read(text)
    assert [k for k, _ in kinds(document)] == ["body", "body"]
    assert "\n" not in kinds(document)[0][1]
    assert len(document.text) == len(text)


def test_paragraphs_of_one_line_each_stay_apart() -> None:
    text = (
        "Ana Kral met with Lee Sun in the capital of the country.\n"
        "They discussed trade between the two states at length.\n"
        "They agreed to meet again in the spring of next year."
    )
    assert len(of(read(text), "body")) == 3


def test_a_paragraph_that_is_repeated_is_read_once() -> None:
    line = "Ana Kral met with Lee Sun in the capital of the country."
    document = read(f"{line}\nThey discussed trade between the two states.\n{line}")
    assert [(s.kind, s.duplicate_of) for s in document.segments] == [("body", None), ("body", None), ("boilerplate", 0)]


def test_a_few_words_are_text() -> None:
    assert kinds(read("Ana met Lee.")) == [("body", "Ana met Lee.")]
    assert kinds(read("Ana met Lee")) == [("body", "Ana met Lee")]


def test_signs_without_words() -> None:
    document = read("12 9 – 3")
    assert document.language == "und"


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Le Secrétaire général a rencontré aujourd'hui les ministres des deux pays.", "fr"),
        ("Der Minister hat heute mit dem Botschafter über die Lage gesprochen.", "de"),
        ("Bakan, Irak Dışişleri Bakanı ile bir araya geldi ve görüştü.", "tr"),
        ("Президент України провів розмову з міністром.", "uk"),
        ("Министр и посол обсудили вопросы торговли.", "ru"),
        ("Қазақстан Республикасының Президенті қабылдады.", "kk"),
        ("外交部长会见大使。", "zh"),
        ("外務大臣は大使と会談した。", "ja"),
        ("외교부 장관은 대사를 만났다.", "ko"),
        ("التقى وزير الخارجية السفير", "ar"),
        ("Ambassador Lee Sun (left) and Minister Ana Kral", "en"),
    ],
)
def test_the_language_of_a_line(line: str, language: str) -> None:
    text = (
        f"The Minister met with the Ambassador in the capital of the country.\n{line}\nThe sides agreed that they would meet in the spring."
    )
    assert read(text).segments[1].language == language


def test_teasers_above_the_title_are_not_the_text() -> None:
    teaser = "On 3 May 2021, the Secretary General met with the Minister of Defence of Yland in the capital."
    title = "The Secretary General met with Ambassador Lee Sun"
    body = "On 9 May 2021, the Secretary General met with Lee Sun, Ambassador of Xland. They discussed the agenda of the summit at length."
    document = read(f"{teaser}\n{title}\n{body}\nThey agreed to meet again in the spring of the next year.", title=title)
    assert [k for k, _ in kinds(document)] == ["boilerplate", "title", "body", "body"]
    assert [k for k, _ in kinds(read(f"{body}\n{title}\n{teaser}", title=title))] == ["body", "title", "body"]
