"""A page of reporting in a real browser: answered by keys alone, in the order they were pressed; nothing for axe."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tearline.findings import language
from tearline.model.decision import Begins, Entered

_ROOM = runpy.run_path(str(Path(__file__).with_name("test_desk_in_chromium.py")))
_PAGE = runpy.run_path(str(Path(__file__).with_name("test_desk_reports.py")))
chromium, signed_in, served = _ROOM["chromium"], _ROOM["signed_in"], _ROOM["served"]
desk, entered = _PAGE["desk"], _PAGE["entered"]
pytestmark = [
    pytest.mark.skipif(language.folder() is None, reason="needs tearline[nlp]"),
    pytest.mark.skipif(not _ROOM["CHROMIUM"].exists(), reason="Chromium is not on this machine"),
]


@pytest.fixture
def at(desk):
    with served(desk.app) as address:
        yield address


@pytest.fixture
def page(signed_in):
    one = signed_in("vale", "/reports/talks")
    one.wait_for_selector("#reports[data-ready]")
    return one


def done(page, text) -> None:
    page.get_by_role("status").get_by_text(text, exact=True).wait_for()


def test_candidates_are_answered_by_keys_and_the_words_show_it(page, desk) -> None:
    marked = page.locator("mark.chosen").first
    marked.wait_for()
    page.keyboard.press("a")
    done(page, "Accepted")
    assert "accepted" in marked.get_attribute("class")
    page.keyboard.press("j")
    page.keyboard.press("x")
    done(page, "Rejected")
    page.keyboard.press("k")
    page.keyboard.press("u")
    done(page, "Taken back")
    assert [body.standing for body in entered(desk)] == ["accepted", "rejected", "withdrawn"]


def test_keys_faster_than_answers_are_all_kept_in_order(page, desk) -> None:
    page.route("**/answer", lambda route: (page.wait_for_timeout(150), route.continue_()))
    for key in "aoaoao":
        page.keyboard.press(key)
    page.wait_for_function(
        "() => document.querySelectorAll('#candidates [data-state=accepted]').length === 3"
    )
    rows = page.locator("#candidates [data-state=accepted]")
    titles = [rows.nth(n).get_attribute("data-candidate") for n in range(3)]
    assert [body.candidate for body in entered(desk)] == titles


def test_an_article_is_split_and_joined_by_one_key(page, desk) -> None:
    for _ in range(20):
        page.keyboard.press("n")
        if "Fleet blames" in page.locator(".ln.at").inner_text():
            break
    page.keyboard.press("s")
    page.get_by_text("Article 2", exact=True).first.wait_for()
    assert [body.begins for body in desk.entries() if isinstance(body, Begins)] == [True]


def test_words_that_nobody_read_are_entered_by_hand(page, desk) -> None:
    page.evaluate(
        """() => {
        const text = [...document.querySelectorAll(".ln.related p [data-at]")][0].firstChild;
        getSelection().setBaseAndExtent(text, 0, text, 11);
    }"""
    )
    page.keyboard.press("h")
    page.wait_for_url("**/register/new?*")
    assert page.locator("#v-0").input_value() == "Fleet blame"
    page.get_by_role("button", name="Enter it").click()
    page.wait_for_url("**/register/r*")
    (body,) = [one for one in entered(desk) if isinstance(one, Entered)]
    (place,) = body.particulars[0].places
    assert _PAGE["PAGE"][place.start : place.end] == "Fleet blame"


def test_a_lost_line_is_told_and_nothing_is_taken_for_done(page, desk) -> None:
    page.route("**/answer", lambda route: route.abort())
    page.keyboard.press("a")
    page.get_by_text("could not be reached").wait_for()
    assert entered(desk) == []
    page.unroute("**/answer")
    page.keyboard.press("a")
    done(page, "Accepted")


@pytest.mark.parametrize(
    "address",
    [
        "/reports",
        "/reports/talks",
        "/register",
        "/register/new",
        "/speakers",
        "/register/brief",
        "/register/map",
        "/register/timeline",
    ],
)
def test_axe_finds_nothing_on_these_pages(signed_in, desk, address) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    desk.browser().see("/reports/talks")
    desk.browser().give("/reports/talks/sure", article="1")
    page = signed_in("vale", address)
    found = axe.run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []
