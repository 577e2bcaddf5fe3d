"""The form of an item: a line for each particular, and blank ones to add.

Promises: a particular that a person leaves as it is keeps the words it came from; a place that comes with a
form is taken only where it is a portion of a file of this collection. Errors name the line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tearline.desk.accounts.reports import Report
from tearline.errors import UsageError
from tearline.model.decision import Particular, Target
from tearline.model.register import MOST, PARTICULARS, Kind, Room

_FIRST = {
    Kind.STATEMENT: ("speaker", "content", "saying", "source"),
    Kind.INCIDENT: ("title", "type", "occurrence", "when", "where", "claim", "source"),
    Kind.COMMITMENT: ("obligor", "act", "ground", "start", "duration", "end", "stance", "source"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A form: what it is of, what it holds, where it goes, and on which entry (0 for a new item)."""

    kind: Kind
    held: list[Particular]
    to: str
    seen: int
    candidate: str

    @property
    def rooms(self) -> Mapping[str, Room]:
        """The particulars that an item of its kind may have."""
        return PARTICULARS[self.kind]

    @staticmethod
    def places(one: Particular) -> str:
        """Return a particular's places as the form carries them."""
        return " ".join(f"{p.sha256}:{p.page}:{p.start}:{p.end}" for p in one.places)


def blank(form: Form) -> list[str]:
    """Return the particulars for which the form has an empty line, the usual ones first."""
    there = {one.name for one in form.held}
    first = [name for name in _FIRST[form.kind] if name not in there or form.rooms[name].many]
    rest = [
        name
        for name, room in form.rooms.items()
        if name not in first and (name not in there or room.many)
    ]
    return [*first, *rest]


def particulars_of(form: Mapping[str, object], known: Callable[[str], bool]) -> list[Particular]:
    """Return the particulars of a form that was sent; lines without a value are left out.

    UsageError names the line.
    """
    made = []
    for at in range(MOST + len(_FIRST) * 20):
        name = form.get(f"name-{at}")
        if name is None:
            break
        texts = [form.get(f"{part}-{at}", "") for part in ("value", "state", "by", "on", "places")]
        if not isinstance(name, str) or not all(isinstance(one, str) for one in texts):
            raise UsageError(f"line {at + 1} is no text", "Open the form again.")
        value, state, by, on, places = (str(one).strip() for one in texts)
        if not value:
            if state or on:
                raise UsageError(f"{name} has a state or a day and says nothing", "Say what it is.")
            continue
        made.append(Particular(name, value, state, by, on, _places(places, known)))
    return made


def _places(said: str, known: Callable[[str], bool]) -> tuple[Target, ...]:
    made = [portion(one, known) for one in said.split()]
    if None in made:
        raise UsageError("a place of the form is in no file here", "Open the form again.")
    return tuple(one for one in made if one is not None)


def portion(said: str, known: Callable[[str], bool]) -> Target | None:
    """Return a portion as a form carries it (hash:page:start:end); None where it is none of a known file."""
    sha256, *numbers = said.split(":")
    if len(numbers) != 3 or not all(n.isascii() and n.isdecimal() and len(n) < 10 for n in numbers):  # noqa: PLR2004
        return None
    page, start, end = map(int, numbers)
    return Target(sha256, page, (), start, end) if start < end and known(sha256) else None


def number(said: str) -> int:
    """Return the number that a form carries, 0 for none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 12 else 0  # noqa: PLR2004


def place_of(report: Report, start: str, end: str) -> Target:
    """Return words of a page, by their places in its file, as a portion. UsageError: they are not on it."""
    if not (start + end).isdecimal() or not 0 <= int(start) < int(end):
        raise UsageError("those words are not on the page", "Select them again.")
    first, last = report.source.shown(int(start)), report.source.shown(int(end) - 1) + 1
    if not first < last <= len(report.text):
        raise UsageError("those words are not on the page", "Select them again.")
    return Target(report.row.sha256, 1, (), *report.source.on_file((first, last)))
