"""`tearline share mark | tearline | …`: an item's portions, their markings, the tearlines under them.

Promises: a portion is named by its particular where the item has one of that name, else by the beginning of
its own name as `share portions` shows it; several that fit are refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tearline.decisions import marking
from tearline.decisions.entering import item_of
from tearline.decisions.portions import name_of
from tearline.editions.portioned import STAYS
from tearline.errors import UsageError
from tearline.model.decision import Particular
from tearline.model.marking import told
from tearline.model.sharing import SAME_AS
from tearline.sharing.sending import Sharing
from tearline.talk import Talk
from tearline.verbs.partnering import sharing_of

_SHOWN = 8  # digits of a portion's name


def say_items(root: Path, talk: Talk) -> None:
    """List the items of the register with how many of their portions have a marking."""
    with sharing_of(root) as (sharing, _):
        for item in sharing.resting.register.accepted():
            names = [name_of(one) for one in item.body.particulars]
            marked = sum(sharing.resting.portions.said(item.id, name) is not None for name in names)
            said = f"{item.id}  {item.body.kind}: {item.title}  ({marked} of {len(names)} portions marked)"
            row = {"item": item.id, "kind": item.body.kind, "title": item.title}
            talk.datum("item", said, **row, portions=len(names), marked=marked)


def say_portions(root: Path, item: str, talk: Talk) -> None:
    """List an item's portions, each with its marking, and the tearlines under it."""
    with sharing_of(root) as (sharing, _):
        item = item_named(sharing, item)
        held, portions = item_of(sharing.resting.register, item), sharing.resting.portions
        talk.heading(f"{held.id}  {held.body.kind}: {held.title}")
        for one in held.body.particulars:
            name = name_of(one)
            mark = portions.said(item, name)
            said = ", ".join(filter(None, (one.state, f"says {one.by}" if one.by else "", one.on)))
            words = f"{one.value} ({said})" if said else one.value
            shown = mark.marking if mark is not None else "unmarked: for nobody"
            shown = "stays at the desk" if one.name in STAYS else shown
            talk.datum(
                "portion",
                f"{name[:_SHOWN]}  [{shown}]  {one.name}: {words}",
                item=item,
                portion=name,
                name=one.name,
                value=one.value,
                state=one.state,
                by=one.by,
                on=one.on,
                marking=mark.marking if mark is not None else "",
            )
            for line in portions.lines(item):
                if line.above == name:
                    state = "approved" if portions.approval(line) else "waits for an approver"
                    talk.datum(
                        "tearline",
                        f"          {line.line}  [{line.marking}]  {line.value}  ({state})",
                        item=item,
                        line=line.line,
                        above=name,
                        marking=line.marking,
                        value=line.value,
                        approved=portions.approval(line) is not None,
                    )


def item_named(sharing: Sharing, said: str) -> str:
    """Return an item's id from it, or from words of its title. UsageError: none, or several have them."""
    register = sharing.resting.register
    if register.item(said) is not None:
        return said
    words = said.casefold().strip()
    found = [one for one in register.accepted() if words and words in one.title.casefold()]
    if len(found) != 1:
        why = f"{len(found)} items have" if found else "no item has"
        raise UsageError(f"{why} {said!r} in the title", "See `tearline share items`.")
    return found[0].id


def portion(sharing: Sharing, item: str, said: str) -> tuple[str, Particular]:
    """Return a portion by its particular's name or the beginning of its own. UsageError: none, or several."""
    held = item_of(sharing.resting.register, item)
    if said.startswith("same-as:"):
        name = SAME_AS + said.removeprefix("same-as:")
        return name, marking.words_of(sharing.resting.register, item, name)
    found = {name_of(one): one for one in held.body.particulars if one.name == said}
    found = found or {
        name: one
        for one in held.body.particulars
        if (name := name_of(one)).startswith(said.casefold())
    }
    if len(found) != 1:
        why = "no portion" if not found else f"{len(found)} portions"
        raise UsageError(
            f"{why} of {item} is meant by {said!r}", f"`tearline share portions {item}`"
        )
    return next(iter(found.items()))


def mark(
    root: Path, item: str, portions: tuple[str, ...], asked: dict[str, Any], talk: Talk
) -> None:
    """Give portions of an item a marking; none named, with ``all``: every one of them."""
    with sharing_of(root) as (sharing, actor):
        item = item_named(sharing, item)
        held = item_of(sharing.resting.register, item)
        if bool(portions) == asked["every"]:
            raise UsageError("which portions?", "Name them, or give --all.")
        names = (
            [name_of(one) for one in held.body.particulars]
            if asked["every"]
            else [portion(sharing, item, one)[0] for one in portions]
        )
        bodies = [
            marking.marked(
                *(sharing.resting.register, sharing.resting.partners, (item, name)),
                *(asked["marking"], (asked["reason"], actor, sharing.now())),
                named=asked["named"],
                origin=asked["origin"],
            )
            for name in dict.fromkeys(names)
        ]
        sharing.say(*bodies)
    said = asked["marking"] or "no marking: for nobody"
    count = len(bodies)
    talk.datum("marked", f"{count} portions of {item}: {said}.", item=item, portions=count)


def tear(root: Path, item: str, above: str, asked: dict[str, Any], talk: Talk) -> None:
    """Write a tearline for a portion."""
    with sharing_of(root) as (sharing, actor):
        item = item_named(sharing, item)
        name, source = portion(sharing, item, above)
        words = Particular(source.name, asked["text"], asked["state"], asked["by"], asked["on"], ())
        line = marking.torn(
            *(sharing.resting.register, sharing.resting.partners, (item, name), words),
            *(asked["marking"], (asked["reason"], actor, sharing.now())),
            line=asked["line"],
            named=asked["named"],
            origin=asked["origin"],
        )
        sharing.say(line)
        quotes = marking.quoting(sharing.resting.register, line)
    talk.datum(
        "tearline",
        f"{line.line} waits for another person's approval: tearline share approve-line {item} {line.line}",
        item=item,
        line=line.line,
        quotes=bool(quotes),
    )
    if quotes:
        talk.say(
            f"It quotes a portion above it: “{quotes}”. Its approver will be asked about that."
        )


def approve_line(
    root: Path, item: str, line: str, reason: str, talk: Talk, *, quotes: bool
) -> None:
    """Approve another person's tearline."""
    with sharing_of(root) as (sharing, actor):
        item = item_named(sharing, item)
        line = _line_named(sharing, item, line)
        sharing.say(
            marking.approved(
                *(sharing.resting.register, sharing.resting.portions, (item, line)),
                (reason, actor, sharing.now()),
                quotes=quotes,
            )
        )
    talk.datum("approved", f"{line} may go out as it is marked.", item=item, line=line)


def _line_named(sharing: Sharing, item: str, said: str) -> str:
    """Return a tearline by its id, or by the particular it is of where it is the only one."""
    lines = [one for one in sharing.resting.portions.lines(item) if said in (one.line, one.name)]
    if len(lines) != 1:
        why = f"{len(lines)} tearlines" if lines else "no tearline"
        raise UsageError(
            f"{why} of {item} is meant by {said!r}", f"`tearline share portions {item}`"
        )
    return lines[0].line


def originator(root: Path, item: str, which: str, asked: dict[str, Any], talk: Talk) -> None:
    """Note what an originator answered for a portion or a tearline."""
    with sharing_of(root) as (sharing, actor):
        item = item_named(sharing, item)
        line = sharing.resting.portions.line(item, which)
        name = which if line is not None else portion(sharing, item, which)[0]
        word = marking.answered(
            sharing.resting.portions,
            *((item, name), (asked["origin"], asked["partner"])),
            (asked["reason"], actor, sharing.now()),
            given=asked["given"],
            reference=asked["reference"],
        )
        sharing.say(word)
        of = sharing.resting.portions.mark(item, name)
    answer = "may go" if word.given else "may not go"
    talk.datum(
        "originator",
        f"{word.origin}: the portion {answer} to {word.partner}. {told(of)}".rstrip(),
        item=item,
        origin=word.origin,
        partner=word.partner,
        given=word.given,
    )
