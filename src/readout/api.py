"""The verbs: what the command line, the web and Python users call, with one behaviour.

`read` turns one text into a record, `read_many` many; a document that cannot be read gives an error and stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from readout import captions
from readout.errors import Notice, ReadoutError
from readout.grammar.load import Pack, languages, load_pack
from readout.grammar.publishers import load_profile
from readout.model.document import Document, Source
from readout.model.record import Record
from readout.register.ask import load_register
from readout.stages import acquire, clean, divide, find, interpret, link


def read(path: str | Path, *, published: str | None = None, publisher: str | None = None, language: str | None = None) -> Record:
    """The record of the one document that a file holds; raises `ReadoutError` where it cannot be read.

    `published` is an ISO date for texts that do not carry it, `publisher` the id of a profile, `language` a pack's code.
    """
    found = acquire.sources([str(path)], published=published, publisher=publisher, language=language)
    for result in found:
        if isinstance(result, ReadoutError):
            raise result
        return read_source(result)
    raise ReadoutError("RO-A001", str(path), "there is no document here", "name a file with text, or use read_many for a folder")


def read_text(
    text: str,
    *,
    published: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    title: str | None = None,
    id: str = "text",
) -> Record:
    """The record of a text that is at hand.

    >>> record = read_text("On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk.")
    >>> record.encounters[0].date
    '2021-05-09'
    """
    return read_source(acquire.from_text(text, id=id, title=title, published=published, publisher=publisher, language=language))


def read_many(
    paths: Iterable[str | Path],
    *,
    published: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    register: tuple[str, ...] = (),
) -> Iterator[Record | ReadoutError]:
    """A record or an error for every document in files, folders and `-`, in order; one bad document never stops the rest.

    `register` names folders with register files of one's own, layered over the shipped ones.
    """
    load_register(register)  # what is wrong with a list of one's own is said once, and before anything is read
    for result in acquire.sources([str(p) for p in paths], published=published, publisher=publisher, language=language):
        if isinstance(result, ReadoutError):
            yield result
            continue
        try:
            yield read_source(result, register)
        except ReadoutError as error:
            yield error


def read_source(source: Source, register: tuple[str, ...] = ()) -> Record:
    """The record of a source: the stages in their order; `register` names folders layered over the shipped register."""
    document = clean.document(source)
    pack, document = _pack_for(document)
    profile = load_profile(document.publisher) if document.publisher else None
    document = divide.document(clean.folded(document, pack), pack)
    mentions = find.mentions(document, pack)
    findings = captions.added(document, interpret.findings(document, mentions, pack, profile), pack)
    return link.record(document, findings, language=pack.language, register=load_register(register))


def _pack_for(document: Document) -> tuple[Pack, Document]:
    """The pack of the document's language, or the default one with a notice that says so."""
    import msgspec

    known = languages()
    if document.language in known:
        return load_pack(document.language), document
    fallback = next((name for name in known if load_pack(name).setting("default")), known[0])
    notice = Notice(
        "RO-N102",
        f"there is no pack for the language {document.language!r}: read with {fallback}, for names, dates and numbers",
        "add a pack for the language, or name the right one with --lang",
    )
    return load_pack(fallback), msgspec.structs.replace(document, notices=(*document.notices, notice))
