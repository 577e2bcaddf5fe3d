"""Partners at the desk: portions are marked and torn, two people sign, what goes out stops and is taken back."""

from __future__ import annotations

import re
import runpy
from html import unescape
from pathlib import Path

import pytest

from tearline.decisions import marking
from tearline.decisions.portions import name_of
from tearline.model.decision import Pause
from tearline.model.sharing import Recall, Shared, TearlineApproval, Waived
from tearline.sharing.resting import Resting

MADE = runpy.run_path(str(Path(__file__).parents[1] / "sharing" / "made_sharing.py"))
FIRE = MADE["incident"]("r00000000aaaa", *MADE["FIRE"])
PORTIONS = f"/register/{FIRE.item}/portions"


@pytest.fixture
def here(at_desk):
    """Return a desk with an item of the register and two partners."""
    desk = at_desk.desk
    desk.live.append(lambda _: [FIRE])
    from tearline.sharing.collected import of_collection

    with desk.live.reading():
        resting = Resting.of(desk.live.naming("type"))
    sharing = of_collection(
        desk.live.collection, resting, lambda made: desk.live.append(lambda _: made)
    )
    for one in (
        MADE["partner"]("est", "est", tlp="TLP:RED"),
        MADE["partner"]("press", "press", tlp="TLP:GREEN"),
    ):
        sharing.take_in(marking.partner(one), "seven grey lanterns on the quay")
    return at_desk


def portion(name):
    return next(name_of(one) for one in FIRE.particulars if one.name == name)


def mark(here, names, said, **more):
    form = {"portion": [portion(one) for one in names], "marking": said, "reason": "r", **more}
    return here.browser().give(f"{PORTIONS}/mark", **form)


def waiting(here, audience, name="vale"):
    """Return the hash of what an audience would get, as the page shows it to a person."""
    text = here.browser(name).see("/approvals").text
    found = re.search(
        rf'name="audience" value="{audience}"><input type="hidden" name="content" value="(\w+)"',
        text,
    )
    return found[1] if found else ""


def of(here, kind):
    return [one for one in here.entries() if isinstance(one, kind)]


EVERY = [one.name for one in FIRE.particulars]


def test_a_portion_is_for_nobody_until_it_is_marked(here):
    text = unescape(here.browser().see(PORTIONS).text)
    assert text.count("none: for nobody") == len(FIRE.particulars)
    assert mark(here, ["title", "summary"], "TLP:GREEN").status_code == 200
    text = unescape(here.browser().see(PORTIONS).text)
    assert text.count("est, press") == 2
    assert "Nothing has changed" not in here.browser().see("/approvals").text.partition("press")[2]


def test_what_a_partner_sees_is_shown_from_its_files(here):
    mark(here, EVERY, "TLP:GREEN")
    mark(here, ["attribution"], "TLP:AMBER")
    content = waiting(here, "press")
    said = here.browser().give("/approvals/send", audience="press", content=content)
    assert "Put out to press" in said.text
    page = unescape(here.browser().see("/partners/press").text)
    assert "Two men were paid" in page
    assert "Northern Directorate" not in page
    file = here.browser().get("/partners/press/file/objects.jsonl")
    assert b"Two men were paid" in file.content
    assert b"Quill" not in file.content
    assert here.browser().get("/partners/press/file/../../decisions.db").status_code >= 400
    (shared,) = of(here, Shared)
    assert (shared.actor.name, shared.actor.authenticated) == ("vale", "desk")


def test_red_is_sent_when_two_people_have_signed_what_it_is_now(here):
    mark(here, EVERY, "TLP:RED", named=["est"])
    content = waiting(here, "est")
    refused = here.browser().give("/approvals/send", audience="est", content=content)
    assert "two persons" in unescape(refused.text)
    here.browser().give("/approvals/sign", audience="est", content=content)
    again = here.browser().give("/approvals/sign", audience="est", content=content)
    assert "vale has signed that" in unescape(again.text)
    mark(here, ["title"], "TLP:GREEN")
    stale = here.browser("marsh").give("/approvals/sign", audience="est", content=content)
    assert "changed since you looked" in unescape(stale.text)
    content = waiting(here, "est", "marsh")
    for name in ("vale", "marsh"):
        here.browser(name).see("/approvals")
        here.browser(name).give("/approvals/sign", audience="est", content=content)
    here.browser().give("/approvals/send", audience="est", content=content)
    assert of(here, Shared)[-1].approved == ("vale", "marsh")


def test_a_tearline_is_approved_by_another_who_was_shown_what_it_quotes(here):
    text = "A warehouse with cargo for Estmark burned at night, it is said."
    here.browser().see(PORTIONS)
    form = {"above": portion("summary"), "text": text, "marking": "TLP:GREEN", "reason": "r"}
    assert here.browser().give(f"{PORTIONS}/tear", **form).status_code == 200
    page = unescape(here.browser("marsh").see(PORTIONS).text)
    assert "It quotes the portion above" in page
    line = re.search(r'name="line" value="(t\w+)"', page)[1]
    own = here.browser().give(f"{PORTIONS}/approve", line=line, quotes="yes", reason="r")
    assert "another person than its writer" in unescape(own.text)
    unseen = here.browser("marsh").give(f"{PORTIONS}/approve", line=line, reason="r")
    assert "quotes the portion above it" in unescape(unseen.text)
    here.browser("marsh").give(f"{PORTIONS}/approve", line=line, quotes="yes", reason="r")
    (approval,) = of(here, TearlineApproval)
    assert (approval.actor.name, approval.quotes) == ("marsh", True)


def test_a_pause_stops_and_what_was_missed_is_looked_over(here):
    mark(here, ["title"], "TLP:GREEN")
    here.browser().give("/approvals/send", audience="press", content=waiting(here, "press"))
    here.browser().see("/partners/press")
    bad = here.browser().give("/partners/press/pause", reason="r", review_on="soon")
    assert "is no day" in unescape(bad.text)
    here.browser().give("/partners/press/pause", reason="the agreement", review_on="2031-06-01")
    mark(here, ["summary"], "TLP:GREEN")
    here.browser().give("/approvals/send", audience="press", content=waiting(here, "press"))
    page = unescape(here.browser().see("/partners/press").text)
    assert "Paused" in page
    assert '<span class="state">changed</span> Fire at the Harrow warehouse' in page
    unlooked = here.browser().give("/partners/press/resume", reason="renewed")
    assert "looked it over" in unescape(unlooked.text)
    here.browser().give("/partners/press/resume", reason="renewed", looked="yes")
    assert [one.paused for one in of(here, Pause)] == [True, False]


def test_a_recall_goes_out_at_once_and_is_chased_until_it_is_acknowledged(here):
    mark(here, ["title", "summary"], "TLP:GREEN")
    for audience in ("press", "est"):
        here.browser().give("/approvals/send", audience=audience, content=waiting(here, audience))
    here.browser().see(PORTIONS)
    here.browser().give("/approvals/recall", item=FIRE.item, reason="the day was wrong")
    assert len(of(here, Recall)) == 1
    page = unescape(here.browser().see("/partners/press").text)
    assert "withdrawn" in page
    assert "Harrow" not in page.partition("What went out")[0]
    assert "press" in here.browser().see("/approvals").text.partition("Recalls to chase")[2]
    made = of(here, Shared)[-1]
    name = made.partners[0]
    here.browser().see(f"/partners/{name}")
    form = {"made": made.made, "person": "Lund", "how": "by telephone"}
    here.browser().give(f"/partners/{name}/receipt", **form)
    assert "acknowledged by Lund" in unescape(here.browser().see(f"/partners/{name}").text)


def test_a_threat_to_life_stands_on_the_front_page_until_it_is_warned_or_waived_by_another(here):
    here.browser().see(PORTIONS)
    form = {"item": FIRE.item, "whom": "the guards", "hours": "1", "reason": "named"}
    here.browser().give("/approvals/threat", **form)
    assert "Threat to life" in here.browser("marsh").see("/").text
    threat = re.search(
        r'name="threat" value="(w\w+)"', here.browser("marsh").see("/approvals").text
    )[1]
    ground = {"threat": threat, "category": "aware", "reason": "they were told"}
    own = here.browser().give("/approvals/waived", **ground)
    assert "another person" in unescape(own.text)
    assert "Threat to life" in here.browser().see("/").text
    here.browser("marsh").give("/approvals/waived", **ground)
    assert len(of(here, Waived)) == 1
    assert "Threat to life" not in here.browser().see("/").text


def test_the_ledger_says_what_was_held_and_refuses_what_is_no_time(here):
    mark(here, ["title"], "TLP:GREEN")
    here.browser().give("/approvals/send", audience="press", content=waiting(here, "press"))
    page = unescape(here.browser().see("/ledger?partner=press&at=2031-03-04T10:00").text)
    assert "Nothing: it had fetched nothing" in page
    assert "vale" in page
    assert here.browser().get("/ledger?partner=press&at=tomorrow").status_code == 422


def test_an_originator_is_asked_and_their_answer_lets_the_portion_go(here):
    mark(here, ["title"], "TLP:GREEN")
    here.desk.live.append(
        lambda _: [
            MADE["partner"]("lva", "lva", "LVA", level="C"),
            MADE["partner"]("est", "est", level="C"),
        ]
    )
    mark(here, ["claim"], "(U//OC)", origin="the Bureau")
    page = here.browser().see("/approvals").text
    assert "the Bureau, for est" in unescape(page)
    form = {
        "item": FIRE.item,
        "portion": portion("claim"),
        "origin": "the Bureau",
        "partner": "est",
    }
    here.browser().give(
        "/approvals/originator", answer="yes", reference="7", reason="may go", **form
    )
    page = unescape(here.browser().see("/approvals").text)
    assert "the Bureau, for est" not in page
    assert "the Bureau, for lva" in page
    seen = unescape(here.browser().see(PORTIONS).text)
    assert re.search(r"Two men were paid.*?<td>est</td>", seen, re.DOTALL)
