"""The commands that need no collection: look at a file, draft, redact one, verify, try the machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from tearline.cli.options import PATH, as_json, running, workers
from tearline.talk import Talk


@click.command()
@as_json
def doctor(as_json: bool) -> int:
    """Say what this machine has and what of it is missing."""
    from tearline.verbs import checkup  # noqa: PLC0415

    return checkup.doctor(Talk(as_json=as_json))


@click.command()
@click.argument("paths", type=PATH, nargs=-1, required=True)
@click.option("--to", "out", type=PATH, required=True, help="The draft's folder.")
@click.option("--guide", default="foia", show_default=True)
@click.option("--terms-file", type=PATH, help="A term a line.")
@click.option("--date", default="", help="The date on the draft; today by default.")
@workers
@as_json
def draft(paths: tuple[Path, ...], as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Do all that needs no person: editions marked DRAFT, never a release."""
    from tearline.verbs import drafting  # noqa: PLC0415

    with running() as run:
        return drafting.draft(paths, asked, run, Talk(as_json=as_json))


@click.command()
@click.argument("file", type=PATH)
@click.option("--guide", default="foia", show_default=True)
@click.option("--terms-file", type=PATH, help="A term a line.")
@as_json
def look(file: Path, guide: str, terms_file: Path | None, as_json: bool) -> int:
    """Read one file, find and explain, in a collection that is thrown away."""
    from tearline.verbs import drafting  # noqa: PLC0415

    with running() as run:
        return drafting.look(file, guide, terms_file, run, Talk(as_json=as_json))


@click.command()
@click.argument("file", type=PATH)
@click.option(
    "--term",
    "terms",
    multiple=True,
    help="A name, number or phrase to withhold wherever it stands. Others on this machine can see it "
    "while this runs: --terms-file does not show it.",
)
@click.option("--terms-file", help="A term a line, UTF-8; - is stdin. Safer than --term.")
@click.option(
    "--area",
    "areas",
    multiple=True,
    metavar="PAGE:left,top,right,bottom",
    help="A box to withhold, in points from the top left of the page as shown.",
)
@click.option(
    "--code",
    "codes",
    multiple=True,
    default=("withheld",),
    show_default=True,
    help="What stands on every box, such as (b)(6).",
)
@click.option(
    "--width",
    type=click.Choice(["exact", "moved", "line"]),
    default="exact",
    show_default=True,
    help="What a box may tell of the width it hides.",
)
@click.option("--anyway", is_flag=True, help="Write the result though no term was found.")
@click.option("--to", "out", type=PATH, required=True, help="The PDF to write; never written over.")
@workers
@as_json
def redact(file: Path, as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Withhold terms and areas from one FILE (PDF, image or text) and write a verified PDF.

    Each term is found as given, whatever its spelling or damage; other forms of it (initials, a
    surname alone, a name turned round) are terms of their own. Look at every page after.
    """
    from tearline.verbs.redacting import flow  # noqa: PLC0415

    with running() as run:
        return flow.redact(file, flow.order_of(asked), run, Talk(as_json=as_json))


@click.command()
@click.argument("out", type=PATH)
@click.option("--against", help="A JSON Lines file of withheld places and terms; - for stdin.")
@click.option("--full", is_flag=True, help="Read every page again.")
@click.option("--crops", type=PATH, help="A folder for a picture of each finding in one PDF.")
@click.option("--minutes", type=float, help="Somebody else's PDF: how long to look (10).")
@as_json
def verify(out: Path, full: bool, as_json: bool, **asked: Any) -> None:  # noqa: ANN401
    """Verify a release, an edition of it, or look at what anybody's PDF gives away."""
    command = [sys.executable, "-m", "tearline_verify", str(out)]
    for name, value in asked.items():
        command += [f"--{name}", str(value)] if value is not None else []
    command += ["--full"] if full else []
    command += ["--json"] if as_json else []
    os.execv(sys.executable, command)  # noqa: S606 - our own verifier, no shell


COMMANDS = (look, draft, redact, verify, doctor)
