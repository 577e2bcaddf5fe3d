"""Alerts are valid CAP 1.2, for one addressee, and hold what the view says."""

from __future__ import annotations

import runpy
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tearline.editions.papers import cap
from tearline.editions.papers.plain import plain
from tearline.errors import UsageError
from tearline.model.marking import Tlp

HERE = Path(__file__).parent
MADE = runpy.run_path(str(HERE / "fictional.py"))
view, alert = MADE["view"], MADE["alert"]
FORM = etree.XMLSchema(etree.parse(HERE / "cap.xsd"))
SENDER = "desk@desk.example.org"
SPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"


def told(one, addressee="Partner of the North", **more):
    path, data = cap(one, view(alerts=(one,), **more), SENDER, addressee)
    assert path == f"cap/{one.handle}.xml"
    FORM.assertValid(etree.fromstring(data))
    return ET.fromstring(data)


def words(tree):
    return {
        one.tag.removeprefix(SPACE): one.text
        for one in tree.iter()
        if one.text and one.text.strip()
    }


def test_an_alert_is_valid_and_says_all_of_it():
    found = words(told(alert()))
    assert found == {
        "identifier": "TL-K9MTVD", "sender": SENDER, "sent": "2031-03-18T09:30:00-00:00", "status": "Exercise",
        "msgType": "Alert", "scope": "Private", "addresses": '"Partner of the North"', "category": "Security",
        "event": "Threat to life", "urgency": "Unknown", "severity": "Severe", "certainty": "Likely",
        "headline": alert().headline, "description": alert().text, "instruction": alert().instruction,
        "valueName": "TLP", "value": "TLP:AMBER", "areaDesc": "The port of Ostrel",
    }  # fmt: skip


def test_elements_stand_in_the_standard_s_order():
    assert [one.tag.removeprefix(SPACE) for one in told(alert(cancelled=True)).iter()] == [
        "alert", "identifier", "sender", "sent", "status", "msgType", "scope", "addresses", "note", "references",
        "info", "category", "event", "urgency", "severity", "certainty", "headline", "description", "instruction",
        "parameter", "valueName", "value", "area", "areaDesc",
    ]  # fmt: skip


def test_a_cancellation_is_a_message_of_its_own_that_names_the_alert():
    found = words(told(alert(cancelled=True), exercise=False))
    assert found["msgType"] == "Cancel"
    assert found["status"] == "Actual"
    assert found["identifier"] == "TL-K9MTVD-cancel"
    assert found["sent"] == "2031-03-19T10:00:00-00:00"
    assert found["references"] == f"{SENDER},TL-K9MTVD,2031-03-18T09:30:00-00:00"


def test_nothing_is_said_where_the_view_says_nothing():
    found = words(told(alert(area="", instruction=""), "north"))
    assert not {"areaDesc", "instruction"} & set(found)
    assert found["addresses"] == "north"


def test_our_form_refuses_what_the_standard_refuses():
    good = cap(alert(), view(), SENDER, "north")[1]
    for before, after in (
        (b"-00:00", b"Z"), (b"Likely", b"Sure"), (b"<scope>Private</scope>", b""), (b"TL-K9", b"TL K9"),
        (b"<urgency>Unknown</urgency>\n<severity>Severe</severity>", b"<severity>Severe</severity>\n<urgency>Unknown</urgency>"),
    ):  # fmt: skip
        assert before in good
        assert not FORM.validate(etree.fromstring(good.replace(before, after)))


@settings(deadline=None, max_examples=100)
@given(st.text(min_size=1), st.text())
def test_any_text_is_carried_whole(headline, text):
    found = told(alert(headline=headline, text=text)).find(f"{SPACE}info")
    assert found.findtext(f"{SPACE}headline") == plain(headline)
    assert (found.findtext(f"{SPACE}description") or "") == plain(text)


def test_markup_and_controls_in_a_text_are_words():
    found = words(told(alert(text="a ]]> <b>&amp;</b> \"'\0\x1b<!-- --> <?x?>")))
    assert found["description"] == "a ]]> <b>&amp;</b> \"'␀␛<!-- --> <?x?>"


@pytest.mark.parametrize(
    "sender", ["", "a b", "a,b", "a<b", "a&b", "a\nb", "a\0b", "a\u00a0b", "a\ud800"]
)
def test_a_sender_that_cap_cannot_hold_is_refused(sender):
    with pytest.raises(UsageError):
        cap(alert(), view(), sender, "north")


@pytest.mark.parametrize("addressee", ["", "  ", 'a"b', "a\nb", "a\0", "a\u2028b"])
def test_an_addressee_that_would_be_several_is_refused(addressee):
    with pytest.raises(UsageError):
        cap(alert(), view(), SENDER, addressee)


@pytest.mark.parametrize(
    "more",
    [
        {"handle": "a b"}, {"handle": ""}, {"handle": "a,b"}, {"handle": "a<b"}, {"handle": "../a"},
        {"certainty": "Very Likely"}, {"tlp": Tlp.RED}, {"sent": "2031-03-18"}, {"sent": "2031-03-20T00:00:00Z"},
    ],
)  # fmt: skip
def test_an_alert_that_may_not_go_out_is_refused(more):
    with pytest.raises(UsageError):
        cap(alert(**more), view(), SENDER, "north")
