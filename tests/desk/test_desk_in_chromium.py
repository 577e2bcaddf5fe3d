"""The desk in a real browser: the main path, by keyboard alone, two at once, a lost line, an expired claim."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn

CHROMIUM = Path("/usr/bin/chromium")
WORDS = {"vale": "seven green boats at noon", "marsh": "seven red boats at night"}
PAGE = "/record/payroll/page/2"
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not on this machine")


@pytest.fixture(scope="module")
def chromium():
    """Return a browser, begun once for these tests."""
    playwright = pytest.importorskip("playwright.sync_api").sync_playwright().start()
    browser = playwright.chromium.launch(
        executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
    )
    yield browser
    browser.close()
    playwright.stop()


@contextmanager
def served(app):
    """Serve an application on a free port; give its address."""
    ear = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [ear]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{ear.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        ear.close()


@pytest.fixture
def at(at_desk):
    """Return the desk's address."""
    with served(at_desk.app) as address:
        yield address


@pytest.fixture
def signed_in(chromium, at):
    """Return a way to a browser page of somebody who is signed in; nothing may go wrong in it unseen."""
    contexts, faults = [], []

    def one(name, address="/"):
        context = chromium.new_context(viewport={"width": 1300, "height": 900}, base_url=at)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"/sign-in?to={address}")
        page.fill("#name", name)
        page.fill("#password", WORDS[name])
        page.keyboard.press("Enter")
        page.wait_for_url(f"{at}{address}")
        return page

    yield one
    for context in contexts:
        context.close()
    assert not faults


def ready(page):
    page.wait_for_selector("#desk[data-ready]", state="attached")
    return page


def said(page, words):
    page.wait_for_function(
        "words => document.getElementById('status').textContent.includes(words)", arg=words
    )


def verdicts(at_desk):
    return [body.verdict.value for body in at_desk.entries() if hasattr(body, "verdict")]


def test_from_signing_in_to_a_page_that_is_done(signed_in, at_desk):
    page = signed_in("vale")
    page.click("text=Take the next page")
    ready(page)
    assert (
        page.locator("#scan").evaluate("image => image.decode().then(() => image.naturalWidth)")
        > 500
    )
    open_now = page.locator("#findings .row.open").count()
    assert open_now == page.locator("#boxes rect.open").count() > 5
    page.locator("#findings .row.open .pick").first.click()
    page.click("button.withhold >> nth=0")
    said(page, "Withheld")
    assert page.locator("#findings .row.open").count() == open_now - 1
    assert page.locator("#boxes rect.withheld").count() == 1, "the boxes mirror the list"
    assert verdicts(at_desk) == ["withhold"]


def test_a_page_of_findings_is_done_by_keyboard_alone(signed_in, at_desk):
    page = ready(signed_in("vale", PAGE))
    left = page.locator("#findings .row.open").count()
    assert left >= 8
    for done in range(left):
        page.keyboard.press("o")
        page.keyboard.press("w" if done % 2 == 0 else "d")
        page.wait_for_function(
            "n => document.querySelectorAll('#findings .row.open').length === n",
            arg=left - done - 1,
        )
        focus = page.evaluate("document.activeElement.closest('.row') !== null")
        assert focus, "the focus stays in the list over every swap"
    assert len(verdicts(at_desk)) == left
    page.keyboard.press("u")
    said(page, "Taken back")


def test_a_box_is_drawn_and_moved_by_keyboard_and_by_mouse(signed_in, at_desk):
    page = ready(signed_in("vale", PAGE))
    for key in ("n", "ArrowDown", "Shift+ArrowRight", "1", "w"):
        page.keyboard.press(key)
    said(page, "Withheld")
    page.wait_for_selector("#boxes .drawn", state="detached")  # the box is the list's from here on
    (drawn,) = [b for b in at_desk.entries() if b.kind == ""]
    (area,) = drawn.target.areas
    assert area.width == 7200 + 500
    page.keyboard.press("ArrowRight")
    said(page, "Moved")
    assert at_desk.entries()[-1].target.areas[0].left == area.left + 100
    page.keyboard.press("n")
    frame = page.locator("#boxes").bounding_box()
    page.mouse.move(frame["x"] + 100, frame["y"] + 400)
    page.mouse.down()
    page.mouse.move(frame["x"] + 220, frame["y"] + 430, steps=4)
    page.mouse.up()
    page.keyboard.press("2")
    page.keyboard.press("w")
    page.wait_for_function("() => document.querySelectorAll('#boxes rect.withheld').length === 2")
    assert len(at_desk.entries()) == 3


def test_words_of_a_text_are_withheld_as_they_were_selected(signed_in, at_desk):
    page = ready(signed_in("vale", "/record/memo/page/1"))
    page.evaluate("""() => {
        const span = [...document.querySelectorAll('#words [data-at]')].find((one) => one.textContent.includes('twice'));
        const at = span.textContent.indexOf('twice');
        const range = document.createRange();
        range.setStart(span.firstChild, at); range.setEnd(span.firstChild, at + 5);
        getSelection().removeAllRanges(); getSelection().addRange(range);
    }""")
    page.keyboard.press("1")
    page.keyboard.press("x")
    said(page, "Withheld")
    (body,) = at_desk.entries()
    text = "MEMORANDUM\n\nJohn Alder, SSN 912-44-7320, was paid twice.\n"
    assert text[body.target.start : body.target.end] == "twice"


def words_at(at_desk, target):
    """Return the words of the page that a target's areas hold."""
    from tearline.desk.sheet import leaf_of, page_of

    page = page_of(
        at_desk.desk.live.collection, leaf_of(at_desk.desk.live.collection, "payroll", 2)
    )
    inside = [w for w in page.words if any(area.holds(w.area) for area in target.areas)]
    return [w.text for w in inside]


def test_words_of_a_picture_are_selected_by_keyboard_alone(signed_in, at_desk):
    page = ready(signed_in("vale", PAGE))
    page.keyboard.press("v")
    said(page, "1 word: HARBOR")
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Shift+ArrowRight"):
        page.keyboard.press(key)
    said(page, "2 words: OFFICE, PAYROLL")
    assert page.locator("#boxes .drawn").count() == 2
    page.keyboard.press("w")
    page.wait_for_function(
        "() => document.querySelector('#message').textContent.includes('Choose')"
    )
    assert page.locator("#boxes .drawn").count() == 2, "what was refused is still selected"
    page.keyboard.press("1")
    page.keyboard.press("w")
    said(page, "Withheld")
    page.wait_for_selector("#boxes .drawn", state="detached")
    (body,) = at_desk.entries()
    assert words_at(at_desk, body.target) == ["OFFICE,", "PAYROLL"]


def test_words_of_a_picture_are_selected_with_the_mouse(signed_in, at_desk):
    page = ready(signed_in("vale", PAGE))
    page.click("#pick-words")
    page.keyboard.press("ArrowDown")
    said(page, "Name:")
    (box,) = page.locator("#boxes .drawn").all()
    frame = box.bounding_box()
    page.mouse.move(frame["x"] + 2, frame["y"] + frame["height"] / 2)
    page.mouse.down()
    page.mouse.move(frame["x"] + 140, frame["y"] + frame["height"] / 2, steps=5)
    page.mouse.up()
    said(page, "3 words: Name: Alder, John")
    page.keyboard.press("2")
    page.keyboard.press("w")
    said(page, "Withheld")
    (body,) = at_desk.entries()
    assert words_at(at_desk, body.target) == ["Name:", "Alder,", "John"]


def test_words_of_a_text_are_selected_by_keyboard_alone(signed_in, at_desk):
    page = ready(signed_in("vale", "/record/plain/page/1"))
    for key in ("v", "ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    said(page, "2 words: particular was")
    page.keyboard.press("Escape")
    for key in ("v", "Shift+ArrowRight", "1", "w"):
        page.keyboard.press(key)
    said(page, "Withheld")
    (body,) = at_desk.entries()
    text = "Nothing in particular was said.\n"
    assert text[body.target.start : body.target.end] == "was said."


def test_two_reviewers_at_once_never_decide_on_one_page(signed_in, at_desk):
    first = ready(signed_in("vale", PAGE))
    second = ready(signed_in("marsh", PAGE))
    assert "vale is working on this page" in second.inner_text("#content")
    second.keyboard.press("w")
    said(second, "somebody else's")
    first.keyboard.press("o")
    first.keyboard.press("w")
    said(first, "Withheld")
    assert verdicts(at_desk) == ["withhold"]


def test_a_line_lost_in_the_middle_of_a_decision_is_told_and_the_same_key_again_is_one_decision(
    signed_in, at_desk
):
    page = signed_in("vale", PAGE)
    # The desk records it; the answer is lost on its way.
    page.route("**/finding/*", lambda route: (route.fetch(), route.abort()))
    page.reload()  # a browser may not yet ask about requests of a page that was open before
    ready(page).keyboard.press("o")
    page.keyboard.press("w")
    page.wait_for_selector("#message .fault")
    assert "could not be reached" in page.inner_text("#message")
    assert verdicts(at_desk) == ["withhold"]
    page.unroute("**/finding/*")
    page.keyboard.press("w")
    said(page, "That stands already")
    assert verdicts(at_desk) == ["withhold"]


def test_a_claim_that_has_ended_and_was_taken_takes_no_decision(signed_in, at_desk):
    first = ready(signed_in("vale", PAGE))
    clock = at_desk.desk.access.clock
    at_desk.desk.access.clock = lambda: clock() + timedelta(minutes=16)
    ready(signed_in("marsh", PAGE))
    first.keyboard.press("o")
    first.keyboard.press("w")
    first.wait_for_selector("#message .fault")
    assert "marsh is working on this page" in first.inner_text("#message")
    assert verdicts(at_desk) == []


ADDRESSES = (
    "/", "/queue", "/records", "/record/payroll", PAGE, "/record/memo/page/1", "/holds", "/protected",
    "/referrals", "/people", "/reads", "/password", f"{PAGE}/copies", "/nowhere",
)  # fmt: skip


def test_no_page_has_a_barrier_that_axe_finds(signed_in):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, told = signed_in("vale"), []
    for address in ADDRESSES:
        page.goto(address)
        levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        found = axe.run(page, options={"runOnly": levels}).response["violations"]
        told += [(address, one["id"], one["nodes"][0]["html"][:160]) for one in found]
    assert told == []


def test_the_sign_in_has_no_barrier_either(chromium, at):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = chromium.new_page()
    page.goto(f"{at}/sign-in")
    assert [one["id"] for one in axe.run(page).response["violations"]] == []
    page.close()


def slowly(page, seconds=0.4):
    """Let every form of the page be sent so late, as over a slow line."""

    def late(route):
        if route.request.method == "POST":
            page.wait_for_timeout(seconds * 1000)
        route.continue_()

    page.route("**/page/2/**", late)
    page.reload()
    return ready(page)


def test_keys_faster_than_their_answers_are_neither_lost_nor_taken_for_another_finding(
    signed_in, at_desk
):
    page = slowly(signed_in("vale", PAGE))
    rows = page.locator("#findings .row").evaluate_all("rows => rows.map(row => row.dataset.id)")
    page.locator("#findings .row .pick").first.click()
    for key in "wjwjrjd":
        page.keyboard.press(key)
    page.wait_for_function(
        "() => document.querySelectorAll('#findings .row.deferred').length === 1"
    )
    assert verdicts(at_desk) == ["withhold", "withhold", "release", "defer"]
    states = page.locator("#findings .row").evaluate_all(
        "rows => rows.map(row => row.dataset.state)"
    )
    assert states[:4] == ["withheld", "withheld", "released", "deferred"]
    chosen = page.locator("#findings .row[aria-current]").get_attribute("data-id")
    assert chosen == rows[3], "the choice stays where the keys have gone"


def test_a_box_begun_before_the_answer_to_the_last_one_is_kept(signed_in, at_desk):
    page = slowly(signed_in("vale", PAGE))
    for key in ("n", "ArrowDown", "1", "w", "w", "n", "ArrowLeft", "ArrowLeft", "2"):
        page.keyboard.press(key)
    page.wait_for_selector("#boxes rect.withheld", state="attached")
    assert page.locator("#boxes .drawn").count() == 1
    page.keyboard.press("w")
    page.wait_for_function("() => document.querySelectorAll('#boxes rect.withheld').length === 2")
    assert [b.codes for b in at_desk.entries() if b.kind == ""] == [("(b)(6)",), ("(b)(7)(D)",)]


def test_a_slow_browser_loses_no_key_between_an_answer_and_its_focus(signed_in, at_desk):
    page = ready(signed_in("vale", PAGE))
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 8})
    for left in range(3):
        for key in ("n", *["ArrowDown"] * (left + 1), "1", "w"):
            page.keyboard.press(key)
        said(page, "Withheld")
    page.wait_for_function("() => document.querySelectorAll('#boxes rect.withheld').length === 3")
    assert len(at_desk.entries()) == 3


def test_the_next_page_waits_for_the_answers_of_this_one(signed_in, at_desk):
    page = slowly(signed_in("vale", PAGE))
    page.locator("#findings .row .pick").first.click()
    for key in "wjwg":
        page.keyboard.press(key)
    page.wait_for_url(re.compile(r"/page/1"))
    assert verdicts(at_desk) == ["withhold", "withhold"]
