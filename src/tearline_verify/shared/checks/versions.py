"""Ids are random, so that nobody can work them out from a name, or from another partner's edition.

Promises: the id of every object and relationship, and of every MISP row, is a UUID of version 4.
Well-known markings and extensions are spared. Does not prove that an id was drawn at random.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tearline_verify.shared import misp_events
from tearline_verify.shared.edition import MISP, OBJECTS
from tearline_verify.shared.known import WELL_KNOWN
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "id versions"
_RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_WHAT = "an id that is no random UUID (version 4)"


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the ids that could be worked out."""
    for thing in look.edition.things:
        head, _, tail = thing.id.rpartition("--")
        if (
            thing.id
            and thing.id not in WELL_KNOWN
            and (head != thing.type or not _RANDOM.fullmatch(tail))
        ):
            yield Leak(NAME, OBJECTS, _WHAT, thing.at)
    for kind, row in look.misp:
        if kind in misp_events.OWN and "uuid" in row:
            uuid = misp_events.text(row, "uuid").lower()
            if not _RANDOM.fullmatch(uuid):
                yield Leak(NAME, MISP, _WHAT, kind)
