"""A benchmark in parts: what a part came to is written down and not measured again when a run goes on.

Promises: with --keep, a part that was measured is told again as it was, with its figures and targets, unless
what it was asked or any source it depends on has changed; a part that was stopped halfway begins anew. Figures
kept say so: the load at the head of the table is not theirs.
"""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import Report
from resuming import Rows


class Told:
    """Passes figures on to a report, and remembers them."""

    def __init__(self, report: Report) -> None:
        """Take the report."""
        self._report = report
        self.rows: list[list[Any]] = []

    def figure(self, name: str, value: float | str, unit: str = "", **more: Any) -> None:
        """Report one figure, as ``Report.figure`` does."""
        self._report.figure(name, value, unit, **more)
        self.rows.append([name, value, unit, more])

    def say(self, text: str) -> None:
        """Report a remark."""
        self._report.say(text)
        self.rows.append([text])


class Parts:
    """The parts of one benchmark, kept in a folder."""

    def __init__(self, report: Report, base: Path, script: str, *asked: object) -> None:
        """Read what is there; ``script`` is the benchmark's file, ``asked`` what changes its figures."""
        sources = ("src/**/*.py", f"benchmarks/{Path(script).name}")
        self._report = report
        self._rows = Rows(base / "parts.jsonl", *asked, of=sources)

    def part(self, name: str, work: Callable[[Told], None]) -> None:
        """Tell a part's figures, measuring them now where they are not kept."""
        if name in self._rows.known:
            self._report.say(f"{name}: kept from an earlier run")
            for row in self._rows.known[name]:
                if len(row) == 1:
                    self._report.say(row[0])
                else:
                    self._report.figure(row[0], row[1], row[2], **row[3])
            return
        told = Told(self._report)
        work(told)
        self._rows.add(name, told.rows)


def peak_mb() -> float:
    """Return the most memory this program has had, MB; what started it is left out where that is known."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
