"""The command that shows releases in a browser: for readers, without a collection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tearline.cli.options import PATH, as_json
from tearline.talk import Talk


@click.command()
@click.argument("releases", type=PATH, nargs=-1, metavar="OUT…")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets others in.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--address", default="", help="Where readers find it: https://room.example.")
@click.option("--harm", default="", metavar="ADDRESS", help="Where a harm is reported.")
@click.option("--name", default="", help="What the room calls itself: 'Archive of …'.")
@click.option(
    "--also-withdrawn", is_flag=True, help="Show what was withdrawn since, with a banner."
)
@click.option("--static", type=PATH, metavar="DIR", help="Write it as files for a web server.")
@as_json
def room(releases: tuple[Path, ...], as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Open a reading room over releases: search, records over their releases, pages, downloads."""
    from tearline.verbs import showing  # noqa: PLC0415

    return showing.room(releases, asked, Talk(as_json=as_json))


COMMANDS = (room,)
