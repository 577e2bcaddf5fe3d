"""Killed with kill -9 after each commit and each rename of a small run, then run again: the same release.

The kill points are enumerated, not drawn: a first run counts them, then each gets a run of its own.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

MEMO = "MEMORANDUM\n\nCall Mr. Alder, SSN 912-44-7310, at the harbor office.\n"
CABLE = "CABLE\n\nNo lights were seen.\n"
ALL = 100_000


@pytest.fixture
def papers(tmp_path, typed_page):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "memo.txt").write_text(MEMO)
    (folder / "cable.txt").write_text(CABLE)
    typed_page(["PAYROLL OF THE HARBOR OFFICE", "ALDER J   SSN 913-40-2718"]).save(
        folder / "payroll.png"
    )
    return folder


def draft(tearline, papers, out, plugin=None):
    words = ["draft", papers, "--to", out, "--date", "2026-11-22"]
    return tearline(*words, plugin=plugin)


def points(tearline, tree, papers, out, counter):
    """Return how many commits and renames the parent makes in a whole run, and the run's release."""
    said = draft(tearline, papers, out, plugin=("killed_after.py", ALL, counter))
    assert said.code == 0, said.err
    return int(Path(counter).read_text()), tree(out)


def kill_and_resume(tearline, tree, papers, folder, n):
    """Kill a run after its point ``n`` and run it again; return its release and whether it was killed.

    Results that come in together are one commit: a run on a busy machine may have fewer points.
    """
    folder.mkdir()
    out = folder / "out"
    killed = draft(tearline, papers, out, plugin=("killed_after.py", n, folder / "count"))
    if killed.code == 0 and int((folder / "count").read_text()) < n:
        return tree(out), False
    assert killed.code == -9, f"point {n}: {killed.code} {killed.err}"
    if out.exists() and not (folder / ".out.collection").exists():
        return tree(out), True
    again = draft(tearline, papers, out)
    assert again.code == 0, f"point {n}: {again.err}"
    assert not (folder / "out.part").exists()
    return tree(out), True


def check(tearline, tree, papers, tmp_path, chosen):
    total, whole = points(tearline, tree, papers, tmp_path / "whole", tmp_path / "count")
    assert total > 20, "the plug-in counts commits and renames"
    asked = list(chosen(total))
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(
            lambda n: kill_and_resume(tearline, tree, papers, tmp_path / f"k{n}", n), asked
        )
        reached = 0
        for n, (released, killed) in zip(asked, found, strict=True):
            assert released == whole, f"killed after point {n} of {total}"
            reached += killed
    assert reached >= 0.8 * len(asked), f"{reached} of {len(asked)} points were reached"


def test_killed_at_every_thirteenth_point_ends_in_the_same_bytes(anew, tree, papers, tmp_path):
    check(anew, tree, papers, tmp_path, lambda total: range(4, total + 1, 13))


@pytest.mark.long
def test_killed_at_every_point_ends_in_the_same_bytes(anew, tree, papers, tmp_path):
    check(anew, tree, papers, tmp_path, lambda total: range(1, total + 1))
