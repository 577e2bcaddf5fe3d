"""`tearline share threat | threats | warn | waive`: the clock of a threat to life, and its two ends.

Promises: a pause does not stop a warning by being forgotten: it is told, and somebody says that it goes all
the same. A CAP file is scanned before it is given out.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tearline.decisions import threats
from tearline.decisions.partnering import TLPS
from tearline.editions.papers import cap
from tearline.errors import DecideFirstError, ExitCode, UsageError
from tearline.model.partner_view import Alert, PartnerView
from tearline.model.sharing import Warned
from tearline.sharing import editions, kept, keyed
from tearline.sharing.sending import Sharing
from tearline.talk import Talk
from tearline.verbs.partnering import partner_of, sharing_of
from tearline.verbs.portioning import item_named


def begin(root: Path, item: str, asked: dict[str, Any], talk: Talk) -> None:
    """Start the clock of a threat to life."""
    with sharing_of(root) as (sharing, actor):
        item = item_named(sharing, item)
        now = datetime.now(UTC)
        words = threats.threat(item, asked["whom"], asked["hours"], asked["reason"], actor, now)
        sharing.say(words)
    talk.datum(
        "threat",
        f"{words.threat}: the threatened must be warned by {words.due}.",
        threat=words.threat,
        item=item,
        due=words.due,
    )


def say_threats(root: Path, talk: Talk) -> int:
    """List threats, those that run first; exit code 4 while any is overdue."""
    now = datetime.now(UTC)
    with sharing_of(root) as (sharing, _):
        clocks = sharing.resting.threats.all()
        for one in clocks:
            held = sharing.resting.register.item(one.threat.item)
            title = held.title if held is not None else one.threat.item
            talk.datum(
                "threat",
                f"{one.threat.threat}  {title}: {one.threat.threatened}. {one.told(now)}",
                threat=one.threat.threat,
                item=one.threat.item,
                due=one.threat.due,
                state=type(one.ended).__name__.lower() if one.ended else "running",
                overdue=one.overdue(now),
            )
    if not clocks:
        talk.say("No threat to life was entered.")
    return ExitCode.DECIDE_FIRST if any(one.overdue(now) for one in clocks) else ExitCode.DONE


def warn(root: Path, threat: str, asked: dict[str, Any], talk: Talk) -> None:
    """Note that the threatened were warned, which ends the clock; with ``to``, write a partner's CAP file."""
    with sharing_of(root) as (sharing, actor):
        clock = sharing.resting.threats.clock(threat)
        words = Warned(
            *(threat, asked["whom"], asked["partner"], asked["how"]),
            *(asked["when"] or sharing.now(), asked["text"], asked["marking"]),
            *(actor, sharing.now()),
        )
        words = threats.warned(clock, words)
        if words.partner:
            _not_silently(sharing, words.partner, though_paused=asked["though_paused"])
        if asked["to"] is not None:
            _write(sharing, words, asked, asked["to"])
        sharing.say(words)
    talk.datum("warned", f"{threat}: warned {words.whom}; its clock has ended.", threat=threat)


def _not_silently(sharing: Sharing, partner: str, *, though_paused: bool) -> None:
    """Refuse a warning by way of a paused partner until somebody says that it goes all the same."""
    partner_of(sharing, partner)
    pause = sharing.resting.partners.paused(partner)
    if pause is not None and not though_paused:
        raise DecideFirstError(
            f"sharing with {partner} is paused ({pause.reason}); a warning may go all the same",
            "Say so with --though-paused, or warn by another way: the clock runs on.",
        )


def _write(sharing: Sharing, words: Warned, asked: dict[str, Any], folder: Path) -> None:
    """Write the warning as an edition of its own: one CAP file, scanned."""
    if not words.partner:
        raise UsageError("a CAP file is for a partner", "Name one with --partner.")
    if folder.exists():
        raise UsageError(f"{folder} is there already", "Name a new folder.")
    partner = partner_of(sharing, words.partner)
    if not partner.cap:
        raise UsageError(
            f"{partner.name} takes no CAP",
            "Change it: `tearline partners add … --cap`, or warn otherwise.",
        )
    if words.marking not in TLPS:
        raise UsageError(f"{words.marking!r} is no TLP label", "Mark the warning, as TLP:AMBER.")
    tlp = TLPS[words.marking]
    most = TLPS.get(partner.tlp)
    if most is None or tlp > most:
        raise UsageError(
            f"{partner.name} may see {partner.tlp or 'nothing by TLP'} at most",
            "Write the warning so that they may have it, and mark it so.",
        )
    minute = sharing.minute(None)
    handle = keyed.handles(sharing.desk.key, f"warning {partner.name}")(words.threat)
    alert = Alert(
        id=words.threat,
        handle=handle,
        headline=asked["headline"] or "A warning",
        text=words.text,
        instruction=asked["instruction"],
        area=asked["area"],
        certainty=asked["certainty"],
        tlp=tlp,
        sent=minute,
    )
    view = PartnerView(
        sharing.desk.name, "A warning", tlp, minute, (), exercise=sharing.desk.exercise
    )
    path, body = cap(alert, view, _plain(sharing.desk.name), partner.name)
    files = {path: body}
    files["edition.json"] = kept.manifest_of(files, tlp.label, minute)
    hidden = sharing.withheld(partner.audience)
    with tempfile.TemporaryDirectory(prefix="tearline-") as private:
        aside = Path(private) / "warning"
        editions.put(files, aside)
        editions.refuse(editions.scanned(aside, hidden), partner.audience)
    editions.put(files, folder)


def _plain(name: str) -> str:
    """Return the desk's name as a CAP sender: small letters, digits and hyphens."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split()) or "desk"


def waive(root: Path, threat: str, category: str, reason: str, talk: Talk) -> None:
    """Note a waiver by a senior person, which ends the clock."""
    with sharing_of(root) as (sharing, actor):
        clock = sharing.resting.threats.clock(threat)
        words = threats.waived(clock, category, reason, actor, sharing.now())
        sharing.say(replace(words))
    ground = threats.CATEGORIES[category]
    talk.datum("waived", f"{threat}: waived, since {ground}.", threat=threat, category=category)
