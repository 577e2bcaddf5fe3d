"""A relationship is shown only with both its ends.

Promises: both ends of every relationship are there, and are things to relate, not markings; a MISP
reference leads to a row of the same file. Does not see a relationship that was left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from tearline_verify.shared import misp_events
from tearline_verify.shared.edition import MISP, OBJECTS
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "ends"
_NO_ENDS = ("marking-definition", "extension-definition", "relationship")


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the relationships that lack an end."""
    for thing in look.edition.things:
        if thing.type != "relationship":
            continue
        for key in ("source_ref", "target_ref"):
            value = thing.row.get(key)
            end = look.ids.get(value) if isinstance(value, str) else None
            if end is None or end.type in _NO_ENDS:
                yield Leak(
                    NAME, OBJECTS, "a relationship without one of its ends", f"{thing.at}, {key}"
                )
    own = misp_events.ids(look.edition.misp)
    for kind, row in look.misp:
        if (
            kind == "ObjectReference"
            and misp_events.text(row, "referenced_uuid").lower() not in own
        ):
            yield Leak(NAME, MISP, "a reference without one of its ends")
