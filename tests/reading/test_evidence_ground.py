"""Words on a ground that both pages have (white on black, shaded, faint) are not taken for withheld ones."""

import runpy
from pathlib import Path

import pytest
from PIL import ImageOps

from tearline.reading.comparing.change import Change
from tearline.reading.comparing.changes import compare
from tearline.reading.comparing.kinds import Evidence

HERE = Path(__file__).parent
W = runpy.run_path(str(HERE / "evidence_world.py"))
C = runpy.run_path(str(HERE / "changes_world.py"))
GROUNDS = {
    "white on black": ImageOps.invert,
    "shaded": lambda part: part.point(lambda level: min(level, 150)),
    "faint": lambda part: part.point(lambda level: 255 - (255 - level) // 6),
}


def told(seed, ground):
    """Return what is told of words that both scans show on one ground and one reading lacks."""
    rng = W["rng_of"](seed)
    lines = C["lines_of"](rng, lines=16, words=6)
    hidden = W["hidden_of"](rng, lines, "inside")
    paper = W["typed"](rng, lines)
    sheet = paper.image.copy()
    for left, top, right, bottom in W["spans"](paper, hidden):
        box = (int(left) - 5, int(top) - 5, int(right) + 5, int(bottom) + 5)
        sheet.paste(GROUNDS[ground](sheet.crop(box)), box[:2])
    releases = []
    for label, lacking in (("2001", hidden), ("2002", ())):
        bitmap, moved, unit = W["scanned"](rng, sheet)
        page = W["page_of"](rng, paper, lacking, moved, unit, bitmap)
        releases.append(W["Scans"](label, page, bitmap))
    rows = compare(releases[:1], releases[1:], mask=C["show"])
    return [row for row in rows if isinstance(row, Change) and row.position]


@pytest.mark.parametrize("ground", GROUNDS)
def test_what_both_pages_show_alike_hides_nothing(ground):
    rows = [row for seed in range(500, 506) for row in told(seed, ground)]
    assert len(rows) >= 5
    for row in rows:
        assert row.evidence in (Evidence.INK, Evidence.UNCLEAR), row.evidence
        assert not row.proven
