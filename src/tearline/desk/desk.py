"""The desk as one thing: the open collection, its people, its work list, and what draws its pages.

Does nothing itself; each page's module takes what it needs from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from tearline.desk.access.claims import Claims
from tearline.desk.access.file import AccessFile
from tearline.desk.access.notes import Notes
from tearline.desk.access.paces import Paces
from tearline.desk.access.people import People
from tearline.desk.access.reads import Reads
from tearline.desk.access.sessions import Sessions
from tearline.desk.live import Live
from tearline.desk.pages_kept import PagesKept
from tearline.desk.pictures import Pictures
from tearline.desk.shown import Shown
from tearline.desk.work.listing import WorkList
from tearline.model.decision import Actor, ActorKind

BY_DESK = "desk"  # how a person who signed in here was authenticated


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the pages of a desk are made of; made once, shared by its threads."""

    live: Live
    access: AccessFile
    people: People
    sessions: Sessions
    reads: Reads
    claims: Claims
    notes: Notes
    work: WorkList
    pictures: Pictures
    pages: PagesKept
    paces: Paces
    shown: Shown


def actor(name: str) -> Actor:
    """Return a person who signed in at the desk as the log knows them."""
    return Actor(ActorKind.PERSON, name, BY_DESK)
