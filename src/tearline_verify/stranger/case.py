"""A stranger's PDF as its probes are given it: the bytes, and what is known to be withheld in it.

Promises: plain data. Nothing here looks at anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tearline_verify.leaks import Box
from tearline_verify.terms import Terms

FILE = "(the file)"  # what a leak calls the file: its own name may hold what was withheld


@dataclass(frozen=True, slots=True)
class Case:
    """One file, read once; ``areas`` by page (from 1), in 1/100 points from the top left as shown.

    ``terms`` is empty and ``areas`` too where nobody said what was withheld: then a probe tells of
    what is hidden (text under a box, deleted objects, what an attachment carries), not of a value.
    ``known`` says that terms or areas were given.
    """

    path: Path
    raw: bytes = field(repr=False)
    terms: Terms = field(repr=False)
    areas: dict[int, tuple[Box, ...]]
    known: bool
