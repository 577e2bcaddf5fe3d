"""What one audience of partners may have of the register: what every edition for partners is written from.

Promises: holds what was chosen for the audience and nothing else; a writer that is given these can tell
nothing more. The register's own ids are in it, since ids outside are keyed by them: they are never written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tearline.model.marking import Tlp
from tearline.model.register import Kind


@dataclass(frozen=True, slots=True)
class Position:
    """A place in degrees, already on the audience's grid, and how exact that is, in metres."""

    latitude: float
    longitude: float
    metres: int
    decimals: int  # of both degrees: no more may be written


@dataclass(frozen=True, slots=True)
class Fact:
    """One portion as the audience may have it: a particular of the register, or the tearline in its place.

    ``name`` and the words of ``state`` are those of model/register.py; ``value`` is text, or for particulars
    that are days an ISO day, month, year, or two with a slash; ``by`` is who says so ('' for nobody named);
    ``on`` an ISO day or interval, ''. ``country`` (ISO alpha-2) and ``position`` are a known place's.
    """

    name: str
    value: str
    state: str
    by: str
    on: str
    tlp: Tlp
    country: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class SharedItem:
    """An incident, statement or commitment: at least one fact, in the register's order.

    ``handle`` is its random public name for this audience; ``same_as``: the ids of other items of the view
    that a person said are the same thing, where the audience may know that. ``guarded``: it holds what is
    RED, or what an originator controls; that is the desk's to know, and is not written.
    """

    id: str
    kind: Kind
    handle: str
    tlp: Tlp
    facts: tuple[Fact, ...]
    same_as: tuple[str, ...] = ()
    guarded: bool = False

    def of(self, name: str) -> tuple[Fact, ...]:
        """Return the facts of one name."""
        return tuple(one for one in self.facts if one.name == name)


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning for this audience about a threat to life: what a CAP message and the sheet say.

    ``certainty`` is CAP's: Observed, Likely, Possible, Unlikely, Unknown; the last two may be ''.
    """

    id: str
    handle: str
    headline: str
    text: str
    instruction: str
    area: str
    certainty: str
    tlp: Tlp
    sent: str
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class PartnerView:
    """All that one audience may have.

    ``marking`` is the edition's, no lower than any item's; ``made`` a whole minute, ``2031-03-04T09:30:00Z``;
    ``desk`` the desk's own name, ``title`` the edition's. ``exercise``: all of it is an exercise.
    """

    desk: str
    title: str
    marking: Tlp
    made: str
    items: tuple[SharedItem, ...]
    alerts: tuple[Alert, ...] = ()
    exercise: bool = False


IdOf = Callable[[str, str], str]
"""(kind of object, key) -> a UUID of version 4: the same for equal arguments, of this audience alone."""
