"""Views of the register as partners may have them, whole or drawn: for the tests of their editions. Fictional."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import strategies as st

from tearline.editions import misp, stix
from tearline.model.marking import Tlp
from tearline.model.partner_view import Fact, PartnerView, Position, SharedItem
from tearline.model.register import PARTICULARS, Kind
from tearline.sharing import keyed

KEY = b"q" * 32
AUDIENCE = "allies"
DESK = "Lantern Desk"
ABSENT = {"note", "source", "mention", "dated"}  # the desk's own: no view has them
DAYS = ("2031", "2031-02", "2031-02-27", "2031-02-27/2031-03-02", "2030/2031-02")
PLACES = (
    ("Tallinn, Estonia", "town", "EE", None),
    ("a quay north of the harbour", "site", "", None),
    ("59.4, 24.7", "town", "", Position(59.4, 24.7, 10_000, 1)),
    ("0, -0", "region", "", Position(0.0, 0.0, 100_000, 0)),
)


def minute(number):
    """Return the minute of the edition of a number, ISO UTC."""
    return f"2031-03-04T{9 + number // 60:02d}:{number % 60:02d}:00Z"


def facts_of(kind, name, many):
    """Return facts of a particular with every word that it may have, or with one of them."""
    room = PARTICULARS[kind][name]
    if name == "where":
        found = [
            Fact(name, words, state, "the harbour office", "2031-03", Tlp.GREEN, country, at)
            for words, state, country, at in PLACES
        ]
        return tuple(found if many else found[:1])
    values = room.choices or (
        DAYS if room.days else (f"{room.label} in words, of <{kind}> & more",)
    )
    states = room.states or ("",)
    found = [
        Fact(name, value, state, "the ministry of Estmark", "2031-03-02", Tlp.GREEN)
        for value in values
        for state in states
    ]
    return tuple(found if many and room.many else found[:1])


def full(kind, number=0, tlp=Tlp.GREEN, *, many=True):
    """Return an item of a kind with every particular filled, ``many``: with every word it may have."""
    names = [name for name in PARTICULARS[kind] if name not in ABSENT]
    facts = tuple(one for name in names for one in facts_of(kind, name, many))
    item = f"r{number:012x}"
    return SharedItem(item, kind, keyed.handles(KEY, AUDIENCE)(item), tlp, facts)


def view(items, made=0, *, exercise=False, marking=Tlp.AMBER_STRICT):
    return PartnerView(DESK, f"{DESK}: edition", marking, minute(made), tuple(items), (), exercise)


def whole(made=0, **more):
    """Return a view with every particular of every kind filled, and two items that are one thing."""
    items = [full(kind, number) for number, kind in enumerate(Kind)]
    twin = full(Kind.INCIDENT, 7, Tlp.AMBER, many=False)
    return view([*items, replace(twin, same_as=(items[1].id,))], made, **more)


def edition(held, before=()):
    """Return the rows of an edition of a view, after the rows of the edition before, as they were read back."""
    was = {row["id"]: row for row in before}
    ids = keyed.ids(KEY, AUDIENCE, {name for name, row in was.items() if row.get("revoked")})
    written = stix.objects(held, ids)
    rows = stix.dated(written, was, held.made, ids)
    return read_back(stix.lines(rows)), written


def read_back(raw):
    return [json.loads(line) for line in raw.decode("utf-8").splitlines()]


def newest(written, rows):
    """Return the newest time of each item's objects."""
    times, found = {row["id"]: row.get("modified", "") for row in rows}, {}
    for one in written:
        if one.item:
            found[one.item] = max(found.get(one.item, ""), times[one.row["id"]])
    return found


def events(held, modified, before=None):
    """Return the MISP events of a view, read back from JSON."""
    made = misp.events(held, keyed.ids(KEY, AUDIENCE), modified, before)
    return json.loads(json.dumps(made, ensure_ascii=False))


def chain(views):
    """Return the editions of views one after another: of each the view, its rows and its MISP events."""
    rows, told, found = [], None, []
    for number, one in enumerate(views):
        held = replace(one, made=minute(number))
        rows, written = edition(held, rows)
        told = events(held, newest(written, rows), told)
        found.append((held, rows, told))
    return found


WORDS = st.sampled_from(
    [
        "the ferry",
        "two men",
        "Ada Roon",
        "withdrawn",
        "a | b",
        "",
        "Łódź",
        "\u2028 next",
        '"{',
        "arson",
    ]
)


@st.composite
def facts(draw, kind):
    name = draw(st.sampled_from([one for one in PARTICULARS[kind] if one not in ABSENT]))
    room = PARTICULARS[kind][name]
    by, on = draw(WORDS), draw(st.sampled_from(["", "2031", "2031-03-02"]))
    tlp = draw(st.sampled_from([Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER]))
    if name == "where":
        words, state, country, at = draw(st.sampled_from(PLACES))
        return Fact(name, words, state, by, on, tlp, country, at)
    values = room.choices or (DAYS if room.days else None)
    value = draw(st.sampled_from(values) if values else WORDS.filter(bool))
    return Fact(name, value, draw(st.sampled_from(("", *room.states))), by, on, tlp)


def _told(fact):
    return (fact.name, fact.value, fact.state, fact.by, fact.on)


@st.composite
def items(draw, number):
    kind = list(Kind)[number % len(Kind)]
    drawn = draw(st.lists(facts(kind), min_size=1, max_size=6, unique_by=_told))
    rooms, held = PARTICULARS[kind], {}
    for one in drawn:  # what stands once stands once
        held[one.name if not rooms[one.name].many else _told(one)] = one
    order = list(rooms)
    ordered = sorted(held.values(), key=lambda one: (order.index(one.name), *_told(one)))
    same = draw(st.sets(st.sampled_from([f"r{other:012x}" for other in range(6)]), max_size=2))
    tlp = max(one.tlp for one in ordered)
    return SharedItem(
        f"r{number:012x}", kind, f"hhhh-{number:04d}-zzzz", tlp, tuple(ordered), tuple(same)
    )


@st.composite
def views(draw):
    """Draw a view of none to six items, the same ones from one view to the next."""
    numbers = draw(st.sets(st.integers(0, 5), max_size=6))
    return view([draw(items(number)) for number in sorted(numbers)], exercise=draw(st.booleans()))


CHAINS = st.lists(views(), min_size=1, max_size=5)
