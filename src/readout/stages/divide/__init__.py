"""Dividing: the body's paragraphs become sentences and quotations, in a language each."""

from __future__ import annotations

import msgspec

from readout.grammar.load import Pack
from readout.model.document import Document
from readout.stages.divide import quotations, sentences


def document(doc: Document, pack: Pack) -> Document:
    """The document with its quotations and sentences; a quotation that was repaired leaves a notice."""
    body = tuple(i for i, s in enumerate(doc.segments) if s.kind == "body")
    spans = [(doc.segments[i].start, doc.segments[i].end) for i in body]
    quoted, notices = quotations.find(doc.text, spans, pack)
    cut = sentences.find(doc.text, spans, quoted, pack)
    return msgspec.structs.replace(doc, quotations=quoted, sentences=cut, notices=doc.notices + notices)
