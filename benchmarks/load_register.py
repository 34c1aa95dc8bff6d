"""How long the register and the gazetteer take to load, how much memory they add, and what a question costs.

Run: python benchmarks/load_register.py. Each load runs in a process of its own; the limits are those of the issue (0.2 s, 150 MB).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

LIMIT_SECONDS, LIMIT_MEGABYTES = 0.2, 150

LOAD = """
import json, resource, time
import msgspec, yaml
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begun = time.perf_counter()
from readout.register.ask import load_register
from readout.register.gazetteer import load_gazetteer
imported = time.perf_counter()
register = load_register()
gazetteer = load_gazetteer()
gazetteer.state_names("en")
loaded = time.perf_counter()
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"import": imported - begun, "load": loaded - imported, "megabytes": (after - before) / 1024}))
"""

ASK = """
import json, time
from readout.register.ask import load_register
register = load_register()
questions = {
    "status": lambda: register.status("BY", "sco", "2021-05-09"),
    "agrees": lambda: register.agrees(["Vladimir Norov", "Mr Norov"], "Secretary-General", "organisation", "sco", "2021-05-09", "en"),
    "differs": lambda: register.agrees(["Zhang Ming"], "Secretary-General", "organisation", "sco", "2021-05-09", "en"),
    "holder": lambda: register.holder("Foreign Minister", "state", "RU", "2021-05-09", "en"),
    "meeting": lambda: register.meeting("the Moscow summit of the SCO Heads of State", "2021-05-09", "en"),
}
found = {}
for name, ask in questions.items():
    ask()
    begun = time.perf_counter()
    for _ in range(2000):
        ask()
    found[name] = (time.perf_counter() - begun) / 2000 * 1e6
print(json.dumps(found))
"""


def _run(script: str, cache: str) -> dict[str, float]:
    environment = {**os.environ, "READOUT_CACHE": cache}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> int:
    """Print the figures; the exit status is 1 where a limit is passed."""
    with tempfile.TemporaryDirectory() as cache:
        cold = _run(LOAD, cache)
        warm = min((_run(LOAD, cache) for _ in range(5)), key=lambda r: r["load"])
        asked = _run(ASK, cache)
    print(f"compiling and loading   {cold['load'] * 1000:7.1f} ms")
    print(f"loading                 {warm['load'] * 1000:7.1f} ms   (limit {LIMIT_SECONDS * 1000:.0f} ms)")
    print(f"importing               {warm['import'] * 1000:7.1f} ms")
    print(f"memory                  {warm['megabytes']:7.1f} MB   (limit {LIMIT_MEGABYTES} MB)")
    for name, microseconds in asked.items():
        print(f"question {name:<14} {microseconds:7.1f} µs")
    return 0 if warm["load"] < LIMIT_SECONDS and warm["megabytes"] < LIMIT_MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
