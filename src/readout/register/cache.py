"""What was compiled once, kept next to the environment: found by a digest of the files it was made from.

A cache is data (msgpack decoded into typed values), never code, so that a file planted there can at worst be wrong and is then
made anew. Writing is atomic, and where nothing may be written everything works without a cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

KEPT = 8  # compiled versions that stay; older ones are removed when a new one is written


def digest(paths: Iterable[Path], salt: str) -> str:
    """The digest of files by name and content; `salt` names the form of what is compiled from them."""
    found = hashlib.sha256(salt.encode())
    for path in paths:
        found.update(str(path).encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:24]


def folders() -> tuple[Path, ...]:
    """Where compiled data may lie, the preferred place first: READOUT_CACHE, the environment, the user's cache folder."""
    named = os.environ.get("READOUT_CACHE")
    if named:
        return (Path(named),)
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return (Path(sys.prefix) / "var" / "readout", user / "readout")


def load(name: str, key: str) -> bytes | None:
    """The compiled bytes under a key, or None where no folder has them."""
    for folder in folders():
        with contextlib.suppress(OSError):
            return (folder / f"{name}-{key}.bin").read_bytes()
    return None


def store(name: str, key: str, data: bytes) -> bool:
    """Keep compiled bytes; whole or not at all, also when several processes do so at once. False where nothing can be written."""
    for folder in folders():
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(data)
                os.replace(temporary, folder / f"{name}-{key}.bin")
            except OSError:
                os.unlink(temporary)
                raise
            _forget(folder, name)
            return True
    return False


def _forget(folder: Path, name: str) -> None:
    """Remove all but the newest compiled versions."""
    found = sorted(folder.glob(f"{name}-*.bin"), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in found[KEPT:]:
        with contextlib.suppress(OSError):
            path.unlink()
