"""The list of protected people is kept at the desk: by officers, on what they saw, with every page searched again."""

from __future__ import annotations

import re
import stat
import time

from hypothesis import given
from hypothesis import strategies as st

from tearline.decisions import docket
from tearline.desk.access.people import Role
from tearline.findings import lists
from tearline.model.people import Answer, ProtectedPerson, Protection
from tearline.text import squeezed

SOURCE = {"name": "John Alder", "aliases": "Jack Alder; J. Alder", "protection": "source"}


def mark(browser):
    return re.search(r'name="list" value="([0-9a-f]*)"', browser.see("/protected").text)[1]


def give(browser, address="/protected", **form):
    return browser.give(address, **{"list": mark(browser), **form})


def kept(at_desk):
    return lists.read_protected((at_desk.c / "protected.csv").read_bytes())


def searched(at_desk):
    """Wait until the pages have been searched again; return the kinds of what is found now."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        kinds = {row.finding.kind for row in at_desk.desk.live.collection.catalog.findings()}
        if (
            "protected.source" in kinds
            and "Look again" not in at_desk.browser().see("/add/doing").text
        ):
            return kinds
        time.sleep(0.1)
    raise AssertionError


def test_who_is_added_is_looked_for_on_every_page_and_holds_the_record(at_desk):
    said = give(at_desk.browser(), **SOURCE, originator="Harbor Board", why="told us in 1962")
    assert said.status_code == 200
    assert "Every page is being searched again" in said.text
    (one,) = kept(at_desk)
    assert one == ProtectedPerson(
        "John Alder", ("Jack Alder", "J. Alder"), Protection.SOURCE, "told us in 1962", "Harbor Board"
    )  # fmt: skip
    assert stat.S_IMODE((at_desk.c / "protected.csv").stat().st_mode) == 0o600
    assert "protected.source" in searched(at_desk)
    live = at_desk.desk.live
    with live.reading() as stands:
        held = {
            one.name: one.result.outcome.value
            for one in docket.check_all(live.collection, live.guide, stands)
        }
    assert held["memo"] == "held"


def test_an_answer_here_does_not_lift_the_hold_and_a_release_needs_its_reason(at_desk):
    browser = at_desk.browser()
    give(browser, **SOURCE)
    form = {"answer": "release", "answered_on": "2026-11-20"}
    assert give(browser, "/protected/0/answer", **form).status_code == 422
    assert give(browser, "/protected/0/answer", answer="withhold").status_code == 422
    assert kept(at_desk)[0].answer is Answer.NONE
    assert give(browser, "/protected/0/answer", **form, reason="their letter 4").status_code == 200
    assert (kept(at_desk)[0].answer, kept(at_desk)[0].answered_on) == (Answer.RELEASE, "2026-11-20")


def test_a_list_that_was_changed_meanwhile_is_not_overwritten(at_desk):
    browser = at_desk.browser()
    old = mark(browser)
    give(browser, **SOURCE)
    late = browser.give("/protected", list=old, name="Mary Birch", protection="person")
    assert late.status_code == 409
    assert [one.name for one in kept(at_desk)] == ["John Alder"]


def test_who_is_taken_off_is_told_by_reason_and_hash_never_by_name(at_desk):
    browser = at_desk.browser()
    give(browser, **SOURCE)
    assert give(browser, "/protected/0/remove", reason=" ").status_code == 422
    assert give(browser, "/protected/7/remove", reason="x").status_code == 422
    assert give(browser, "/protected/0/remove", reason="a double entry").status_code == 200
    assert kept(at_desk) == ()
    rows = [r.detail for r in at_desk.desk.reads.entries(limit=20) if r.what == "list_changed"]
    assert len(rows) == 2
    assert "a person was taken off: a double entry" in rows[0]
    assert not any("Alder" in row for row in rows)


def test_a_reviewer_sees_the_list_and_changes_nothing(at_desk):
    browser = at_desk.browser()
    give(browser, **SOURCE)
    at_desk.desk.people.change_roles("marsh", frozenset({Role.REVIEWER}), "test")
    marsh = at_desk.browser("marsh")
    assert "Take off the list" not in marsh.see("/protected").text
    assert marsh.give("/protected/0/remove", list=mark(browser), reason="x").status_code == 403
    assert len(kept(at_desk)) == 1


names = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12
)
cells = names.filter(lambda text: any(c.isalnum() for c in text) and ";" not in text)


@given(
    st.lists(
        st.builds(
            ProtectedPerson, cells, st.lists(cells, max_size=3, unique=True).map(tuple),
            st.sampled_from(Protection), cells, cells, st.sampled_from(Answer),
        ),
        max_size=5,
        unique_by=lambda one: squeezed(one.name),
    )
)  # fmt: skip
def test_a_list_that_is_written_is_read_as_it_was(people):
    assert lists.read_protected(lists.write_protected(people)) == tuple(people)
