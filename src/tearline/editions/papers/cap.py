"""A warning as a CAP 1.2 alert, for a receiver that takes it.

Promises: one addressee and no other; the identifier is random to look at; times are whole minutes with
their offset. Source: Common Alerting Protocol 1.2 (OASIS, 2010). Writes the elements that the standard asks
for, in its order, and no resource.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from tearline.errors import UsageError
from tearline.model.partner_view import Alert, PartnerView

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_FORBIDDEN = re.compile(r"[\s,<&]")
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cap(alert: Alert, view: PartnerView, sender: str, addressee: str) -> tuple[str, bytes]:
    """Return the path of the alert in an edition, and its bytes.

    UsageError: ``sender`` or ``addressee`` has a space, a comma, ``<`` or ``&`` in it.
    """
    for what, value in (("a sender", sender), ("an addressee", addressee)):
        if not value or _FORBIDDEN.search(value):
            raise UsageError(
                f"{what} of a CAP alert has no space, comma, < or &", "As: desk.example"
            )
    sent = _offset(alert.sent)
    root = Element("alert", xmlns=NAMESPACE)
    _put(root, "identifier", alert.handle)
    _put(root, "sender", sender)
    _put(root, "sent", sent)
    _put(root, "status", "Exercise" if view.exercise else "Actual")
    _put(root, "msgType", "Alert")
    _put(root, "scope", "Private")
    _put(root, "addresses", addressee)
    info = SubElement(root, "info")
    _put(info, "category", "Security")
    _put(info, "event", "Threat to life")
    _put(info, "urgency", "Immediate")
    _put(info, "severity", "Extreme")
    _put(info, "certainty", alert.certainty)
    _put(info, "senderName", view.desk)
    _put(info, "headline", alert.headline)
    _put(info, "description", alert.text)
    if alert.instruction:
        _put(info, "instruction", alert.instruction)
    marking = SubElement(info, "parameter")
    _put(marking, "valueName", "tlp")
    _put(marking, "value", alert.tlp.label)
    if alert.area:
        _put(SubElement(info, "area"), "areaDesc", alert.area)
    body = tostring(root, encoding="unicode")
    return (
        f"cap/{alert.handle}.xml",
        f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode(),
    )


def _put(parent: Element, name: str, value: str) -> None:
    SubElement(parent, name).text = _NO_XML.sub("\ufffd", value)


def _offset(at: str) -> str:
    """Return a minute in UTC as CAP writes it: with -00:00, never with Z."""
    return at.replace("Z", "-00:00")
