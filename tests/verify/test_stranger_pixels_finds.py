"""What a stranger's page hides is found by its pixels, with and without knowing what to look for."""

from __future__ import annotations

from pathlib import Path

import drawn_strangers as ds
import pytest

from tearline_verify.leaks import Tally
from tearline_verify.stranger import images, pixels
from tearline_verify.stranger.case import FILE, Case
from tearline_verify.terms import Terms

# A file, the probes that must find something when nobody says what was withheld, and those that
# must with the value and its place given.
HIDDEN = {
    "text under a box": (
        ds.sheet(ds.text_under_box), {"hidden text", "peel"}, {"hidden text", "peel", "unhidden"},
    ),
    "text under a translucent box": (
        ds.sheet(ds.text_under_translucent_box), {"peel"}, {"withheld places", "unhidden"},
    ),
    "text under a box in a form": (ds.sheet(ds.box_in_a_form), {"peel"}, {"peel", "unhidden"}),
    "white text": (ds.sheet(ds.white_text), {"hidden text"}, {"hidden text", "unhidden"}),
    "invisible text": (ds.sheet(ds.invisible_text), {"hidden text"}, {"hidden text", "unhidden"}),
    "text off the page": (ds.sheet(ds.text_off_the_page), {"hidden text"}, {"unhidden"}),
    "a layer that is off": (ds.sheet(lambda _: None, ds.layer_off), {"unhidden"}, {"unhidden"}),
    "a scan under a box": (ds.sheet(ds.scan_under_box), {"peel"}, {"peel", "images"}),
    "a picture shown in part": (ds.sheet(ds.picture_in_part), {"unhidden"}, {"images"}),
    "a picture no page shows": (ds.sheet(lambda _: None, ds.orphan), {"images"}, {"images"}),
    "a pixelated line": (ds.sheet(ds.pixelated), {"mosaic"}, {"withheld places"}),
    "a blurred line": (ds.sheet(ds.blurred), set(), {"withheld places"}),
    "a faint line": (ds.sheet(ds.faint_scan), set(), {"withheld places", "shown"}),
    "a line in plain sight": (ds.sheet(ds.line), set(), {"withheld places", "shown"}),
    "a box on a scan": (ds.scanned_and_read(covered=True), {"hidden text", "peel"}, {"peel"}),
    "a scan burnt after it was read": (
        ds.scanned_and_read(burnt=True), {"hidden text"}, {"hidden text"},
    ),
}  # fmt: skip


def looked(raw: bytes, tmp_path: Path, *, known: bool) -> Tally:
    path = tmp_path / "stranger.pdf"
    path.write_bytes(raw)
    areas = {1: (ds.PLACE,)} if known else {}
    case = Case(path, raw, Terms([ds.SECRET] if known else []), areas, known)
    tally = Tally()
    pixels.check(case, 1, tally)
    tally.run(images.PROBE, FILE, images.look(case))
    return tally


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("known", [False, True])
def test_what_a_page_hides_is_found(name: str, known: bool, tmp_path: Path) -> None:
    raw, told, given = HIDDEN[name]
    tally = looked(raw, tmp_path, known=known)
    assert not [leak for leak in tally.leaks if "could not" in leak.what]
    assert (given if known else told) <= {leak.probe for leak in tally.leaks}
    for leak in tally.leaks:
        assert ds.SECRET.casefold() not in leak.what.casefold()


@pytest.mark.parametrize(
    ("draw", "said"),
    [(ds.pixelated, "pixelated"), (ds.blurred, "blurred"), (ds.faint_scan, "contrast raised")],
)
def test_what_is_wrong_with_a_place_is_said(draw, said: str, tmp_path: Path) -> None:
    found = looked(ds.sheet(draw), tmp_path, known=True).leaks
    assert any(said in leak.what for leak in found if leak.probe == "withheld places")


def test_hidden_words_are_shown_where_they_stand(tmp_path: Path) -> None:
    found = looked(ds.sheet(ds.text_under_box), tmp_path, known=False).leaks
    for leak in found:
        if leak.probe in ("hidden text", "peel"):
            assert leak.area is not None
            assert leak.area[0] >= ds.PLACE[0] - 100
            assert leak.area[1] >= ds.PLACE[1] - 100
            assert leak.area[3] <= ds.PLACE[3] + 100
