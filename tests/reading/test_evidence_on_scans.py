"""What the old scan shows at a gap: boxes and brackets prove, ink refutes, the rest is left open."""

import runpy
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from tearline.reading.comparing.change import Change, Problem, Summary
from tearline.reading.comparing.changes import compare, with_rates
from tearline.reading.comparing.kinds import Evidence, Position, Type

HERE = Path(__file__).parent
W = runpy.run_path(str(HERE / "evidence_world.py"))
C = runpy.run_path(str(HERE / "changes_world.py"))
COVERS, TRUTH, pair, rng_of = (W[name] for name in ("COVERS", "TRUTH", "pair", "rng_of"))
KINDS = ("inside", "over")
SHOW = C["show"]


def drawn(seed, cover, kind="inside", **how):
    """Return the two releases of one paper."""
    rng = rng_of(seed)
    lines = C["lines_of"](rng, lines=16, words=6)
    return pair(rng, lines, W["hidden_of"](rng, lines, kind), cover, **how)


def changes_of(old, new):
    rows = list(with_rates(compare([old], [new], mask=SHOW)))
    return [row for row in rows if isinstance(row, Change) and row.position], rows


@pytest.fixture(scope="module")
def table():
    """Return how often each cover was taken for what, inside a line and over its end."""
    seen = Counter()
    for at in range(2 * len(COVERS)):
        cover = COVERS[at % len(COVERS)]
        (found,), _ = changes_of(*drawn(300 + at, cover, KINDS[at // len(COVERS)]))
        seen[cover, str(found.evidence)] += 1
    return seen


def test_no_cover_is_ever_taken_for_the_words_themselves(table):
    assert not [cover for cover in COVERS if TRUTH[cover] != "ink" and table[cover, "ink"]]


def test_words_that_were_there_all_the_time_are_never_proven(table):
    for cover in ("ink", "ink underlined", "other words", "white"):
        assert not table[cover, "box"]
        assert not table[cover, "bracket"]


@pytest.mark.parametrize("kind", ["box", "bracket", "ink"])
def test_what_is_there_is_told_more_often_than_not(table, kind):
    own = [cover for cover in COVERS if TRUTH[cover] == kind]
    due = sum(n for (cover, _), n in table.items() if cover in own)
    assert sum(table[cover, kind] for cover in own) > due / 2


@pytest.mark.parametrize("dpis", [(150, 300), (300, 150)])
def test_two_resolutions_make_no_difference(dpis):
    (found,), rows = changes_of(*drawn(11, "black code", dpis=dpis))
    assert (found.type, found.evidence, found.proven) == (Type.NEWLY_VISIBLE, Evidence.BOX, True)
    assert rows[-1].proven.found == 1
    assert rows[-1].rates[Position.INSIDE].found == 0
    (refuted,), rows = changes_of(*drawn(11, "ink", dpis=dpis))
    assert (refuted.type, refuted.evidence) == (Type.ALREADY_PUBLIC, Evidence.INK)
    assert refuted.seen_in == ("2001/r",)
    assert "ink" in refuted.note
    assert rows[-1].rates[Position.INSIDE].found == 0


def test_the_place_told_is_the_place_of_the_words():
    rng = rng_of(12)
    lines = C["lines_of"](rng, lines=16, words=6)
    hidden = W["hidden_of"](rng, lines, "inside")
    old, new = pair(rng, lines, hidden, "black", dpis=(200, 200))
    (found,), _ = changes_of(old, new)
    (area,) = found.old_areas
    dark = old._image.convert("L").crop(
        area.to_pixels(old._image.size, (old.page.width, old.page.height))
    )
    assert sum(value < 128 for value in dark.tobytes()) >= 0.6 * dark.width * dark.height
    assert found.as_json()["old_areas"] == [area.as_list()]
    assert found.as_json()["evidence"] == "box"


def test_the_run_backwards_looks_at_the_newer_scan_in_the_same_way():
    old, new = drawn(13, "ink")
    _, rows = changes_of(new, old)  # the newer reading dropped words that are there
    summary = rows[-1]
    assert sum(rate.back for rate in summary.rates.values()) == 0
    assert summary.looks == {Evidence.INK: 1}


def test_where_nobody_could_look_forwards_nobody_looks_backwards():
    old, new = drawn(14, "black")
    new._image = None
    _, rows = changes_of(new, old)
    assert rows[-1].looks == {}
    assert rows[-1].proven.back == 0
    assert sum(rate.back for rate in rows[-1].rates.values()) == 1


def test_a_box_on_the_newer_scan_counts_against_the_proven():
    old, new = drawn(14, "black")
    (gone,), rows = changes_of(new, old)
    assert (gone.type, gone.evidence) == (Type.NEWLY_WITHHELD, Evidence.BOX)
    assert rows[-1].proven.back == 1
    assert sum(rate.back for rate in rows[-1].rates.values()) == 0


def test_without_an_image_of_the_words_nothing_is_refuted():
    old, new = drawn(15, "ink")
    new._image = None
    (found,), _ = changes_of(old, new)
    assert found.type is Type.NEWLY_VISIBLE
    assert found.evidence is not Evidence.INK


@pytest.mark.parametrize("image", [OSError("cut short"), Image.DecompressionBombError("too large")])
def test_an_image_that_cannot_be_opened_is_said_once_and_the_rest_goes_on(image):
    old, new = drawn(16, "black")
    old._image = image
    (found,), rows = changes_of(old, new)
    assert (found.type, found.evidence) == (Type.NEWLY_VISIBLE, Evidence.NONE)
    assert found.old_areas
    (problem,) = [row for row in rows if isinstance(row, Problem)]
    assert (problem.release, problem.name) == ("2001", "r")
    assert isinstance(rows[-1], Summary)


def test_an_image_beyond_the_limit_is_refused_before_its_pixels_are_used(monkeypatch):
    from tearline.records import raster

    monkeypatch.setattr(raster, "MAX_PIXELS", 1000)
    (found,), rows = changes_of(*drawn(16, "black"))
    assert found.evidence is Evidence.NONE
    assert any("too many pixels" in row.why for row in rows if isinstance(row, Problem))


def test_pages_without_words_found_are_never_opened():
    old, new = drawn(17, "ink")
    old.page = new.page
    changes, _ = changes_of(old, new)
    assert changes == []
    assert old.opened == new.opened == 0


def test_a_page_lying_sideways_is_looked_at_upright():
    old, new = drawn(18, "black")
    W["turned"](old)
    (found,), _ = changes_of(old, new)
    assert found.evidence is Evidence.BOX
