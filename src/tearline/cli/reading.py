"""The commands of readers: they open what was published, and need no collection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tearline.cli.options import PATH, as_json, running, workers
from tearline.talk import Talk


@click.command()
@click.argument("releases", type=PATH, nargs=-1, required=True, metavar="OLD… NEW")
@click.option("--index", "sheets", type=PATH, multiple=True, help="An archive's index spreadsheet.")
@click.option("--protected", type=PATH, help="People whose names are not shown (CSV).")
@click.option("--type", "types", multiple=True, help="Only changes of this type.")
@click.option(
    "--before-release",
    is_flag=True,
    help="NEW is a draft: what of it is new beside all that is public.",
)
@click.option("--report", type=PATH, help="Write a folder for a browser: both texts and crops.")
@click.option(
    "--harm", default="", metavar="ADDRESS", help="Where harm is reported, in the report."
)
@workers
@as_json
def changes(releases: tuple[Path, ...], as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Say what is truly new in NEW, beside one or more OLD releases, and how often that is wrong.

    OLD and NEW are releases, folders of PDFs as an archive publishes them (read first, and kept), or
    folders of text files named by record number. OLD are in the order of release.
    """
    from tearline.verbs import comparing  # noqa: PLC0415

    with running() as run:
        return comparing.changes(releases, asked, run.report, run.stop, Talk(as_json=as_json))


@click.command()
@click.argument("query")
@click.argument("releases", type=PATH, nargs=-1, metavar="[OUT…]")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, help="Hits to pass over.")
@click.option("--also", multiple=True, metavar="WORD=FORM", help="Take a form for a word too.")
@click.option("--facets", is_flag=True, help="Counts by release, agency, code, type, year.")
@click.option("--boxes", is_flag=True, help="With --json: where the words stand on the page.")
@as_json
@click.pass_obj
def search(
    root: Path,
    /,
    query: str,
    releases: tuple[Path, ...],
    as_json: bool,
    **asked: Any,  # noqa: ANN401
) -> int:
    """Search pages: words, "phrases", begin*, AND OR NOT, field:value, "a b"~5.

    Of the releases OUT; without one, the collection's own pages as they were read.
    """
    from tearline.verbs import searched  # noqa: PLC0415

    return searched.search(query, releases, asked, Talk(as_json=as_json), root)


COMMANDS = (search, changes)
