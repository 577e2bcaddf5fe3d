"""The commands about partners: who they are, what goes to them, what went, the server they fetch from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tearline.cli.options import PATH, as_json
from tearline.talk import Talk

_reason = click.option("--reason", required=True, help="Why; a sentence for the log.")


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def partners(context: click.Context, as_json: bool) -> None:
    """Partners: who they are and what they may see; alone, it lists them."""
    if context.invoked_subcommand is None:
        from tearline.verbs import partnering  # noqa: PLC0415

        partnering.say_partners(context.obj, Talk(as_json=as_json))


@partners.command("add")
@click.argument("name")
@click.option("--title", help="The body it is, as people know it.")
@click.option("--country", help="Three letters, ISO 3166: EST.")
@click.option(
    "--audience", help="Partners of one audience get one edition; its own name by default."
)
@click.option("--tlp", help="The most it may see: TLP:GREEN by default.")
@click.option("--level", help="The highest classification: U, C, S, TS; none by default.")
@click.option("--places", help="How exactly it is told places: exact, site, town, region, country.")
@click.option("--days", help="How exactly it is told days: day, month, quarter, year.")
@click.option("--cap/--no-cap", default=None, help="Warnings reach it as CAP 1.2.")
@click.option("--password-file", type=PATH, help="Its password for the server; - for stdin.")
@_reason
@as_json
@click.pass_obj
def add_partner(
    root: Path,
    /,
    name: str,
    password_file: Path | None,
    as_json: bool,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Enter a partner, or change one: what is not said stays as it was."""
    from tearline.verbs import partnering  # noqa: PLC0415

    partnering.add(root, name, asked, password_file, Talk(as_json=as_json))


@partners.command("end")
@click.argument("name")
@_reason
@as_json
@click.pass_obj
def end_partner(root: Path, name: str, reason: str, as_json: bool) -> None:
    """End a partner: it can fetch nothing any more."""
    from tearline.verbs import partnering  # noqa: PLC0415

    partnering.end(root, name, reason, Talk(as_json=as_json))


@partners.command("token")
@click.argument("name")
@click.option("--drop", is_flag=True, help="Take all of its tokens back.")
@as_json
@click.pass_obj
def token(root: Path, name: str, drop: bool, as_json: bool) -> None:
    """Make a bearer token for a partner and show it once."""
    from tearline.verbs import partnering  # noqa: PLC0415

    partnering.token(root, name, Talk(as_json=as_json), drop=drop)


@click.command()
@click.argument("partner", required=False, default="")
@click.option("--at", default="", help="What was held then: 2031-03-04T09:30:00Z, or a day.")
@as_json
@click.pass_obj
def ledger(root: Path, partner: str, at: str, as_json: bool) -> None:
    """Tell what went where: editions, who fetched them, what a partner held at a minute."""
    from tearline.verbs import ledgering  # noqa: PLC0415

    ledgering.say(root, partner, at, Talk(as_json=as_json))


@click.command()
@click.option("--shelf", type=PATH, help="The shelf's file; the collection's own by default.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Off this machine: TLS alone.")
@click.option("--port", type=click.IntRange(0, 65535), default=8443, show_default=True)
@click.option("--certificate", type=PATH, help="PEM.")
@click.option("--private-key", type=PATH, help="PEM.")
@click.option("--title", default="Partner editions", show_default=True, help="What partners read.")
@click.pass_obj
def taxii(
    root: Path, /, shelf: Path | None, host: str, port: int, title: str, **tls: Path | None
) -> None:
    """Serve partners' editions by TAXII 2.1; with --shelf it opens no collection."""
    from tearline.sharing.taxii.serve import serve  # noqa: PLC0415

    if shelf is None:
        from tearline import config  # noqa: PLC0415

        shelf = config.load(root).shelf
    Talk(as_json=False).say(
        f"Editions are at http{'s' if tls['certificate'] else ''}://{host}:{port}/taxii2/"
    )
    key = shelf.parent / "server.key"
    serve(shelf, key, host, port, tls["certificate"], tls["private_key"], title=title)


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def register(context: click.Context, as_json: bool) -> None:
    """Incidents, statements and commitments that persons entered; alone, it lists them."""
    if context.invoked_subcommand is None:
        from tearline.verbs import registering  # noqa: PLC0415

        registering.say(context.obj, Talk(as_json=as_json))


@register.command("take")
@click.argument("file", type=PATH)
@_reason
@as_json
@click.pass_obj
def register_take(root: Path, file: Path, reason: str, as_json: bool) -> None:
    """Enter the rows of a CSV table, as docs/accounts.md describes it."""
    from tearline.verbs import registering  # noqa: PLC0415

    registering.take(root, file, reason, Talk(as_json=as_json))


@register.command("candidates")
@click.argument("record")
@click.option("--kind", type=click.Choice(["statement", "incident", "commitment"]), default=None)
@as_json
@click.pass_obj
def register_candidates(root: Path, record: str, kind: str | None, as_json: bool) -> None:
    """List by number what the page RECORD says that may be entered."""
    from tearline.verbs import registering  # noqa: PLC0415

    registering.say_candidates(root, record, kind or "", Talk(as_json=as_json))


@register.command("accept")
@click.argument("record")
@click.argument("numbers", type=int, nargs=-1, required=True)
@_reason
@as_json
@click.pass_obj
def register_accept(
    root: Path, record: str, numbers: tuple[int, ...], reason: str, as_json: bool
) -> None:
    """Enter candidates of the page RECORD by their numbers."""
    from tearline.verbs import registering  # noqa: PLC0415

    registering.accept(root, record, numbers, reason, Talk(as_json=as_json))


@register.command("export")
@click.argument("file", type=PATH)
@as_json
@click.pass_obj
def register_export(root: Path, file: Path, as_json: bool) -> None:
    """Write the register to FILE: .csv, or .json with every place. Nothing is withheld in it."""
    from tearline.verbs import registering  # noqa: PLC0415

    registering.export(root, file, Talk(as_json=as_json))


COMMANDS = (register, partners, ledger, taxii)
