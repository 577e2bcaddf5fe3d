"""How much of a stranger's file is looked at: counts, time and memory, and what they cut off.

Promises: every loop ends by a count, so that the same file gives the same answer anywhere; what a
count cut off is kept in words, and whoever asks is told (``cut``): such a file is never clean. Time
and memory are bounded as well, for one file in all; what they cut off is told too. More minutes mean
more of everything but memory (``begin``). Holds nothing of the file.
"""

from __future__ import annotations

import contextlib
import resource
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

MEGABYTE = 1 << 20
MINUTES = 10.0  # for one file in all, unless more are asked for
MEMORY = 1100 * MEGABYTE  # for all workers together, beyond what starting them takes: 1.5 GB in all
PROGRAM = 400 * MEGABYTE  # for poppler or MuPDF, beside that
FILE = 300 * MEGABYTE  # a larger file is not read
ALONE = 40 * MEGABYTE  # a larger file is given to one worker, which holds it once
INFLATED = 96 * MEGABYTE  # of one file, in all
ONE_STREAM = 8 * MEGABYTE
PICTURE = 256 * 1024  # of a picture's own pixels: values are not looked for in those
OBJECTS = 120_000
DEPTH = 6  # filters in filters, archives in archives
PAGES = 1_000  # given to pdfium for their text
SLOW_PAGES = 300  # given to pdfminer, which needs a tenth of a second for a page of text
GLYPHS = 800_000  # of one file, for each of the two
FORMS = 4_000  # content streams run, forms within forms counted each time
THINGS = 100_000  # drawn on one page
NOTES = 5_000  # annotations of one page
REVISIONS = 12
LOOSE = 400  # streams that no page runs (patterns, appearances, deleted pages)


@dataclass(slots=True)
class Bounds:
    """What is left of each allowance, and what had to be left out, in words.

    ``noted`` is what cannot be looked at in a file of this kind, however much is allowed.
    """

    inflated: int = INFLATED
    cut: set[str] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)

    def take(self, size: int) -> int:
        """Return how many of ``size`` bytes may still be inflated, and take them off."""
        allowed = min(size, self.inflated, ONE_STREAM)
        self.inflated -= allowed
        if allowed < size:
            self.cut.add(f"more than {INFLATED // MEGABYTE} MB of inflated data: not all searched")
        return allowed


@dataclass(slots=True)
class _Look:
    """The look that this process is at: what it cut off, its end, how many times the counts grow."""

    cut: set[str] = field(default_factory=set)
    files: list[tuple[set[str], set[str]]] = field(default_factory=list)
    until: float = float("inf")
    times: int = 1
    limited: bool = False


_NOW = _Look()


@lru_cache(maxsize=8)
def _kept(raw: bytes) -> tuple[set[str], set[str]]:  # noqa: ARG001 - the key
    return set(), set()


def begin(seconds: float = float("inf"), minutes: float = MINUTES) -> None:
    """Begin one look, which is to end itself after ``seconds``; counts grow with ``minutes``."""
    _NOW.cut, _NOW.files = set(), []
    _NOW.until = time.monotonic() + seconds
    _NOW.times = max(int(minutes // MINUTES), 1)


def most(count: int) -> int:
    """Return a count, grown with the minutes that were asked for."""
    return count * _NOW.times


def over() -> bool:
    """Say whether the look that began last should end itself."""
    return time.monotonic() > _NOW.until


def short(what: str) -> None:
    """Note, in words, what the look that began last leaves out."""
    _NOW.cut.add(what)


def of(raw: bytes) -> Bounds:
    """Return fresh allowances for one probe of one file; what it cuts is kept with the file."""
    cut, noted = _kept(raw)
    if not any(cut is one for one, _ in _NOW.files):
        _NOW.files.append((cut, noted))
    return Bounds(most(INFLATED), cut, noted)


def cut() -> tuple[str, ...]:
    """Return what the look that began last left out, in words."""
    return tuple(sorted(_NOW.cut.union(*(one for one, _ in _NOW.files))))


def noted() -> tuple[str, ...]:
    """Return what it could not look at in a file of this kind, in words."""
    return tuple(sorted(set().union(*(one for _, one in _NOW.files))))


def little_program(pid: int) -> None:
    """Let another program that was started have so much memory and no more, where that can be done."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        resource.prlimit(pid, resource.RLIMIT_DATA, (PROGRAM, PROGRAM))


def little_memory(size: int) -> None:
    """Let this process take so many bytes more and no more, where the system can do that.

    Counted from the first call on; a later one changes nothing.
    """
    if _NOW.limited:
        return
    _NOW.limited = True
    with contextlib.suppress(OSError, ValueError, AttributeError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
        most = pages * resource.getpagesize() + size
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
