"""Two worlds that differ in what is another partner's alone: to this partner they are one, byte for byte."""

import json
import runpy
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.errors import UsageError

world = runpy.run_path(str(Path(__file__).with_name("taxii_world.py")))
World, thing, things, later, AT = (world[n] for n in ("World", "thing", "things", "later", "AT"))
stix_id = world["stix_id"]
OTHERS = ("de", "fr")
NOBODY = "11111111-1111-4111-8111-111111111111"

numbers = st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True)
act = st.one_of(
    st.tuples(st.just("publish"), numbers, st.integers(0, 9), st.booleans()),
    st.tuples(st.just("withdraw"), numbers),
    st.tuples(st.just("pause"), st.text("abc ", max_size=9)),
    st.tuples(st.just("resume")),
    st.tuples(st.just("remove")),
    st.tuples(st.just("fetch")),
    st.tuples(st.just("add")),
    st.tuples(st.just("token")),
)
theirs = st.lists(st.tuples(st.sampled_from(OTHERS), act), max_size=8)
ours = st.tuples(
    st.just("pl"),
    st.one_of(st.tuples(st.just("publish"), numbers, st.integers(0, 9), st.just(False))),
)
steps = st.lists(st.tuples(theirs, ours), min_size=1, max_size=3)


def do(desk, login, step, seconds):
    """Do what the desk does, or the partner; what is refused changes nothing."""
    kind, *rest = step
    shelf = desk.shelf
    try:
        if kind == "publish":
            chosen, minute, replace = rest
            marked = [thing(n, minute, name=f"for {login} {minute}") for n in chosen]
            shelf.publish(login, marked, later(seconds), replace)
        elif kind == "withdraw":
            shelf.withdraw(login, [stix_id(n) for n in rest[0]], later(seconds))
        elif kind == "pause":
            shelf.pause(login, rest[0])
        elif kind == "resume":
            shelf.resume(login, later(seconds))
        elif kind == "remove":
            shelf.remove_partner(login)
        elif kind == "token":
            shelf.add_token(login)
        elif kind == "add":
            desk.add(login)
        elif kind == "fetch" and login in desk.tokens:
            desk.get(login, "objects/")
    except UsageError:
        pass


def seen(desk):
    """All that the partner could see: status, headers and bytes of every address, GET and HEAD, pages too."""
    asked = []
    for method in ("GET", "HEAD"):
        for path in ("/taxii2/", "/partner/", "/partner/collections/", "", "manifest/", "objects/"):
            asked.append(desk.get("pl", path, method=method).whole)
        for query in ("limit=2", "match[type]=incident", "match[version]=all", "limit=0"):
            asked.append(desk.get("pl", "objects/", query, method).whole)
        for number in range(7):
            for tail in ("", "versions/"):
                asked.append(desk.get("pl", f"objects/{stix_id(number)}/{tail}", "", method).whole)
        for collection in (*(desk.collections.get(one, NOBODY) for one in OTHERS), NOBODY):
            path = f"/partner/collections/{collection}/objects/"
            asked.append(desk.get("pl", path, "", method).whole)
    asked += [one.whole for one in desk.pages("pl", [("limit", 1)])]
    told = (
        list(desk.shelf.fetches("pl")),
        desk.shelf.handed("pl"),
        desk.shelf.holds("pl", later(999)),
    )
    return asked, told


@settings(deadline=None, max_examples=25)
@given(steps)
def test_nothing_of_another_partner_s_changes_a_byte_or_a_header_of_this_one_s(
    tmp_path_factory, steps
):
    folder = tmp_path_factory.mktemp("worlds")
    first = World(folder / "one.db", "pl", *OTHERS)
    first.shelf.publish("pl", things(3), AT)
    with sqlite3.connect(folder / "one.db") as db:
        db.execute("VACUUM INTO ?", (str(folder / "two.db"),))
    desks = [World(folder / name) for name in ("one.db", "two.db")]
    for desk in desks:
        desk.tokens, desk.collections = dict(first.tokens), dict(first.collections)
    for seconds, (others, own) in enumerate(steps):
        for login, step in others:
            do(desks[0], login, step, seconds)
        for desk in desks:
            do(desk, *own, seconds)
    assert seen(desks[0]) == seen(desks[1])
    for desk in (*desks, first):
        desk.close()


def test_no_byte_of_an_answer_names_another_partner_or_what_is_theirs(tmp_path):
    desk = World(tmp_path / "shelf.db", "pl", "de")
    desk.shelf.publish("pl", things(2), AT)
    desk.shelf.publish("de", [thing(5, name="GERMAN-WORDS")], AT)
    desk.shelf.pause("de", "GERMAN-PAUSE")
    asked, _ = seen(desk)
    data = b"".join(body + repr(headers).encode() for _, headers, body in asked)
    for hidden in (
        b"GERMAN",
        b"Edition for de",
        desk.collections["de"].encode(),
        stix_id(5).encode(),
    ):
        assert hidden not in data
    desk.close()


@pytest.mark.parametrize("path", ["", "objects/", "manifest/", "/partner/collections/"])
def test_an_answer_does_not_depend_on_when_it_is_asked(tmp_path, path):
    clock = [later(0)]
    desk = World(tmp_path / "shelf.db", "pl", clock=lambda: clock[0])
    desk.shelf.publish("pl", things(2), AT)
    first = desk.get("pl", path).whole
    clock[0] = later(10**7)
    assert desk.get("pl", path).whole == first
    assert json.loads(first[2])
    desk.close()
