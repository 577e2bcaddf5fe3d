"""How much of a stranger's file is looked at: counts that end every loop, and what they cut off.

Promises: plain counts, no clock, so the same file gives the same answer anywhere; what was cut off
is kept in words, and ``bytes_side.NOT_CHECKED`` says it. Holds nothing of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

MEGABYTE = 1 << 20
INFLATED = 48 * MEGABYTE  # of one file, in all
ONE_STREAM = 8 * MEGABYTE
PICTURE = 256 * 1024  # of a picture's own pixels: values are not looked for in those
OBJECTS = 60_000
DEPTH = 6  # filters in filters, archives in archives
PAGES = 400  # given to pdfium
SLOW_PAGES = 60  # given to pdfminer, which needs a tenth of a second for a page of text
GLYPHS = 400_000  # of one file, for each of the two
FORMS = 4_000  # content streams run, forms within forms counted each time
REVISIONS = 12
LOOSE = 400  # streams that no page runs (patterns, appearances, deleted pages)


@dataclass(slots=True)
class Bounds:
    """What is left of each allowance, and what had to be left out, in words."""

    inflated: int = INFLATED
    cut: set[str] = field(default_factory=set)

    def take(self, size: int) -> int:
        """Return how many of ``size`` bytes may still be inflated, and take them off."""
        allowed = min(size, self.inflated, ONE_STREAM)
        self.inflated -= allowed
        if allowed < size:
            self.cut.add(f"More than {INFLATED // MEGABYTE} MB of inflated data: not all searched.")
        return allowed


_LAST: list[Bounds] = [Bounds()]


@lru_cache(maxsize=4)
def _cut(raw: bytes) -> set[str]:  # noqa: ARG001 - the key
    return set()


def of(raw: bytes) -> Bounds:
    """Return fresh allowances for one probe of one file; what it cuts is kept with the file."""
    bounds = Bounds(cut=_cut(raw))
    _LAST[0] = bounds
    return bounds


def cut() -> tuple[str, ...]:
    """Return what was left out of the file looked at last, in words."""
    return tuple(sorted(_LAST[0].cut))
