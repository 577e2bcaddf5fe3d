"""What somebody met on their first day: a referral overridden, a refusal that looked like a success, a page never let go."""

from __future__ import annotations

import re

import pytest

from tearline.decisions import docket
from tearline.desk.sheet import leaf_of

PAGE = "/record/payroll/page/1"


def refer(at_desk, record="plain", page=""):
    browser = at_desk.browser()
    browser.see("/referrals")
    form = {
        "record": record,
        "page": page,
        "to": "Harbor Board",
        "how": "consult",
        "reference": "HB-7",
    }
    more = {"contact": "desk", "sent": "2026-11-01", "due": "2026-12-01", "reason": "theirs"}
    assert browser.give("/referrals", **form, **more).status_code == 200
    return at_desk.desk.live


def outcome(at_desk, record="plain"):
    live = at_desk.desk.live
    with live.reading() as stands:
        every = docket.check_all(live.collection, live.guide, stands)
        return next(one.result.outcome.value for one in every if one.name == record)


def answered(at_desk, verdict, date="2026-11-20"):
    browser = at_desk.browser()
    text = browser.see("/referrals").text
    where = re.search(r'action="(/referrals/[0-9a-f]+/answer)"', text)[1]
    return browser.give(where, verdict=verdict, date=date, reason="their letter")


@pytest.mark.parametrize("page", ["", "1"])
def test_what_another_body_was_asked_about_is_not_let_go_before_it_answers(at_desk, page):
    refer(at_desk, page=page)
    assert outcome(at_desk) == "pending"
    browser = at_desk.browser()
    browser.see("/record/plain/page/1")
    with at_desk.desk.live.reading() as stands:
        leaf = leaf_of(at_desk.desk.live.collection, "plain", 1)
        from tearline.model.decision import Target

        marks = {
            "seen_page": stands.prior(Target(leaf.file.sha256, 1)),
            "seen_record": stands.prior(Target(record="plain")),
        }
    form = {"of": "page" if page else "record", "verdict": "release", "reason": "looked", **marks}
    said = browser.give("/record/plain/page/1/whole", **form)
    assert said.status_code == 422
    assert "Harbor Board was asked about it" in said.text
    assert outcome(at_desk) == "pending"


def test_an_answer_that_lets_it_go_ends_the_wait_and_one_that_does_not_wants_a_decision(at_desk):
    refer(at_desk)
    assert answered(at_desk, "").status_code == 422
    assert answered(at_desk, "release", "2026-10-01").status_code == 422
    assert answered(at_desk, "release").status_code == 200
    assert outcome(at_desk) == "pass"
    assert at_desk.desk.work.counts().awaiting == 0
    refer(at_desk, "memo")
    assert answered(at_desk, "withhold").status_code == 200
    live = at_desk.desk.live
    with live.reading() as stands:
        found = next(
            one.result
            for one in docket.check_all(live.collection, live.guide, stands)
            if one.name == "memo"
        )
    assert "awaiting_answer" in [open_.reason.value for open_ in found.open]


def test_the_page_of_the_same_value_keeps_the_way_to_the_others(at_desk):
    text = at_desk.browser().see(PAGE).text
    same = re.search(r'href="([^"]+/same)"', text)[1]
    assert 'href="/queue"' in at_desk.browser().see(same).text


def test_the_next_page_gives_back_those_on_which_nothing_is_left(at_desk):
    browser = at_desk.browser()
    browser.see("/record/plain/page/1")
    browser.see(PAGE)
    browser.give("/next")
    held = {
        at_desk.desk.work.row(one.sha256, one.page).record for one in at_desk.desk.claims.of("vale")
    }
    assert "plain" not in held
    assert "payroll" in held, "what is open there is still theirs"


def test_the_first_keys_are_the_exemptions_that_the_guide_proposes(at_desk):
    text = at_desk.browser().see(PAGE).text
    keys = dict(re.findall(r"<kbd>(\d)</kbd> ([^<]+)</label>", text))
    assert "(b)(6)" in keys.values()


def test_what_goes_out_is_listed_with_a_way_to_look_at_it(at_desk):
    browser = at_desk.browser()
    browser.see("/release")
    form = {"audience": "public", "date": "2026-11-24"}
    browser.give("/release/look", **form)
    for _ in range(200):
        text = browser.see("/release?audience=public&date=2026-11-24").text
        if "What goes out" in text:
            break
        import time

        time.sleep(0.1)
    assert 'href="/record/plain/preview"' in text
    assert 'href="/record/payroll/preview"' not in text
