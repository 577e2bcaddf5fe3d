"""The commands about what officials said: pages as found, who says what, who is to do what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tearline.cli.options import PATH, as_json, running, workers
from tearline.errors import UsageError
from tearline.talk import Talk

if TYPE_CHECKING:
    from tearline.verbs.reported import Asked


def _pages(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what all of these take: files, or records of the collection, and their day."""
    for option in reversed(
        (
            click.argument("files", nargs=-1, type=PATH, metavar="[FILE…]"),
            click.option("--record", "records", multiple=True, help="Of the collection; else all."),
            click.option(
                "--dated",
                default="",
                metavar="DAY",
                help="The day (or year) of pages that print none.",
            ),
            workers,
            as_json,
            click.pass_obj,
        )
    ):
        command = option(command)
    return command


def _asked(root: Path, asked: dict[str, Any]) -> Asked:
    """Return what a command is asked of."""
    from tearline.verbs.reported import Asked  # noqa: PLC0415

    given = {name: asked.pop(name) for name in ("files", "records", "dated", "workers")}
    return Asked(root, **given)


@click.command()
@_pages
@click.option("--lines", is_flag=True, help="Every line with its label and the reason.")
@click.option("--dates", is_flag=True, help="Every expression of time, as an interval of days.")
def articles(root: Path, /, as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Split pages of reporting into articles: headline, outlet, place and date, every line labelled."""
    from tearline.verbs import accounting  # noqa: PLC0415

    with running() as run:
        return accounting.articles(_asked(root, asked), run, Talk(as_json=as_json), **asked)


@click.command()
@_pages
@click.option("--sure", is_flag=True, help="Only what is read with confidence.")
def statements(root: Path, /, as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Tell who says what in pages of reporting: source, cue and content as exact spans."""
    from tearline.verbs import accounting  # noqa: PLC0415

    with running() as run:
        return accounting.statements(_asked(root, asked), run, Talk(as_json=as_json), **asked)


@click.command()
@_pages
@click.option("--today", metavar="DAY", help="The day the clocks are read on (default: today).")
def commitments(root: Path, /, as_json: bool, today: str | None, **asked: Any) -> int:  # noqa: ANN401
    """Tell who is to do what, by when, on what condition: candidates, with their clock."""
    from tearline.verbs import accounting  # noqa: PLC0415

    try:
        day = date.fromisoformat(today) if today else datetime.now(tz=UTC).date()
    except ValueError:
        raise UsageError(f"{today} is no day", "Write --today 2031-03-19.") from None
    with running() as run:
        return accounting.commitments(_asked(root, asked), run, Talk(as_json=as_json), today=day)


@click.command()
@_pages
def incidents(root: Path, /, as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Tell what happened, who says so and how sure that is: candidates."""
    from tearline.verbs import accounting  # noqa: PLC0415

    with running() as run:
        return accounting.incidents(_asked(root, asked), run, Talk(as_json=as_json))


@click.command()
@_pages
@click.option(
    "--account",
    "named",
    multiple=True,
    metavar="NAME=WORDS",
    help="A speaker: its name, the words it is known by.",
)
def readouts(root: Path, /, as_json: bool, named: tuple[str, ...], **asked: Any) -> int:  # noqa: ANN401
    """Lay accounts of one event side by side: two files or records, or two speakers."""
    from tearline.verbs import readouting  # noqa: PLC0415

    with running() as run:
        return readouting.readouts(_asked(root, asked), named, run, Talk(as_json=as_json))


COMMANDS = (articles, statements, commitments, incidents, readouts)
