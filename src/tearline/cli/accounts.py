"""The commands about what officials said: pages as they were found, who says what in them."""

from __future__ import annotations

from pathlib import Path

import click

from tearline.cli.options import PATH, as_json
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


COMMANDS = (articles, statements)
