"""Residue: everything a reader reported as hidden is in a finding, line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.detector import Settings, find
from tearline.model.area import Area
from tearline.model.page import Hidden, Page, TextSource

HOW = [
    "covered",
    "invisible",
    "unseen",
    "disputed",
    "outside",
    "annotation",
    "metadata",
    "attachment",
    "unused",
    "earlier",
    "new",
]
BOXES = st.builds(
    lambda x, y, w, h: Area(x, y, x + w, y + h),
    st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 900), st.integers(1, 900),
)  # fmt: skip
HIDDEN = st.builds(
    Hidden, st.text("abc ", min_size=1), st.one_of(st.none(), BOXES), st.sampled_from(HOW)
)


def page(hidden: tuple[Hidden, ...], turn: int = 0) -> Page:
    """Return a page with hidden text."""
    return Page(1, 9000, 9000, "seen", (), TextSource.LAYER, "test", "1", turn=turn, hidden=hidden)


@given(st.lists(HIDDEN, max_size=12), st.sampled_from([0, 90]))
def test_nothing_hidden_is_left_out(hidden: list[Hidden], turn: int) -> None:
    found = find([page(tuple(hidden), turn)], Settings(detectors=("residue",)))
    areas = [area for f in found for area in f.areas]
    for entry in hidden:
        if entry.area is not None:
            assert any(area.holds(entry.area) for area in areas)
        for word in entry.text.split():
            assert any(word in f.value.split() for f in found)
    assert all(f.start is None and f.score >= 0.5 for f in found)


def test_a_covered_line_is_one_finding_and_its_neighbour_another() -> None:
    line = [
        Hidden(w, Area(n * 1000, 0, n * 1000 + 900, 300), "covered") for n, w in enumerate("abc")
    ]
    below = Hidden("d", Area(0, 500, 900, 800), "covered")
    found = find([page((*line, below))], Settings(detectors=("residue",)))
    assert [f.value for f in found] == ["a b c", "d"]
    assert found[0].areas == (Area(0, 0, 2900, 300),)


def test_a_sideways_line_is_one_finding() -> None:
    line = tuple(
        Hidden(w, Area(0, n * 1000, 300, n * 1000 + 900), "covered") for n, w in enumerate("ab")
    )
    assert [f.value for f in find([page(line, 90)], Settings(detectors=("residue",)))] == ["a b"]
