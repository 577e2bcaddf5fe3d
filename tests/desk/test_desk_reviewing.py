"""A page at the desk: what is decided is in the log at once, whole, under the name of who signed in."""

from __future__ import annotations

import re

import pytest

from tearline.model.decision import ActorKind, Determination, SecondView, Verdict

PAGE = "/record/payroll/page/1"


def kinds(at_desk, kind, **more):
    """Return the ids of a page's findings of a kind, in page order."""
    record, page = more.get("record", "payroll"), more.get("page", 1)
    leaf = at_desk.rows(**more)
    with at_desk.desk.live.reading() as stands:
        from tearline.desk.sheet import leaf_of, sheet_of

        live = at_desk.desk.live
        sheet = sheet_of(
            live.collection, leaf_of(live.collection, record, page), live.guide, stands
        )
    return [case.id for case in sheet.cases if case.row.finding.kind == kind and case.id in leaf]


def test_a_decision_is_one_entry_under_the_name_of_who_signed_in(at_desk):
    ssn = kinds(at_desk, "ssn")[0]
    before = len(at_desk.entries())
    said = at_desk.browser().give(
        f"{PAGE}/finding/{ssn}", verdict="withhold", seen="", reason="why"
    )
    assert said.status_code == 200
    (body,) = at_desk.entries()[before:]
    assert isinstance(body, Determination)
    assert (body.verdict, body.actor.name, body.actor.authenticated) == (
        Verdict.WITHHOLD,
        "vale",
        "desk",
    )
    assert body.actor.kind is ActorKind.PERSON
    assert body.codes == ("(b)(6)",)
    assert body.kind == "ssn"
    assert at_desk.rows()[ssn]["state"] == "withheld"


def test_the_same_form_sent_twice_is_one_decision(at_desk):
    ssn = kinds(at_desk, "ssn")[0]
    for _ in range(2):
        said = at_desk.browser().give(f"{PAGE}/finding/{ssn}", verdict="withhold", seen="")
        assert said.status_code == 200
    assert sum(isinstance(body, Determination) for body in at_desk.entries()) == 1


def test_a_decision_on_what_somebody_else_has_decided_meanwhile_changes_nothing(at_desk):
    phone = next(i for i, row in at_desk.rows().items() if row["state"] == "open")
    first = at_desk.browser().give(f"{PAGE}/finding/{phone}", verdict="withhold", seen="")
    assert first.status_code == 200
    at_desk.desk.claims.let_go(*key(at_desk), "vale")
    late = at_desk.browser("marsh")
    late.see(PAGE)
    said = late.give(f"{PAGE}/finding/{phone}", verdict="defer", seen="")
    assert said.status_code == 409
    assert "vale has decided this since" in said.text
    assert len([b for b in at_desk.entries() if isinstance(b, Determination)]) == 1


def key(at_desk):
    from tearline.desk.sheet import leaf_of

    leaf = leaf_of(at_desk.desk.live.collection, "payroll", 1)
    return leaf.file.sha256, leaf.local


def test_a_page_somebody_works_on_takes_no_decision_of_another(at_desk):
    ssn = kinds(at_desk, "ssn")[0]
    at_desk.browser().see(PAGE)
    other = at_desk.browser("marsh")
    seen = other.see(PAGE)
    assert "vale</strong> is working on this page, since" in seen.text
    said = other.give(f"{PAGE}/finding/{ssn}", verdict="withhold", seen="")
    assert said.status_code == 409
    assert not at_desk.entries()


def test_a_personal_number_is_let_go_as_none_at_all_only(at_desk):
    ssn = kinds(at_desk, "ssn")[0]
    at = f"{PAGE}/finding/{ssn}"
    said = at_desk.browser().give(at, verdict="release", seen="")
    assert said.status_code == 422
    assert "the personal-data rule is hard" in said.text.replace("\n", " ")
    assert not at_desk.entries()
    said = at_desk.browser().give(
        at, verdict="release", seen="", not_personal="1", reason="a serial"
    )
    assert said.status_code == 200
    (body,) = at_desk.entries()
    assert body.ground.value == "not_personal"


def test_taking_back_puts_what_stood_before_in_its_place_by_a_new_entry(at_desk):
    ssn = kinds(at_desk, "ssn")[0]
    browser, at = at_desk.browser(), f"{PAGE}/finding/{ssn}"
    browser.see(PAGE)
    assert browser.give(at, verdict="withhold", seen="").status_code == 200
    assert browser.give(f"{PAGE}/undo").status_code == 200
    assert at_desk.rows()[ssn]["state"] == "deferred"
    first, second = at_desk.entries()
    assert first.verdict is Verdict.WITHHOLD
    assert second.verdict is Verdict.DEFER
    assert at_desk.desk.work.counts().open > 0
    said = browser.give(f"{PAGE}/undo")
    assert said.status_code == 422, "one's own last word is taken back once"


def test_a_drawn_box_is_withheld_moved_and_taken_back(at_desk):
    browser = at_desk.browser()
    browser.see(PAGE)
    drawn = {"areas": "5000 5000 9000 6400", "verdict": "withhold", "seen": ""}
    assert browser.give(f"{PAGE}/place", **drawn).status_code == 422, "a withholding needs its code"
    assert browser.give(f"{PAGE}/place", **drawn, code="(b)(5)").status_code == 200
    (one,) = [i for i, row in at_desk.rows().items() if row["drawn"]]
    moved = browser.give(f"{PAGE}/place/{one}/move", areas="5100 5000 9100 6400")
    assert moved.status_code == 200
    rows = at_desk.rows()
    (two,) = [i for i, row in rows.items() if row["drawn"]]
    assert rows[two]["boxes"] == "5100 5000 9100 6400"
    assert browser.give(f"{PAGE}/place/{one}/move", areas="0 0 500 500").status_code == 422
    assert len(at_desk.entries()) == 2


@pytest.mark.parametrize(
    "areas",
    [
        "",
        "1 2 3",
        "9 9 1 1",
        "-5 0 900 900",
        "0 0 99999 99999",
        "10 10 20 20",
        "a b c d",
        "1 2 3 4;x",
    ],
)
def test_a_place_that_is_none_is_refused(at_desk, areas):
    browser = at_desk.browser()
    browser.see(PAGE)
    said = browser.give(f"{PAGE}/place", areas=areas, verdict="withhold", code="(b)(6)", seen="")
    assert said.status_code == 422
    assert not at_desk.entries()


def test_a_moved_box_never_leaves_its_finding_bare(at_desk):
    ssn = kinds(at_desk, "ssn")[0]
    browser = at_desk.browser()
    browser.see(PAGE)
    browser.give(f"{PAGE}/finding/{ssn}", verdict="withhold", seen="")
    box = [int(side) for side in at_desk.rows()[ssn]["boxes"].split()]
    there = f"{box[0] + 300} {box[1]} {box[2] + 300} {box[3]}"
    assert browser.give(f"{PAGE}/place/{ssn}/move", areas=there).status_code == 200
    rows = at_desk.rows()
    assert rows[ssn]["state"] == "covered"
    (grown,) = [row["boxes"] for row in rows.values() if row["drawn"]]
    assert grown == f"{box[0]} {box[1]} {box[2] + 300} {box[3]}"


def test_words_selected_in_a_text_are_withheld_as_that_span(at_desk):
    browser = at_desk.browser()
    text = browser.see("/record/memo/page/1").text
    assert "John Alder" in text
    said = browser.give(
        "/record/memo/page/1/place", span="12 22", verdict="withhold", code="(b)(6)", seen=""
    )
    assert said.status_code == 200
    (body,) = at_desk.entries()
    assert (body.target.start, body.target.end) == (12, 22)


def test_a_whole_record_is_withheld_with_its_segregability_reason_only(at_desk):
    browser = at_desk.browser()
    browser.see(PAGE)
    form = {"of": "record", "verdict": "withhold", "code": "(b)(6)", "seen_record": ""}
    assert browser.give(f"{PAGE}/whole", **form, reason=" ").status_code == 422
    assert browser.give(f"{PAGE}/whole", **form, reason="names in every line").status_code == 200
    (body,) = at_desk.entries()
    assert body.target.record == "payroll"


def test_the_second_reviewer_sees_the_first_verdict_only_after_giving_one(at_desk):
    ssn = kinds(at_desk, "ssn")[0]
    browser = at_desk.browser()
    browser.see(PAGE)
    browser.give(f"{PAGE}/finding/{ssn}", verdict="withhold", reason="the first reason", seen="")
    at_desk.desk.claims.let_go(*key(at_desk), "vale")
    second = at_desk.browser("marsh")
    row = at_desk.rows("marsh")[ssn]
    assert row["state"] == "second"
    assert row["codes"] == ""
    seen = second.see(PAGE).text
    assert "the first reason" not in seen
    history = second.see(f"{PAGE}/finding/{ssn}/history")
    assert history.status_code == 422
    assert "the first reason" not in history.text
    said = second.give(f"{PAGE}/finding/{ssn}", verdict="withhold", seen=row["seen"])
    assert said.status_code == 200
    assert isinstance(at_desk.entries()[-1], SecondView)
    assert at_desk.rows("marsh")[ssn]["state"] == "withheld"
    assert "the first reason" in second.see(f"{PAGE}/finding/{ssn}/history").text


def test_reviewers_who_disagree_are_shown_and_keep_the_record_back(at_desk):
    ssn = kinds(at_desk, "ssn")[0]
    browser = at_desk.browser()
    browser.see(PAGE)
    browser.give(f"{PAGE}/finding/{ssn}", verdict="withhold", seen="")
    at_desk.desk.claims.let_go(*key(at_desk), "vale")
    second, row = at_desk.browser("marsh"), at_desk.rows("marsh")[ssn]
    at = f"{PAGE}/finding/{ssn}"
    said = second.give(at, verdict="release", not_personal="1", reason="no SSN", seen=row["seen"])
    assert said.status_code == 200
    assert at_desk.rows("marsh")[ssn]["state"] == "disagreed"
    assert at_desk.desk.work.counts().disagreements == 1


def test_every_form_carries_the_token_of_its_sign_in(at_desk):
    ssn = kinds(at_desk, "ssn")[0]
    browser = at_desk.browser()
    for token in ("", "0" * 64, at_desk.browser("marsh").csrf):
        said = browser.post(
            f"{PAGE}/finding/{ssn}", data={"csrf": token, "verdict": "withhold", "seen": ""}
        )
        assert said.status_code == 403
    assert not at_desk.entries()


def test_what_is_read_is_noted_before_it_is_shown(at_desk):
    at_desk.browser().see(PAGE)
    newest = at_desk.desk.reads.entries(limit=1)[0]
    assert (newest.who, newest.what, newest.record, newest.page) == ("vale", "page", "payroll", 1)
    assert at_desk.desk.reads.verify() >= 1


def test_a_page_is_shown_with_html_in_it_as_text(at_desk):
    said = at_desk.browser().give(
        "/record/memo/page/1/place", span="0 5", verdict="withhold", code="(b)(6)", seen="",
        reason="<script>alert(1)</script>",
    )  # fmt: skip
    assert said.status_code in (200, 409)
    text = at_desk.browser().see("/record/memo/page/1").text
    assert "<script>alert" not in text


def test_a_record_or_page_that_is_not_there_is_said(at_desk):
    browser = at_desk.browser()
    for address in ("/record/nothing/page/1", "/record/payroll/page/9", "/nowhere"):
        said = browser.see(address)
        assert said.status_code in (404, 422), address
        assert "Traceback" not in said.text


def test_no_page_is_kept_by_a_cache_or_framed(at_desk):
    said = at_desk.browser().see(PAGE)
    assert "no-store" in said.headers["cache-control"]
    policy = said.headers["content-security-policy"]
    assert "'unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", said.text)
