"""Bytes become text: the encoding is found, said where it had to be guessed, and never half-applied."""

from __future__ import annotations

import codecs
import re

import msgspec

from readout.errors import Notice, SourceError

BYTES_LIMIT = 64 * 1024 * 1024  # 50 MB of text must be read; beyond this a person has joined many documents into one
SAMPLE = 96 * 1024  # a guess of the encoding looks at so many bytes: enough to be sure, few enough to stay linear
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The encodings in which texts of this kind are met; among all that exist a guess over a short text is a lottery.
_PLAUSIBLE = [
    "cp1252",
    "cp1251",
    "koi8_r",
    "cp866",
    "gb18030",
    "big5",
    "euc_jp",
    "shift_jis",
    "euc_kr",
    "cp1250",
    "cp1254",
    "cp1256",
    "mac_cyrillic",
]
_USUAL = ("cp1252", "cp1251")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a sound, film or picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls) or an encrypted one"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"ID3", "a sound"),
)


class Decoded(msgspec.Struct, frozen=True, gc=False):
    """A text and what had to be said of its decoding."""

    text: str
    notices: tuple[Notice, ...]


def decode(data: bytes, place: str, *, charset: str | None = None) -> Decoded:
    """The text of some bytes; raises `SourceError` where they are no text.

    `charset` is what the carrier says (a mail's header); it is believed where it works.

    >>> decode("Кремль".encode("utf-16"), "x").text
    'Кремль'
    """
    check_size(len(data), place)
    if not data.strip():
        raise SourceError("RO-A001", place, "there is no text in it", "give a file that holds a text")
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], name, place)
    refuse_binary(data, place)
    if charset:
        try:
            return _settled(data.decode(charset), ())
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return _settled(data.decode("utf-8"), ())
    except UnicodeDecodeError as error:
        return _nearly(data, error) or _guess(data, place)


def check_size(size: int, place: str) -> None:
    """Raises RO-A005 for what is too large for one document."""
    if size > BYTES_LIMIT:
        raise SourceError(
            "RO-A005",
            place,
            f"{size // (1024 * 1024)} MB are too much for one document (at most {BYTES_LIMIT // (1024 * 1024)})",
            "give one file a document, or a .jsonl with one document a line",
        )


def refuse_binary(data: bytes, place: str) -> None:
    """Raises RO-A002 for pictures, archives, programs and other bytes that are no text."""
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise SourceError("RO-A002", place, f"this is {what}, not a text", "save the text as .txt, .html, .docx or .pdf and read that")
    sample = data[:SAMPLE]
    control = len(_CONTROL.findall(sample))
    if control > 8 and control * 50 > len(sample):
        raise SourceError("RO-A002", place, "this is binary data, not a text", "save the text as .txt, .html, .docx or .pdf and read that")


def _strictly(data: bytes, name: str, place: str) -> Decoded:
    try:
        return _settled(data.decode(name), ())
    except UnicodeDecodeError as error:
        text = data.decode(name, "replace")
        notice = Notice(
            "RO-N003",
            f"the bytes at {error.start} are not {name}, though the file says so: they became U+FFFD",
            "save the file again as UTF-8",
        )
        return _settled(text, (notice,))


def _nearly(data: bytes, error: UnicodeDecodeError) -> Decoded | None:
    """UTF-8 with a few broken bytes (a text cut in the middle of a letter) stays UTF-8; None where too much is broken."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    letters = sum(1 for c in text[:SAMPLE] if c > "\x7f" and c != "\ufffd")
    if broken > 3 or letters < 3 * broken:
        return None
    notice = Notice(
        "RO-N003", f"{broken} broken bytes in a UTF-8 text (first at {error.start}) became U+FFFD", "save the file again as UTF-8"
    )
    return _settled(text, (notice,))


def _guess(data: bytes, place: str) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE], cp_isolation=_PLAUSIBLE, threshold=0.5).best()
    if best is None:
        raise SourceError("RO-A003", place, "the encoding of this text is not to be made out", "save it as UTF-8")
    name = best.encoding
    text = data.decode(name, "replace")
    name = next(
        (usual for usual in _USUAL if text == data.decode(usual, "replace")), name
    )  # of names that give the same text, the usual one
    notice = Notice(
        "RO-N002", f"the text is not UTF-8: it was decoded as {name.replace('_', '-')}", "save it as UTF-8 if letters look wrong"
    )
    return _settled(text, (notice,))


def _settled(text: str, notices: tuple[Notice, ...]) -> Decoded:
    """The text without lone surrogates, which no encoding can carry: U+FFFD stands for each."""
    fixed, found = mend_surrogates(text)
    return Decoded(fixed, notices + found)


def mend_surrogates(text: str) -> tuple[str, tuple[Notice, ...]]:
    """The text with U+FFFD for every lone surrogate, one for one, and the notice that says so.

    >>> mend_surrogates("a\\ud800b")[0]
    'a\\ufffdb'
    """
    if text.isascii() or (first := _SURROGATE.search(text)) is None:
        return text, ()
    mended, count = _SURROGATE.subn("\ufffd", text)
    notice = Notice(
        "RO-N004",
        f"{count} lone surrogates (halves of letters) became U+FFFD",
        "mend the program that wrote the text",
        first.start(),
        first.end(),
    )
    return mended, (notice,)
