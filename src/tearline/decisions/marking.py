"""What a person says of portions: a marking, a tearline, an approval, an originator's answer, a recall.

Promises: a marking that is not understood is refused with the remedy; RED names partners that there are; a
tearline is approved by another than its writer, and one that quotes the portion above it only by somebody
who was shown the words; an originator's word is taken for a portion that waits for it. Makes bodies and
appends nothing.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace

from tearline.decisions.entering import item_of
from tearline.decisions.partnering import DAYS, LEVELS, PLACES, TLPS, Partners
from tearline.decisions.portions import Portions, groups, name_of, quoted, signed_of
from tearline.decisions.register import Register
from tearline.errors import DecideFirstError, UsageError
from tearline.model.decision import Actor, Entered, Particular
from tearline.model.marking import Tlp, parsed
from tearline.model.register import Kind, check
from tearline.model.sharing import (
    SAME_AS,
    OriginatorWord,
    Partner,
    PortionMark,
    Recall,
    Tearline,
    TearlineApproval,
)

Said = tuple[str, Actor, str]
"""The reason, who, and when (ISO UTC)."""
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_COUNTRY = re.compile(r"[A-Z]{3}")


def marked(
    register: Register,
    partners: Partners,
    target: tuple[str, str],
    marking: str,
    said: Said,
    *,
    named: Sequence[str] = (),
    origin: str = "",
) -> PortionMark:
    """Return the marking of a portion; ``target`` is the item's id and the portion's name.

    UsageError: no such portion, a marking that is not understood, RED for nobody or for who is no partner.
    """
    item, portion = target
    words_of(register, item, portion)
    _check_mark(partners, marking, named, origin)
    return PortionMark(item, portion, marking.strip(), tuple(sorted(set(named))), origin, *said)


def words_of(register: Register, item: str, portion: str) -> Particular:
    """Return the particular that a portion is, or one that says which item is the same thing.

    UsageError: the item has no such portion.
    """
    held = item_of(register, item)
    if portion.startswith(SAME_AS):
        other = portion.removeprefix(SAME_AS)
        if other in held.body.gathers:
            return Particular("same as", item_of(register, other).title, "", "", "", ())
    for one in held.body.particulars:
        if name_of(one) == portion:
            return one
    raise UsageError("the item has no such portion", "Open it again: it may have changed.")


def _check_mark(partners: Partners, marking: str, named: Sequence[str], origin: str) -> None:
    if not marking.strip():
        return
    mark = parsed(marking, groups(), named=named, origin=origin)
    if mark.tlp is Tlp.RED and not named:
        raise UsageError("TLP:RED is for named partners", "Say for which.")
    if named and mark.tlp is not Tlp.RED:
        raise UsageError("partners are named with TLP:RED alone", "Leave them out, or mark it RED.")
    for one in named:
        if partners.partner(one) is None:
            raise UsageError(f"no partner is called {one}", "See `tearline partners`.")


def torn(
    register: Register,
    partners: Partners,
    target: tuple[str, str],
    words: Particular,
    marking: str,
    said: Said,
    *,
    line: str = "",
    named: Sequence[str] = (),
    origin: str = "",
) -> Tearline:
    """Return a tearline for a portion: ``words`` are a particular of the same name, with its marking.

    ``line``: the tearline that is written anew, '' for another one. UsageError as for a marking, or the
    register has no room for the words.
    """
    item, above = target
    source = words_of(register, item, above)
    if words.name != source.name:
        raise UsageError("a tearline is of its portion's own kind", f"Write a {source.name}.")
    if not words.value.strip():
        raise UsageError("a tearline has words", "Write what the wider circle may read.")
    if not marking.strip():
        raise UsageError("a tearline has a marking", "Mark it, as TLP:GREEN.")
    _check_mark(partners, marking, named, origin)
    kind = Kind(item_of(register, item).body.kind)
    reason, actor, at = said
    check(
        Entered(
            item, kind.value, "accepted", "", (replace(words, places=()),), (), reason, actor, at
        )
    )
    return Tearline(
        *(item, line or f"t{secrets.token_hex(6)}", above),
        *(words.name, words.value.strip(), words.state, words.by, words.on),
        *(marking.strip(), tuple(sorted(set(named))), origin),
        *said,
    )


def torn_off(line: Tearline, said: Said) -> Tearline:
    """Return the entry that takes a tearline away."""
    reason, actor, at = said
    return replace(line, marking="", reason=reason, actor=actor, at=at)


def approved(
    register: Register,
    portions: Portions,
    target: tuple[str, str],
    said: Said,
    *,
    quotes: bool = False,
) -> TearlineApproval:
    """Return another person's approval of a tearline; ``target`` is the item's id and the line's.

    DecideFirstError: it quotes the portion above it, and nobody said that this is meant. UsageError: there is
    no such tearline, or its writer would approve it.
    """
    item, which = target
    line = portions.line(item, which)
    if line is None:
        raise UsageError("there is no such tearline", "Open the item again.")
    _, actor, _ = said
    if actor.name == line.actor.name:
        raise UsageError(
            "a tearline is approved by another person than its writer", "Ask a second one."
        )
    above = quoting(register, line)
    if above and not quotes:
        raise DecideFirstError(
            f"it quotes the portion above it: “{above}”",
            "Write it in other words, or approve it once more saying that the words are meant.",
        )
    return TearlineApproval(item, which, signed_of(line), bool(above), *said)


def quoting(register: Register, line: Tearline) -> str:
    """Return the words in a row that a tearline has of a portion of its item above its marking, '' for none.

    Every portion that is not this very text is compared: the source may be named in another one.
    """
    held = register.item(line.item)
    for one in held.body.particulars if held is not None else ():
        for text in (one.value, one.by):
            found = quoted(text, f"{line.value}\n{line.by}")
            if found:
                return found
    return ""


def answered(
    portions: Portions,
    target: tuple[str, str],
    who: tuple[str, str],
    said: Said,
    *,
    given: bool,
    reference: str,
) -> OriginatorWord:
    """Return what an originator answered; ``target``: item and portion or tearline; ``who``: origin, partner.

    UsageError: the portion does not wait for that originator.
    """
    item, portion = target
    origin, partner = who
    line = portions.line(item, portion)
    held = (line.origin if line else "") or getattr(portions.said(item, portion), "origin", "")
    if held != origin or not origin:
        raise UsageError(
            f"that portion does not wait for {origin or 'anybody'}", "See its marking."
        )
    return OriginatorWord(item, portion, origin, partner, given, reference, *said)


def recalled(
    register: Register,
    partners: Partners,
    item: str,
    audience: str,
    said: Said,
    *,
    lifted: bool = False,
) -> Recall:
    """Return the recall of an item from an audience ('' for all). UsageError: no such item or audience."""
    item_of(register, item)
    if audience and audience not in {one.audience for one in _ever(partners)}:
        raise UsageError(f"no audience is called {audience}", "See `tearline partners`.")
    return Recall(item, audience, lifted, *said)


def _ever(partners: Partners) -> list[Partner]:
    return [one for held in partners.history.values() for one in held]


def partner(words: Partner) -> Partner:
    """Return a partner as it may be entered. UsageError names the field and the remedy."""
    if not _LOGIN.fullmatch(words.name):
        raise UsageError(
            "a partner's name is 1 to 64 small letters, digits, dots, hyphens and underscores",
            "It begins with a letter or a digit, and is what they sign in with.",
        )
    if not _LOGIN.fullmatch(words.audience):
        raise UsageError("an audience's name is written as a login", "As: allies, press, est.")
    if not words.title.strip() or not words.title.isprintable():
        raise UsageError("a partner has a title of one line", "Give the name of the body it is.")
    if not _COUNTRY.fullmatch(words.country):
        raise UsageError("a country is three capital letters", "As USA, GBR, EST (ISO 3166).")
    for field, value, known in (
        ("TLP", words.tlp, ("", *TLPS)),
        ("classification", words.level, ("", *LEVELS)),
        ("exactness of places", words.places, PLACES),
        ("exactness of days", words.days, DAYS),
    ):
        if value not in known:
            raise UsageError(
                f"{value!r} is no {field}", f"Known are {', '.join(filter(None, known))}."
            )
    return words
