"""The view of the register that an audience of partners may have: the one place where portions are chosen.

Promises: a portion is in the view when every partner of the audience may see it, or an approved tearline
stands in its place that they may; without a marking, without partners, of a recalled item: nothing. Days and
places are as coarse as the least exact of the partners is told them. What is left out leaves no trace: no
count, no order, no empty place. That two items are one thing is told to who sees both and may see that. The
register's ids go no further than the writers' ids, which are keyed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tearline.decisions.partnering import DAYS, PLACES, clearance
from tearline.decisions.portions import Portions, mark_of, name_of
from tearline.decisions.register import Item, Register
from tearline.decisions.told import title_of
from tearline.editions import coarse
from tearline.model.decision import Particular
from tearline.model.marking import Clearance, Mark, Tlp
from tearline.model.partner_view import Fact, SharedItem
from tearline.model.register import PARTICULARS, Kind
from tearline.model.sharing import SAME_AS, Partner, Tearline

PLACE = "where"
STAYS = frozenset({"note", "source", "mention", "dated"})
"""The desk's own: its notes, where it has things from, how a page told them, and when."""


@dataclass(frozen=True, slots=True)
class Circle:
    """An audience: what its partners may see, how exactly, and the TLP of what bears none."""

    name: str
    who: tuple[Clearance, ...]
    places: str
    days: str
    least: Tlp


def circle(name: str, partners: Sequence[Partner]) -> Circle:
    """Return an audience of partners: it is told days and places as the least exact of them is."""
    tlps = [one.tlp for one in map(clearance, partners) if one.tlp is not None]
    return Circle(
        name,
        tuple(map(clearance, partners)),
        max((one.places for one in partners), key=PLACES.index, default=PLACES[-1]),
        max((one.days for one in partners), key=DAYS.index, default=DAYS[-1]),
        min(tlps) if tlps and len(tlps) == len(partners) else Tlp.AMBER_STRICT,
    )


def items(
    register: Register, portions: Portions, who: Circle, handle: Callable[[str], str]
) -> tuple[SharedItem, ...]:
    """Return the items of the register as an audience may have them, by their handles."""
    held = (item(one, portions, who, handle(one.id)) for one in register.accepted())
    shown = {one.id: one for one in held if one is not None}
    return tuple(
        _related(one, register, portions, who, shown)
        for one in sorted(shown.values(), key=lambda one: one.handle)
    )


def item(one: Item, portions: Portions, who: Circle, handle: str) -> SharedItem | None:
    """Return an item as an audience may have it, None where there is nothing of it."""
    if portions.recalled(one.id, who.name) is not None:
        return None
    kind = Kind(one.body.kind)
    facts = dict(_facts(one, kind, portions, who))
    if not facts:
        return None
    order = {name: at for at, name in enumerate(PARTICULARS[kind])}
    ordered = sorted(
        facts, key=lambda fact: (order[fact.name], fact.value, fact.state, fact.by, fact.on)
    )
    tlp = max(fact.tlp for fact in ordered)
    guarded = any(mark.orcon or mark.tlp is Tlp.RED for mark in facts.values())
    return SharedItem(one.id, kind, handle, tlp, tuple(ordered), guarded=guarded)


def _facts(one: Item, kind: Kind, portions: Portions, who: Circle) -> Iterator[tuple[Fact, Mark]]:
    """Yield what may be seen, each with its marking: portions, then tearlines of those that may not be."""
    seen, names = set[str](), set[str]()
    for said in one.body.particulars:
        name = name_of(said)
        mark = portions.mark(one.id, name)
        if said.name not in STAYS and portions.may_see(one.id, name, mark, who.who):
            fact = _fact(said, kind, mark, who)
            if fact is not None:
                seen.add(name)
                names.add(said.name)
                yield fact, mark
    for above, line in _lines(one, portions, who).items():
        single = not PARTICULARS[kind][line.name].many
        if above not in seen and not (single and line.name in names):
            names.add(line.name)
            mark = mark_of(line.marking, line.named, line.origin)
            words = Particular(line.name, line.value, line.state, line.by, line.on, ())
            fact = _fact(words, kind, mark, who)
            if fact is not None:
                yield fact, mark


def _lines(one: Item, portions: Portions, who: Circle) -> dict[str, Tearline]:
    """Return, for each portion that has any, the approved tearline that says most to this audience.

    The one with the highest marking that may be seen is written for the narrowest circle.
    """
    held: dict[str, Tearline] = {}
    for line in portions.lines(one.id):
        mark = mark_of(line.marking, line.named, line.origin)
        if (
            line.name not in STAYS
            and line.name in PARTICULARS[Kind(one.body.kind)]
            and portions.approval(line) is not None
            and portions.may_see(one.id, line.line, mark, who.who)
        ):
            before = held.get(line.above)
            if before is None or _rank(line) > _rank(before):
                held[line.above] = line
    ordered = sorted(held.items(), key=lambda pair: _rank(pair[1]), reverse=True)
    return dict(ordered)


def _rank(line: Tearline) -> tuple[int, int, str, str]:
    mark = mark_of(line.marking, line.named, line.origin)
    tlp = -1 if mark.tlp is None else int(mark.tlp)
    level = -1 if mark.level is None else int(mark.level)
    return (max(tlp, level), tlp, line.value, line.line)


def _fact(said: Particular, kind: Kind, mark: Mark, who: Circle) -> Fact | None:
    """Return a portion as exactly as the audience is told days and places, None where it cannot be."""
    tlp = who.least if mark.tlp is None else mark.tlp
    room = PARTICULARS[kind][said.name]
    try:
        value = coarse.days(said.value, who.days) if room.days else said.value
        on = coarse.days(said.on, who.days)
    except ValueError:
        return None
    if said.name != PLACE:
        return Fact(said.name, value, said.state, said.by, on, tlp)
    where = coarse.place(value, said.state, who.places)
    if where is None:
        return None
    return Fact(PLACE, where.words, where.state, said.by, on, tlp, where.country, where.position)


def _related(
    one: SharedItem,
    register: Register,
    portions: Portions,
    who: Circle,
    shown: dict[str, SharedItem],
) -> SharedItem:
    """Return an item with those it is the same as: both ends and the word must be for this audience."""
    held = register.item(one.id)
    same = [
        other
        for other in (held.body.gathers if held is not None else ())
        if other in shown
        and portions.may_see(
            one.id, SAME_AS + other, portions.mark(one.id, SAME_AS + other), who.who
        )
    ]
    if not same:
        return one
    ordered = sorted(same, key=lambda other: shown[other].handle)
    return replace(one, same_as=tuple(ordered))


def title(one: SharedItem) -> str:
    """Return the words by which an audience knows an item: those of its facts."""
    held = [
        Particular(each.name, each.value, each.state, each.by, each.on, ()) for each in one.facts
    ]
    return title_of(one.kind, held)
