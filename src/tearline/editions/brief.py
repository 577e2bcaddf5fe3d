"""A brief of a week (or any days) from the register: what happened, what was promised, where clocks stand.

Promises: every sentence is made of one item's particulars, in the words they were entered in, and carries
the numbers of its sources; what somebody claims is told as claimed, by whom; an allegation is never counted
as a breach, charged never told as convicted. What has no day is told apart, not dropped. Equal registers
and days give equal briefs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tearline.decisions.clocks import clock_of
from tearline.decisions.register import Item, Register
from tearline.model.decision import Particular, Target
from tearline.model.register import Kind, interval

_MAIN = {"title", "type", "mention", "summary", "where", "when", "occurrence"}
_SETTLED = {"", "stated", "confirmed-by-authority", "convicted"}
SOON = 14  # days before a clock's end from which it is told in every brief
_QUOTED = 200  # characters of a source that are quoted
MOST_SAID = 12  # statements of a brief; the others are counted
_TOLD = {
    "completed": "",
    "attempted": "attempted: ",
    "foiled": "foiled: ",
    "planned": "planned, no act: ",
    "threatened": "threatened, no act: ",
    "trend": "a trend: ",
    "not an act": "found to be no act: ",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the brief, the item it tells of, and the numbers of its sources (from 1)."""

    text: str
    item: str
    sources: tuple[int, ...]
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A source: record, hash of the file, first and last character of the words, these, their article."""

    number: int
    record: str
    sha256: str
    start: int
    end: int
    words: str
    head: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief: its days, its sections (a title and its sentences), its sources as they are cited."""

    first: date
    last: date
    sections: tuple[tuple[str, tuple[Sentence, ...]], ...]
    sources: tuple[Source, ...]


class _Citing:
    """Numbers sources as they are cited."""

    def __init__(self, named: Callable[[str], str], reading: Reading) -> None:
        self._named, self._numbers = named, dict[Target, int]()
        self._words, self._head = reading

    def cite(self, held: Iterable[Particular]) -> tuple[int, ...]:
        """Return the numbers of particulars' places, each once, in order."""
        places = [place for one in held for place in one.places]
        for place in places:
            self._numbers.setdefault(place, len(self._numbers) + 1)
        return tuple(dict.fromkeys(self._numbers[place] for place in places))

    def sources(self) -> tuple[Source, ...]:
        return tuple(
            Source(
                number,
                self._named(place.sha256),
                place.sha256,
                place.start or 0,
                place.end or 0,
                self._words(place),
                self._head(place),
            )
            for place, number in self._numbers.items()
        )


Reading = tuple[Callable[[Target], str], Callable[[Target], str]]
"""Return the words of a portion, and what its article is; '' where its page cannot be read."""


def brief(
    register: Register, named: Callable[[str], str], reading: Reading, first: date, last: date
) -> Brief:
    """Return the brief of some days, both counted; clocks are read on the last one."""
    citing = _Citing(named, reading)
    incidents = register.items(Kind.INCIDENT)
    dated = [one for one in incidents if _within(one, first, last)]
    undated = [
        one for one in incidents if not any(one.of("when")) and first <= _told_on(one) <= last
    ]
    sections = [
        ("What happened", tuple(s for one in dated for s in _incident(one, register, citing))),
        (
            "Reported or entered without a day of its own",
            tuple(s for one in undated for s in _incident(one, register, citing)),
        ),
        ("Commitments and their clocks", tuple(_commitments(register, citing, last))),
        ("Who said what", tuple(_statements(register, citing, first, last))),
    ]
    kept = tuple((title, said) for title, said in sections if said)
    return Brief(first, last, kept, citing.sources())


def _within(item: Item, first: date, last: date) -> bool:
    days = [interval(one.value) for one in item.of("when")]
    return any(begin <= last and first <= end for begin, end in days)


def _told_on(item: Item) -> date:
    """Return the day an item was reported on, that it was entered on where that is not known."""
    said = next((interval(one.value)[0] for one in item.of("dated")), None)
    return said or date.fromisoformat(item.body.at[:10])


def _incident(item: Item, register: Register, citing: _Citing) -> Iterator[Sentence]:
    held = item.body.particulars
    main = [one for one in held if one.name in _MAIN]
    how = next((one.value for one in item.of("occurrence")), "")
    under = register.gathered(item.id)
    several = f" (told in {len(under) + 1} entries)" if under else ""
    unsure = any(one.state not in _SETTLED for one in held if one.name == "claim")
    cited = citing.cite([*main, *(part for one in under for part in one.body.particulars)])
    title, besides = item.title.rstrip("."), ""
    if any(item.of("title")):  # a title of a person's own has no place and no day in it
        known = [one.value for name in ("where", "when") for one in item.of(name)]
        besides = f" ({', '.join(known)})" if known else ""
    yield Sentence(f"{_TOLD.get(how, '')}{title}{besides}{several}.", item.id, cited, unsure)
    for one in [*held, *(part for each in under for part in each.body.particulars)]:
        if said := _besides(one):
            yield Sentence(said, item.id, citing.cite([one]), unsure=True)


def _besides(one: Particular) -> str:
    """Return what is told of a claim, an attribution, a legal step or a measure, '' for the rest."""
    by = f", by {one.by}" if one.by else ""
    on = f", as of {one.on}" if one.on else ""
    if one.name == "claim" and (one.state not in {"", "stated"} or one.by):
        return f"It is {one.state or 'claimed'}{by}{on}: “{one.value.rstrip('.')}”."
    if one.name == "source" and not one.places:
        return f"Source: {one.value.rstrip('.')}{by}{on}."
    if one.name == "attribution":
        return f"It is attributed to {one.value}: {one.state or 'claimed'}{by or ', by nobody named'}{on}."
    if one.name == "legal":
        what = f" (“{one.value.rstrip('.')}”)" if one.state else ""
        return f"Legal step: {one.state or one.value}{what}{by}{on}; a step is no verdict."
    if one.name == "measure":
        return f"Measure, {one.state or 'state not said'}: {one.value.rstrip('.')}{by}{on}."
    return ""


def _commitments(register: Register, citing: _Citing, today: date) -> Iterator[Sentence]:
    ranked = []
    for item in register.items(Kind.COMMITMENT):
        if _begins(item) > today:
            continue  # nobody had promised it yet
        clock = clock_of(item, today)
        ranked.append((clock.ends if clock else date.max, item.entries[0], item, clock))
    for _, _, item, clock in sorted(ranked, key=lambda one: one[:2]):
        held = item.body.particulars
        told = item.title
        if clock is None:
            runs = "no day to count from"
        elif clock.left >= 0:
            runs = f"{clock.left} days left on {today}, ends {clock.ends}"
        else:
            runs = f"past by {-clock.left} days on {today}, ended {clock.ends}"
        cited = citing.cite(
            one for one in held if one.name not in {"stance", "compliance", "beside"}
        )
        soon = clock is not None and clock.left <= SOON
        yield Sentence(f"{told}: {runs}.", item.id, cited, unsure=not soon and clock is None)
        for one in held:
            by, on = (f", says {one.by}" if one.by else ""), (f", as of {one.on}" if one.on else "")
            if one.name == "stance":
                yield Sentence(f"{one.value}: {one.state}{by}{on}.", item.id, citing.cite([one]))
            elif one.name == "compliance":
                said = f"{(one.state or 'alleged').capitalize()}{by}{on}: {one.value}."
                yield Sentence(said, item.id, citing.cite([one]), unsure=one.state != "verified")
            elif one.name == "beside":
                said = f"Beside it stands: {one.value}{by}{on}. Which holds is not said here."
                yield Sentence(said, item.id, citing.cite([one]), unsure=True)


def _begins(item: Item) -> date:
    """Return the day from which an item is known or holds, the earliest of those it has."""
    days = [interval(one.value)[0] for name in ("start", "dated") for one in item.of(name)]
    return min(days) if days else date.fromisoformat(item.body.at[:10])


def _statements(register: Register, citing: _Citing, first: date, last: date) -> Iterator[Sentence]:
    """Yield the statements of the days; of many the first ones, and how many more there are.

    One whose article has no day counts for the day it was entered, and says so.
    """
    found = [one for one in register.items(Kind.STATEMENT) if first <= _told_on(one) <= last]
    for one in found[:MOST_SAID]:
        entered = "" if any(one.of("dated")) else " (by the day it was entered)"
        yield Sentence(_said(one) + entered, one.id, citing.cite(one.body.particulars))
    if len(found) > MOST_SAID:
        yield Sentence(f"{len(found) - MOST_SAID} more are of these days.", "", ())


def _said(item: Item) -> str:
    speaker = next((one.value for one in item.of("speaker")), "somebody not named")
    how = next((one.value for one in item.of("saying")), "claims")
    return f"{speaker} ({how}): {' … '.join(one.value for one in item.of('content'))}"


def to_text(one: Brief, title: str) -> str:
    """Return a brief as plain text, its sources below with their places."""
    lines = [title, f"{one.first} to {one.last}", ""]
    for head, said in one.sections:
        lines += [head.upper(), *(f"- {each.text}{_numbers(each.sources)}" for each in said), ""]
    lines.append("SOURCES")
    lines += [
        f"[{s.number}] {s.record or s.sha256[:12]}, characters {s.start} to {s.end}: {_quoted(s)}"
        for s in one.sources
    ] or ["none: all was entered by hand"]
    return "\n".join(lines) + "\n"


def _quoted(one: Source) -> str:
    words = one.words if len(one.words) <= _QUOTED else f"{one.words[: _QUOTED - 1]}…"
    said = f"“{words}”" if words else "its page cannot be read here"
    return f"{said} ({one.head})" if one.head else said


def _numbers(sources: Sequence[int]) -> str:
    return " " + "".join(f"[{number}]" for number in sources) if sources else " (entered by hand)"
