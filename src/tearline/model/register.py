"""What the register of incidents, commitments and statements may hold: particulars and their words.

Promises: a particular outside of these tables is refused with its name and the remedy; nothing is guessed.
Occurrence, claim and attribution are three particulars, each with who says so; charged is not convicted.
Source of the words: the incident model that the sharing formats are derived from, and our own.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from tearline.errors import UsageError
from tearline.model.commitment import Ground, Position
from tearline.model.decision import Entered, Particular
from tearline.model.incident import Occurrence
from tearline.model.statement import Form
from tearline.model.statement import Kind as Saying

_GRAIN = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
LONGEST = 4_000  # characters of a value
MOST = 200  # particulars of an item
PRECISIONS = (*("exact", "site", "town", "admin", "region", "country", "sea-area", "unknown"),)
MEASURES = ("proposed", "under discussion", "adopted", "paused", "continuing", "not established")
COMPLIANCE = ("alleged", "verified", "denied", "could not determine")
CLAIMS = (
    *("stated", "claimed", "alleged", "corroborated", "confirmed-by-authority"),
    *("charged", "convicted", "denied", "disputed", "retracted", "could not determine"),
)
LEGAL = ("investigated", "arrested", "charged", "tried", "convicted", "acquitted", "dropped")
TYPES: Mapping[str, str] = MappingProxyType(
    {
        "arson": "a fire set to property, without an explosive",
        "explosive-attack": "a device placed or set off against a place or vehicle",
        "parcel-bomb": "an explosive or incendiary sent by post, courier or air cargo",
        "assassination": "a chosen person killed, or attacked to be killed",
        "assassination-plot": "preparation shown, no attack yet",
        "abduction": "a person taken or held by force",
        "assault-intimidation": "an attack or threat below killing",
        "poisoning-cbrn": "a toxic, radiological or biological agent used or placed",
        "cable-pipeline-damage": "a cable or pipeline cut or dragged, the cause any until determined",
        "rail-transport-sabotage": "rail, road, aviation or port works or vehicles tampered with",
        "energy-water-sabotage": "a power, gas, water or heating site harmed",
        "industrial-sabotage": "a maker's or warehouse's property harmed by other means",
        "vandalism-provocation": "damage or symbols staged to stir division",
        "gnss-interference": "satellite navigation or AIS jammed or spoofed",
        "drone-incursion": "an uncrewed aircraft over a restricted site or border",
        "maritime-grey": "a vessel loitering, mapping or dark, without damage",
        "airspace-border-violation": "a state's craft or marker moved over a border",
        "migration-instrumentalisation": "persons pushed over a border by a state",
        "cyber-disruption": "an attack on availability or integrity",
        "cyber-intrusion": "unauthorised access or espionage",
        "disinformation-operation": "coordinated inauthentic content or behaviour",
        "election-interference": "an act aimed at a named vote",
        "covert-finance-bribery": "a hidden payment for influence",
        "espionage-surveillance": "reconnaissance of sites or persons",
        "recruitment": "hiring of proxies for any of these",
        "other": "to be typed again within 30 days",
    }
)


class Kind(StrEnum):
    """What an item of the register is."""

    STATEMENT = "statement"
    INCIDENT = "incident"
    COMMITMENT = "commitment"


class Standing(StrEnum):
    """What a person said of it, the last time."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Room:
    """What a particular may be: how often it stands, the words of its state and of its value."""

    label: str
    many: bool = False
    states: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    days: bool = False  # its value is a day or an interval


def _values(enum: type[StrEnum]) -> tuple[str, ...]:
    return tuple(one.value for one in enum)


_SHARED = {
    "title": Room("Title"),
    "summary": Room("Summary", many=True),
    "dated": Room("Reported on", days=True),
    "source": Room("Source", many=True),
    "note": Room("Note", many=True),
}
PARTICULARS: Mapping[Kind, Mapping[str, Room]] = MappingProxyType(
    {
        Kind.STATEMENT: {
            **_SHARED,
            "speaker": Room("Who says so"),
            "cue": Room("By which word"),
            "content": Room("What is said", many=True),
            "saying": Room("Done in saying it", choices=_values(Saying)),
            "form": Room("Given", choices=_values(Form)),
            "hedge": Room("Kept open by", many=True),
        },
        Kind.INCIDENT: {
            **_SHARED,
            "type": Room("Type", many=True, choices=tuple(TYPES)),
            "occurrence": Room("Occurrence", choices=_values(Occurrence)),
            "claim": Room("Claim", many=True, states=CLAIMS),
            "attribution": Room("Attribution", many=True, states=CLAIMS),
            "when": Room("When", days=True),
            "where": Room("Where", many=True, states=PRECISIONS),
            "target": Room("Target", many=True),
            "actor": Room("Actor", many=True),
            "means": Room("Means", many=True),
            "harm": Room("Harm", many=True),
            "legal": Room("Legal step", many=True, states=LEGAL),
            "measure": Room("Measure", many=True, states=MEASURES),
            "mention": Room("Told as", many=True),
        },
        Kind.COMMITMENT: {
            **_SHARED,
            "obligor": Room("Who is bound", many=True),
            "obligee": Room("To whom", many=True),
            "act": Room("Act"),
            "scope-in": Room("Within its scope", many=True),
            "scope-out": Room("Outside its scope", many=True),
            "geography": Room("Where it holds", many=True),
            "start": Room("From", days=True),
            "duration": Room("For"),
            "end": Room("Until", days=True),
            "counting": Room("Days counted"),
            "within": Room("Within"),
            "condition": Room("On condition", many=True),
            "ground": Room("Ground", choices=_values(Ground)),
            "stance": Room("Stance", many=True, states=(*_values(Position), "silent")),
            "assessment": Room("The writer's inference", many=True),
            "compliance": Room("Kept or not", many=True, states=COMPLIANCE),
            "beside": Room("The fact beside it", many=True),
        },
    }
)


def interval(said: str) -> tuple[date, date]:
    """Return a day, a month, a year, or two with a slash, as first and last day. ValueError: it is none."""
    first, _, last = said.partition("/")
    days = _ends(first)[0], _ends(last or first)[1]
    if days[1] < days[0]:
        msg = f"{said} ends before it begins"
        raise ValueError(msg)
    return days


def _ends(said: str) -> tuple[date, date]:
    """Return the first and last day of a day, a month (2031-03) or a year (2031)."""
    if not _GRAIN.fullmatch(said):
        msg = f"{said} is no day"
        raise ValueError(msg)
    year, *rest = map(int, said.split("-"))
    if len(rest) == 2:  # noqa: PLR2004
        return date(year, *rest), date(year, *rest)
    first, last = (rest[0], rest[0]) if rest else (1, 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def check(body: Entered) -> None:
    """Refuse an item that the register has no room for. UsageError names the particular and the remedy."""
    if body.kind not in _values(Kind) or body.standing not in _values(Standing):
        raise UsageError(
            "the register holds no such kind or standing",
            f"Known are {', '.join(Kind)}; {', '.join(Standing)}.",
        )
    if not body.item:
        raise UsageError("an item of the register has an id", "Leave it to the program.")
    if body.item in body.gathers:
        raise UsageError("an item cannot gather itself", "Leave it out.")
    if len(body.particulars) > MOST:
        raise UsageError(f"an item has {MOST} particulars at most", "Make two items of it.")
    if body.standing == Standing.ACCEPTED and not any(one.value for one in body.particulars):
        raise UsageError("an accepted item says something", "Fill at least one particular.")
    rooms, seen = PARTICULARS[Kind(body.kind)], set[str]()
    for one in body.particulars:
        room = rooms.get(one.name)
        if room is None:
            raise UsageError(
                f"an item of kind {body.kind} has no {one.name!r}",
                f"Known are {', '.join(rooms)}.",
            )
        if not room.many and one.name in seen:
            raise UsageError(f"{room.label} ({one.name}) stands once", "Keep one of them.")
        seen.add(one.name)
        _check_one(one, room)


def _check_one(one: Particular, room: Room) -> None:
    if not one.value.strip() or len(one.value) > LONGEST:
        raise UsageError(
            f"{room.label} ({one.name}) is empty or longer than {LONGEST} characters",
            "Leave it out, or shorten it.",
        )
    if room.choices and one.value not in room.choices:
        raise UsageError(
            f"{room.label} ({one.name}) is none of its words",
            f"Known are {', '.join(room.choices)}.",
        )
    if one.state and one.state not in room.states:
        known = f"Known are {', '.join(room.states)}." if room.states else "Leave it out."
        raise UsageError(f"{room.label} ({one.name}) has no state {one.state!r}", known)
    for said in ((one.value,) if room.days else ()) + ((one.on,) if one.on else ()):
        try:
            interval(said)
        except ValueError:
            raise UsageError(
                f"{room.label} ({one.name}) is no day",
                "Write 2031-03-19, a month (2031-03), a year, or two with a slash: 2031-03-01/2031-03-10.",
            ) from None
