"""A sign-in that asks faster than anybody reads is told to wait; nobody else is, and nothing was done."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tearline.desk.access import paces
from tearline.desk.access.paces import BURST, STEADY, Paces


@given(st.lists(st.floats(0, 0.2), max_size=400))
def test_no_more_pass_than_the_burst_and_the_steady_pace(steps):
    now = [0.0]
    some = Paces(lambda: now[0])
    passed = 0
    for step in steps:
        now[0] += step
        passed += some.take("one")
    assert passed <= BURST + STEADY * now[0] + 1
    assert some.take("another")


def test_who_waits_may_go_on_and_what_was_asked_meanwhile_was_not_done(at_desk, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(at_desk.desk.paces, "_clock", lambda: now[0])
    browser, other = at_desk.browser(), at_desk.browser("marsh")
    page = "/record/plain/page/1"
    browser.see(page)
    while browser.get("/queue").status_code == 200:
        pass
    late = browser.give(f"{page}/whole", of="page", verdict="release", seen_page="", seen_record="")
    assert late.status_code == 429
    assert not at_desk.entries()
    assert other.get("/queue").status_code == 200
    now[0] += 1
    said = browser.give(f"{page}/whole", of="page", verdict="release", seen_page="", seen_record="")
    assert said.status_code == 200
    assert len(at_desk.entries()) == 1


def test_no_more_sign_ins_are_remembered_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(paces, "_MOST", 3)
    some = Paces(lambda: 0.0)
    for number in range(9):
        some.take(str(number))
    assert len(some._left) == 3
