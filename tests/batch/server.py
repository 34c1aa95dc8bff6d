"""A small site on this machine: what each address answers, and a diary of who asked for what."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Answer(NamedTuple):
    """What an address gives."""

    body: bytes | str = b""
    media: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    drip: float = 0.0
    endless: bool = False


class Site:
    """Addresses and their answers; a list of answers is given one after the other, the last for ever."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | list[Answer]] = {"/robots.txt": Answer(status=404)}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    def paths(self) -> list[str]:
        """The addresses that were asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def answer(self, path: str) -> Answer:
        """What is given now."""
        found = self.pages.get(path, Answer(status=404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """The site at an address of this machine, for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            answer = site.answer(self.path)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            same = answer.etag is not None and self.headers.get("If-None-Match") == answer.etag
            self.send_response(304 if same else answer.status)
            for name, value in answer.headers:
                self.send_header(name, value.replace("{site}", site.url))
            if answer.etag:
                self.send_header("ETag", answer.etag)
            if same:
                body = b""
            self.send_header("Content-Type", answer.media)
            if answer.endless:
                self._pour(body)
                return
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not answer.drip:
                self.wfile.write(body)
                return
            for n in range(len(body)):
                time.sleep(answer.drip)
                try:
                    self.wfile.write(body[n : n + 1])
                    self.wfile.flush()
                except OSError:
                    return

        def _pour(self, body: bytes) -> None:
            """The body again and again, as a server that does not say how long it will be."""
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            part = b"%x\r\n%s\r\n" % (len(body), body)
            for _ in range(100_000):
                try:
                    self.wfile.write(part)
                except OSError:
                    return

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
