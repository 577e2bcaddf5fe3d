"""A record set aside at the desk: whole, with its reason, and off the queue."""

from __future__ import annotations

import re

from tearline.model.decision import Determination, Verdict

PAGE = "/record/plain/page/1"


def test_a_record_is_set_aside_whole_and_with_its_reason_alone(at_desk):
    browser = at_desk.browser()
    browser.see(PAGE)
    asked = {"verdict": "non_responsive", "seen_page": "", "seen_record": ""}
    said = browser.give(f"{PAGE}/whole", of="page", reason="a menu", **asked)
    assert said.status_code == 422
    assert "only a whole record" in said.text
    assert browser.give(f"{PAGE}/whole", of="record", reason=" ", **asked).status_code == 422
    assert not [b for b in at_desk.entries() if isinstance(b, Determination)]
    assert browser.give(f"{PAGE}/whole", of="record", reason="a menu", **asked).status_code == 200
    (body,) = (b for b in at_desk.entries() if isinstance(b, Determination))
    assert (body.target.record, body.verdict) == ("plain", Verdict.NON_RESPONSIVE)
    shown = browser.see(PAGE).text
    assert "On the whole record: non responsive" in shown
    assert "a menu" in shown


def test_its_pages_leave_the_queue(at_desk):
    browser = at_desk.browser()
    assert "/record/payroll/page/1" in re.findall(r'href="([^"#?]+)', browser.see("/queue").text)
    page = "/record/payroll/page/1"
    browser.see(page)
    browser.give(
        f"{page}/whole",
        of="record",
        verdict="non_responsive",
        reason="another office's pay",
        seen_record="",
    )
    queue = browser.see("/queue").text
    assert "/record/payroll/page/1" not in re.findall(r'href="([^"#?]+)', queue)
