"""In which language pages give the titles of posts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from readout import api
from readout.ledger import Ledger
from tests.web.ledgers import client

POST, BODY = "/posts/sco/secretary-general.json?on=2021-05-09", "/bodies/organisation/sco.json?on=2021-05-09"
RUSSIAN = "9 мая 2021 года в Чжэнчжоу Генеральный секретарь ШОС Владимир Норов встретился с вице-губернатором Хэ Цзиньпином."


def titles(browser: Any, asked: str | None) -> tuple[str, str]:
    """The title of the post on its own page and on the page of its body."""
    headers = {} if asked is None else {"accept-language": asked}
    post, body = browser.get(POST, headers=headers).json(), browser.get(BODY, headers=headers).json()
    return post["title"], next(p["title"] for p in body["posts"] if p["id"] == post["id"])


@pytest.mark.parametrize(("asked", "title"), [
    (None, "Secretary-General"), ("en-GB,ru;q=0.8", "Secretary-General"), ("de, ru-RU;q=0.9, en;q=0.5", "Генеральный секретарь"),
    ("zh-CN", "秘书长"), ("xx, ;;q=x", "Secretary-General"),
])  # fmt: skip
def test_titles_of_posts_are_in_the_language_that_the_browser_asks_for(tmp_path: Path, asked: str | None, title: str) -> None:
    assert titles(client(Ledger(str(tmp_path / "a.db"))), asked) == (title, title)


def test_where_the_browser_asks_for_none_they_are_in_the_language_of_the_ledger(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([api.read_text(RUSSIAN, id="a", published="2021-05-10")])
    assert titles(client(ledger), None) == ("Генеральный секретарь",) * 2
    assert titles(client(ledger), "en")[0] == "Secretary-General"
