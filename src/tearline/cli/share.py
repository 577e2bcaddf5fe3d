"""`tearline share`: portions and their markings, what goes to partners, what stops, warnings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tearline.cli.options import PATH, as_json
from tearline.talk import Talk

_reason = click.option("--reason", required=True, help="Why; a sentence for the log.")
_marked = (
    click.option(
        "--as",
        "marking",
        required=True,
        help='As "(C//REL TO USA, EST)"; "" takes it away.',
    ),
    click.option("--for", "named", multiple=True, help="Whom TLP:RED is for; a partner's name."),
    click.option("--origin", default="", help="Whose word ORCON needs."),
)


def _markings(command: Any) -> Any:  # noqa: ANN401 - click's
    for option in reversed(_marked):
        command = option(command)
    return command


@click.group()
def share() -> None:
    """Mark portions, send editions to partners, stop, take back, warn."""


@share.command("items")
@as_json
@click.pass_obj
def share_items(root: Path, as_json: bool) -> None:
    """List the items of the register and how many of their portions are marked."""
    from tearline.verbs import portioning  # noqa: PLC0415

    portioning.say_items(root, Talk(as_json=as_json))


@share.command("portions")
@click.argument("item")
@as_json
@click.pass_obj
def share_portions(root: Path, item: str, as_json: bool) -> None:
    """List an item's portions with their markings and tearlines."""
    from tearline.verbs import portioning  # noqa: PLC0415

    portioning.say_portions(root, item, Talk(as_json=as_json))


@share.command("mark")
@click.argument("item")
@click.argument("portions", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every portion of the item.")
@_markings
@_reason
@as_json
@click.pass_obj
def share_mark(
    root: Path,
    /,
    item: str,
    portions: tuple[str, ...],
    as_json: bool,
    **asked: Any,  # noqa: ANN401
) -> None:
    """Give portions a marking: what has none is for nobody."""
    from tearline.verbs import portioning  # noqa: PLC0415

    portioning.mark(root, item, portions, asked, Talk(as_json=as_json))


@share.command("tearline")
@click.argument("item")
@click.argument("portion")
@click.option("--text", required=True, help="What the wider circle reads in the portion's place.")
@click.option("--state", default="", help="Its state, as the register's words have it.")
@click.option("--by", default="", help="Who says so, where that may be told.")
@click.option("--on", default="", help="On which day, where that may be told.")
@click.option("--line", default="", help="The tearline that is written anew.")
@_markings
@_reason
@as_json
@click.pass_obj
def share_tearline(root: Path, /, item: str, portion: str, as_json: bool, **asked: Any) -> None:  # noqa: ANN401
    """Write a portion anew for a wider circle; another person approves it."""
    from tearline.verbs import portioning  # noqa: PLC0415

    portioning.tear(root, item, portion, asked, Talk(as_json=as_json))


@share.command("approve-line")
@click.argument("item")
@click.argument("line")
@click.option("--quotes", is_flag=True, help="It quotes the portion above, and that is meant.")
@_reason
@as_json
@click.pass_obj
def share_approve_line(
    root: Path, item: str, line: str, quotes: bool, reason: str, as_json: bool
) -> None:
    """Approve another person's tearline."""
    from tearline.verbs import portioning  # noqa: PLC0415

    portioning.approve_line(root, item, line, reason, Talk(as_json=as_json), quotes=quotes)


@share.command("originator")
@click.argument("item")
@click.argument("portion")
@click.option("--origin", required=True, help="Whose information it is.")
@click.option("--partner", required=True, help="Whom it may or may not go to.")
@click.option("--yes/--no", "given", required=True, help="What the originator answered.")
@click.option("--reference", default="", help="The number of the answer.")
@_reason
@as_json
@click.pass_obj
def share_originator(root: Path, /, item: str, portion: str, as_json: bool, **asked: Any) -> None:  # noqa: ANN401
    """Note what an originator answered."""
    from tearline.verbs import portioning  # noqa: PLC0415

    portioning.originator(root, item, portion, asked, Talk(as_json=as_json))


@share.command("preview")
@click.argument("audience")
@click.option("--to", "folder", type=PATH, required=True, help="A new folder.")
@as_json
@click.pass_obj
def share_preview(root: Path, audience: str, folder: Path, as_json: bool) -> int:
    """Write what an audience would get, scanned; nothing goes out."""
    from tearline.verbs import sharing_out  # noqa: PLC0415

    return sharing_out.preview(root, audience, folder, Talk(as_json=as_json))


@share.command("approve")
@click.argument("audience")
@as_json
@click.pass_obj
def share_approve(root: Path, audience: str, as_json: bool) -> int:
    """Sign what an audience would get now: two do, where RED or an originator's word is in it."""
    from tearline.verbs import sharing_out  # noqa: PLC0415

    return sharing_out.approve(root, audience, Talk(as_json=as_json))


@share.command("send")
@click.argument("audiences", nargs=-1)
@click.option(
    "--made", default="", help="The edition's minute, 2031-03-04T09:30:00Z; now by default."
)
@as_json
@click.pass_obj
def share_send(root: Path, audiences: tuple[str, ...], made: str, as_json: bool) -> int:
    """Put editions out: built, scanned, and on the server for their partners."""
    from tearline.verbs import sharing_out  # noqa: PLC0415

    return sharing_out.send(root, audiences, made, Talk(as_json=as_json))


@share.command("pause")
@click.argument("whom")
@click.option("--review-on", required=True, help="The day it is looked at again, YYYY-MM-DD.")
@click.option("--topic", default="", help="A type of incident; WHOM is then an audience, or all.")
@click.option("--told", default="", help="What the partner reads; a plain sentence by default.")
@_reason
@as_json
@click.pass_obj
def share_pause(root: Path, /, whom: str, as_json: bool, **asked: Any) -> None:  # noqa: ANN401
    """Stop sharing with a partner, or a topic: nothing leaves, also nothing on its way."""
    from tearline.verbs import sharing_out  # noqa: PLC0415

    sharing_out.pause(root, whom, asked, Talk(as_json=as_json))


@share.command("resume")
@click.argument("whom")
@click.option("--topic", default="", help="The topic that was paused.")
@click.option("--yes", is_flag=True, help="What was missed was looked over.")
@_reason
@as_json
@click.pass_obj
def share_resume(root: Path, whom: str, topic: str, yes: bool, reason: str, as_json: bool) -> int:
    """Go on: what was missed is shown, and goes as one catch-up."""
    from tearline.verbs import sharing_out  # noqa: PLC0415

    return sharing_out.resume(root, whom, topic, reason, Talk(as_json=as_json), yes=yes)


@share.command("recall")
@click.argument("item")
@click.option("--audience", default="", help="From one audience; else from all.")
@click.option("--lift", is_flag=True, help="It may be given again.")
@_reason
@as_json
@click.pass_obj
def share_recall(
    root: Path, item: str, audience: str, lift: bool, reason: str, as_json: bool
) -> int:
    """Take an item back: its objects become tombstones at once."""
    from tearline.verbs import sharing_out  # noqa: PLC0415

    return sharing_out.recall(root, item, audience, reason, Talk(as_json=as_json), lift=lift)


@share.command("receipt")
@click.argument("partner")
@click.argument("made")
@click.option("--person", required=True, help="Who there acknowledged it.")
@click.option("--how", required=True, help="By which way: by telephone, in writing.")
@as_json
@click.pass_obj
def share_receipt(root: Path, /, partner: str, made: str, as_json: bool, **asked: Any) -> None:  # noqa: ANN401
    """Note that a partner acknowledged the edition MADE."""
    from tearline.verbs import sharing_out  # noqa: PLC0415

    sharing_out.receipt(root, partner, made, asked, Talk(as_json=as_json))


@share.command("threat")
@click.argument("item")
@click.option("--whom", required=True, help="Who is threatened.")
@click.option("--hours", type=float, required=True, help="Until they must have been warned.")
@_reason
@as_json
@click.pass_obj
def share_threat(root: Path, /, item: str, as_json: bool, **asked: Any) -> None:  # noqa: ANN401
    """Start the clock of a threat to life."""
    from tearline.verbs import warning  # noqa: PLC0415

    warning.begin(root, item, asked, Talk(as_json=as_json))


@share.command("threats")
@as_json
@click.pass_obj
def share_threats(root: Path, as_json: bool) -> int:
    """List threats to life and their clocks; exit code 4 while one is overdue."""
    from tearline.verbs import warning  # noqa: PLC0415

    return warning.say_threats(root, Talk(as_json=as_json))


@share.command("warn")
@click.argument("threat")
@click.option("--whom", required=True, help="Who was warned.")
@click.option("--how", required=True, help="By which way: in person, by CAP.")
@click.option("--text", required=True, help="In which words.")
@click.option("--when", default="", help="When, 2031-03-04T09:30:00Z; now by default.")
@click.option("--as", "marking", default="", help="The warning's own marking, a TLP label.")
@click.option("--partner", default="", help="The partner it goes by.")
@click.option("--though-paused", is_flag=True, help="It goes though sharing with them is paused.")
@click.option("--to", type=PATH, help="Write it as CAP 1.2 into this new folder, scanned.")
@click.option("--headline", default="", help="CAP: the headline.")
@click.option("--instruction", default="", help="CAP: what to do.")
@click.option("--area", default="", help="CAP: where.")
@click.option(
    "--certainty",
    type=click.Choice(["Observed", "Likely", "Possible", "Unlikely", "Unknown"]),
    default="Unknown",
    show_default=True,
)
@as_json
@click.pass_obj
def share_warn(root: Path, /, threat: str, as_json: bool, **asked: Any) -> None:  # noqa: ANN401
    """End a threat's clock: the threatened were warned."""
    from tearline.verbs import warning  # noqa: PLC0415

    warning.warn(root, threat, asked, Talk(as_json=as_json))


@share.command("waive")
@click.argument("threat")
@click.option(
    "--category",
    required=True,
    help="One of the closed list: aware, would-endanger, is-the-source, combatant, cannot-be-reached.",
)
@_reason
@as_json
@click.pass_obj
def share_waive(root: Path, threat: str, category: str, reason: str, as_json: bool) -> None:
    """End a threat's clock without a warning: a senior person's decision."""
    from tearline.verbs import warning  # noqa: PLC0415

    warning.waive(root, threat, category, reason, Talk(as_json=as_json))


COMMANDS = (share,)
