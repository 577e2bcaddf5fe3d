"""Non-interference: what a partner may not see changes no byte of what it gets, in any form.

Two desks share what the partner may see, and differ in all else: hidden portions, hidden items, higher
markings, tearlines nobody approved, other partners, recalls from others, the order of the log, who decided and
why. Their editions are compared byte by byte, through a chain of two editions, so that times and tombstones
are compared too.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tearline.decisions.portions import name_of
from tearline.model.decision import Actor, ActorKind, Entered, Entry, Particular
from tearline.model.sharing import OriginatorWord, PortionMark, Recall, Tearline
from tearline.sharing import editions
from tearline.sharing.resting import Resting

MADE = runpy.run_path(str(Path(__file__).with_name("made_sharing.py")))
DESKS = 200
FIRST, SECOND = "2031-03-04T09:00:00Z", "2031-03-05T09:00:00Z"
WORDS = st.text("abcdefghij KLMÄ,;|=\n'\"<&", min_size=1, max_size=24).filter(str.strip)
SEEN = ("TLP:CLEAR", "TLP:GREEN", "(U)", "TLP:GREEN (C//REL TO USA, EST)")
HIDDEN = (
    "",
    "TLP:AMBER",
    "TLP:RED",
    "(S//NF)",
    "(C//REL TO USA, LVA)",
    "TLP:PURPLE",
    "(TS//REL TO NATO)",
    "(C//OC)",
)
NAMES = st.sampled_from(["summary", "target", "actor", "means", "harm"])
CLAIMED = st.sampled_from(["alleged", "denied", "confirmed-by-authority", "convicted"])


@st.composite
def particulars(draw):
    kind = draw(st.integers(0, 4))
    by = draw(st.sampled_from(["", "a prosecutor", "officer Quill"]))
    if kind == 0:
        return Particular(
            draw(st.sampled_from(["claim", "attribution"])),
            draw(WORDS),
            draw(CLAIMED),
            by,
            "2031-02",
            (),
        )
    if kind == 1:
        return Particular(
            "where",
            draw(st.sampled_from(["57.51, 18.52", "Tallinn, Estonia", "a quay"])),
            draw(st.sampled_from(["", "site", "town", "country"])),
            "",
            "",
            (),
        )
    if kind == 2:
        return Particular("type", draw(st.sampled_from(["arson", "recruitment"])), "", "", "", ())
    return Particular(draw(NAMES), draw(WORDS), "", by, "", ())


singles = st.dictionaries(
    st.sampled_from(["title", "occurrence", "when"]),
    st.integers(0, 1),
    max_size=3,
).map(
    lambda held: [
        Particular(
            name,
            {
                "title": ("Fire", "Flood"),
                "occurrence": ("completed", "foiled"),
                "when": ("2031-02-27", "2031-01/2031-02"),
            }[name][at],
            *("", "", "", ()),
        )
        for name, at in held.items()
    ]
)
open_items = st.lists(
    st.tuples(singles, st.lists(st.tuples(particulars(), st.sampled_from(SEEN)), max_size=3)),
    max_size=3,
)


@st.composite
def secrets(draw, count):
    """Draw what one desk has besides: for each item hidden portions, and hidden items, and people."""
    return {
        "portions": [
            draw(st.lists(st.tuples(particulars(), st.sampled_from(HIDDEN)), max_size=3))
            for _ in range(count)
        ],
        "items": draw(st.lists(st.lists(particulars(), min_size=1, max_size=3), max_size=2)),
        "others": draw(st.integers(0, 2)),
        "lines": draw(
            st.lists(
                st.tuples(st.integers(0, 2), WORDS, st.sampled_from(["TLP:CLEAR", "TLP:RED"])),
                max_size=2,
            )
        ),
        "recalled": draw(st.booleans()),
        "reason": draw(WORDS),
        "actor": draw(st.sampled_from(["vale", "morrow", "an import"])),
        "marks first": draw(st.booleans()),
        "turned": draw(st.booleans()),
    }


@st.composite
def worlds(draw):
    first = draw(open_items)
    second = draw(st.lists(st.sampled_from(first), unique_by=id, max_size=3)) if first else []
    more = draw(open_items.map(lambda held: held[:1]))
    return first, [*second, *more], draw(secrets(6)), draw(secrets(6))


def bodies_of(items, ids, secret):
    """Return the log of a desk: what the partner may see, and its secrets around it."""
    actor = Actor(ActorKind.PERSON, secret["actor"], "login")
    said = (secret["reason"], actor, MADE["AT"])
    entered, marks = [], []
    for at, ((own, shown), item) in enumerate(zip(items, ids, strict=True)):
        hidden = secret["portions"][at % len(secret["portions"])]
        taken = {name_of(one) for one in own} | {name_of(one) for one, _ in shown}
        hidden = [(one, mark) for one, mark in hidden if name_of(one) not in taken]
        held = [*own, *(one for one, _ in shown), *(one for one, _ in hidden)]
        if not held:
            held = [Particular("note", secret["reason"], "", "", "", ())]
        entered.append(
            Entered(
                item,
                "incident",
                "accepted",
                "",
                tuple(dict.fromkeys(held[::-1] if secret["turned"] else held)),
                (),
                *said,
            )
        )
        marks += [PortionMark(item, name_of(one), "TLP:GREEN", (), "", *said) for one in own]
        marks += [PortionMark(item, name_of(one), mark, (), "", *said) for one, mark in shown]
        marks += [
            PortionMark(
                item,
                name_of(one),
                mark,
                ("lva",) if "RED" in mark else (),
                "bureau" if "OC" in mark else "",
                *said,
            )
            for one, mark in hidden
        ]
        marks += [
            OriginatorWord(item, name_of(one), "bureau", "lva", True, "7", *said)
            for one, _ in hidden
        ]
    for at, held in enumerate(secret["items"]):
        hidden = Entered(
            f"rffffffff{at:04x}",
            "incident",
            "accepted",
            "",
            tuple(dict.fromkeys(held)),
            tuple(ids[:1]),
            *said,
        )
        entered.insert(0 if secret["turned"] else len(entered), hidden)
    for at, text, mark in secret["lines"]:
        if at < len(ids):
            marks.append(
                Tearline(
                    ids[at],
                    f"t{at:012x}",
                    "00" * 16,
                    "summary",
                    text,
                    "",
                    "",
                    "",
                    mark,
                    (),
                    "",
                    *said,
                )
            )
    if secret["recalled"] and ids:
        marks.append(Recall(ids[0], "others", False, *said))
    partners = [
        MADE["partner"](
            "est",
            "allies",
            "EST",
            "TLP:GREEN",
            level="C",
            places="town",
            days="month",
            reason=secret["reason"],
        )
    ]
    partners += [
        MADE["partner"](f"lva{at}", "others", "LVA", "TLP:RED") for at in range(secret["others"])
    ]
    return [*partners, *(marks + entered if secret["marks first"] else entered + marks)]


class Before:
    """The edition before, as the next one reads it."""

    def __init__(self, made):
        rows = map(json.loads, made.files["objects.jsonl"].decode().splitlines())
        self.objects = {row["id"]: row for row in rows}
        self.misp = json.loads(made.files["misp.json"])
        self.state = made.state
        self.made = made.made
        self.marking = json.loads(made.files["edition.json"])["marking"]
        self.tombstones = any(row.get("revoked") for row in self.objects.values())


def edition(bodies, before, minute):
    entries = [Entry(seq, "", "", body) for seq, body in enumerate(bodies, 1)]
    one = editions.prepared(Resting.of(entries), "allies", before, MADE["DESK"])
    return editions.made(one, MADE["DESK"], minute), one.content


@settings(max_examples=DESKS, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_what_a_partner_may_not_see_changes_no_byte_of_any_form(world):
    first, second, one, other = world
    ids = [f"r{at:012x}" for at in range(len(first) + 1)]
    known = {id(item): ids[at] for at, item in enumerate(first)}
    chains = []
    for secret in (one, other):
        made, content = edition(bodies_of(first, ids[: len(first)], secret), None, FIRST)
        later = [known.get(id(item), ids[len(first)]) for item in second]
        again, next_content = edition(bodies_of(second, later, secret), Before(made), SECOND)
        chains.append((made.files, content, again.files, next_content))
    assert chains[0] == chains[1]
