"""MISP core events for partners: one event an item, our own JSON, from the same view as every form.

Promises: an event goes to its receiver alone (``distribution`` 0, no sharing group: a group's name tells
who is in it), is tagged with its item's TLP, names the desk and nobody else as its organisation, and has
the minute its objects last changed as its time. What is withdrawn stays as an event without content, its
rows marked deleted. Source: the MISP core format. Nothing here converts to or from STIX: converters drop
markings.
"""

from __future__ import annotations

from tearline.editions.misp.events import WORDS, events

__all__ = ["WORDS", "events"]
