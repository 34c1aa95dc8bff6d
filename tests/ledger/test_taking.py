"""Many documents at a time give the ledger that one at a time gives; a newer reading ends what it no longer claims."""

from sqlalchemy import select

from readout.api import read_text
from readout.ledger import Ledger
from readout.ledger import schema as t

TEXT = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk. Ana Kral said that trade grows. Note {}."
TIMES = ("recorded_since", "recorded_until", "known_since", "known_until")


def _rows(ledger):
    with ledger.store.reading() as connection:
        found = {x.name: connection.execute(select(x).order_by(*x.primary_key)).mappings().all() for x in t.metadata.sorted_tables}
    return {name: [{c: v for c, v in row.items() if c not in TIMES} for row in rows] for name, rows in found.items()}


def test_one_at_a_time_and_all_at_once_give_the_same_rows(tmp_path):
    records = [read_text(TEXT.format(n), id=f"d{n}") for n in range(7)]
    one, all_ = Ledger(str(tmp_path / "a.db")), Ledger(str(tmp_path / "b.db"))
    for record in records:
        one.add([record])
    assert all_.add(records)["new"] == 7
    rows = _rows(one)
    assert len(rows["claim"]) > 14
    assert rows == _rows(all_)


def test_a_document_that_comes_twice_in_one_call_is_revised_not_doubled(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    report = ledger.add([read_text(TEXT.format(1), id="x"), read_text(TEXT.format(1), id="x"), read_text(TEXT.format(2), id="x")])
    assert report == {"new": 1, "revised": 1, "reread": 0, "unchanged": 1}
    assert ledger.stats()["document"] == 1
    assert ledger.stats()["revision"] == 2


def test_a_newer_reading_ends_the_claims_it_no_longer_makes_without_withdrawing_them(tmp_path):
    import msgspec

    ledger = Ledger(str(tmp_path / "a.db"))
    record = read_text(TEXT.format(1), id="x", published="2021-05-10")
    ledger.add([record], reader="old")
    assert ledger.add([msgspec.structs.replace(record, encounters=())], reader="new")["reread"] == 1
    with ledger.store.reading() as connection:
        claims = connection.execute(select(t.claim).where(t.claim.c.type == "encounter")).mappings().all()
        readings = connection.execute(select(t.reading.c.reader, t.reading.c.recorded_until).order_by(t.reading.c.id)).all()
    assert [(c["known_until"], c["recorded_until"] is None) for c in claims] == [(None, False)]
    assert [(r.reader, r.recorded_until is None) for r in readings] == [("old", False), ("new", True)]
    assert ledger.stats()["revision"] == 1
