"""The command line: one verb a stage, no logic. Exit codes and JSON lines are a contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tearline import __version__
from tearline.cli import accounts, desk, files, holdings, logs, reading, room, share, sharing
from tearline.cli.options import PATH, Failing, as_json, retry, running, workers
from tearline.talk import Talk


@click.group(cls=Failing, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C", "collection", type=PATH, envvar="TEARLINE_COLLECTION", default=".", help="The collection."
)
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context, collection: Path) -> None:
    """Tearline: a records desk. Records in, decisions by people, a verified release out."""
    context.obj = collection


@main.command()
@click.argument("folder", type=PATH)
@click.option("--guide", default="foia", show_default=True, help="jfk, foia or a TOML file.")
@click.option("--name", default="", help="The collection's name.")
@as_json
def init(folder: Path, guide: str, name: str, as_json: bool) -> None:
    """Make a new collection in FOLDER."""
    from tearline.verbs import changing  # noqa: PLC0415

    changing.init(folder, guide, name, Talk(as_json=as_json))


@main.command()
@click.argument("paths", type=PATH, nargs=-1, required=True)
@workers
@as_json
@click.pass_obj
def add(root: Path, paths: tuple[Path, ...], workers: int | None, as_json: bool) -> int:
    """Take in files and folders."""
    from tearline.verbs import changing  # noqa: PLC0415

    with running() as run:
        return changing.add(root, paths, run, Talk(as_json=as_json), workers)


@main.command()
@workers
@retry
@as_json
@click.pass_obj
def read(root: Path, workers: int | None, retry_failed: bool, as_json: bool) -> int:
    """Read every page that has not been read."""
    from tearline.verbs import changing  # noqa: PLC0415

    with running(retry_failed) as run:
        return changing.read(root, run, Talk(as_json=as_json), workers)


@main.command()
@click.option("--terms-file", type=PATH, help="A term a line; kept with the collection.")
@click.option("--protected", type=PATH, help="CSV of protected people and sources; kept, 0600.")
@click.option("--people", type=PATH, help="CSV of people whose names may stand, and why.")
@click.option("--cryptonyms", type=PATH, help="CSV of cryptonyms, released or not.")
@click.option("--patterns", type=PATH, help="TOML of the desk's own patterns (RE2).")
@workers
@as_json
@click.pass_obj
def find(root: Path, /, workers: int | None, as_json: bool, **lists: Path | None) -> int:
    """Search every page for what may have to be withheld, and for what has been withheld elsewhere."""
    from tearline.verbs import changing  # noqa: PLC0415

    with running() as run:
        return changing.find(root, lists, run, Talk(as_json=as_json), workers)


@main.command()
@as_json
@click.pass_obj
def propose(root: Path, as_json: bool) -> None:
    """Count what the guide proposes, by kind and tier."""
    from tearline.verbs import looking  # noqa: PLC0415

    looking.propose(root, Talk(as_json=as_json))


@main.command()
@click.option("--record", default="", help="A record's name, number or alias.")
@click.option("--page", type=int, default=0, help="A page of that record's file.")
@click.option("--kind", default="", help="A kind, or a family of kinds (hold).")
@click.option("--undecided", is_flag=True, help="Only what somebody must still decide.")
@as_json
@click.pass_obj
def findings(root: Path, record: str, page: int, kind: str, undecided: bool, as_json: bool) -> None:
    """List findings with what the guide proposes and what was decided; never a value."""
    from tearline.verbs import looking  # noqa: PLC0415

    looking.findings(root, record, page, kind, undecided, Talk(as_json=as_json))


@main.command()
@click.argument("record")
@click.argument("number", type=int)
@as_json
@click.pass_obj
def page(root: Path, record: str, number: int, as_json: bool) -> None:
    """Show page NUMBER of RECORD as it was read."""
    from tearline.verbs import looking  # noqa: PLC0415

    looking.page(root, record, number, Talk(as_json=as_json))


@main.command()
@click.argument("finding", nargs=-1)
@click.option("--record", default="", help="All findings of a record.")
@click.option("--page", type=int, default=0, help="Of a page of its file.")
@click.option("--kind", default="", help="Of a kind.")
@click.option("--whole-page", is_flag=True, help="The page itself, having looked at it.")
@click.option("--whole-record", is_flag=True, help="The record itself, in full.")
@click.option(
    "--lifted", is_flag=True, help="What an earlier release withheld there and the next would not."
)
@click.option("--proposals-above", type=float, help="Withhold what the guide proposes, by score.")
@click.option(
    "--verdict",
    type=click.Choice(["release", "withhold", "defer", "refer", "consult", "non_responsive"]),
    help="non_responsive is said of a whole record alone.",
)
@click.option("--code", "codes", multiple=True, help="The exemption; the guide's own by default.")
@click.option("--reason", default="", help="Why; a sentence for the log.")
@click.option(
    "--width",
    type=click.Choice(["exact", "moved", "line"]),
    help="What a box may tell of the width it hides; the guide's own by default.",
)
@click.option("--not-personal", is_flag=True, help="It is no such number: the detector was wrong.")
@click.option("--as", "actor", default="", help="Who decides; the login by default.")
@as_json
@click.pass_obj
def decide(root: Path, /, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's
    """Decide findings: by id, by a query, or all the guide's proposals above a score."""
    from tearline.verbs import changing  # noqa: PLC0415

    changing.decide(root, asked, Talk(as_json=as_json))


@main.command()
@click.argument("finding")
@click.option("--basis", required=True, help="The law and the paper it rests on; it is published.")
@as_json
@click.pass_obj
def override(root: Path, finding: str, basis: str, as_json: bool) -> int:
    """Sign that a personal number goes out: two people must, each from a login of their own."""
    from tearline.verbs import changing  # noqa: PLC0415

    return changing.override(root, finding, basis, Talk(as_json=as_json))


@main.command()
@click.argument("finding")
@click.option("--crop", type=PATH, help="Write the picture around it to this PNG file.")
@click.option("--show", is_flag=True, help="Show personal values; they are masked otherwise.")
@as_json
@click.pass_obj
def explain(root: Path, finding: str, crop: Path | None, show: bool, as_json: bool) -> None:
    """Say of one finding: the words, the rule, the score, what was decided, the same value elsewhere."""
    from tearline.verbs import explaining  # noqa: PLC0415

    explaining.explain(root, finding, crop, show, Talk(as_json=as_json))


@main.command("import-decisions")
@click.argument("file", type=PATH)
@as_json
@click.pass_obj
def import_decisions(root: Path, file: Path, as_json: bool) -> None:
    """Append the decisions, holds and instruments of a JSON Lines file."""
    from tearline.verbs import changing  # noqa: PLC0415

    changing.import_decisions(root, file, Talk(as_json=as_json))


@main.command()
@click.argument("record")
@click.argument("name")
@as_json
@click.pass_obj
def rename(root: Path, record: str, name: str, as_json: bool) -> None:
    """Call RECORD by another NAME: names of records are published."""
    from tearline.verbs import changing  # noqa: PLC0415

    changing.rename(root, record, name, Talk(as_json=as_json))


@main.command()
@click.argument("record")
@workers
@as_json
@click.pass_obj
def widths(root: Path, record: str, workers: int | None, as_json: bool) -> int:
    """Say of each box of RECORD how much its width gives away, as a release would show it."""
    from tearline.verbs import changing  # noqa: PLC0415

    with running() as run:
        return changing.widths(root, record, run, Talk(as_json=as_json), workers)


@main.command()
@click.argument("record")
@click.option(
    "--reason",
    required=True,
    help="One of the closed list: privacy, source-at-risk, released-in-error, court-order, rights, "
    "superseded, not-a-record.",
)
@click.option(
    "--gone",
    help="Why nothing need be looked for of what was withheld everywhere in its lost file.",
)
@click.option("--order-date", default="", help="The court order's date, YYYY-MM-DD.")
@click.option("--docket", default="", help="The court order's docket number; kept in the log.")
@click.option("--as", "actor", default="", help="Who withdraws it; the login by default.")
@as_json
@click.pass_obj
def withdraw(root: Path, /, record: str, as_json: bool, **asked: Any) -> None:  # noqa: ANN401
    """Take RECORD back: the next release says that it is withdrawn, and holds nothing of it."""
    from tearline.verbs import changing  # noqa: PLC0415

    changing.withdraw(root, record, asked, Talk(as_json=as_json))


@main.command()
@click.argument("record")
@click.option("--reason", required=True, help="Why; a sentence for the log.")
@click.option("--as", "actor", default="", help="Who gives it back; the login by default.")
@as_json
@click.pass_obj
def reinstate(root: Path, record: str, reason: str, actor: str, as_json: bool) -> None:
    """Give a withdrawn RECORD back: it passes the gate again."""
    from tearline.verbs import changing  # noqa: PLC0415

    changing.reinstate(root, record, reason, actor, Talk(as_json=as_json))


@main.command()
@as_json
@click.pass_obj
def status(root: Path, as_json: bool) -> int:
    """Say of each record whether it may go out, and if not, why."""
    from tearline.verbs import looking  # noqa: PLC0415

    return looking.status(root, Talk(as_json=as_json))


@main.command()
@click.option("--audience", default="public", show_default=True)
@click.option("--date", required=True, help="The release date, YYYY-MM-DD, as a person sets it.")
@click.option("--to", "out", type=PATH, required=True, help="The release's folder.")
@click.option("--full", is_flag=True, help="The verifier reads every page again.")
@click.option("--earlier", is_flag=True, help="A date before the last release's is meant.")
@click.option(
    "--listed",
    type=PATH,
    multiple=True,
    help="An index of what was to be released (.xlsx, .csv): what is missing is kept in custody.",
)
@workers
@as_json
@click.pass_obj
def build(root: Path, /, workers: int | None, as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Build a release, have it verified by another program, and publish it when clean."""
    from tearline.verbs import changing  # noqa: PLC0415

    with running() as run:
        return changing.build(root, asked, run, Talk(as_json=as_json), workers)


for command in (
    *files.COMMANDS,
    *reading.COMMANDS,
    *holdings.COMMANDS,
    *room.COMMANDS,
    *desk.COMMANDS,
    *logs.COMMANDS,
    *accounts.COMMANDS,
    *share.COMMANDS,
    *sharing.COMMANDS,
):
    main.add_command(command)
