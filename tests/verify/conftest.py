"""Fixtures: one clean release made once, and a copy of it for each test that spoils it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import good_release

from tearline.editions.pdf import write_pdf


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> good_release.Good:
    """A clean release, not to be changed."""
    return good_release.write(tmp_path_factory.mktemp("release") / "out")


@pytest.fixture
def good(made: good_release.Good, tmp_path: Path) -> good_release.Good:
    """A copy of the clean release, to be spoilt."""
    out = tmp_path / "copy"
    shutil.copytree(made.out, out)
    return good_release.Good(out, made.lines)


@pytest.fixture(scope="session")
def wordless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean PDF of one page on which no word was read, not to be changed."""
    path = tmp_path_factory.mktemp("wordless") / "plain.pdf"
    write_pdf([good_release.view([], "1")[0]], "plain", path)
    return path
