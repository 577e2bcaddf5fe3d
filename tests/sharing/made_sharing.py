"""A desk with partners, made entry by entry: for the tests of sharing. All of it is fictional."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tearline.decisions import marking
from tearline.decisions.log import DecisionLog
from tearline.decisions.portions import name_of
from tearline.model.decision import Actor, ActorKind, Entered, Particular
from tearline.model.sharing import Partner, PortionMark
from tearline.sharing.editions import Desk
from tearline.sharing.resting import Resting
from tearline.sharing.sending import Private, Sharing

KEY = b"k" * 32
AT = "2031-03-04T08:00:00+00:00"
VALE = Actor(ActorKind.PERSON, "vale", "login")
MORROW = Actor(ActorKind.PERSON, "morrow", "login")
DESK = Desk("Lantern Desk", KEY)
WHY = ("shared for the test", VALE, AT)


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.at = datetime(2031, 3, 4, 9, 0, 30, tzinfo=UTC)

    def __call__(self):
        return self.at

    def on(self, minutes=1):
        self.at += timedelta(minutes=minutes)


def said(name, value, state="", by="", on=""):
    return Particular(name, value, state, by, on, ())


def incident(item="r00000000aaaa", *more, title="Fire at the Harrow warehouse"):
    return Entered(
        *(item, "incident", "accepted", ""),
        (said("title", title), *more),
        *((), *WHY),
    )


FIRE = (
    said("type", "arson"),
    said("occurrence", "completed"),
    said("summary", "A warehouse with cargo for Estmark burned at night."),
    said(
        "claim", "Two men were paid to set it", "alleged", "the prosecutor of Estmark", "2031-03-02"
    ),
    said(
        "attribution",
        "the Northern Directorate",
        "alleged",
        "officer Quill of the Branmoor station",
    ),
    said("when", "2031-02-27"),
    said("where", "Tallinn, Estonia", "town"),
    said("harm", "no one was hurt"),
    said("legal", "two men were charged", "charged", "the prosecutor of Estmark"),
    said("measure", "guards at cargo sites", "adopted", "the ministry of Estmark"),
    said("target", "Harrow Logistics"),
)
STATEMENT = Entered(
    *("r00000000bbbb", "statement", "accepted", ""),
    (
        said("speaker", "Minister Ada Roon"),
        said("content", "We shall not be frightened by fires."),
        said("saying", "claims"),
    ),
    *((), *WHY),
)
COMMITMENT = Entered(
    *("r00000000cccc", "commitment", "accepted", ""),
    (
        said("obligor", "Estmark"),
        said("act", "halt attacks on energy infrastructure"),
        said("start", "2031-03-01"),
        said("end", "2031-03-30"),
        said("stance", "Estmark agrees", "accepted", "Minister Ada Roon"),
    ),
    *((), *WHY),
)


def partner(name, audience="allies", country="EST", tlp="TLP:AMBER", **changes):
    given = {
        "title": f"The service of {name}",
        "level": "",
        "places": "town",
        "days": "day",
        "cap": False,
        "ended": False,
        "reason": "agreed",
        "actor": VALE,
        "at": AT,
    }
    return Partner(name=name, audience=audience, country=country, tlp=tlp, **{**given, **changes})


def marks(body, said_mark="TLP:GREEN", but=(), **more):
    """Return a mark for each particular of an item; ``but`` maps names to other marks ('' for none)."""
    others = dict(but)
    return [
        PortionMark(
            body.item,
            name_of(one),
            others.get(one.name, said_mark),
            tuple(more.get("named", ())),
            more.get("origin", ""),
            *WHY,
        )
        for one in body.particulars
    ]


def desk(folder, *bodies, clock=None, key=KEY, **private):
    """Return a desk in a folder whose log begins with these bodies."""
    folder.mkdir(parents=True, exist_ok=True)
    log = DecisionLog(folder / "decisions.db")
    if bodies:
        log.append(bodies)
    resting, shelf = Resting.of_log(log), folder.parent / f"{folder.name}-shelf" / "shelf.db"
    return Sharing(
        *(folder, resting, resting.appending(log), shelf, Desk("Lantern Desk", key)),
        private=Private(**private),
        clock=clock or Clock(),
    )


def with_partners(sharing, *partners, password="seven grey lanterns on the quay"):
    for one in partners:
        sharing.take_in(marking.partner(one), password)
    return sharing
