"""What every template family is made with: the values of a person, written and damaged its way.

A family is a function that takes a ``World`` and types sheets. Families live in two files, and
nobody tunes on the second: ``templates_tuned.py`` and ``templates_held_out.py``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from damage.damage import Noise, shaped
from damage.pages import Gold, Made, Sheet, Value
from damage.people import HALVES, Person, people

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MODULES = {"tune": "damage.templates_tuned", "report": "damage.templates_held_out"}


@dataclass(slots=True)
class World:
    """One record in the making: its chance, its people, its noise, its sheets."""

    random: Random
    half: str
    noise: Noise
    folk: Iterator[Person]
    sheets: list[Sheet] = field(default_factory=list)
    torn: bool = False
    heads_first: bool = False

    def sheet(self, *, upper: bool = False) -> Sheet:
        """Begin a sheet."""
        self.sheets.append(Sheet(self.noise, upper=upper))
        return self.sheets[-1]

    def person(self) -> Person:
        """Return somebody new."""
        return next(self.folk)

    def some(self, count: int) -> list[Person]:
        """Return several new people."""
        return [self.person() for _ in range(count)]

    def pick(self, *choices: str) -> str:
        """Return one of them."""
        return self.random.choice(choices)

    def day(self, first: int = 1958, last: int = 1978) -> str:
        """Return a date that is nobody's birth, in a way of the time."""
        return written(self.random, self._date(first, last))

    def _date(self, first: int, last: int) -> date:
        return date(
            self.random.randint(first, last), self.random.randint(1, 12), self.random.randint(1, 28)
        )

    def digits(self, pattern: str) -> str:
        """Return ``pattern`` with a digit for every ``#``."""
        return "".join(str(self.random.randrange(10)) if c == "#" else c for c in pattern)

    def name(self, who: Person, form: str) -> Value:
        """Return a name in one of its forms, as it was read."""
        return Value("name", self.noise.value(named(who, form)), FORMS.get(form, form))

    def ssn(self, who: Person, *, roster: bool = False, shape: str = "") -> Value:
        """Return a Social Security number as it was read; ``shape`` if the form prescribes one."""
        if shape:
            return Value("ssn", shaped(self.random, who.ssn, shape), shape)
        text, read_as = self.noise.ssn(who.ssn, roster=roster)
        return Value("ssn", text, read_as)

    def born(self, who: Person, way: int | None = None) -> Value:
        """Return a date of birth; ``way`` fixes how a form writes it."""
        return Value("birth_date", self.noise.number(written(self.random, who.born, way)))

    def birthplace(self, who: Person) -> Value:
        """Return a place of birth."""
        return Value("birth_place", self.noise.value(who.birthplace))

    def phone(self, who: Person) -> Value:
        """Return a private telephone number, old or new."""
        way = self.random.choice(("KL 5-01{}", "KLondike 5-01{}", "(202) 555-01{}", "305-555-01{}"))
        return Value("phone", self.noise.number(way.format(who.phone)))

    def address(self, who: Person) -> Value:
        """Return a street address with its town."""
        return Value("address", self.noise.value(f"{who.street}, {who.town}"))

    def passport(self, who: Person) -> Value:
        """Return a passport number."""
        return Value("passport", self.noise.number(who.passport))

    def alien(self, who: Person) -> Value:
        """Return an alien registration number."""
        d = who.alien
        way = self.random.choice(
            (f"A{d}", f"A-{d}", f"A{d[:2]} {d[2:5]} {d[5:]}", f"A-{d[:2]}-{d[2:5]}-{d[5:]}")
        )
        return Value("alien_number", self.noise.number(way))

    def bank(self, who: Person) -> Value:
        """Return an account number at a bank."""
        return Value("bank_account", self.noise.number(who.bank))

    def symbol(self, who: Person) -> Value:
        """Return an informant's symbol."""
        return Value("source.symbol", self.noise.number(who.symbol))

    def cryptonym(self, who: Person) -> Value:
        """Return a cryptonym."""
        return Value("cryptonym", who.cryptonym)

    def email(self, who: Person) -> Value:
        """Return an e-mail address."""
        return Value("email", who.email)


FORMS = {
    "full": "full", "last, first": "last, first", "initials": "initials", "first m. last": "full",
    "surname": "surname", "alias": "alias", "cover": "alias", "roster": "roster",
    "roster last": "roster", "double": "double surname", "upper": "upper", "upper surname": "upper",
    "upper last, first": "upper", "letters": "initials only",
}  # fmt: skip


def named(who: Person, form: str) -> str:
    """Return how a person's name is written in a form."""
    middle = f" {who.middle}." if who.middle else ""
    family = f"{who.surname} {who.mother}" if who.mother else who.surname
    forms = {
        "full": f"{who.given} {family}",
        "first m. last": f"{who.given}{middle} {family}",
        "last, first": f"{family}, {who.given}{middle}",
        "initials": f"{who.given[0]}. {who.middle + '. ' if who.middle else ''}{who.surname}",
        "surname": who.surname,
        "alias": who.alias,
        "cover": who.cover,
        "double": f"{who.given} {who.surname} y {who.mother or who.surname}",
        "roster": f"{family.upper()}, {who.given.upper()}{middle}",
        "roster last": f"{who.given.upper()}{middle} {family.upper()}",
        "upper": f"{who.given}{middle} {family}".upper(),
        "upper surname": who.surname.upper(),
        "upper last, first": f"{family}, {who.given}{middle}".upper(),
        "letters": f"{who.given[0]}.{who.middle + '.' if who.middle else ''}{who.surname[0]}.",
    }
    return forms[form]


def written(random: Random, day: date, way: int | None = None) -> str:
    """Return a date in one of the ways of the time: 0 to 6."""
    month = _MONTHS[day.month - 1]
    ways = (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.month}/{day.day}/{day.year % 100:02}",
        f"{day.day} {month[:3].upper()} {day.year % 100:02}",
        f"{day.month}-{day.day}-{day.year}",
        f"{day.day:02} {month[:3]} {day.year}",
        f"{day.month:02}/{day.day:02}/{day.year}",
    )
    return random.choice(ways) if way is None else ways[way]


# Families of forty rows a page, which would drown the others in a sum.
TABLES = frozenset({"payroll_register", "retirement_list", "manifest"})
# Rosters whose numbers have no dashes: about three times as many as the census has such numbers.
BARE_COLUMNS = 0.05
Family = Callable[[World], None]


def families(half: str, *, look_alikes: bool = False) -> dict[str, Family]:
    """Return the families of one half by name; ``look_alikes``: those without any personal value."""
    if look_alikes:
        found: dict[str, dict[str, Family]] = importlib.import_module("damage.look_alikes").FAMILIES
        return found[half]
    named_families: dict[str, Family] = importlib.import_module(_MODULES[half]).FAMILIES
    return named_families


def record(half: str, family: str, seed: int, *, look_alikes: bool = False) -> Made:
    """Return one record of a family; the same seed gives the same record."""
    if half not in HALVES:
        msg = f"no half is called {half!r}"
        raise ValueError(msg)
    random = Random(f"{seed} {half} {family}")
    world = World(random, half, Noise.of_record(random), people(random, half))
    world.torn = world.noise.blocks
    world.heads_first = random.random() < 0.3
    families(half, look_alikes=look_alikes)[family](world)
    boxes = random.random() < 0.6
    pages, gold = [], list[Gold]()
    for number, sheet in enumerate(world.sheets, 1):
        page, found = sheet.page(number, boxes=boxes)
        pages.append(page)
        gold += found
    return Made(family, half, tuple(pages), tuple(gold), world.torn)


def records(half: str, pages: int, seed: int, *, look_alikes: bool = False) -> Iterator[Made]:
    """Yield records of all families in turn until there are ``pages`` pages or a few more."""
    names = list(families(half, look_alikes=look_alikes))
    done = turn = 0
    while done < pages:
        made = record(
            half, names[turn % len(names)], seed * 100_003 + turn, look_alikes=look_alikes
        )
        done += len(made.pages)
        turn += 1
        yield made
