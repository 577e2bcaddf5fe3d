"""What the redaction benchmarks share: quick runs, rows that are kept, figures as JSON Lines.

Promises: ``--sample N`` takes N things spread evenly over all, the same ones each time. A row that an
earlier run wrote into the folder of ``--keep`` is not made again, unless any source it depends on has
changed since: then it is. A line that was cut off when a run was stopped counts as not written. With
``--json`` stdout is JSON Lines, and the table goes to stderr.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO, TypeVar

from measuring import ROOT, Report, arguments

T = TypeVar("T")
Row = dict[str, Any]

CORPUS = ("tests/adversarial/*.py", "benchmarks/redaction*.py", "benchmarks/width_bits.py")
SOURCES = ("src/**/*.py", *CORPUS)


def options(what: str) -> argparse.ArgumentParser:
    """Return the parser every benchmark shares, with what a quick run needs."""
    parser = arguments(what)
    parser.add_argument("--sample", type=int, metavar="N", help="N of all, spread evenly")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="these alone")
    parser.add_argument("--json", action="store_true", help="stdout is JSON Lines")
    return parser


def chosen(things: Iterable[T], asked: argparse.Namespace, name: Callable[[T], str]) -> list[T]:
    """Return what --only and --sample leave of things; all of them where neither is said."""
    left = [thing for thing in things if not asked.only or name(thing) in asked.only]
    if not asked.sample or asked.sample >= len(left):
        return left
    return [left[at * len(left) // asked.sample] for at in range(asked.sample)]


class _Lines(Report):
    """A report that also says each figure as a line of JSON."""

    def __init__(self, benchmark: str, out: Path | None, said: TextIO | None) -> None:
        """Print the heading with the machine."""
        self.said = said
        super().__init__(benchmark, out)

    def _append(self, row: Row) -> None:
        super()._append(row)
        if self.said is not None:
            print(json.dumps(row, ensure_ascii=False), file=self.said, flush=True)

    def row(self, row: Row) -> None:
        """Keep a row that is no figure: what came of one case or one file."""
        self._append({"type": "row", "benchmark": self.benchmark, **row})


@contextlib.contextmanager
def reporting(benchmark: str, asked: argparse.Namespace) -> Iterator[_Lines]:
    """Give a report; with --json what is printed goes to stderr."""
    with contextlib.ExitStack() as stack:
        said = sys.stdout if asked.json else None
        if said is not None:
            stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        yield _Lines(benchmark, asked.out, said)


def _hash(patterns: Sequence[str]) -> str:
    """Return a hash of the sources that a row depends on."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


class Rows:
    """Rows by name, in a file of JSON Lines; ``state`` and ``of`` say what they were made of."""

    def __init__(self, path: Path, *state: object, of: Sequence[str] = SOURCES) -> None:
        """Read the rows that are there."""
        self.path, self.state = path, [_hash(of), *map(str, state)]
        self.known: dict[str, Any] = {}
        with contextlib.suppress(FileNotFoundError):
            for line in path.read_text("utf-8").splitlines():
                with contextlib.suppress(ValueError, KeyError):
                    row = json.loads(line)
                    if row["state"] == self.state:
                        self.known[row["name"]] = row["came"]

    def add(self, name: str, came: Any) -> None:
        """Write a row down at once."""
        self.known[name] = came
        row = {"name": name, "state": self.state, "came": came}
        # A line that was cut off has no end: the new one begins on its own.
        torn = self.path.exists() and self.path.read_bytes()[-1:] not in (b"", b"\n")
        with self.path.open("a", encoding="utf-8") as out:
            out.write("\n" * torn + json.dumps(row) + "\n")

    def made(self, name: str, make: Callable[[], Any]) -> Any:
        """Return a row, made now if it is not there."""
        if name not in self.known:
            self.add(name, make())
        return self.known[name]


Figure = Sequence[Any]
"""A figure as :meth:`Report.figure` takes it: name, value, unit, and its target by name."""


def tell(report: Report, figures: Iterable[Figure]) -> None:
    """Report figures."""
    for name, value, unit, target in figures:
        report.figure(name, value, unit, **target)
