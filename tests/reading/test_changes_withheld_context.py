"""What stands around words newly withheld is told from the page that withholds them, never from the older."""

import runpy
from pathlib import Path

import pytest

from tearline.reading.comparing.kinds import Type

W = runpy.run_path(str(Path(__file__).parent / "changes_world.py"))
compared, joined, lines_of, rng_of = (
    W[name] for name in ("compared", "joined", "lines_of", "rng_of")
)


@pytest.mark.parametrize("show_withheld", [False, True])
def test_two_withholdings_near_each_other_do_not_show_each_other(show_withheld):
    lines = lines_of(rng_of(3))
    secrets = [*lines[9][2:4], *lines[9][6:8], *lines[10][3:5]]
    new = [line[:] for line in lines]
    new[9] = [*lines[9][:2], "[", "]", *lines[9][4:6], "[", "]", lines[9][8]]
    new[10] = [*lines[10][:3], "[", "]", *lines[10][5:]]
    changes, _ = compared({"a": [joined(lines)]}, {"a": [joined(new)]}, show_withheld=show_withheld)
    gone = [change for change in changes if change.type is Type.NEWLY_WITHHELD]
    assert len(gone) >= 2
    for change in gone:
        around = f"{change.context_before} {change.context_after}".split()
        assert not set(secrets) & set(around)
        assert set(around) <= set(joined(new).split())
        assert around


def test_a_row_points_to_the_older_page_that_has_the_words():
    """Where page breaks differ the words may stand on another page than most of the text around them."""
    pages = [lines_of(rng_of(seed), lines=30) for seed in (31, 32, 33)]
    words = pages[1][29][2:4]
    new = [page[:] for page in pages]
    new[1] = [*pages[1][:29], [*pages[1][29][:2], "[", "]", *pages[1][29][4:]]]
    old = [pages[0], pages[1][:20], [*pages[1][20:], *pages[2]]]
    changes, _ = compared(
        {"a": [joined(page) for page in old]}, {"a": [joined(page) for page in new]}
    )
    (gone,) = [change for change in changes if change.type is Type.NEWLY_WITHHELD]
    assert gone.old_page == 3
    assert joined(old[2])[gone.start : gone.end] == " ".join(words)
