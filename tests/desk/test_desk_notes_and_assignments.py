"""Notes stand where they belong, records are given to people, a page that was left can be taken over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tearline.desk.access.people import Role
from tearline.desk.sheet import leaf_of

PAGE = "/record/payroll/page/1"


def write(browser, text, record="payroll", **more):
    browser.see(f"/record/{record}")
    return browser.give(f"/record/{record}/notes", text=text, **more)


def give(at_desk, *records, person="marsh", **more):
    browser = at_desk.browser()
    browser.see("/assignments")
    return browser.give("/assignments", records="\n".join(records), person=person, **more)


def test_a_note_on_a_page_stands_on_the_page_and_on_its_record(at_desk):
    browser = at_desk.browser()
    assert write(browser, "see the <b>memo</b>\nfirst", page="1").status_code == 200
    for address in (PAGE, "/record/payroll"):
        assert "see the &lt;b&gt;memo&lt;/b&gt;\nfirst" in browser.see(address).text
    assert "see the" not in browser.see("/record/payroll/page/2").text
    assert re.search(
        r'payroll</a></th>.*?<td class="number">1</td></tr>', browser.see("/records").text
    )
    browser.give("/record/payroll/notes/1/close", page="1")
    assert "dealt with" in browser.see(PAGE).text


@pytest.mark.parametrize(
    "form", [{"text": ""}, {"text": "x" * 4001}, {"text": "x", "page": "99"}, {"text": "x", "answers": "7"}]
)  # fmt: skip
def test_a_note_that_is_none_is_refused(at_desk, form):
    browser = at_desk.browser()
    browser.see("/records")
    assert browser.give("/record/payroll/notes", **form).status_code == 422
    assert browser.give("/record/nosuch/notes", text="x").status_code == 422
    assert not at_desk.desk.notes.of("payroll")


def test_a_note_of_another_record_is_not_closed_by_its_number(at_desk):
    browser = at_desk.browser()
    write(browser, "of the memo", "memo")
    assert browser.give("/record/payroll/notes/1/close").status_code == 422
    assert not at_desk.desk.notes.of("memo")[0].closed


def test_what_others_wrote_of_a_page_is_kept_from_who_owes_a_blind_look(at_desk):
    browser = at_desk.browser()
    rows = at_desk.rows()
    ssn = next(one for one, row in rows.items() if row["hard"])
    browser.give(f"{PAGE}/finding/{ssn}", verdict="withhold", seen="")
    write(browser, "the first one is surely hers", page="1")
    browser.give(f"{PAGE}/let-go")
    marsh = at_desk.browser("marsh")
    for address in (PAGE, "/record/payroll"):
        text = marsh.see(address).text
        assert "surely hers" not in text
        assert "1 note of others is shown when you have given your own views" in text
    row = at_desk.rows("marsh")[ssn]
    assert (
        marsh.give(f"{PAGE}/finding/{ssn}", verdict="withhold", seen=row["seen"]).status_code == 200
    )
    assert "surely hers" in marsh.see(PAGE).text


def test_who_was_given_records_is_offered_their_pages_first_and_finds_them(at_desk):
    assert give(at_desk, "memo", due="2026-12-01").status_code == 200
    marsh = at_desk.browser("marsh")
    front = marsh.see("/").text
    assert '<a href="/record/memo">memo</a>' in front
    assert "due 2026-12-01" in front
    assert "/record/memo/page/1" in str(marsh.give("/next").url)
    listed = marsh.see("/queue?mine=1").text
    assert "memo, page 1" in listed
    assert "payroll" not in listed.partition("<tbody>")[2]
    assert "memo" not in at_desk.browser().see("/queue?mine=1").text.partition("<tbody>")[2]
    number = at_desk.desk.notes.open_for("marsh")[0].id
    marsh.give(f"/assignments/{number}/done")
    assert not at_desk.desk.notes.open_for("marsh")


def test_all_the_records_of_a_form_are_given_or_none(at_desk):
    assert give(at_desk, "memo", "nosuch").status_code == 422
    assert give(at_desk, "memo", person="nobody").status_code == 422
    assert give(at_desk, "memo", due="soon").status_code == 422
    assert give(at_desk).status_code == 422
    assert not at_desk.desk.notes.open_all()


def test_records_are_given_by_officers_and_taken_back_by_them_or_whose_they_are(at_desk):
    give(at_desk, "memo", person="vale")
    at_desk.desk.people.change_roles("marsh", frozenset({Role.REVIEWER}), "test")
    marsh = at_desk.browser("marsh")
    marsh.see("/assignments")
    assert marsh.give("/assignments", records="memo", person="marsh").status_code == 403
    assert marsh.give("/assignments/1/done").status_code == 422
    assert len(at_desk.desk.notes.open_all()) == 1
    assert "memo" not in marsh.see("/assignments").text.partition("<main")[2]


def test_a_page_that_was_left_is_taken_over_by_an_officer_with_the_reason_written_down(at_desk):
    marsh = at_desk.browser("marsh")
    marsh.see(PAGE)
    browser = at_desk.browser()
    seen = browser.see(PAGE).text
    assert "Take the page over" in seen
    assert re.search(r"marsh</strong> is working on this page, since \d\d:\d\d", seen)
    assert browser.give(f"{PAGE}/take", reason=" ").status_code == 422
    assert browser.give(f"{PAGE}/take", reason="gone home").status_code == 200
    leaf = leaf_of(at_desk.desk.live.collection, "payroll", 1)
    assert at_desk.desk.claims.holder(leaf.file.sha256, leaf.local).holder == "vale"
    assert "gone home" in browser.see("/people").text
    at_desk.desk.people.change_roles("marsh", frozenset({Role.REVIEWER}), "test")
    marsh = at_desk.browser("marsh")
    assert "Take the page over" not in marsh.see(PAGE).text
    assert marsh.give(f"{PAGE}/take", reason="mine").status_code in (303, 403, 200)
    assert at_desk.desk.claims.holder(leaf.file.sha256, leaf.local).holder == "vale"


def test_beside_a_page_stands_the_queue_from_it_on_under_the_same_filters(at_desk):
    browser = at_desk.browser()
    listed = browser.see("/queue?kind=ssn").text
    first = re.search(r'href="(/record/[^"]+)">', listed.partition("<tbody>")[2])[1]
    assert "?of=" in first
    page = browser.see(first.replace("&amp;", "&")).text
    beside = re.search(r'hx-get="(/queue/beside[^"]+)"', page)[1].replace("&amp;", "&")
    assert "kind=ssn" in beside
    text = browser.see(beside).text
    assert 'aria-current="page"' in text
    assert "plain" not in text
    assert "<html" not in text
    assert '<input type="hidden" name="kind" value="ssn">' in page


def test_records_say_what_they_wait_for(at_desk):
    browser = at_desk.browser()
    browser.see("/holds")
    browser.give("/holds/place", record="memo", kind="court_seal", reason="seal 12-3")
    browser.see("/referrals")
    text = browser.see("/records").text
    assert "court seal: court order" in text


def test_an_assignment_is_overdue_when_its_day_has_gone_by(at_desk):
    today = at_desk.desk.access.clock().date()
    give(at_desk, "memo", due=(today - timedelta(days=1)).isoformat())
    give(at_desk, "payroll", due=today.isoformat())
    text = at_desk.browser().see("/assignments").text
    assert text.count("overdue") == 1
