"""Take the pictures of the tutorials: docs/tutorial/pictures/*.png, from the samples that come with Readout.

usage: tools/make_pictures.py        needs playwright and a Chromium
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from readout import api
from readout.errors import ReadoutError
from readout.ledger import Ledger
from readout.web.app import create
from readout.web.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "tutorial" / "pictures"
SIZE = {"width": 1180, "height": 760}


def main() -> None:
    """Serve a ledger of the samples and look at it."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        ledger = Ledger(f"{folder}/samples.db")
        ledger.add([r for r in api.read_many([ROOT / "src" / "readout" / "samples"]) if not isinstance(r, ReadoutError)])
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        app = create(Settings(ledger.store.address, port=port, today="2025-09-15", author="you"), ledger=ledger)
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
        threading.Thread(target=server.run, daemon=True).start()
        while not server.started:
            time.sleep(0.05)
        _take(f"http://127.0.0.1:{port}")
        server.should_exit = True


def _take(address: str) -> None:
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, color_scheme="light")

        def shot(name: str) -> None:
            page.screenshot(path=str(PICTURES / f"{name}.png"))

        page.goto(address)
        shot("desk")
        page.goto(f"{address}/search?q=encounters+accounts:2..+with:Kishida")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_selector("#accounts")
        shot("encounter")
        page.goto(f"{address}/people?q=Kishida")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_selector("#posts")
        shot("person")
        page.goto(f"{address}/d/sco-xian-2019")
        page.keyboard.press("j")
        page.keyboard.press("j")
        shot("reading")
        page.keyboard.press("x")
        page.wait_for_selector("#f-speakers")
        shot("correct")
        browser.close()


if __name__ == "__main__":
    main()
