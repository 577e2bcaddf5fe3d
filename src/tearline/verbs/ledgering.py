"""`tearline ledger`: what went where. What a partner held at a minute; who has fetched and who acknowledged.

Promises: it reads and changes nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tearline.errors import UsageError
from tearline.sharing import ledger
from tearline.sharing.ledger import Put
from tearline.sharing.sending import Sharing
from tearline.sharing.taxii.shelf import Shelf
from tearline.talk import Talk
from tearline.verbs.partnering import sharing_of


def say(root: Path, partner: str, at: str, talk: Talk) -> None:
    """Tell what was put out to a partner, to all where none is named, and with ``at`` what it held then."""
    moment = _moment(at) if at else None
    with sharing_of(root) as (sharing, _):
        every = sorted(sharing.resting.partners.history)
        if partner and partner not in every:
            raise UsageError(f"there never was a partner {partner}", "See `tearline partners`.")
        if not every:
            talk.say("There is no partner.")
            return
        with sharing.shelf() as shelf:
            for name in [partner] if partner else every:
                talk.heading(f"{name}:")
                for one in ledger.put(sharing, name, shelf):
                    _say_put(name, one, talk)
                _say_stops(sharing, name, talk)
                if moment is not None:
                    _say_held(sharing, name, shelf, moment, talk)


def _moment(at: str) -> datetime:
    if at == "now":
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        raise UsageError(
            f"{at!r} is no time", "As 2031-03-04T09:30:00Z, a day (its end), or now."
        ) from None
    if len(at) == len("2031-03-04"):
        found = found.replace(hour=23, minute=59, second=59)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _say_put(name: str, one: Put, talk: Talk) -> None:
    had, new = one.parts
    if one.fetched is not None:
        fetched = f"fetched {one.fetched.isoformat(timespec='seconds')}"
    else:
        fetched = f"{had} of {new} new objects fetched" if had else "not fetched"
    signed = f", signed by {' and '.join(one.shared.approved)}" if one.shared.approved else ""
    said = f"  {one.shared.made}  entry {one.entry}, sent by {one.shared.actor.name}{signed}; {fetched}"
    if one.recalls:
        said += f"; takes back {one.recalls}"
        if one.open_recall:
            said += " (CHASE IT)"
    if one.receipt is not None:
        said += f"; acknowledged by {one.receipt.person} ({one.receipt.how})"
    talk.datum(
        "edition",
        said,
        partner=name,
        audience=one.shared.audience,
        made=one.shared.made,
        entry=one.entry,
        sent_by=one.shared.actor.name,
        approved=list(one.shared.approved),
        fetched=one.fetched.isoformat() if one.fetched else None,
        objects_fetched=had,
        objects_new=new,
        recalls=one.recalls,
        chase=one.open_recall,
        acknowledged_by=one.receipt.person if one.receipt else "",
    )


def _say_stops(sharing: Sharing, name: str, talk: Talk) -> None:
    for pause in sharing.resting.partners.pauses(name):
        if pause.topic:
            continue
        what = "paused" if pause.paused else "resumed"
        until = f"; looked at again on {pause.review_on}" if pause.paused else ""
        said = f"  {pause.at}  {what} by {pause.actor.name}: {pause.reason}{until}"
        talk.datum(
            "pause", said, partner=name, at=pause.at, paused=pause.paused, by=pause.actor.name
        )


def _say_held(sharing: Sharing, name: str, shelf: Shelf, at: datetime, talk: Talk) -> None:
    held = ledger.held(sharing, name, shelf, at)
    talk.heading(f"  held at {at.isoformat(timespec='seconds')}: {len(held)} items")
    for one in held:
        talk.datum(
            "held",
            f"    {one.handle}  {one.kind.value}: {one.title}  "
            f"({one.objects} objects, edition of {one.made}, entry {one.entry})",
            partner=name,
            at=at.isoformat(),
            item=one.item,
            handle=one.handle,
            kind=one.kind.value,
            title=one.title,
            objects=one.objects,
            made=one.made,
            entry=one.entry,
        )
