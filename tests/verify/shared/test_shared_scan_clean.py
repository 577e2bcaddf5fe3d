"""A clean edition is clean, in every part of it, and what was not looked at is told."""

from __future__ import annotations

import runpy
from pathlib import Path

from tearline_verify.shared import hidden as lists
from tearline_verify.shared.scan import look_through

MADE = runpy.run_path(str(Path(__file__).with_name("made_edition.py")))
HIDDEN = lists.of(MADE["hidden"]())


def test_a_clean_edition_is_clean(tmp_path: Path) -> None:
    found = look_through(MADE["Made"]().write(tmp_path), HIDDEN)
    assert found.leaks == ()
    assert not found.empty
    assert found.counts["objects"] == 13
    assert found.counts["files"] == 8
