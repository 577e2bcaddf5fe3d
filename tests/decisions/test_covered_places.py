"""What a page's withholdings cover is the same asked near by as asked of all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tearline.decisions.coverage import covers_areas, covers_span
from tearline.decisions.covered import BAND, Covers
from tearline.decisions.places import Place
from tearline.model.area import Area
from tearline.model.finding import Finding

SIDE = st.integers(0, 4 * BAND)


@st.composite
def areas(draw, least=1):
    found = []
    for _ in range(draw(st.integers(least, 2))):
        left, top = draw(SIDE), draw(SIDE)
        found.append(
            Area(
                left,
                top,
                left + draw(st.integers(1, 3 * BAND)),
                top + draw(st.integers(1, 3 * BAND)),
            )
        )
    return tuple(sorted(found))


def finding(places, span=(None, None)):
    return Finding(1, *span, places, "ssn", 0.9, "d", "1", "why")


@given(st.lists(areas(), max_size=8), areas())
def test_the_bands_of_a_page_change_no_answer(withheld, wanted):
    places = [(Place(one, -1, -1, f"k{n}"), f"d{n}") for n, one in enumerate(withheld)]
    touching = [(p, d) for p, d in places if any(a.meets(f) for a in p.areas for f in wanted)]
    covered = covers_areas([a for p, _ in touching for a in p.areas], wanted)
    expected = min(touching, key=lambda one: one[0])[1] if covered and touching else None
    assert Covers(places).over(finding(wanted)) == expected


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=6),
    st.integers(0, 50),
    st.integers(1, 20),
)
def test_spans_of_a_text_too(withheld, start, size):
    places = [(Place((), at, at + n, f"k{i}"), f"d{i}") for i, (at, n) in enumerate(withheld)]
    touching = [(p, d) for p, d in places if p.start < start + size and start < p.end]
    covered = covers_span([(p.start, p.end) for p, _ in touching], (start, start + size))
    expected = min(touching, key=lambda one: one[0])[1] if covered and touching else None
    assert Covers(places).over(finding((), (start, start + size))) == expected


def test_a_page_withheld_whole_is_told_apart():
    covers = Covers([(Place((), -1, -1, ""), "whole")])
    assert covers.whole == "whole"
    assert covers.over(finding((Area(0, 0, 5, 5),))) is None
