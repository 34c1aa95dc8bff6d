"""`kill -9` in the middle of taking records in loses and doubles nothing."""

import random
import signal
import subprocess
import sys
import time

import pytest

from readout.ledger import Ledger

pytestmark = pytest.mark.on_file
SCRIPT = """
import sys
from readout.api import read_text
from readout.ledger import Ledger
ledger = Ledger(sys.argv[1])
print("ready", flush=True)
for n in range(40):
    text = f"On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk. Note {n}."
    ledger.add([read_text(text, id=f"d{n}")])
"""


def test_killed_at_random_moments_then_resumed(tmp_path):
    path, chance = str(tmp_path / "a.db"), random.Random(7)
    for _ in range(6):
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, path], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.random() * 0.4)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert Ledger(path, create=False).check() == []
    subprocess.run([sys.executable, "-c", SCRIPT, path], check=True, stdout=subprocess.DEVNULL)
    stats = Ledger(path, create=False).stats()
    assert stats["document"] == stats["revision"] == stats["reading"] == 40
