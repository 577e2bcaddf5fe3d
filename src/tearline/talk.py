r"""What a command says: data on stdout, talk and progress on stderr, JSON Lines with --json.

Promises: nothing that a file brought gives the terminal an order: what is no sign (escape sequences, marks
that turn the direction of writing) is '?' in lines for people and ``\u`` with its number in JSON, which says
the same value. Lines and tabs stay.
Progress is a bar on a terminal and a line each ten seconds elsewhere; work of under a second shows none.
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from types import TracebackType
from typing import Any, Self

import click

from tearline.errors import TearlineError

QUIET_SECONDS = 1.0
LINE_SECONDS = 10.0
_LAYOUT = frozenset("\n\t")


def plain(text: str) -> str:
    """Return lines as a terminal may have them: signs, spaces, tabs and line ends stay, the rest is '?'."""
    if text.isprintable():
        return text
    return "".join(map(_sign, text))


def _sign(char: str) -> str:
    if char.isprintable() or char in _LAYOUT:
        return char
    return " " if unicodedata.category(char) == "Zs" else "?"


def _escaped(line: str) -> str:
    """Return a line of JSON with every sign that is none by its number; a reader of JSON gets the same."""
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in line)


class Talk:
    """The one way a command speaks; ``as_json`` makes every datum a JSON line with a "type"."""

    def __init__(self, *, as_json: bool) -> None:
        """Remember how to speak."""
        self.as_json = as_json

    def datum(self, type_: str, human: str = "", /, **fields: Any) -> None:  # noqa: ANN401 - JSON values
        """Put one datum on stdout: as a JSON line, or as ``human`` where that says anything."""
        if self.as_json:
            line = json.dumps({"type": type_, **fields}, ensure_ascii=False, default=str)
            click.echo(_escaped(line.encode("utf-8", "replace").decode("utf-8")))
        elif human:
            click.echo(plain(human))

    def heading(self, text: str) -> None:
        """Write a line over what follows, for a person; in JSON every row says itself what it is of."""
        if not self.as_json:
            click.echo(plain(text))

    def say(self, text: str) -> None:
        """Say something to the person; programs that read stdout do not see it."""
        click.echo(plain(text), err=True)

    def error(self, error: TearlineError) -> None:
        """Say what went wrong and what to do."""
        if self.as_json:
            self.datum(
                "error",
                error=type(error).__name__,
                message=error.message,
                remedy=error.remedy,
                exit_code=int(error.exit_code),
            )
        self.say(f"tearline: {error}")


class Progress:
    """Progress of stages: call it with (stage, done, total); use it as a context."""

    def __init__(self) -> None:
        """Start the clock."""
        self._start = time.monotonic()
        self._last = self._start
        self._bar: Any = None
        self._task: Any = None
        self._stage = ""
        self._terminal = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is."""
        now = time.monotonic()
        if now - self._start < QUIET_SECONDS:
            return
        if self._terminal:
            self._show_bar(stage, done, total)
        elif now - self._last >= LINE_SECONDS:
            self._last = now
            of = f" of {total}" if total else ""
            click.echo(plain(f"{stage}: {done}{of}"), err=True)

    def _show_bar(self, stage: str, done: int, total: int) -> None:
        if self._bar is None:
            # Imported here: rich costs 0.17 CPU-s, and most runs have no terminal.
            from rich.console import Console  # noqa: PLC0415
            from rich.progress import Progress as Bar  # noqa: PLC0415

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._bar.start()
        if stage != self._stage:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task, self._stage = self._bar.add_task(stage, total=total or None), stage
        self._bar.update(self._task, completed=done, total=total or None)
