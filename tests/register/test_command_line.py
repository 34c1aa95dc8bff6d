"""`readout register`: answers on standard output, unknown said as such, statuses that a script can rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from readout.cli_register import register as commands


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


ASKED = [
    (("ask", "status", "BY", "sco", "--on", "2021-05-09"), "BY: observer of sco, 2015-07-10 – 2024-07-04, counted from decision"),
    (("ask", "status", "LK", "Shanghai Cooperation Organisation", "--on", "2021-05-09"), "LK: dialogue-partner of sco"),
    (("ask", "status", "FR", "sco", "--on", "2021-05-09"), "unknown: the register knows no status of FR in sco on 2021-05-09"),
    (("ask", "holder", "sco", "Secretary-General", "--on", "2021-05-09"), "Vladimir Norov, Secretary-General of sco"),
    (("ask", "holder", "ШОС", "генсек", "--on", "2021-05-09", "--lang", "ru"), "Владимир Норов, Генеральный секретарь of sco"),
    (("ask", "holder", "上合组织", "秘书长", "--on", "2021-05-09", "--lang", "zh"), "诺罗夫, 秘书长 of sco"),
    (("ask", "holder", "RU", "chief librarian", "--on", "2021-05-09"), "unknown: the register has no office 'chief librarian' of RU"),
    (("ask", "holder", "RU", "President", "--on", "2035-05-09"), "not sure"),
    (("ask", "agrees", "Zhang Ming", "sco", "Secretary-General", "--on", "2021-05-09"), "differs: Vladimir Norov"),
    (("ask", "posts", "Norov", "--on", "2021-05-09"), "Vladimir Norov, Secretary-General of sco"),
    (("ask", "posts", "Nobody Whosoever"), "unknown: the register knows no office of Nobody Whosoever"),
    (("ask", "meetings", "sco/chs", "--on", "2021-05-09"), "sco/chs of sco, 2020-11-10, by video conference, chaired by RU"),
    (("ask", "meetings", "sco/gone"), "unknown: the register knows no such meeting of sco/gone"),
    (
        ("ask", "meeting", "the Moscow summit", "--on", "2021-05-09", "--of", "sco"),
        "agrees: sco/chs of sco, 2020-11-10, by video conference",
    ),
    (("ask", "meeting", "a walk in the park", "--on", "2021-05-09"), "unknown: the words name no meeting"),
    (("ask", "document", "SCO Charter"), "signed 2002-06-07 in St Petersburg, in force 2003-09-19"),
    (("show", "KZ/president"), "Kassym-Jomart Tokayev, President of KZ, 2019-03-20 – ongoing as checked on"),
    (("show", "KZ"), "sco: member, 2001-06-15"),
    (("show", "sco"), "founded 2001-06-15, seat Beijing"),
    (("show", "sco/chs"), "元首理事会"),
    (("show", "Норов"), "Vladimir Norov (vladimir-norov)"),
    (("show", "Nobody Whosoever"), "unknown: the register has nothing under 'Nobody Whosoever'"),
]


@pytest.mark.parametrize(("words", "said"), ASKED, ids=[" ".join(w) for w, _ in ASKED])
def test_answers(words: tuple[str, ...], said: str) -> None:
    status, output = _run(*words)
    assert status == 0, output
    assert said in output


def test_an_answer_names_its_file_and_line() -> None:
    _, output = _run("ask", "status", "BY", "sco", "--on", "2021-05-09")
    place = output.splitlines()[1].strip()
    file, line = place.split(":")
    text = (Path("src/readout") / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert "state: BY, status: observer" in text


@pytest.mark.parametrize("words", [w for w, _ in ASKED if w[0] in ("ask", "show")], ids=lambda w: " ".join(w))
def test_json_is_json(words: tuple[str, ...]) -> None:
    status, output = _run(*words, "--json")
    assert status == 0
    json.loads(output)


@pytest.mark.parametrize(
    "words", [("ask", "status", "BY", "sco"), ("ask", "status", "BY", "sco", "--on", "yesterday"), ("ask", "holder", "RU")]
)
def test_wrong_usage_is_status_two(words: tuple[str, ...]) -> None:
    assert _run(*words)[0] == 2


def test_check_of_the_shipped_files_and_of_ones_own(tmp_path: Path) -> None:
    assert _run("check", "--quiet")[0] == 0
    (tmp_path / "own.yaml").write_text("organisation: sco\nbodies:\n- {id: sco/x, parent: sco/gone, names: {en: X}}\n", encoding="utf-8")
    status, output = _run("check", "--quiet", "--register", str(tmp_path))
    assert status == 1
    assert f"RO-G030 {tmp_path}/own.yaml:3: the parent body 'sco/gone' is not known." in output
