"""What persons decide of the register's portions and of partners: bodies of the log for sharing.

A portion is a particular of an item, named by the hash of its words (``portion_of``): a particular that is
changed is another portion, and has no marking until somebody gives it one. Every body is whole; the last one
of its subject stands, and a marking of ``''`` takes a marking away.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from tearline.model.actor import Actor

SAME_AS = "same as "  # a portion that is not words: that another item is the same thing


def portion_of(name: str, value: str, state: str, by: str, on: str) -> str:
    """Return the name of a particular as a portion: 32 hex digits of the hash of its words."""
    words = json.dumps([name, value, state, by, on], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class PortionMark:
    """A portion's marking, as it is written (``TLP:AMBER``, ``(C//REL TO USA, POL)``).

    ``portion``: its name, or ``same as `` and an item's id. ``named``: the partners that TLP:RED is for;
    ``origin``: whose word ORCON needs.
    """

    item: str
    portion: str
    marking: str
    named: tuple[str, ...]
    origin: str
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Tearline:
    """A portion written anew for a wider circle, with a marking of its own; it goes out once it is approved.

    ``line`` is its id; ``above`` the portion it gives the substance of; the rest is a particular's.
    """

    item: str
    line: str
    above: str
    name: str
    value: str
    state: str
    by: str
    on: str
    marking: str
    named: tuple[str, ...]
    origin: str
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class TearlineApproval:
    """Another person's word under a tearline as it stands: ``signed`` is the hash of its words and marking.

    ``quotes``: they were shown that it has eight words or more in a row of the portion above, and meant it.
    """

    item: str
    line: str
    signed: str
    quotes: bool
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class OriginatorWord:
    """What an originator answered: whether a portion or tearline of theirs may go to a partner."""

    item: str
    portion: str
    origin: str
    partner: str
    given: bool
    reference: str
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Partner:
    """Who editions are for. ``audience``: partners of one audience get one edition, that all may see.

    ``name`` is their login; ``country`` a code of three letters; ``tlp`` and ``level`` the most they may see
    ('' for nothing of that kind); ``places`` and ``days`` how exactly; ``cap``: warnings reach them as CAP.
    """

    name: str
    title: str
    country: str
    tlp: str
    level: str
    audience: str
    places: str
    days: str
    cap: bool
    ended: bool
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Shared:
    """An edition that was put out: to whom, when it was made, the hash of its list of files.

    ``content`` is the hash of what was signed; ``approved`` who signed it, where two had to.
    """

    audience: str
    partners: tuple[str, ...]
    made: str
    manifest: str
    content: str
    approved: tuple[str, ...]
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Recall:
    """An item taken back from an audience ('' for all), or given again: from the next edition on."""

    item: str
    audience: str
    lifted: bool
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A partner's word that an edition reached them: who there, by which way."""

    partner: str
    made: str
    person: str
    how: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Threat:
    """A threat to life, credible and specific: who is threatened, and until when they must be warned."""

    item: str
    threat: str
    threatened: str
    due: str
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Warned:
    """The threatened were warned: whom, how, when (UTC), in which words; ``partner`` where it went by one."""

    threat: str
    whom: str
    partner: str
    how: str
    when: str
    text: str
    marking: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Waived:
    """They were not warned, on a ground of the closed list, approved by a senior person."""

    threat: str
    category: str
    reason: str
    actor: Actor
    at: str
