"""What a person enters into the register: an answer to a candidate, a correction, an item by hand.

Promises: a candidate is answered once; who changes an item says which of its entries they looked at, and is
told where somebody else has changed it since; nothing is taken out of the log. Makes bodies and appends
nothing.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tearline.decisions.register import Item, Register
from tearline.errors import UsageError
from tearline.model.decision import Actor, Beside, Entered, Particular, Target
from tearline.model.register import PARTICULARS, Kind, Standing, check

MOST_ROWS = 2_000
_PARTS = " | "  # between several values of one cell
_SAID = ("state", "by", "on")
_GUARDED = frozenset(
    "'" + sign for sign in "=+-@\t\r"
)  # as an export keeps cells from being formulas
_OF_EXPORT = frozenset(
    {"item", "under", "entered_by", "entered_at", "records"}
)  # columns that say who had it before


class ChangedSinceError(UsageError):
    """Somebody else has entered something there since it was looked at."""


def new_item() -> str:
    """Return an id: random, so that it tells nothing of how many there are."""
    return f"r{secrets.token_hex(6)}"


def answered(
    register: Register,
    candidate: str,
    kind: Kind,
    particulars: Sequence[Particular],
    standing: Standing,
    said: tuple[str, Actor, str],
    seen: int = 0,
) -> Entered:
    """Return a candidate's answer; ``said`` is the reason, who, and when (ISO UTC).

    One that was withdrawn or rejected before is answered anew under its own id. ``seen`` is the number of
    the answer that was looked at, 0 for none. ChangedSinceError: another stands there, or the same.
    """
    before = register.answering(candidate)
    if seen != (before.seq if before is not None else 0):
        raise ChangedSinceError(
            "somebody has answered it since you looked", "Open the page again: it shows who."
        )
    if before is not None and before.body.standing == standing:
        raise ChangedSinceError(
            f"it is {standing.value} already, by {before.body.actor.name}", "Open the page again."
        )
    return checked(
        Entered(
            before.id if before else new_item(),
            kind.value,
            standing.value,
            candidate,
            tuple(particulars),
            before.body.gathers if before else (),
            *said,
        )
    )


def changed(
    register: Register,
    item: str,
    seen: int,
    said: tuple[str, Actor, str],
    particulars: Sequence[Particular] | None = None,
    gathers: Sequence[str] | None = None,
    standing: Standing = Standing.ACCEPTED,
) -> Entered:
    """Return an item's next entry; ``seen`` is the number of the entry it was decided on.

    ChangedSinceError: another stands there now. UsageError: there is no such item, or it would be gathered
    in a circle.
    """
    now = item_of(register, item)
    if now.seq != seen:
        raise ChangedSinceError(
            f"{now.title} was changed by {now.body.actor.name} since you looked at it",
            "Open it again.",
        )
    for one in gathers or ():
        item_of(register, one)
        if item in {one, *(under.id for under in register.gathered(one))}:
            raise UsageError(
                "that item already stands over this one", "Gather them the other way round."
            )
    held = now.body.particulars if particulars is None else tuple(particulars)
    # What was gathered elsewhere since, or taken out there, is not taken back by a change of this one.
    own = tuple(one for one in now.body.gathers if register.under(one) == item)
    under = own if gathers is None else tuple(dict.fromkeys(gathers))
    reason, actor, at = said
    return checked(
        replace(
            now.body,
            particulars=held,
            gathers=under,
            standing=standing.value,
            reason=reason,
            actor=actor,
            at=at,
        )
    )


def checked(body: Entered) -> Entered:
    """Return an item that the register has room for. UsageError: it has none."""
    check(body)
    return body


def item_of(register: Register, item: str) -> Item:
    """Return an item. UsageError: there is none of that id."""
    found = register.item(item)
    if found is None:
        raise UsageError("the register has no such item", "Open the register again.")
    return found


def beside(here: Target, there: Target, said: tuple[str, Actor, str], *, together: bool) -> Beside:
    """Return a person's word on two portions of accounts. UsageError: they are one portion."""
    if here == there:
        raise UsageError("a claim is not laid beside itself", "Choose one of another account.")
    return Beside(here, there, together, *said)


def cited(
    said: Iterable[Particular], held: Sequence[Particular], words: Callable[[Target], str]
) -> list[Particular]:
    """Return particulars as they may be entered: one that says something new does not keep old words.

    Places stay where the value is what it was in ``held``, or stands in the words there (``words``).
    """
    before = {(one.name, one.value, one.places) for one in held}
    return [
        one
        if (one.name, one.value, one.places) in before
        or any(_plain(one.value) in _plain(words(place)) for place in one.places)
        else replace(one, places=())
        for one in said
    ]


def _plain(said: str) -> str:
    return " ".join(said.split()).casefold()


def entered(kind: Kind, particulars: Sequence[Particular], said: tuple[str, Actor, str]) -> Entered:
    """Return an item that no reading proposed. UsageError names the particular."""
    accepted = Standing.ACCEPTED.value
    return checked(Entered(new_item(), kind.value, accepted, "", tuple(particulars), (), *said))


def by_hand(kind: Kind, fields: Mapping[str, str], said: tuple[str, Actor, str]) -> Entered:
    """Return an item entered by hand; a field is a particular's name, or ``name.state``, ``.by``, ``.on``.

    Several values of one particular stand in one field, between " | ". UsageError names the field.
    """
    return entered(kind, tuple(_held(kind, fields)), said)


def _held(kind: Kind, fields: Mapping[str, str]) -> Iterator[Particular]:
    rooms = PARTICULARS[kind]
    for field in fields:
        name, _, part = field.partition(".")
        if name not in rooms or part not in {"", *_SAID}:
            raise UsageError(
                f"an item of kind {kind.value} has no {field!r}",
                f"Known are {', '.join(rooms)}, each also with .state, .by and .on.",
            )
    for name in rooms:
        values = _cut(fields.get(name, ""))
        besides = {part: _cut(fields.get(f"{name}.{part}", "")) for part in _SAID}
        most = max(map(len, besides.values()))
        if most > len(values):
            raise UsageError(
                f"{name} says a state, a source or a day of nothing", f"Fill {name} too."
            )
        for at, value in enumerate(values):
            state, by, on = (
                said[at] if at < len(said) else "" for said in (besides[part] for part in _SAID)
            )
            if value:
                yield Particular(name, value, state, by, on, ())


def _cut(said: str) -> list[str]:
    return [one.strip() for one in said.strip().split(_PARTS.strip())] if said.strip() else []


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it may be entered: the entries it makes, and how many of its rows stand there already."""

    bodies: tuple[Entered, ...]
    known: int


def of_csv(data: str, said: tuple[str, Actor, str], register: Register) -> Table:
    """Return what a table enters: a row an item, a column ``kind`` and a column a particular.

    A row that says what an accepted item says is left out; one with the id of an item (as an export has
    them) corrects that item, which keeps the words of what did not change. UsageError names the row, counted
    with the heading as 1; then nothing of the table is taken.
    """
    plain = data.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    rows = csv.DictReader(io.StringIO(plain), strict=True)
    try:
        rows.fieldnames = [name.strip().casefold() for name in rows.fieldnames or ()]
    except csv.Error as error:
        raise _unreadable(error) from None
    twice = [name for name, count in Counter(rows.fieldnames).items() if name and count > 1]
    if twice:
        raise UsageError(
            f"the table has two columns {twice[0]!r}",
            'Keep one, with several values of a cell between " | ".',
        )
    if "kind" not in rows.fieldnames:
        first = (data.splitlines() or [""])[0]
        why = (
            "its cells stand between other signs than commas"
            if ";" in first or "\t" in first
            else ""
        )
        raise UsageError(
            "the table has no column 'kind'" + (f": {why}" if why else ""),
            f"Save it as CSV with commas. Its kinds are {', '.join(Kind)}; see docs/accounts.md.",
        )
    try:
        found = list(_each_row(rows, said, register))
    except csv.Error as error:
        raise _unreadable(error) from None
    bodies = tuple(one for one in found if one is not None)
    return Table(bodies, len(found) - len(bodies))


def _unreadable(error: csv.Error) -> UsageError:
    return UsageError(
        f"the table cannot be read ({error})", "Save it as CSV once more; nothing was taken."
    )


def _each_row(
    rows: Iterable[dict[str, str]], said: tuple[str, Actor, str], register: Register
) -> Iterator[Entered | None]:
    there = {_alike(Kind(one.body.kind), one.body.particulars) for one in register.items()}
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS + 1:
            raise UsageError(f"a table has {MOST_ROWS} rows at most", "Make two of it.")
        if None in row:
            raise UsageError(
                f"row {number} has more cells than the heading", "Quote a cell that has a comma."
            )
        fields = {
            name: value.removeprefix("'") if value[:2] in _GUARDED else value
            for name, value in row.items()
            if name and value and name != "kind" and name not in _OF_EXPORT
        }
        try:
            made = by_hand(Kind((row["kind"] or "").strip().casefold()), fields, said)
            before = register.item((row.get("item") or "").strip())
            alike = _alike(Kind(made.kind), made.particulars)
            if alike in there or (
                before is not None
                and before.accepted
                and alike == _alike(Kind(before.body.kind), before.body.particulars)
            ):  # the second for what is gathered under another item
                yield None
                continue
            there.add(alike)
            _check_since(before, (row.get("entered_at") or "").strip())
            yield made if before is None else _corrected(register, before, made, said)
        except ValueError:
            raise UsageError(
                f"row {number}: no such kind", f"Known are {', '.join(Kind)}; nothing was taken."
            ) from None
        except UsageError as error:
            raise UsageError(f"row {number}: {error.message}", error.remedy) from None


def _check_since(before: Item | None, at: str) -> None:
    """Refuse a row of an export that somebody has changed the item since."""
    if before is not None and before.accepted and at and at != before.body.at:
        raise UsageError(
            f"{before.title} was changed by {before.body.actor.name} since the table was made",
            "Export it once more, or leave its entered_at empty to put the row over that change.",
        )


def _alike(kind: Kind, held: Sequence[Particular]) -> tuple[object, ...]:
    """Return what a table can say of an item: its particulars without their places."""
    order = list(PARTICULARS[kind])
    plain = [(one.name, one.value.replace("|", "/"), one.state, one.by, one.on) for one in held]
    return (kind, *sorted(plain, key=lambda one: order.index(one[0])))


def _corrected(
    register: Register, before: Item, made: Entered, said: tuple[str, Actor, str]
) -> Entered:
    """Return an item's next entry from its row: what did not change keeps its places."""
    if before.body.kind != made.kind:
        raise UsageError("the item is of another kind", "Leave its id out to enter a new one.")
    if not before.accepted:  # a table from before must not bring back what was taken out since
        who = f"{before.body.standing} by {before.body.actor.name}, {before.body.at[:10]}"
        raise UsageError(f"the item was {who}", "Leave the row out, or its id to enter it anew.")
    places = {
        (one.name, one.value.replace("|", "/")): one.places for one in before.body.particulars
    }
    held = [replace(one, places=places.get((one.name, one.value), ())) for one in made.particulars]
    return changed(register, before.id, before.seq, said, held)
