"""The commands about what officials said: pages as they were found."""

from __future__ import annotations

from pathlib import Path

import click

from tearline.cli.options import PATH, as_json
from tearline.talk import Talk


@click.command()
@click.argument("file", nargs=-1, required=True, type=PATH)
@click.option("--lines", is_flag=True, help="Every line with its label and the reason.")
@as_json
def articles(file: tuple[Path, ...], lines: bool, as_json: bool) -> int:
    """Split scraped pages (text) into articles: headline, outlet, place and date, every line labelled."""
    from tearline.verbs import accounting  # noqa: PLC0415

    return accounting.articles(file, Talk(as_json=as_json), lines=lines)


COMMANDS = (articles,)
