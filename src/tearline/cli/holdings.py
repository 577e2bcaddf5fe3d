"""The commands of readers that lay records side by side: with a list, with each other, with a few."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tearline.cli.options import PATH, as_json, running, workers
from tearline.talk import Talk

protected = click.option("--protected", type=PATH, help="People whose names are not shown (CSV).")
sheets_of_names = click.option(
    "--index",
    "sheets",
    type=PATH,
    multiple=True,
    help="An archive's index: the other names of its records.",
)


@click.command()
@click.argument("sheets", type=PATH, nargs=-1, metavar="[SHEET]…")
@click.option(
    "--in",
    "folders",
    type=PATH,
    multiple=True,
    required=True,
    help="A release, or a folder of files or texts; say it before each of several. "
    "A release alone is held to its own index.",
)
@click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="What a column means.")
@click.option("--map-file", type=PATH, help="COLUMN=FIELD, one a line.")
@click.option("--report", type=PATH, metavar="FILE.csv", help="Write all of it as a table.")
@click.option("--show-values", is_flag=True, help="Show what was not understood, masked.")
@click.option("--top", type=click.IntRange(0), default=10, show_default=True, help="Rows a kind.")
@workers
@as_json
def holdings(sheets: tuple[Path, ...], as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Lay an archive's index (.xlsx, .csv) beside what is there: missing, not listed, other pages.

    What was not understood of the index, and what was not compared, is said first. Exit code 3 where
    they differ.
    """
    from tearline.verbs import holding  # noqa: PLC0415 - a command loads what it needs

    with running() as run:
        return holding.holdings(sheets, asked, run.stop, Talk(as_json=as_json))


@click.command()
@click.argument("releases", type=PATH, nargs=-1, required=True, metavar="OUT…")
@click.option("--across", is_flag=True, help="Only what stands in more than one of them.")
@sheets_of_names
@protected
@click.option("--top", type=click.IntRange(0), default=20, show_default=True, help="Rows a list.")
@as_json
def duplicates(releases: tuple[Path, ...], as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Group the pages of releases that are the same or nearly, and the forms that many records have.

    OUT are releases, or folders of texts named by record number, in the order of release. A page that an
    earlier one has under another number is told as that page: a new number is not a new page.
    """
    from tearline.verbs import alike_pages  # noqa: PLC0415

    with running() as run:
        return alike_pages.duplicates(releases, asked, run.report, Talk(as_json=as_json))


@click.command()
@click.argument("records", nargs=-1, metavar="[RECORD]…")
@click.option("--in", "folders", type=PATH, multiple=True, help="A release, or a folder of texts.")
@sheets_of_names
@click.option("--labels", type=PATH, help="Your own file of labels; it is only ever added to.")
@click.option("--yes", multiple=True, metavar="RECORD", help="It belongs.")
@click.option("--no", multiple=True, metavar="RECORD", help="It does not belong.")
@click.option("--top", type=click.IntRange(0), default=20, show_default=True, help="Ranks to show.")
@click.option("--next", type=click.IntRange(1), help="Go through so many, and ask for each.")
@click.option("--sample", type=click.IntRange(1), help="Draw so many unlabelled ones at random.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the sample.")
@click.option("--by-terms", is_flag=True, help="Do not learn from the labels.")
@protected
@as_json
def related(records: tuple[str, ...], as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """From a few records that belong together, say which to read next and why.

    RECORD are those to start from, as numbers with or without dashes. Labels teach the ranks; a random
    sample of what nobody labelled says how much is left to find.
    """
    from tearline.verbs import relating  # noqa: PLC0415

    with running() as run:
        return relating.related(records, asked, run.report, Talk(as_json=as_json))


COMMANDS = (holdings, duplicates, related)
