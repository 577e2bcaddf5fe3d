"""Puts this folder on the path, so that its tests share ``drawing``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"


@pytest.fixture(scope="session")
def real_records() -> Path:
    """The folder with real scans beside the repository; the test is skipped without it."""
    if not REAL.is_dir():
        pytest.skip("no real records: the folder ../shared/real beside the repository is not there")
    return REAL
