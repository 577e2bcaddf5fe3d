"""A map and a timeline hide nothing, lie nowhere about a width, and hold nothing from elsewhere."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.web.mapped import Pin, world_svg
from tearline.web.timelined import Bar, timeline_svg

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60)
pins = st.builds(
    Pin,
    *(st.floats(-80, 80), st.floats(-175, 175), st.floats(0, 3000), words),
    *(st.just("/register/r1"), st.booleans(), words, st.booleans()),
)
days = st.dates(date(1950, 1, 1), date(2090, 1, 1))
bars = st.builds(
    lambda first, more, label, uncertain: Bar(
        first, first + timedelta(days=more), label, "/register/r1", "incident", uncertain
    ),
    *(days, st.integers(0, 900), words, st.booleans()),
)


@settings(deadline=None, max_examples=15)
@given(st.lists(pins, max_size=12), st.randoms())
def test_every_pin_is_a_link_within_the_map_whatever_the_order(many, draw) -> None:
    svg = world_svg(many, title="Where <it> & was")
    root = ET.fromstring(svg)
    _, _, width, height = map(float, root.get("viewBox").split())
    titles = "; ".join(one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}title"))
    places = [(one.longitude, one.latitude, one.area) for one in many]
    assert len(re.findall("<a ", svg)) <= len(set(places))
    assert len(re.findall('class="reach area', svg)) == len({one for one in places if one[2]})
    dots = [
        (float(x), float(y))
        for x, y in re.findall(r'class="pin[^"]*" cx="([-\d.]+)" cy="([-\d.]+)"', svg)
    ]
    for at, one in enumerate(dots):  # none lies on another
        assert all(max(abs(one[0] - x), abs(one[1] - y)) > 14 for x, y in dots[:at])
    for one in many:
        assert one.label in titles
    for circle in root.iter("{http://www.w3.org/2000/svg}circle"):
        if "pin" in circle.get("class"):
            assert -1 <= float(circle.get("cx")) <= width + 1
            assert -1 <= float(circle.get("cy")) <= height + 1
    again = list(many)
    draw.shuffle(again)
    assert world_svg(again, title="Where <it> & was") == svg


@settings(deadline=None)
@given(st.lists(bars, max_size=25), st.randoms())
def test_no_bar_lies_on_another_and_each_is_as_long_as_its_days(many, draw) -> None:
    svg = timeline_svg(many, title="When")
    again = list(many)
    draw.shuffle(again)
    assert timeline_svg(again, title="When") == svg
    boxes = [
        tuple(float(v) for v in found)
        for found in re.findall(
            r'<rect class="bar[^"]*" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', svg
        )
    ]
    assert len(boxes) == len(many)
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert (
                one[1] != other[1]
                or one[0] + one[2] <= other[0] + 0.2
                or other[0] + other[2] <= one[0] + 0.2
            )
    for one in many:
        assert f"{one.first}" in svg
    longest = max(many, key=lambda one: one.last - one.first, default=None)
    if longest is not None and boxes:
        ordered = sorted(
            many, key=lambda one: (one.first, one.last, one.label, one.href, one.uncertain)
        )
        widths = dict(zip(range(len(boxes)), (box[2] for box in boxes), strict=True))
        assert widths[ordered.index(longest)] == max(widths.values())


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs() -> None:
    pin = Pin(54.35, 18.65, 8, 'a "quay" <fire>', "/register/r1", uncertain=True)
    bar = Bar(
        date(2031, 3, 1), date(2031, 3, 31), "<script>", "/register/r1", "incident", uncertain=False
    )
    for svg in (
        world_svg([pin], title="Map"),
        timeline_svg([bar], title="Time"),
        world_svg([], title="World"),
    ):
        assert "http" not in svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "<script" not in svg
        assert "style=" not in svg
    assert "uncertain" in world_svg([pin], title="Map")


def test_a_place_that_is_only_a_country_has_a_ring_as_wide() -> None:
    town = Pin(54.35, 18.65, 8, "town", "/r", uncertain=False)
    land = Pin(58.6, 25.0, 120, "land", "/r", uncertain=False)
    assert world_svg([town], title="m").count('class="reach"') <= 1
    assert 'class="reach"' in world_svg([town, land], title="m")


def test_the_outlines_reach_over_the_world() -> None:
    svg = world_svg([], title="World")
    assert len(svg) < 600_000
    path = re.search(r'class="land"[^>]* d="([^"]+)"', svg)[1]
    xs = [float(one) for one in re.findall(r"[ML](-?[\d.]+) ", path)]
    assert min(xs) < 20
    assert max(xs) > 940
