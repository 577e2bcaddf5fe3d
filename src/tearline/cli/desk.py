"""The commands of the review desk: the desk itself, and who may sign in to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tearline.cli.options import PATH, as_json
from tearline.talk import Talk

ROLES = ("reviewer", "second", "officer", "administrator")
_role = click.option(
    "--role", "roles", multiple=True, type=click.Choice(ROLES), help="One or more."
)
_password = click.option(
    "--password-file", type=PATH, help="A file, or - for stdin; else a prompt."
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets others in.")
@click.option("--port", type=click.IntRange(0, 65535), default=8081, show_default=True)
@click.option("--address", default="", help="Where reviewers find it: https://desk.example.")
@click.option("--name", default="", help="What the desk calls itself; else the collection's name.")
@as_json
@click.pass_obj
def desk(root: Path, /, as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Open the review desk: people decide, in a browser."""
    from tearline.verbs import desking  # noqa: PLC0415

    return desking.desk(root, asked, Talk(as_json=as_json))


@click.group()
def people() -> None:
    """Say who may sign in to the desk, and as what."""


@people.command("list")
@as_json
@click.pass_obj
def list_people(root: Path, as_json: bool) -> int:
    """List everybody who may sign in, or once might."""
    from tearline.verbs import desking  # noqa: PLC0415

    return desking.list_people(root, Talk(as_json=as_json))


@people.command()
@click.argument("name")
@_role
@_password
@as_json
@click.pass_obj
def add(root: Path, /, name: str, as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Let a person sign in; the password is asked for, or read from a file."""
    from tearline.verbs import desking  # noqa: PLC0415

    return desking.people(root, "add", name, asked, Talk(as_json=as_json))


@people.command()
@click.argument("name")
@_role
@as_json
@click.pass_obj
def roles(root: Path, /, name: str, as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Give a person other roles; every sign-in of theirs ends."""
    from tearline.verbs import desking  # noqa: PLC0415

    return desking.people(root, "roles", name, asked, Talk(as_json=as_json))


@people.command()
@click.argument("name")
@_password
@as_json
@click.pass_obj
def password(root: Path, /, name: str, as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Give a person a password for the next sign-in, at which they choose their own."""
    from tearline.verbs import desking  # noqa: PLC0415

    return desking.people(root, "password", name, asked, Talk(as_json=as_json))


@people.command()
@click.argument("name")
@as_json
@click.pass_obj
def off(root: Path, name: str, as_json: bool) -> int:
    """Let a person sign in no more; what they decided stands."""
    from tearline.verbs import desking  # noqa: PLC0415

    return desking.people(root, "off", name, {}, Talk(as_json=as_json))


@people.command()
@click.argument("name")
@as_json
@click.pass_obj
def on(root: Path, name: str, as_json: bool) -> int:
    """Let a person sign in again."""
    from tearline.verbs import desking  # noqa: PLC0415

    return desking.people(root, "on", name, {}, Talk(as_json=as_json))


COMMANDS = (desk, people)
