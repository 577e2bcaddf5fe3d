"""The commands of the decision log."""

from __future__ import annotations

from pathlib import Path

import click

from tearline.cli.options import PATH, as_json
from tearline.talk import Talk


@click.group()
def log() -> None:
    """Look after the decision log."""


@log.command("verify")
@click.option("--head", type=PATH, help="A head that `tearline log head` wrote earlier.")
@as_json
@click.pass_obj
def log_verify(root: Path, head: Path | None, as_json: bool) -> None:
    """Follow the log's chain from its first entry to its last."""
    from tearline.verbs import logs  # noqa: PLC0415

    logs.verify(root, head, Talk(as_json=as_json))


@log.command("export")
@click.argument("file", type=PATH)
@as_json
@click.pass_obj
def log_export(root: Path, file: Path, as_json: bool) -> None:
    """Write the log as JSON Lines to FILE."""
    from tearline.verbs import logs  # noqa: PLC0415

    logs.export(root, file, Talk(as_json=as_json))


@log.command("head")
@click.option("--to", "file", type=PATH, required=True, help="A file in a second place.")
@as_json
@click.pass_obj
def log_head(root: Path, file: Path, as_json: bool) -> None:
    """Write the log's last entry's number and hash, signed, to a file kept elsewhere."""
    from tearline.verbs import logs  # noqa: PLC0415

    logs.write_head(root, file, Talk(as_json=as_json))


@log.command("restore")
@click.argument("file", type=PATH)
@click.option(
    "--entries",
    type=click.IntRange(0),
    help="The first so many: a release's custody record says on how many it was built.",
)
@click.option("--head", default="", help="The hash it must end in, where it is known.")
@as_json
@click.pass_obj
def log_restore(root: Path, file: Path, entries: int | None, head: str, as_json: bool) -> None:
    """Fill the empty log of a new collection from an export."""
    from tearline.verbs import logs  # noqa: PLC0415

    logs.restore(root, file, entries, head, Talk(as_json=as_json))


COMMANDS = (log,)
