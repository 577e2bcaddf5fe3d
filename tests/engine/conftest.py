"""Make the bad days in plugins/ importable, here and in the workers (which get this path)."""

from __future__ import annotations

import sys
from pathlib import Path

PLUGINS = str(Path(__file__).parent / "plugins")
if PLUGINS not in sys.path:
    sys.path.insert(0, PLUGINS)
