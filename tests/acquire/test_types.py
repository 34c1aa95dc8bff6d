"""Each type of file gives its text and what it says of title, day, language and address."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from readout.errors import ReadoutError, SourceError, UsageError
from readout.model.document import Source
from readout.stages import acquire

from .made import PAGE, SENTENCE, mail_file, paragraph, pdf_file, word_file


def read(path: Path, **said: str) -> list[Source]:
    found = list(acquire.sources([str(path)], **said))
    assert all(isinstance(f, Source) for f in found), found
    return [f for f in found if isinstance(f, Source)]


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_text_is_kept_as_it_is(tmp_path: Path) -> None:
    text = "  Title\r\n\r\nA\u00a0B \u200f\n\n"
    (source,) = read(write(tmp_path, "note.txt", text))
    assert source.text == text
    assert source.id == "note"
    assert source.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert source.notices == ()


def test_a_page(tmp_path: Path) -> None:
    (source,) = read(write(tmp_path, "page.html", PAGE))
    assert source.title == "Visit of the Foreign Minister"
    assert (source.published, source.url, source.language) == ("2021-05-10", "https://www.state.gov/visit/", "en")
    assert SENTENCE in source.text
    for chrome in ("Home", "tracking", "©"):
        assert chrome not in source.text


def test_the_charset_of_a_page_is_believed(tmp_path: Path) -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Министр Ана Краль встретилась с послом Монголии.</p></body></html>'
    (source,) = read(write(tmp_path, "page.htm", page.encode("cp1251")))
    assert "Министр Ана Краль" in source.text


def test_linked_data_gives_the_day(tmp_path: Path) -> None:
    script = json.dumps({"@type": "NewsArticle", "datePublished": "2021-05-09T10:00:00Z"})
    page = f'<html><head><script type="application/ld+json">{script}</script></head><body><p>{SENTENCE}</p></body></html>'
    assert read(write(tmp_path, "page.html", page))[0].published == "2021-05-09"


def test_a_mail(tmp_path: Path) -> None:
    (source,) = read(write(tmp_path, "letter.eml", mail_file(SENTENCE)))
    assert (source.title, source.published, source.publisher) == ("Visit of Ana Král", "2021-05-09", "us-state-department")
    assert source.text.strip() == SENTENCE


def test_a_mail_that_is_a_page(tmp_path: Path) -> None:
    (source,) = read(write(tmp_path, "letter.eml", mail_file(PAGE, subtype="html")))
    assert SENTENCE in source.text
    assert source.title == "Visit of Ana Král"


def test_a_word_file(tmp_path: Path) -> None:
    deleted = "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t>kept</w:t></w:r></w:p>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('cell')}</w:tc></w:tr></w:tbl>"
    control = f"<w:sdt><w:sdtContent>{paragraph('control')}</w:sdtContent></w:sdt>"
    data = word_file(paragraph("On 9 May ", "2021") + deleted + table + control)
    (source,) = read(write(tmp_path, "note.docx", data))
    assert source.text == "On 9 May 2021\nkept\ncell\ncontrol"


def test_a_pdf(tmp_path: Path) -> None:
    (source,) = read(write(tmp_path, "note.pdf", pdf_file("Ana Kral met\nwith Lee Sun.\n1", "They agreed.\n- 2 -")))
    assert source.text.split("\n") == ["Ana Kral met", "with Lee Sun.", "They agreed."]
    assert [n.code for n in source.notices] == ["RO-N009"]


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": "One.", "title": "T", "published": "2022-01-02 16:57:45-05:00", "url": "https://example.org", "lang": "en"},
        {"text": "Two."},
    ]
    first, second = read(write(tmp_path, "rows.jsonl", "\n\n".join(json.dumps(r) for r in rows)))
    assert (first.id, first.title, first.published, first.url, first.language) == ("a", "T", "2022-01-02", "https://example.org", "en")
    assert (second.id, second.address) == ("rows-3", str(tmp_path / "rows.jsonl") + ":3")


@pytest.mark.parametrize(
    "content",
    [
        {"text": "Words."},
        [{"text": "Words."}],
        {"items": [{"text": "Words."}]},
        {"schema": "readout/1", "document": {"id": "x", "text": "Words."}, "segments": []},
    ],
)
def test_json_of_several_shapes(tmp_path: Path, content: object) -> None:
    (source,) = read(write(tmp_path, "one.json", json.dumps(content)))
    assert source.text == "Words."


def test_a_folder_is_read_in_order_with_what_is_below(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", "a.md", "picture.png", ".hidden.txt"):
        write(tmp_path, name, name)
    assert [s.text for s in read(tmp_path)] == ["a/c.txt", "a.md", "b.txt"]


def test_an_index_gives_its_files_their_fields(tmp_path: Path) -> None:
    write(tmp_path, "x.txt", SENTENCE)
    write(tmp_path, "other.txt", "Another text.")
    row = {"id": "visit", "file": "x.txt", "title": "Visit", "published": "2021-05-09", "publisher": "The White House", "lang": "en"}
    write(tmp_path, "index.jsonl", json.dumps(row))
    found = read(tmp_path)
    assert [(s.id, s.title, s.published, s.publisher) for s in found] == [
        ("visit", "Visit", "2021-05-09", "The White House"),
        ("other", None, None, None),
    ]


def test_an_index_names_no_file_outside_its_folder(tmp_path: Path) -> None:
    write(tmp_path, "secret.txt", "secret")
    index = write(tmp_path, "in/index.jsonl", json.dumps({"file": "../secret.txt"}))
    (error,) = acquire.sources([str(index)])
    assert isinstance(error, SourceError)
    assert error.code == "RO-A004"


def test_two_documents_never_share_an_id(tmp_path: Path) -> None:
    for name in ("a/x.txt", "b/x.txt", "c/x.txt", "x-2.txt"):
        write(tmp_path, name, name)
    ids = [s.id for s in read(tmp_path)]
    assert len(set(ids)) == 4
    assert ids[0] == "x"


def test_a_link_in_a_circle_ends(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Words.")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert len(read(tmp_path)) == 1


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b'{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n', ["One.", "Two."]),
        (b"Ana Kral met with Lee Sun.", ["Ana Kral met with Lee Sun."]),
        (word_file(paragraph("Words.")), ["Words."]),
        (b"", []),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, texts: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(data))))
    assert [s.text for s in acquire.sources(["-"]) if isinstance(s, Source)] == texts


def test_a_site_is_no_part_of_a_title(tmp_path: Path) -> None:
    page = f"<html><head><title>MFA | Visit of Ana Kral to Xland - News</title></head><body><p>{SENTENCE}</p></body></html>"
    assert read(write(tmp_path, "page.html", page))[0].title == "Visit of Ana Kral to Xland"


def test_what_the_caller_says(tmp_path: Path) -> None:
    path = write(tmp_path, "x.jsonl", json.dumps({"text": "One.", "published": "2021-05-09", "lang": "fr", "publisher": "B"}))
    (source,) = read(path, published="2020-01-01", publisher="un", language="en")
    assert (source.published, source.publisher, source.language) == ("2021-05-09", "un", "en")
    (source,) = read(write(tmp_path, "x.txt", "One."), published="2020-01-01")
    assert source.published == "2020-01-01"


def test_a_date_that_is_none_is_refused_or_told() -> None:
    with pytest.raises(UsageError):
        list(acquire.sources(["x"], published="yesterday"))
    assert [n.code for n in acquire.from_text("Words.", published="yesterday").notices] == ["RO-N005"]


def test_from_file_raises(tmp_path: Path) -> None:
    with pytest.raises(ReadoutError):
        acquire.from_file(tmp_path / "absent.txt")
    assert acquire.from_file(write(tmp_path, "x.txt", "Words.")).text == "Words."
