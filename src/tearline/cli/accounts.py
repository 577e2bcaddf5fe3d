"""The commands about what officials said: pages as found, who says what, who is to do what."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from tearline.cli.options import PATH, as_json
from tearline.errors import UsageError
from tearline.talk import Talk


@click.command()
@click.argument("file", nargs=-1, required=True, type=PATH)
@click.option("--lines", is_flag=True, help="Every line with its label and the reason.")
@click.option("--dates", is_flag=True, help="Every expression of time, as an interval of days.")
@click.option("--dated", metavar="DAY", help="The day (or the year) of articles that print none.")
@as_json
def articles(
    file: tuple[Path, ...], lines: bool, dates: bool, dated: str | None, as_json: bool
) -> int:
    """Split scraped pages (text) into articles: headline, outlet, place and date, every line labelled."""
    from tearline.verbs import accounting  # noqa: PLC0415

    return accounting.articles(file, Talk(as_json=as_json), lines=lines, dates=dates, dated=dated)


@click.command()
@click.argument("file", nargs=-1, required=True, type=PATH)
@click.option("--sure", is_flag=True, help="Only what is read with confidence.")
@as_json
def statements(file: tuple[Path, ...], sure: bool, as_json: bool) -> int:
    """Tell who says what in scraped pages: source, cue and content as exact spans."""
    from tearline.verbs import accounting  # noqa: PLC0415

    return accounting.statements(file, Talk(as_json=as_json), sure=sure)


@click.command()
@click.argument("file", nargs=-1, required=True, type=PATH)
@click.option("--dated", metavar="DAY", help="The day (or the year) of articles that print none.")
@click.option("--today", metavar="DAY", help="The day the clocks are read on (default: today).")
@as_json
def commitments(file: tuple[Path, ...], dated: str | None, today: str | None, as_json: bool) -> int:
    """Tell who is to do what in scraped pages, by when, on what condition: candidates, with their clock."""
    from tearline.verbs import accounting  # noqa: PLC0415

    try:
        day = date.fromisoformat(today) if today else datetime.now(tz=UTC).date()
    except ValueError:
        raise UsageError(f"{today} is no day", "Write --today 2031-03-19.") from None
    return accounting.commitments(file, Talk(as_json=as_json), dated=dated, today=day)


@click.command()
@click.argument("file", nargs=-1, required=True, type=PATH)
@click.option("--dated", metavar="DAY", help="The day (or the year) of articles that print none.")
@as_json
def incidents(file: tuple[Path, ...], dated: str | None, as_json: bool) -> int:
    """Tell what happened in scraped pages, who says so and how sure that is: candidates."""
    from tearline.verbs import accounting  # noqa: PLC0415

    return accounting.incidents(file, Talk(as_json=as_json), dated=dated)


@click.command()
@click.argument("file", nargs=-1, required=True, type=PATH)
@click.option(
    "--account",
    "named",
    multiple=True,
    metavar="NAME=WORDS",
    help="A speaker: its name, the words it is known by.",
)
@as_json
def readouts(file: tuple[Path, ...], named: tuple[str, ...], as_json: bool) -> int:
    """Lay accounts of one event side by side: two files, or two speakers of one page."""
    from tearline.verbs import readouting  # noqa: PLC0415

    return readouting.readouts(file, named, Talk(as_json=as_json))


COMMANDS = (articles, statements, commitments, incidents, readouts)
