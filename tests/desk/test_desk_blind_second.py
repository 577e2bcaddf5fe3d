"""A blind second reviewer learns the first verdict nowhere before giving one, and cannot take it over."""

from __future__ import annotations

import re
import shutil

import pytest

from tearline.decisions import docket
from tearline.decisions.standing import target_of
from tearline.desk.sheet import leaf_of, sheet_of
from tearline.model.decision import Determination, SecondView, Verdict

PAGE = "/record/payroll/page/1"


def ssn_of(at_desk, number=0):
    """Return the id and the box of a Social Security number of the page."""
    live = at_desk.desk.live
    with live.reading() as stands:
        sheet = sheet_of(
            live.collection, leaf_of(live.collection, "payroll", 1), live.guide, stands
        )
    cases = [case for case in sheet.cases if case.row.finding.kind == "ssn"]
    (area,) = target_of(cases[number].row.finding, cases[number].row.sha256).areas
    return cases[number].id, area


def first(at_desk, verdict, number=0):
    """Have the first reviewer decide, and leave the page."""
    one, area = ssn_of(at_desk, number)
    more = {"not_personal": "1", "reason": "an account"} if verdict == "release" else {}
    browser = at_desk.browser()
    browser.see(PAGE)
    assert (
        browser.give(f"{PAGE}/finding/{one}", verdict=verdict, seen="", **more).status_code == 200
    )
    browser.give(f"{PAGE}/let-go")
    return one, area


def moved(area, by):
    return f"{area.left} {area.top} {area.right + by} {area.bottom}"


def told(at_desk, address):
    """Return what a page says to the second reviewer, its token taken out."""
    text = at_desk.browser("marsh").see(address).text
    text = re.sub(r"[0-9a-f]{16,}", "", text.partition("<main")[2])
    return re.sub(r'(data-(?:seen|boxes|policy)|value)="[^"]*"', "", text)


@pytest.fixture
def as_told(open_desk, home):
    """Return what every page says to the second after each first verdict, and the status of a move."""

    def of(verdict):
        with open_desk() as at_desk:
            one, area = first(at_desk, verdict)
            pages = (
                "/record/payroll", PAGE, f"{PAGE}/finding/{one}/same", f"{PAGE}/copies",
                f"{PAGE}/versions", f"{PAGE}/finding/{one}/history", "/queue?state=", "/search?state=withheld",
                "/search?state=released",
            )  # fmt: skip
            said = {address.replace(one, "ID"): told(at_desk, address) for address in pages}
            marsh = at_desk.browser("marsh")
            marsh.see(PAGE)
            for by in (0, 100):
                answer = marsh.give(f"{PAGE}/place/{one}/move", areas=moved(area, by))
                said[f"move {by}"] = (
                    f"{answer.status_code} {re.sub('[0-9a-f]{16,}', '', answer.text)}"
                )
            bodies = [b for b in at_desk.entries() if isinstance(b, Determination)]
            assert len(bodies) == 1, "the second took the first decision over"
            return said

    return of


def test_what_a_second_is_told_does_not_depend_on_the_first_verdict(as_told, home):
    shutil.copytree(home / "c", home / "kept")
    withheld = as_told("withhold")
    shutil.rmtree(home / "c")
    (home / "kept").rename(home / "c")
    released = as_told("release")
    for address, text in withheld.items():
        assert text == released[address], address


def reasons(at_desk):
    live = at_desk.desk.live
    with live.reading() as stands:
        for one in docket.check_all(live.collection, live.guide, stands):
            if one.name == "payroll":
                return [(o.reason.value, o.page) for o in one.result.open]
    raise AssertionError


def test_a_box_that_its_reviewer_moves_still_wants_a_second_view(at_desk):
    one, area = first(at_desk, "withhold")
    assert ("second_view", 1) in reasons(at_desk)
    browser = at_desk.browser()
    browser.see(PAGE)
    assert browser.give(f"{PAGE}/place/{one}/move", areas=moved(area, 100)).status_code == 200
    browser.give(f"{PAGE}/let-go")
    assert ("second_view", 1) in reasons(at_desk)
    rows = at_desk.rows("marsh")
    assert rows[one]["state"] == "second"
    assert not [row for row in rows.values() if row["drawn"]], (
        "the moved box would tell the verdict"
    )
    marsh = at_desk.browser("marsh")
    answer = marsh.give(f"{PAGE}/finding/{one}", verdict="withhold", seen=rows[one]["seen"])
    assert answer.status_code == 200
    assert isinstance(at_desk.entries()[-1], SecondView)
    assert ("second_view", 1) not in reasons(at_desk)


def test_a_box_drawn_over_a_finding_wants_a_second_view_of_it_too(at_desk):
    one, area = ssn_of(at_desk)
    browser = at_desk.browser()
    browser.see(PAGE)
    wide = f"{area.left - 100} {area.top - 100} {area.right + 100} {area.bottom + 100}"
    form = {"verdict": "withhold", "code": "(b)(6)", "areas": wide, "seen": ""}
    assert browser.give(f"{PAGE}/place", **form).status_code == 200
    browser.give(f"{PAGE}/let-go")
    assert ("second_view", 1) in reasons(at_desk)
    row = at_desk.rows("marsh")[one]
    marsh = at_desk.browser("marsh")
    said = {"verdict": "release", "not_personal": "1", "reason": "an account", "seen": row["seen"]}
    assert marsh.give(f"{PAGE}/finding/{one}", **said).status_code == 200
    assert ("disagreement", 1) in reasons(at_desk)
    bodies = [b for b in at_desk.entries() if isinstance(b, Determination)]
    assert [b.verdict for b in bodies] == [Verdict.WITHHOLD]


def test_an_officer_who_looks_second_takes_no_review_copy_before(at_desk):
    first(at_desk, "withhold")
    marsh = at_desk.browser("marsh")
    marsh.see("/record/payroll/review-copy")
    said = marsh.give("/record/payroll/review-copy", body="Harbor Board")
    assert said.status_code == 422
    assert "second views of this record are owed" in said.text


def test_words_are_not_shown_without_a_row_of_who_read_them(at_desk):
    one, _ = first(at_desk, "withhold")
    for address, what in ((f"{PAGE}/finding/{one}/history", "text"), ("/protected", "list")):
        before = {row.id for row in at_desk.desk.reads.entries(limit=100)}
        at_desk.browser().see(address)
        new = [row for row in at_desk.desk.reads.entries(limit=100) if row.id not in before]
        assert [row.what for row in new] == [what]


def test_a_stranger_cannot_fill_the_access_file(at_desk):
    from tearline.desk.signing_in import NOTED

    stranger = type(at_desk.browser())(at_desk.app)
    for number in range(NOTED + 15):
        stranger.post("/sign-in", data={"name": f"no{number}", "password": "nothing at all"})
    rows = [row for row in at_desk.desk.reads.entries(limit=200) if row.what == "sign_in_failed"]
    assert len(rows) == NOTED
