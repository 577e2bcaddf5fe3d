"""Holds, referrals, repeats and people at the desk: each change is what the command line would have made."""

from __future__ import annotations

import re

from tearline.desk.sheet import leaf_of, sheet_of
from tearline.model.decision import (
    Determination,
    Hold,
    Instrument,
    Referral,
    ReferralAnswer,
    Verdict,
)

PAGE = "/record/payroll/page/2"


def sheet(at_desk, record="payroll", page=2):
    live = at_desk.desk.live
    with live.reading() as stands:
        return sheet_of(live.collection, leaf_of(live.collection, record, page), live.guide, stands)


def test_a_court_s_order_lifts_the_seal_and_leaves_the_tax_hold_standing_with_why(at_desk):
    browser = at_desk.browser()
    browser.see("/holds")
    for kind in ("court_seal", "tax_6103"):
        said = browser.give("/holds/place", record="memo", kind=kind, reason="stamped")
        assert said.status_code == 200
    form = {
        "records": "memo", "kind": "court_order", "issuer": "D.D.C.", "docket": "64-1",
        "date": "2026-11-01", "scope": "all of it", "csrf": browser.csrf,
    }  # fmt: skip
    assert browser.post("/holds/instrument", data=form).status_code == 422, (
        "the order itself is missing"
    )
    said = browser.post(
        "/holds/instrument", data=form, files={"file": ("../order.pdf", b"%PDF-1.4 order")}
    )
    assert said.status_code == 200, said.text[said.text.index("<h1") :][:600]
    text = " ".join(said.text.split())
    assert "the instrument is attached, and 1 hold still stands" in text
    assert "tax_6103" in text
    assert "lifted only by" in text
    bodies = at_desk.entries()
    assert [type(body) for body in bodies] == [Hold, Hold, Instrument]
    assert len(bodies[-1].sha256) == 64
    assert at_desk.desk.live.collection.blobs.get(bodies[-1].sha256) == b"%PDF-1.4 order"


def test_who_is_no_officer_attaches_nothing(at_desk):
    at_desk.desk.people.add("reed", "nine blue boats at dawn", frozenset({"reviewer"}), "test")
    browser = at_desk.browser()
    browser.see("/holds")
    token = at_desk.desk.sessions.begin(at_desk.desk.people.named("reed"), "")
    csrf = at_desk.desk.sessions.who(token).csrf
    browser.cookies.set("tearline_desk", token)
    said = browser.post(
        "/holds/place", data={"csrf": csrf, "record": "memo", "kind": "court_seal", "reason": "x"}
    )
    assert said.status_code == 403
    assert not at_desk.entries()


def test_one_decision_on_a_value_is_a_determination_for_each_of_its_places(at_desk):
    phones = [c for c in sheet(at_desk).cases if c.row.finding.kind == "phone"]
    browser = at_desk.browser()
    at = f"{PAGE}/finding/{phones[0].id}/same"
    said = browser.see(at)
    undecided = re.search(r'name="undecided" value="(\d+)"', said.text)[1]
    places = int(undecided)
    assert places == 3, "on both pages of the payroll, and in the memo"
    assert "(212) 555-0142" in said.text
    late = browser.give(at, verdict="withhold", undecided=str(places - 1))
    assert late.status_code == 422, "other places than were shown"
    done = browser.give(at, verdict="withhold", undecided=undecided, reason="home numbers")
    assert done.status_code == 200
    assert f"{places} determinations were recorded" in done.text
    bodies = [body for body in at_desk.entries() if isinstance(body, Determination)]
    assert len(bodies) == len({(body.target, body.kind) for body in bodies}) == places


def test_personal_numbers_are_not_let_go_in_a_group(at_desk):
    ssn = next(c for c in sheet(at_desk).cases if c.row.finding.kind == "ssn")
    browser = at_desk.browser()
    at = f"{PAGE}/finding/{ssn.id}/same"
    undecided = re.search(r'name="undecided" value="(\d+)"', browser.see(at).text)[1]
    said = browser.give(at, verdict="release", undecided=undecided, reason="all of them")
    assert said.status_code == 422
    assert not at_desk.entries()


def test_a_referral_waits_with_its_number_until_it_is_answered(at_desk):
    browser = at_desk.browser()
    browser.see("/referrals")
    form = {
        "record": "memo",
        "page": "",
        "how": "consult",
        "to": "Harbor Police",
        "sent": "2026-01-05",
    }
    assert browser.give("/referrals", **form, reference="", due="").status_code == 422
    said = browser.give("/referrals", **form, reference="HP-7", due="2026-02-01")
    assert said.status_code == 200
    assert "overdue" in said.text
    waits, referral = at_desk.entries()
    assert isinstance(referral, Referral)
    assert (waits.verdict, waits.target.record) == (Verdict.CONSULT, "memo")
    answer = re.search(r'action="(/referrals/[0-9a-f]{64}/answer)"', said.text)[1]
    told = browser.give(answer, verdict="release", date="2026-02-03", reason="no interest")
    assert told.status_code == 200
    assert isinstance(at_desk.entries()[-1], ReferralAnswer)
    assert browser.give(answer, verdict="release", date="2026-02-03").status_code == 422, "once"


def test_an_administrator_lets_people_in_and_the_last_one_stays(at_desk):
    browser = at_desk.browser()
    browser.see("/people")
    said = browser.give("/people", name="reed", password="nine blue boats at dawn", role="reviewer")
    assert said.status_code == 200
    person = at_desk.desk.people.named("reed")
    assert person.must_change
    assert browser.give("/people/vale", what="off").status_code == 422, "the last administrator"
    assert browser.give("/people/reed", what="off").status_code == 200
    assert not at_desk.desk.people.named("reed").active
    assert at_desk.browser("marsh").see("/people").status_code == 403


def test_a_wrong_password_says_no_more_than_a_wrong_name(at_desk):
    browser = at_desk.browser()
    said = [
        browser.post("/sign-in", data={"name": name, "password": "not this one at all"}).text
        for name in ("vale", "nobody")
    ]
    assert said[0] == said[1]
    assert "do not go together" in said[0]


def test_after_signing_in_one_goes_to_a_page_of_this_desk_only(at_desk):
    for to in (
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:x",
    ):
        said = at_desk.browser().post(
            "/sign-in",
            data={"name": "vale", "password": "seven green boats at noon", "to": to},
            follow_redirects=False,
        )
        assert said.status_code == 303
        assert said.headers["location"] == "/"
