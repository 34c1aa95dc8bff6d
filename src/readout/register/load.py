"""Layers of facts: the shipped one and those of users, each compiled once and kept under the digest of its files."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from readout.register import cache, files, names
from readout.register.model import Facts, RegisterError

WORLD = Path(os.environ.get("READOUT_PACKS") or Path(__file__).resolve().parent.parent / "packs") / "world"
_FORM = "facts/5"  # counts up when the types of model.py or the readers of files.py change what they make
_DECODER = msgspec.msgpack.Decoder(Facts)
_ENCODER = msgspec.msgpack.Encoder()


def shipped() -> Facts:
    """The facts of `packs/world`."""
    return _layer(files.folders(WORLD), 0)


def folder(path: Path, layer: int = 1) -> Facts:
    """The facts of a user's folder; raises `RegisterError` RO-G020 where there is none."""
    if not path.is_dir():
        raise RegisterError("RO-G020", str(path), "there is no such folder", "name a folder with register files (.yaml)")
    return _layer((path,), layer)


def _layer(places: tuple[Path, ...], layer: int) -> Facts:
    paths = files.paths(places)
    if not paths:
        return Facts()
    files.guard_size(paths)
    key = cache.digest([*paths, Path(names.__file__)], f"{_FORM}/{layer}")  # the keys of names are made by that module
    kept = cache.load("register", key)
    if kept is not None:
        try:
            return _DECODER.decode(kept)
        except msgspec.DecodeError:
            pass  # what lies there was written by something else: it is made anew below
    facts = files.read(places, layer)
    facts = msgspec.structs.replace(facts, people=tuple(msgspec.structs.replace(p, keys=names.keys_of(p.names)) for p in facts.people))
    cache.store("register", key, _ENCODER.encode(facts))
    return facts
