#!/usr/bin/env python3
"""How long the gazetteer takes to load and what it weighs. Limits: 0.1 s and 60 MB for one language with its cities."""

from __future__ import annotations

import resource
import time

from readout.register.gazetteer import Gazetteer


def main() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for language in ("en", "ru", "zh"):
        gazetteer, start = Gazetteer(), time.perf_counter()
        gazetteer.state_names(language)
        words = time.perf_counter()
        gazetteer.city_names(language)
        gazetteer.place("Zhengzhou", "en")
        print(f"{language}: words {1000 * (words - start):.1f} ms, cities {1000 * (time.perf_counter() - words):.1f} ms")
    print(f"memory: {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f} MB for three languages")


if __name__ == "__main__":
    main()
