"""Marks are flat: the text is cut at every edge, each place once, and nothing crosses."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from readout.marks import Mark, atoms, marks
from tests.web.records import golden

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), max_size=12)


@given(SPANS, st.lists(st.integers(0, 40), max_size=5))
def test_atoms_cover_the_text_once(spans: list[list[int]], cuts: list[int]) -> None:
    found = [Mark(a, b, str(i), "x", "") for i, (a, b) in enumerate(spans)]
    made = list(atoms(40, found, cuts))
    assert made[0].start == 0
    assert made[-1].end == 40
    assert all(a.end == b.start for a, b in pairwise(made))
    for atom in made:
        assert {m.item for m in atom.marks} == {m.item for m in found if m.start <= atom.start and atom.end <= m.end and m.start < m.end}


def test_no_edge_lies_inside_an_atom() -> None:
    record = golden("sco-xian-2019")
    found = marks(record)
    for atom in atoms(len(record.document.text), found):
        assert not any(atom.start < edge < atom.end for m in found for edge in (m.start, m.end))


def test_every_item_of_a_record_has_its_marks() -> None:
    record = golden("sco-xian-2019")
    items = {m.item for m in marks(record)}
    for things in (record.encounters, record.statements, record.commitments, record.references, record.quantities):
        assert {t.id for t in things} <= items
