"""The query language: what is asked is what is found, in any script; what is not understood is said with its place."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readout.api import read_text
from readout.ledger import Ledger, QueryError
from readout.ledger.asking import from_arguments, parse
from readout.ledger.asking.fields import FIELDS, TYPES


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("encounters with:Biden since:2022 until:2022", {"us-japan-2022-white-house", "us-japan-2022-japan-mofa"}),
        ("encounters with:拜登 until:2022", {"us-japan-2022-white-house", "us-japan-2022-japan-mofa"}),
        ("encounters with:Путин", {"russia-india-2024-kremlin", "russia-india-2024-agency"}),
        ('encounters with:"Сирожиддин" ', set()),
        ("documents with:Мирзиёев", {"us-uzbekistan-2023-mfa", "eu-central-asia-2025"}),
        ("encounters place:Ташкент", {"us-uzbekistan-2023-state", "us-uzbekistan-2023-mfa"}),
        ("encounters place:阿斯塔纳 held on:2024", {"kazakhstan-china-2024", "kazakhstan-china-2024-beijing"}),
        ("encounters with:Modi -with:Biden", {"russia-india-2024-kremlin", "russia-india-2024-agency"}),
        (
            "encounters kind:call (with:Iceland OR with:印度) since:2024-10",
            {"ukraine-iceland-call-kyiv-style", "ukraine-iceland-call-reykjavik"},
        ),
        ("encounters planned with:Xi", {"announcement-2024-state-visits"}),
        ("encounters on:2024-05-15 with:Cambodia", {"bishkek-visit-2024"}),
        ('accounts attended:"Ambassador of Nepal"', {"sco-xian-2019"}),
        ("documents topic:nuclear-proliferation", {"us-japan-2022-white-house", "us-japan-2022-japan-mofa"}),
        ("documents publisher:kremlin", {"russia-india-2024-kremlin"}),
        ("documents text:demining until:2024", {"ukraine-iceland-call-kyiv-style", "ukraine-iceland-call-reykjavik"}),
        ("statements by:Odilov mode:direct", {"sco-xian-2019", "sco-yangling-2020"}),
        ("commitments by:Iceland strength>=5", {"ukraine-iceland-call-kyiv-style", "ukraine-iceland-call-reykjavik", "iceland-kyiv-2025"}),
        ("commitments due:2019", {"sco-xian-2019"}),
        ("instruments kind:memorandum", {"bishkek-visit-2024", "iceland-kyiv-2025"}),
        ('sentences text:"geothermal bridge"', {"ukraine-iceland-call-kyiv-style"}),
        ("sentences text:caravan*", {"sco-xian-2019"}),
    ],
)
def test_what_is_asked_is_found(samples, query, names):
    assert {one.document.name for hit in samples.find(query) for one in hit.accounts or (hit,)} == names


@pytest.mark.parametrize(
    ("query", "code", "column", "says"),
    [
        ("encounter with:Biden", "RO-L201", 1, "encounters"),
        ("commitments stregth:2", "RO-L202", 13, "strength"),
        ("statements strength:2", "RO-L202", 12, "statements"),
        ("encounters since:2021-13", "RO-L203", 12, "2021-05"),
        ('encounters with:"He Jinping', "RO-L201", 17, "quotation mark"),
        ("encounters (with:Biden", "RO-L201", 12, "bracket"),
        ("commitments strength", "RO-L201", 13, "shell"),
        ("commitments strength:much", "RO-L203", 13, "strength:2"),
        ("encounters with:", "RO-L201", 12, "He Jinping"),
        ("encounters )", "RO-L201", 12, "out of place"),
        ("documents sort:random", "RO-L203", 11, "newest"),
        ("", "RO-L201", 1, "encounters"),
    ],
)
def test_what_is_not_understood_is_said_with_its_place(samples, query, code, column, says):
    with pytest.raises(QueryError) as caught:
        samples.ask(query)
    assert caught.value.code == code
    assert f"column {column} " in str(caught.value)
    assert says in str(caught.value)


def test_quotation_marks_that_the_shell_took_come_back():
    assert from_arguments(["encounters", "with:He Jinping", "-text:Silk Road"]) == 'encounters with:"He Jinping" -text:"Silk Road"'
    assert from_arguments(['encounters with:"He Jinping"']) == 'encounters with:"He Jinping"'


def test_every_field_of_every_type_can_be_asked(samples):
    """No field that the help lists fails in the database, on any of its types."""
    for name, (_, example, types) in FIELDS.items():
        for type_ in types:
            value = {"is": {"people": "unregistered", "statements": "direct", "commitments": "open"}.get(type_, "held")}.get(name, example)
            answer = samples.ask(f"{type_} {name}:{value}", facets=True)
            assert answer.type == type_
            assert samples.ask(f"{type_} {name}:{value}", as_of="2019-01-01").total == 0
    assert {parse(t).type for t in TYPES} == set(TYPES)


@pytest.mark.parametrize(
    "query", ["statements", "encounters", "documents sort:oldest", "people", "sentences", "commitments sort:strongest"]
)
def test_pages_join_to_the_whole_without_loss_or_repeat(samples, query):
    whole = samples.ask(query, limit=1000)
    assert whole.next is None
    assert len(whole.rows) == whole.total
    seen, after = [], None
    while True:
        page = samples.ask(query, limit=7, after=after)
        assert page.total == whole.total
        seen += [hit.code for hit in page.rows]
        after = page.next
        if after is None:
            break
    assert seen == [hit.code for hit in whole.rows]


def test_a_foreign_cursor_is_refused(samples):
    with pytest.raises(QueryError, match="RO-L204"):
        samples.ask("statements", after="not a cursor")


def test_facets_count_over_all_pages(samples):
    answer = samples.ask("encounters", limit=2, facets=True)
    assert sum(c.count for c in answer.facets["status"]) == answer.total
    counted = {c.value: c.count for c in answer.facets["kind"]}
    for kind, count in counted.items():
        assert samples.ask(f"encounters kind:{kind}").total == count


def test_citations_of_hits_stand_in_the_text(samples):
    from sqlalchemy import select

    from readout.ledger.schema import revision

    with samples.store.reading() as connection:
        texts = dict(connection.execute(select(revision.c.id, revision.c.text)).all())
    for hit in samples.find('sentences text:"trade"', limit=1000):
        text = texts[hit.document.revision]
        assert text[hit.start : hit.end] == hit.quote
        assert hit.highlights
        for start, end in hit.highlights:
            assert text[start:end].lower() == "trade"


TRANSLATED = {
    "en": "On 9 May 2021, Vice Governor of Henan Province He Jinping met with SCO Secretary-General Vladimir Norov in Zhengzhou.",
    "zh": "2021年5月9日，河南省副省长何金平在郑州会见上海合作组织秘书长诺罗夫。何金平表示愿意深化绿色伙伴关系。",
    "ru": "9 мая 2021 года вице-губернатор провинции Хэнань Хэ Цзиньпин выступил на ёлке. Новая зелёная эра партнёрства началась.",
}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    ledger = Ledger(str(tmp_path_factory.mktemp("scripts") / "a.db"))
    ledger.add(read_text(text, id=language, language=language, published="2021-05-09") for language, text in TRANSLATED.items())
    return ledger


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("何金平", {"zh", "en"}),
        ("贺锦涛", set()),
        ('"He Jinping"', {"en"}),
        ("金平", {"zh"}),
        ("夥伴關係", {"zh"}),
        ("绿色伙伴", {"zh"}),
        ("елке", {"ru"}),
        ("партнерство", {"ru"}),
        ("Zhengzhou", {"en"}),
    ],
)
def test_full_text_in_three_scripts(scripts, words, found):
    hits = scripts.find(f"sentences text:{words}")
    assert found <= {hit.document.name for hit in hits}
    if not found:
        assert hits == ()
    for hit in hits:
        assert hit.highlights, hit.quote


def test_who_held(samples):
    found = samples.held('who held "Secretary-General of the SCO" on:2021-05-09')
    assert [h.name for h in found.register] == ["Vladimir Norov"]
    found = samples.held('who held "Foreign Minister of Uzbekistan" on:2023-03-01')
    assert found.register[0].name == "Bakhtiyor Saidov"
    assert {hit.document.name for hit in found.agree} == {"us-uzbekistan-2023-state", "us-uzbekistan-2023-mfa"}
    with pytest.raises(QueryError, match="RO-L205"):
        samples.held('who held "nothing at all" on:2021-05-09')


_PIECES = st.one_of(
    st.sampled_from(
        [
            *TYPES,
            *(f"{name}:" for name in FIELDS),
            "OR",
            "AND",
            "NOT",
            "-",
            "(",
            ")",
            ",",
            '"',
            "“",
            "..",
            ">=",
            "2021-05",
            "*",
            "何金平",
            "Ёж'",
        ]
    ),
    st.text(max_size=8),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_PIECES, max_size=7).map(" ".join))
def test_whatever_is_typed_is_answered_or_refused_with_a_reason(samples, typed):
    found = _asked(samples, typed)
    assert found.remedy if isinstance(found, QueryError) else len(found.rows) <= 3


def _asked(ledger, typed):
    try:
        return ledger.ask(typed, limit=3, facets=True)
    except QueryError as error:
        return error


@pytest.mark.parametrize(
    "query",
    [
        "encounters with:Biden since:2020",
        "statements by:SCO topic:transport",
        "commitments by:Iceland strength>=2 open",
        "encounters topic:trade place:Astana",
        "encounters accounts>=2",
        'sentences text:"strategic partnership"',
        "people with:Putin",
        "documents with:China topic:trade",
    ],
)
@pytest.mark.on_file
def test_no_question_reads_a_whole_table(samples, query):
    """The database goes by an index through claims, parties and sentences, whatever is asked (EXPLAIN QUERY PLAN)."""
    from sqlalchemy import event

    seen = []

    def remember(_connection, _cursor, statement, parameters, *_more):
        if statement.startswith(("SELECT", "WITH")):
            seen.append((statement, parameters))

    event.listen(samples.store.engine, "before_cursor_execute", remember)
    samples.ask(query)
    event.remove(samples.store.engine, "before_cursor_execute", remember)
    with samples.store.reading() as connection:
        lines = [row[3] for s, p in seen for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", p)]
    whole = [
        line for line in lines if line.startswith(("SCAN claim", "SCAN party", "SCAN sentence ", "SCAN spelling")) and "INDEX" not in line
    ]
    assert lines
    assert whole == []


def test_an_empty_answer_says_what_nobody_has(samples):
    assert samples.ask("statements topic:trasport").hints == (
        "no text of this ledger is on topic:trasport; the nearest is topic:transport",
    )
    assert samples.ask('encounters with:"Nobody Atall"').hints == ("nobody in this ledger is called Nobody Atall",)
    assert samples.ask("encounters with:Modi").hints == ()


def test_a_state_is_found_by_its_french_name(tmp_path):
    from readout.api import read_text
    from readout.exports import geojson
    from readout.ledger import Ledger

    text = "Foreign Minister of Belarus Ana Kral met with Foreign Minister of Germany Lee Sun in London on 9 May 2021."
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(text, id="x", published="2021-05-10")])
    for question in ("encounters with:Allemagne", "encounters body:Biélorussie", "encounters place:Londres", "encounters place:Лондон"):
        assert [h.document.name for h in ledger.find(question)] == ["x"], question
    (hit,) = ledger.find("encounters place:Londres")
    assert '"without_place": 0' in geojson.features([hit])


def test_a_question_loads_neither_the_reader_nor_migrations(tmp_path):
    import subprocess
    import sys

    from readout.api import read_text
    from readout.ledger import Ledger

    Ledger(str(tmp_path / "a.db")).add([read_text("Ana Kral met with Lee Sun in Minsk on 9 May 2021.", id="x")])
    lines = "import sys; from readout.cli import cli; cli(['find', 'encounters', 'with:Kral', '--ledger', 'a.db'], standalone_mode=False)"
    lines += "; print(sorted(m for m in ('alembic', 'rapidfuzz', 'pypinyin', 'readout.stages', 'rich', 'asyncpg') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", lines], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]", "each of these costs a tenth of a second at every question"
