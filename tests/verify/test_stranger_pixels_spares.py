"""What looks like hiding and is none is not told: an audit that cries wolf is read once."""

from __future__ import annotations

from pathlib import Path

import drawn_strangers as ds
import pytest

from tearline_verify.leaks import Tally
from tearline_verify.stranger import images, pixels
from tearline_verify.stranger.case import FILE, Case
from tearline_verify.terms import Terms

HARMLESS = {
    "tables, dark headings, forms": ds.sheet(ds.honest),
    "a box with nothing under it": ds.sheet(ds.box),
    "a box and its label": ds.sheet(ds.labelled),
    "a scan's reading layer": ds.scanned_and_read(),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_nothing_hidden_is_nothing_told(name: str, tmp_path: Path) -> None:
    path = tmp_path / "stranger.pdf"
    path.write_bytes(HARMLESS[name])
    case, tally = Case(path, HARMLESS[name], Terms([]), {}, known=False), Tally()
    pixels.check(case, 1, tally)
    tally.run(images.PROBE, FILE, images.look(case))
    assert tally.leaks == []


@pytest.mark.parametrize("draw", [ds.box, ds.labelled])
def test_a_solid_place_passes_with_its_label(draw, tmp_path: Path) -> None:
    path, raw = tmp_path / "stranger.pdf", ds.sheet(draw)
    path.write_bytes(raw)
    case, tally = Case(path, raw, Terms([ds.SECRET]), {1: (ds.PLACE,)}, known=True), Tally()
    pixels.check(case, 1, tally)
    assert tally.leaks == []
