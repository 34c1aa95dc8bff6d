"""Migrations lead to the tables that the code uses, on a new ledger as on an old one."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from readout.ledger import Ledger
from readout.ledger.schema import metadata
from readout.ledger.store import MIGRATIONS, VERSIONS

SEARCH = ("sentence_words", "alembic_version")


def _differences(engine):
    def ours(_object, name, kind, _reflected, _compared):
        return not (kind == "table" and name.startswith(SEARCH))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        return compare_metadata(context, metadata)


def test_one_head():
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    assert sorted(s.revision for s in script.walk_revisions()) == list(VERSIONS)
    assert script.get_current_head() == VERSIONS[-1]


def test_a_new_ledger_has_the_tables_of_the_schema(tmp_path):
    assert _differences(Ledger(str(tmp_path / "a.db")).store.engine) == []


def test_a_ledger_of_the_first_version_is_brought_up_to_date(tmp_path):
    from sqlalchemy import create_engine, text

    path = tmp_path / "a.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        columns = "address, code, message, remedy, first_at, last_at, attempts"
        connection.execute(text(f"INSERT INTO failure ({columns}) VALUES ('a', 'b', 'c', 'd', 'e', 'f', 1)"))
    engine.dispose()
    ledger = Ledger(str(path), create=False)
    assert _differences(ledger.store.engine) == []
    assert ledger.stats()["failure"] == 1
