"""What somebody at the desk tried, and may not: a colleague's box, a seal's mark, pages never opened, many pages at once."""

from __future__ import annotations

import re

import pytest

from tearline.decisions import heads
from tearline.desk.access.people import Role
from tearline.errors import UsageError
from tearline.findings import searching, twinning
from tearline.model.area import Area
from tearline.model.decision import Determination
from tearline.records import intake, reading
from tearline.store.collection import opened
from tearline.store.queue import Run

PAGE = "/record/payroll/page/1"
SEALED = "FILED UNDER SEAL\nBY ORDER OF THE COURT\n\nThe harbor office was closed on the day, and the clerk who had signed for the parcel came again in the week after it, with the boats.\n"


def taken_in(at_desk, **texts):
    folder = at_desk.c.parent / "more"
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    with opened(at_desk.c, workers=0) as collection:
        intake.add(collection, [folder], Run())
        reading.read_all(collection, Run())
        searching.search_all(collection, Run())
        twinning.pair_all(collection, Run())
    with at_desk.desk.live.reading() as stands:
        at_desk.desk.work.refresh(stands)


def boxes(at_desk):
    return [b for b in at_desk.entries() if isinstance(b, Determination)]


def drawn(at_desk):
    """Have the first reviewer draw a box, and leave the page; return its row's id."""
    browser = at_desk.browser()
    browser.see(PAGE)
    form = {"verdict": "withhold", "code": "(b)(6)", "areas": "5000 8000 20000 9500", "seen": ""}
    assert browser.give(f"{PAGE}/place", **form).status_code == 200
    browser.give(f"{PAGE}/let-go")
    return next(one for one, row in at_desk.rows().items() if row["drawn"])


def test_a_colleagues_box_is_not_moved_off_what_it_hides(at_desk):
    one = drawn(at_desk)
    at_desk.browser().give(f"{PAGE}/let-go")
    marsh = at_desk.browser("marsh")
    marsh.see(PAGE)
    assert marsh.give(f"{PAGE}/place/{one}/move", areas="100 100 300 300").status_code == 200
    (area,) = boxes(at_desk)[-1].target.areas
    assert area.holds(Area(5000, 8000, 20000, 9500))


def test_ones_own_box_is_moved_where_it_was_meant(at_desk):
    one = drawn(at_desk)
    browser = at_desk.browser()
    assert browser.give(f"{PAGE}/place/{one}/move", areas="6000 8000 21000 9500").status_code == 200
    assert boxes(at_desk)[-1].target.areas == (Area(6000, 8000, 21000, 9500),)


def test_a_seals_mark_is_set_aside_by_an_officer_with_a_reason_alone(at_desk):
    taken_in(at_desk, sealed=SEALED)
    page = "/record/sealed/page/1"
    rows = at_desk.rows(record="sealed")
    (mark,) = (one for one, row in rows.items() if row["state"] == "hold")
    browser = at_desk.browser()
    assert browser.give(f"{page}/finding/{mark}", verdict="release", seen="").status_code == 422
    browser.give(f"{page}/let-go")
    at_desk.desk.people.change_roles("marsh", frozenset({Role.REVIEWER}), "test")
    marsh = at_desk.browser("marsh")
    marsh.see(page)
    said = marsh.give(f"{page}/finding/{mark}", verdict="release", reason="no stamp", seen="")
    assert said.status_code == 422
    assert "officer" in said.text
    marsh.give(f"{page}/let-go")
    assert not boxes(at_desk)
    browser.see(page)
    said = browser.give(f"{page}/finding/{mark}", verdict="release", reason="no stamp", seen="")
    assert said.status_code == 200


def test_a_copy_of_a_sealed_page_is_held_for_the_desk_as_for_the_gate(at_desk):
    taken_in(at_desk, sealed=SEALED, copied=SEALED.replace("parcel", "parcels"))
    browser = at_desk.browser()
    seen = browser.see("/record/sealed/page/1").text
    mark = re.search(
        r'<li id="f-([0-9a-f]+)" class="row hold"', browser.see("/record/copied/page/1").text
    )[1]
    form = {"verdict": "release", "reason": "no stamp of ours", "seen": ""}
    assert browser.give(f"/record/copied/page/1/finding/{mark}", **form).status_code == 200
    assert "hold" in seen
    passage = {"verdict": "withhold", "code": "(b)(6)", "span": "44 60", "seen": ""}
    assert browser.give("/record/copied/page/1/place", **passage).status_code == 200
    assert "copied" in browser.see("/holds").text
    said = browser.give("/record/copied/review-copy", body="Harbor Board")
    assert said.status_code == 422
    assert "on hold" in said.text


def test_what_a_decision_answers_with_is_noted_as_read_by_who_had_not_opened_the_page(at_desk):
    browser = at_desk.browser()
    browser.see("/records")
    browser.give(f"{PAGE}/undo")
    read = [(row.what, row.record, row.page) for row in at_desk.desk.reads.entries(limit=9)]
    assert ("page", "payroll", 1) in read


def test_who_decides_nothing_keeps_no_page_from_others(at_desk):
    at_desk.desk.people.change_roles("marsh", frozenset({Role.ADMINISTRATOR}), "test")
    text = at_desk.browser("marsh").see(PAGE).text
    assert "reviewers and officers decide" in text
    assert not at_desk.desk.claims.of("marsh")
    assert "is working on this page" not in at_desk.browser().see(PAGE).text


def test_who_must_choose_a_password_can_sign_out(at_desk):
    at_desk.desk.people.set_password("marsh", "seven red boats at night", "vale", must_change=True)
    marsh = type(at_desk.browser())(at_desk.app, "marsh")
    assert marsh.see("/queue").url.path == "/password"
    assert marsh.give("/sign-out").url.path == "/sign-in"
    assert marsh.see("/queue").url.path == "/sign-in"


def test_an_administrator_changes_their_own_password_with_the_present_one_alone(at_desk):
    browser = at_desk.browser()
    browser.see("/people")
    said = browser.give("/people/vale", what="password", password="nine quiet lanterns at sea")
    assert said.status_code == 422
    assert at_desk.desk.people.check("vale", "seven green boats at noon", "127.0.0.1") is not None


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x7f", "\x85", "\u2028", "\ufeff"])
def test_a_reason_holds_no_sign_that_is_not_seen(at_desk, sign):
    browser = at_desk.browser()
    one = next(i for i, row in at_desk.rows().items() if row["state"] == "open")
    form = {"verdict": "withhold", "seen": "", "reason": f"a{sign}b"}
    assert browser.give(f"{PAGE}/finding/{one}", **form).status_code == 422
    assert not boxes(at_desk)


def test_a_reason_in_a_language_that_joins_its_letters_is_taken(at_desk):
    browser = at_desk.browser()
    one = next(i for i, row in at_desk.rows().items() if row["state"] == "open")
    form = {"verdict": "withhold", "seen": "", "reason": "می\u200cخواهم"}
    assert browser.give(f"{PAGE}/finding/{one}", **form).status_code == 200


def test_a_head_that_is_nested_without_end_is_none():
    with pytest.raises(UsageError, match="not a log's head"):
        heads.from_text("[" * 4000)
