"""Bodies, findings and entries for the tests of decisions: short makers and hypothesis strategies."""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import replace

from hypothesis import strategies as st

from tearline.decisions.bodies import canonical, to_json
from tearline.decisions.log import GENESIS, chained
from tearline.model import sharing
from tearline.model.area import Area
from tearline.model.decision import (
    Actor,
    ActorKind,
    Approval,
    Begins,
    Beside,
    Body,
    Determination,
    Entered,
    Entry,
    Ground,
    Hold,
    Instrument,
    Merge,
    Override,
    Particular,
    Pause,
    Released,
    Split,
    Target,
    Verdict,
    Withdrawal,
)
from tearline.model.finding import Finding
from tearline.model.guide import WidthPolicy

AT = "2026-11-22T10:00:00+00:00"
ANN = Actor(ActorKind.PERSON, "ann", "login")
RULE = Actor(ActorKind.RULE, "proposals above 0.75", "rule")
FILE = "ab" * 32


def determination(target, verdict=Verdict.WITHHOLD, **changes):
    given = {
        "codes": ("(b)(6)",),
        "policy": WidthPolicy.EXACT,
        "acknowledged": True,
        "everywhere": False,
        "kind": "",
        "reason": "privacy",
        "actor": ANN,
        "at": AT,
    }
    return Determination(target, verdict, **{**given, **changes})


def box(left, *, top=0, right=None, bottom=10, page=1, sha256=FILE):
    return Target(sha256, page, (Area(left, top, left + 10 if right is None else right, bottom),))


CORNER = (Area(0, 0, 10, 10),)


def finding(kind="ssn", *, areas=CORNER, page=1, score=0.9, start=None, end=None, value=""):
    return Finding(page, start, end, tuple(areas), kind, score, "test", "1", "made up", value)


def instrument(kind, records=("R",), date="2026-01-02", sha256="cd" * 32):
    return Instrument(tuple(records), kind, "issuer", "docket", date, "all", sha256, ANN, AT)


def hold(kind, record="R"):
    return Hold(record, kind, "stamped", ANN, AT)


def override(target, kind="ssn", name="ann", basis="5 USC 552a(b), consent", how="login"):
    return Override(target, kind, basis, Actor(ActorKind.PERSON, name, how), AT)


def entries(*bodies):
    """Put bodies into a chain, as the log would."""
    made, prev = [], GENESIS
    for seq, body in enumerate(bodies, start=1):
        digest = chained(prev, canonical(to_json(body)))
        made.append(Entry(seq, prev, digest, body))
        prev = digest
    return made


words = st.text(st.characters(codec="utf-8"), max_size=8)
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
actors = st.builds(Actor, st.sampled_from(ActorKind), words, words)
times = (
    st.datetimes()
    .map(lambda d: d.isoformat(timespec="seconds")[-19:].rjust(19, "0") + "Z")
    .filter(lambda t: t[:4].isdigit())
)
areas = st.tuples(*[st.integers(0, 90)] * 2, *[st.integers(0, 40)] * 2).map(
    lambda v: Area(v[0], v[1], v[0] + v[2], v[1] + v[3])
)
spans = st.tuples(st.integers(0, 90), st.integers(1, 40)).map(lambda v: (v[0], v[0] + v[1]))
pages = st.integers(1, 3)
targets = st.one_of(
    st.builds(lambda r: Target(record=r), names),
    st.builds(Target, names, pages),
    st.builds(
        lambda s, p, a: Target(s, p, tuple(a)),
        names,
        pages,
        st.lists(areas, min_size=1, max_size=3),
    ),
    st.builds(lambda s, p, v: Target(s, p, (), *v), names, pages, spans),
)
texts = st.lists(words, max_size=3).map(tuple)
records = st.lists(names, min_size=1, max_size=3).map(tuple)


def _sayable(one):
    """Return a determination that may be said: a record alone, without a code, is not responsive."""
    if one.verdict is not Verdict.NON_RESPONSIVE:
        return one
    return replace(one, codes=()) if one.target.record else replace(one, verdict=Verdict.DEFER)


determinations = st.builds(
    Determination, targets, st.sampled_from(Verdict), texts, st.sampled_from(WidthPolicy),
    st.booleans(), st.booleans(), words, words, actors, times, words, st.sampled_from(Ground),
).map(_sayable)  # fmt: skip
portions = st.builds(lambda s, p, v: Target(s, p, (), *v), names, pages, spans)
noted = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(str.strip)
particulars = st.lists(
    st.one_of(
        st.builds(
            Particular,
            *(st.sampled_from(["summary", "note", "target"]), noted, st.just(""), words),
            *(st.sampled_from(["", "2031-03-19", "2031-03-01/2031-03-31"]),),
            st.lists(portions, max_size=2).map(tuple),
        ),
        st.builds(
            Particular,
            *(st.just("claim"), noted, st.sampled_from(["alleged", "charged"]), words),
            *(st.just(""), st.just(())),
        ),
    ),
    min_size=1,
    max_size=4,
).map(tuple)
entered = st.builds(
    Entered,
    *(noted, st.just("incident"), st.sampled_from(["accepted", "rejected", "withdrawn"]), words),
    *(particulars, st.just(()), words, actors, times),
)


def _of(one):
    """Return what a field of a body about sharing may be, by its type."""
    if one.name == "at":
        return times
    return {"str": words, "bool": st.booleans(), "Actor": actors}.get(one.type, texts)


bodies = st.one_of(
    entered,
    st.builds(Begins, portions, st.booleans(), words, words, actors, times),
    st.builds(Beside, portions, portions, st.booleans(), words, actors, times),
    determinations,
    st.builds(Override, targets, words, words, actors, times),
    st.builds(Hold, names, words, words, actors, times),
    st.builds(Instrument, records, words, words, words, words, words, words, actors, times),
    st.builds(Approval, words, words, words, actors, times),
    st.builds(Split, targets, st.lists(targets, max_size=2).map(tuple), words, actors, times),
    st.builds(Merge, records, words, actors, times),
    st.builds(Released, words, words, words, texts, actors, times, words),
    st.builds(Withdrawal, names, words, actors, times),
    st.builds(Pause, words, words, st.booleans(), words, words, actors, times),
    *(
        st.builds(cls, **{one.name: _of(one) for one in dataclasses.fields(cls)})
        for cls in typing.get_args(Body)
        if cls.__module__ == sharing.__name__
    ),
)
