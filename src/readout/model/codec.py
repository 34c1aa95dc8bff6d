"""Records as bytes and back, and the JSON Schema that describes them."""

from __future__ import annotations

from typing import Any

import msgspec

from readout.model.record import Record

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)


def to_json(record: Record) -> bytes:
    """One record as one line of UTF-8 JSON without a line end; the same record gives the same bytes."""
    return _ENCODER.encode(record)


def from_json(data: bytes | str) -> Record:
    """The record that `to_json` wrote; raises `msgspec.ValidationError` where the form is not that of `readout/1`."""
    return _DECODER.decode(data)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a record, generated from its types."""
    return msgspec.json.schema(Record)
