"""The partners of a collection opened for work, and `tearline partners`: who they are, and what they may see.

Promises: a password or a token stands in no log, and a token is shown once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tearline import config as settings
from tearline.decisions import deciding, marking
from tearline.errors import UsageError
from tearline.model.decision import Actor, ActorKind
from tearline.model.sharing import Partner
from tearline.sharing.collected import of_collection
from tearline.sharing.resting import Resting
from tearline.sharing.sending import Sharing
from tearline.store.collection import opened
from tearline.talk import Talk


@contextmanager
def sharing_of(root: Path) -> Iterator[tuple[Sharing, Actor]]:
    """Open a collection's partners for work, and say who works."""
    with opened(root) as collection, deciding.open_log(collection) as log:
        resting = Resting.of_log(log)
        sharing = of_collection(collection, resting, resting.appending(log))
        yield sharing, Actor(ActorKind.PERSON, settings.login(), "login")


def say_partners(root: Path, talk: Talk) -> None:
    """List the partners, those that have ended last."""
    with sharing_of(root) as (sharing, _):
        partners = sharing.resting.partners
        ended = [one for name in partners.history if (one := partners.partner(name)) and one.ended]
        for one in [*partners.everyone(), *sorted(ended, key=lambda each: each.name)]:
            pause = partners.paused(one.name)
            state = "ended" if one.ended else "paused" if pause is not None else "active"
            seen = ", ".join(filter(None, (one.tlp, one.level)))
            said = f"{one.name}: {one.title} ({one.country}), audience {one.audience}, up to {seen}; {state}"
            if pause is not None and not one.ended:
                said += (
                    f" since {pause.at[:10]}: {pause.reason}; looked at again on {pause.review_on}"
                )
            talk.datum("partner", said, **_row(one), state=state)
        if not partners.history:
            talk.say("There is no partner yet: `tearline partners add NAME --title … --country …`.")


def _row(one: Partner) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "country": one.country,
        "tlp": one.tlp,
        "level": one.level,
        "audience": one.audience,
        "places": one.places,
        "days": one.days,
        "cap": one.cap,
    }


def add(root: Path, name: str, asked: dict[str, Any], file: Path | None, talk: Talk) -> None:
    """Enter a partner, or change one; ``file`` has its password (- for stdin), None for no other one."""
    password = None if file is None else _first_line(file)
    reason = asked.pop("reason")
    with sharing_of(root) as (sharing, actor):
        before = sharing.resting.partners.partner(name)
        given = {key: value for key, value in asked.items() if value is not None}
        if before is None:
            missing = [key for key in ("title", "country") if not given.get(key)]
            if missing:
                raise UsageError(f"a new partner has a {missing[0]}", f"Give --{missing[0]}.")
            fields: dict[str, Any] = {
                "audience": name,
                "tlp": "TLP:GREEN",
                "level": "",
                "places": "town",
            }
            fields |= {"days": "day", "cap": False} | given
            words = Partner(
                name=name, ended=False, reason=reason, actor=actor, at=sharing.now(), **fields
            )
        else:
            words = replace(
                before, **given, ended=False, reason=reason, actor=actor, at=sharing.now()
            )
        sharing.take_in(marking.partner(words), password)
    talk.datum("partner", f"{name} is a partner, of the audience {words.audience}.", **_row(words))
    if before is not None and before.audience != words.audience:
        talk.say(
            f"Send both audiences: `tearline share send {words.audience}` "
            f"withdraws what {name} had of {before.audience}."
        )


def _first_line(path: Path) -> str:
    """Return a password from a file, or from stdin. UsageError: the file cannot be read."""
    if str(path) == "-":
        return sys.stdin.readline().rstrip("\r\n")
    try:
        return path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read", "Give a text file with the password.") from None


def end(root: Path, name: str, reason: str, talk: Talk) -> None:
    """End a partner: it can fetch nothing any more. UsageError: there is none of that name."""
    with sharing_of(root) as (sharing, actor):
        before = partner_of(sharing, name)
        words = replace(before, ended=True, reason=reason, actor=actor, at=sharing.now())
        sharing.let_go(words)
    talk.datum("ended", f"{name} is no partner any more; what it fetched, it has.", name=name)


def token(root: Path, name: str, talk: Talk, *, drop: bool) -> None:
    """Make a bearer token and show it once, or take all of them back."""
    with sharing_of(root) as (sharing, _):
        partner_of(sharing, name)
        with sharing.shelf() as shelf:
            if drop:
                count = shelf.drop_tokens(name)
                talk.datum("tokens", f"{count} tokens of {name} are taken back.", dropped=count)
                return
            made = shelf.add_token(name)
    talk.datum("token", made, token=made)
    talk.say("It is shown this once: give it to the partner by a way that is safe.")


def partner_of(sharing: Sharing, name: str) -> Partner:
    """Return a partner that has not ended. UsageError: there is none of that name."""
    found = sharing.resting.partners.partner(name)
    if found is None or found.ended:
        raise UsageError(f"no partner is called {name}", "See `tearline partners`.")
    return found
