"""The dated register: who was what, on that day, with sources and doubts; and the gazetteer of places.

The facts are YAML under `packs/world/`, edited by people who know a region; nothing in this package knows a state or a person.
"""
