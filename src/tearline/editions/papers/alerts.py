"""One alert of a partner's edition as a message of the Common Alerting Protocol (CAP 1.2).

Promises: the elements of the standard in its order and words; addressed to one partner alone; its identifier
is the handle, so a cancellation, which must have one of its own, is the handle and "-cancel" and refers to
the alert. What the view does not say is not guessed: urgency is Unknown, and there is no area without words
for it. Does not say where the warning came from. Source: OASIS, Common Alerting Protocol 1.2 (2010).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from tearline.editions.papers.listing import alert as checked
from tearline.editions.papers.plain import plain
from tearline.errors import UsageError
from tearline.model.partner_view import Alert, PartnerView

SPACE = "urn:oasis:names:tc:emergency:cap:1.2"
EVENT = "Threat to life"
SEVERITY = "Severe"  # CAP: a significant threat to life or property; more is not known of any
URGENCY = "Unknown"  # the view has no word for how soon
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
_ADDRESS = re.compile(r"[^\s,<&\x00-\x1f\x7f]+")
_BLANK = re.compile(r"\s")
_ADDRESSEE = re.compile(r"[^\"\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def cap(alert: Alert, view: PartnerView, sender: str, addressee: str) -> tuple[str, bytes]:
    """Return an alert's path in the edition and its bytes.

    ``sender`` is the desk's address in CAP, ``addressee`` the one partner's. A cancellation is sent at the
    edition's minute. UsageError: an identifier or sender that CAP cannot hold, a certainty that is no word
    of CAP's, or something that may not go out as it is (see listing).
    """
    checked(alert, view)
    if not _ADDRESS.fullmatch(sender) or plain(sender) != sender:
        raise UsageError(
            "the sender of an alert is empty or holds a blank, a comma, '<' or '&'",
            "Name the desk by an address such as desk@desk.example.org.",
        )
    if (
        not addressee.strip()
        or not _ADDRESSEE.fullmatch(addressee)
        or plain(addressee) != addressee
    ):
        raise UsageError(
            "the addressee of an alert is empty, or holds a quotation mark or a line end",
            "Name the partner by one line.",
        )
    if alert.certainty not in CERTAINTIES:
        raise UsageError(
            "the certainty of an alert is none of CAP's words",
            f"Known are {', '.join(CERTAINTIES)}.",
        )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<alert xmlns="{SPACE}">',
        *_message(alert, view, sender, addressee),
        "<info>",
        *_information(alert),
        "</info>",
        "</alert>",
    ]
    return f"cap/{alert.handle}.xml", ("\n".join(lines) + "\n").encode("utf-8")


def _message(alert: Alert, view: PartnerView, sender: str, addressee: str) -> Iterator[str]:
    """Yield the elements that say what kind of message it is, from whom, to whom."""
    sent = _time(alert.sent)
    gone = alert.cancelled
    yield _element("identifier", f"{alert.handle}-cancel" if gone else alert.handle)
    yield _element("sender", sender)
    yield _element("sent", _time(view.made) if gone else sent)
    yield _element("status", "Exercise" if view.exercise else "Actual")
    yield _element("msgType", "Cancel" if gone else "Alert")
    yield _element("scope", "Private")
    # CAP parts addressees by blanks; one with blanks in it stands in quotation marks.
    yield _element("addresses", f'"{addressee}"' if _BLANK.search(addressee) else addressee)
    if gone:
        yield _element("note", "This alert is cancelled.")
        yield _element("references", f"{sender},{alert.handle},{sent}")


def _information(alert: Alert) -> Iterator[str]:
    """Yield the elements that say what the warning is."""
    yield _element("category", "Security")
    yield _element("event", EVENT)
    yield _element("urgency", URGENCY)
    yield _element("severity", SEVERITY)
    yield _element("certainty", alert.certainty)
    for name, said in (
        ("headline", alert.headline),
        ("description", alert.text),
        ("instruction", alert.instruction),
    ):
        if said:
            yield _element(name, said)
    yield "<parameter>"
    yield _element("valueName", "TLP")
    yield _element("value", alert.tlp.label)
    yield "</parameter>"
    if alert.area:
        yield f"<area>{_element('areaDesc', alert.area)}</area>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(plain(text))}</{name}>"


def _time(minute: str) -> str:
    """Return a minute in UTC as CAP writes it, which knows no Z."""
    return f"{minute.removesuffix('Z')}-00:00"
