"""`tearline share send | preview | approve | pause | recall | …`: what goes to partners, and what stops.

Promises: what would go out is told before it does; nothing of what is withheld is told here. Exit codes: 4
where a person must sign or look first, 5 where the leak scan found something and nothing went out.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tearline.decisions import marking
from tearline.editions.portioned import title
from tearline.errors import DecideFirstError, ExitCode, UsageError, VerificationFailedError
from tearline.model.decision import Actor, Pause
from tearline.model.sharing import Receipt
from tearline.sharing import withholding
from tearline.sharing.editions import Prepared
from tearline.sharing.sending import SIGNERS, Sharing
from tearline.talk import Talk
from tearline.verbs.partnering import partner_of, sharing_of
from tearline.verbs.portioning import item_named


def preview(root: Path, audience: str, folder: Path, talk: Talk) -> int:
    """Write what an audience would get into a folder, scanned; nothing goes out."""
    with sharing_of(root) as (sharing, _):
        one = sharing.prepared(audience)
        leaks = sharing.preview(one, folder, sharing.minute(one))
        _say_prepared(sharing, one, talk)
        for item, portion in withholding.read_with(sharing.resting, one.items):
            talk.datum(
                "read_with",
                f"  no marking, yet read in {item}: {portion.name}: {portion.value}",
                item=item,
                name=portion.name,
            )
    for leak in leaks:
        said = ", ".join(str(leak[key]) for key in ("what", "check", "file", "place") if leak[key])
        talk.datum("leak", f"LEAK {said}", **{key: leak[key] for key in leak if key != "type"})
    talk.datum(
        "preview",
        f"Written to {folder}; the leak scan found {f'{len(leaks)} leaks' if leaks else 'nothing'}.",
        folder=str(folder),
        leaks=len(leaks),
    )
    return ExitCode.VERIFICATION_FAILED if leaks else ExitCode.DONE


def _say_prepared(sharing: Sharing, one: Prepared, talk: Talk) -> None:
    new, changed, gone = one.differing()
    names = ", ".join(each.name for each in one.partners)
    talk.heading(f"{one.audience}: for {names}; {len(one.items)} items")
    titles = {item.id: title(item) for item in (*one.state.items, *one.items)}
    for what, items in (("new", new), ("changed", changed), ("withdrawn", gone)):
        for item in items:
            talk.datum("item", f"  {what}: {titles[item]}", item=item, what=what)
    if one.guarded:
        have = len(sharing.resting.partners.signatures(one.audience, one.content))
        talk.say(f"RED or an originator's word is in it: {have} of {SIGNERS} signatures.")


def approve(root: Path, audience: str, talk: Talk) -> int:
    """Sign what an audience would get now, where two must."""
    with sharing_of(root) as (sharing, actor):
        one = sharing.prepared(audience)
        if not one.guarded:
            talk.datum("signed", f"{audience}: nothing in it wants a signature.", signatures=0)
            return ExitCode.DONE
        sharing.sign(one, actor)
        have = len(sharing.resting.partners.signatures(audience, one.content))
        _say_prepared(sharing, one, talk)
    talk.datum("signed", f"{audience}: {have} of {SIGNERS} signatures.", signatures=have)
    return ExitCode.DONE if have >= SIGNERS else ExitCode.DECIDE_FIRST


def send(root: Path, audiences: tuple[str, ...], made: str, talk: Talk) -> int:
    """Put out the editions of audiences, all where none is named; one that cannot go stops no other."""
    worst = ExitCode.DONE
    with sharing_of(root) as (sharing, actor):
        wanted = audiences or tuple(sharing.resting.partners.audiences())
        if not wanted:
            raise UsageError("there is no partner", "See `tearline partners add`.")
        for audience in dict.fromkeys(wanted):
            try:
                _send(sharing, audience, actor, made, talk)
            except (DecideFirstError, VerificationFailedError) as error:
                talk.error(error)
                worst = max(worst, error.exit_code)
    return worst


def _send(sharing: Sharing, audience: str, actor: Actor, made: str, talk: Talk) -> None:
    one = sharing.prepared(audience)
    had = any(sharing.resting.partners.shared(partner=each.name) for each in one.partners)
    if not one.items and one.before is None and not had:
        talk.datum("nothing", f"{audience}: there is nothing for it yet.", audience=audience)
        return
    new, changed, gone = one.differing()
    shared = sharing.send(one, actor, made)
    if shared is None:
        before = one.before.made if one.before is not None else ""
        said = f"{audience}: nothing changed since {before}."
        talk.datum("unchanged", said, audience=audience, made=before)
        return
    paused = [each.name for each in one.partners if sharing.resting.partners.paused(each.name)]
    said = (
        f"{audience}: edition of {shared.made} for {', '.join(shared.partners)}: "
        f"{len(new)} new, {len(changed)} changed, {len(gone)} withdrawn; scanned, nothing found."
    )
    talk.datum(
        "shared",
        said + (f" Kept back for {', '.join(paused)}: paused." if paused else ""),
        audience=audience,
        partners=list(shared.partners),
        made=shared.made,
        new=len(new),
        changed=len(changed),
        withdrawn=len(gone),
        kept_back=paused,
    )


def pause(root: Path, whom: str, asked: dict[str, Any], talk: Talk) -> None:
    """Pause a partner, or a topic for an audience (all of them: ``all``)."""
    _day(asked["review_on"])
    with sharing_of(root) as (sharing, actor):
        topic = asked["topic"]
        target = _target(sharing, whom, topic)
        words = Pause(
            *(target, topic, True, asked["reason"], asked["review_on"], actor, sharing.now())
        )
        told = asked["told"] or f"Sharing is paused; it is looked at again on {asked['review_on']}."
        sharing.pause(words, told)
    what = f"{topic} for {whom}" if topic else whom
    talk.datum(
        "paused",
        f"{what}: paused until it is looked at again on {asked['review_on']}; nothing leaves meanwhile.",
        whom=target,
        topic=topic,
        review_on=asked["review_on"],
    )


def _target(sharing: Sharing, whom: str, topic: str) -> str:
    if not topic:
        return partner_of(sharing, whom).name
    if whom == "all":
        return ""
    if whom not in sharing.resting.partners.audiences():
        raise UsageError(
            f"no audience is called {whom}", "A topic is paused for an audience, or all."
        )
    return whom


def _day(said: str) -> None:
    try:
        date.fromisoformat(said)
    except ValueError:
        raise UsageError(
            f"{said!r} is no day", "As 2031-04-01: when the pause is looked at again."
        ) from None


def resume(root: Path, whom: str, topic: str, reason: str, talk: Talk, *, yes: bool) -> int:
    """Tell what a partner has missed and, with ``yes``, go on: all of it goes as one catch-up."""
    with sharing_of(root) as (sharing, actor):
        target = _target(sharing, whom, topic)
        if topic:
            words = Pause(target, topic, False, reason, "", actor, sharing.now())
            sharing.resume(words)
            talk.datum("resumed", f"{topic} for {whom}: goes out again.", whom=target, topic=topic)
            return ExitCode.DONE
        partner = partner_of(sharing, whom)
        if not sharing.is_stopped(whom):
            raise UsageError(f"{whom} is not paused", "See `tearline partners`.")
        missed = list(sharing.missed(partner))
        talk.heading(f"What {whom} has missed:")
        for what, title in missed:
            talk.datum("missed", f"  {what}: {title}", what=what, title=title)
        if not missed:
            talk.say("Nothing that was put out meanwhile.")
        if not yes:
            talk.say("Look it over, then run the same command with --yes.")
            return ExitCode.DECIDE_FIRST
        words = Pause(whom, "", False, reason, "", actor, sharing.now())
        count = sharing.resume(words)
    talk.datum("resumed", f"{whom}: {count} objects to fetch.", whom=whom, objects=count)
    return ExitCode.DONE


def recall(root: Path, item: str, audience: str, reason: str, talk: Talk, *, lift: bool) -> int:
    """Take an item back from an audience, or from all, and put that out at once."""
    with sharing_of(root) as (sharing, actor):
        resting, item = sharing.resting, item_named(sharing, item)
        said = (reason, actor, sharing.now())
        sharing.say(
            marking.recalled(
                *(resting.register, resting.partners, item, audience, said), lifted=lift
            )
        )
        what = "may be given again" if lift else "is recalled"
        whom = audience or "every audience"
        talk.datum("recall", f"{item} {what}: {whom}.", item=item, audience=audience, lifted=lift)
        if lift:
            talk.say("It goes out with the next `tearline share send`.")
            return ExitCode.DONE
        worst = ExitCode.DONE
        for one in [audience] if audience else resting.partners.audiences():
            try:
                if sharing.last(one) is not None:
                    shared = sharing.take_back(one, item, actor)
                    made = shared.made if shared is not None else ""
                    told = f"taken back by the edition of {made}" if made else "had none of it"
                    talk.datum("taken_back", f"{one}: {told}.", audience=one, made=made)
            except (DecideFirstError, VerificationFailedError) as error:
                talk.error(error)
                worst = max(worst, error.exit_code)
    talk.say("Chase it: `tearline ledger` says who has fetched and who has acknowledged it.")
    return worst


def receipt(root: Path, whom: str, made: str, asked: dict[str, Any], talk: Talk) -> None:
    """Note that a partner acknowledged an edition."""
    with sharing_of(root) as (sharing, actor):
        if made not in {one.made for _, one in sharing.resting.partners.shared(partner=whom)}:
            raise UsageError(
                f"{whom} was put out no edition of {made}", f"See `tearline ledger {whom}`."
            )
        sharing.say(Receipt(whom, made, asked["person"], asked["how"], actor, sharing.now()))
    talk.datum("receipt", f"{whom} acknowledged the edition of {made}.", partner=whom, made=made)
