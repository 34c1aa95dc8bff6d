"""Bad input: an error or a notice with code, place and remedy; never a traceback, never much time, never much memory."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from readout.errors import SourceError
from readout.model.document import Source
from readout.stages import acquire, clean

from .made import SENTENCE, mail_file, paragraph, pdf_file, word_file

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
BROKEN = {
    "empty.txt": (b"", "RO-A001"),
    "blank.txt": (b" \n\t\n", "RO-A001"),
    "binary.txt": (bytes(range(256)) * 40, "RO-A002"),
    "nuls.txt": (b"\0" * 5000, "RO-A002"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "RO-A002"),
    "picture.png": (b"\x89PNG\r\n\x1a\n", "RO-A009"),
    "old.doc": (b"\xd0\xcf\x11\xe0abc", "RO-A009"),
    "archive": (b"PK\x03\x04" + b"\0" * 100, "RO-A002"),
    "broken.json": (b'{"text": ', "RO-A006"),
    "deep.json": (b"[" * 200_000, "RO-A006"),
    "huge_number.json": (b'{"text": ' + b"9" * 10_000 + b"}", "RO-A006"),
    "rows.jsonl": (b'{"id": "a"}\n', "RO-A007"),
    "list.jsonl": (b"[1]\n", "RO-A006"),
    "blank.jsonl": (b"\n\n", "RO-A001"),
    "page.html": (b"<html><body><script>x</script></body></html>", "RO-A010"),
    "letter.eml": (mail_file(""), "RO-A011"),
    "parts.eml": (
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 3000,
        "RO-A011",
    ),
    "cut.docx": (word_file(paragraph("x"))[:150], "RO-A012"),
    "other.docx": (b"PK\x03\x04" + b"\0" * 100, "RO-A012"),
    "deep.docx": (word_file("<w:p>" * 100_000), "RO-A012"),
    "laughs.docx": (word_file(LAUGHS + "<a>&c;</a>", whole=False), "RO-A012"),
    "bomb.docx": (word_file(paragraph("x"), extra={"word/media/a.bin": b"\0" * 20_000_000}), "RO-A013"),
    "secret.pdf": (pdf_file("x", password="secret"), "RO-A014"),
    "broken.pdf": (b"%PDF-1.7\nnothing", "RO-A015"),
    "cut.pdf": (pdf_file("Ana Kral met with Lee Sun.")[:300], "RO-A015"),
    "scan.pdf": (pdf_file(""), "RO-A016"),
    "late.pdf": (b"\n" * 10 + b"%PDF", "RO-A015"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_error_with_code_place_and_remedy(tmp_path: Path, name: str) -> None:
    data, code = BROKEN[name]
    path = tmp_path / name
    path.write_bytes(data)
    start = time.perf_counter()
    found = list(acquire.sources([str(path)]))
    assert time.perf_counter() - start < 10
    assert len(found) == 1
    (error,) = found
    assert isinstance(error, SourceError), error
    assert error.code == code, error
    assert name in error.place
    assert error.remedy


def test_paths_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (str(tmp_path / "absent.txt"), "bad\0name", "x" * 5000):
        (error,) = acquire.sources([path])
        assert isinstance(error, SourceError)
        assert error.code == "RO-A004"
    (error,) = acquire.sources([str(tmp_path)])
    assert isinstance(error, SourceError)
    assert error.code == "RO-A008"


def test_one_bad_line_stops_no_other(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"id":"a","text":"One."}\nnot json\n\xff\xfe\xfa\x00\x01\n{"id":"b","text":"Two."}\n')
    found = list(acquire.sources([str(path)]))
    assert [f.id for f in found if isinstance(f, Source)] == ["a", "b"]
    assert [f.place.rsplit(":", 1)[1] for f in found if isinstance(f, SourceError)] == ["2", "3"]


@pytest.mark.parametrize(
    ("text", "encoding", "code"),
    [
        ("Министр иностранных дел Ана Краль встретилась с послом Монголии. Стороны обсудили торговлю.", "cp1251", "RO-N002"),
        ("The Minister’s visit – “a success” – took place in Málaga.", "cp1252", "RO-N002"),
        ("外交部长会见蒙古大使，双方就两国关系和共同关心的问题交换了意见。", "gb18030", "RO-N002"),
        ("Кремль: встреча", "utf-16", None),
        ("Кремль: встреча", "utf-8-sig", None),
        ("Кремль: встреча", "utf-32", None),
    ],
)
def test_encodings_are_found_and_a_guess_is_told(tmp_path: Path, text: str, encoding: str, code: str | None) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode(encoding))
    (source,) = acquire.sources([str(path)])
    assert isinstance(source, Source)
    assert source.text == text
    assert [n.code for n in source.notices] == ([code] if code else [])


def test_a_text_cut_within_a_letter_stays_utf8(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("Стороны обсудили торговлю и транспорт".encode()[:-1])
    (source,) = acquire.sources([str(path)])
    assert isinstance(source, Source)
    assert source.text.startswith("Стороны обсудили")
    assert [n.code for n in source.notices] == ["RO-N003"]


def test_a_nul_and_a_lone_surrogate_are_told(tmp_path: Path) -> None:
    source = acquire.from_text("Ana\0Kral met \ud800Lee Sun.")
    assert source.text == "Ana\0Kral met \ufffdLee Sun."
    document = clean.document(source)
    assert [n.code for n in source.notices] == ["RO-N004"]
    assert [n.code for n in document.notices] == ["RO-N006"]
    assert document.text[3] == " "
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "a\\ud800", "text": "x \\udfff y"}')
    (found,) = acquire.sources([str(path)])
    assert isinstance(found, Source)
    found.text.encode()
    found.id.encode()


def test_what_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from readout.stages.acquire import decode, files, tables

    for module in (decode, files, tables):
        monkeypatch.setattr(module, "BYTES_LIMIT", 1000)
    (tmp_path / "x.txt").write_bytes(b"a " * 600)
    (tmp_path / "y.jsonl").write_bytes(b'{"text": "' + b"a" * 3000 + b'"}\n{"text": "short"}\n')
    big, row, short = acquire.sources([str(tmp_path)])
    assert isinstance(big, SourceError)
    assert isinstance(row, SourceError)
    assert (big.code, row.code) == ("RO-A005", "RO-A005")
    assert isinstance(short, Source)


@pytest.mark.parametrize(
    "page", ["<div>" * 50_000 + SENTENCE, "<b>" * 50_000 + SENTENCE + "</b>" * 50_000, "<p>" + SENTENCE + "<" * 100_000]
)
def test_pages_nested_without_end(tmp_path: Path, page: str) -> None:
    path = tmp_path / "x.html"
    path.write_text(page)
    (source,) = acquire.sources([str(path)])
    assert isinstance(source, Source)
    assert SENTENCE in " ".join(source.text.split())


@pytest.mark.parametrize(
    "text",
    [
        '"' * 1_000_000,
        "“" * 300_000 + "x",
        "a\n" * 300_000,
        "\n" * 2_000_000 + "x",
        " " * 2_000_000 + "x",
        "x" * 5_000_000,
        (SENTENCE + " ") * 20_000,
        (SENTENCE + "\n") * 20_000,
        "BEIJING, " * 200_000,
        "Home | " * 200_000,
        "\u200f\u00a0" * 500_000,
        "# " * 500_000,
        "9 May 2021 " * 100_000,
    ],
    ids=lambda text: repr(text[:9]),
)
def test_a_long_text_is_kept_whole_and_read_to_a_limit_that_is_said(text: str) -> None:
    document = clean.document(acquire.from_text(text))
    assert len(document.source.text) == len(text)
    said = [n for n in document.notices if n.code == "RO-N010"]
    assert len(document.text) == (said[0].start if said else len(text))
    assert all(s.end <= len(document.text) for s in document.segments)


def test_a_notice_stands_once_in_the_record() -> None:
    from readout import read_text

    record = read_text("Ana\0Kral met with \ud800Lee Sun in Minsk.")
    codes = [n.code for n in record.notices]
    assert len(codes) == len(set(codes))
    assert {"RO-N004", "RO-N006"} <= set(codes)
