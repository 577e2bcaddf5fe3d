"""What media types a request takes: one is ours, and it says whether that one is among them.

Promises: ``application/taxii+json`` with version 2.1 or without, and any wider range, are taken as RFC 9110
ranks them, q-values included; a range nobody could read is passed over, the others still count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TAXII = "application/taxii+json;version=2.1"
STIX = "application/stix+json;version=2.1"
_TYPE, _VERSION = "application/taxii+json", "2.1"
_WIDER = {_TYPE: 2, "application/*": 1, "*/*": 0}
_EXACT = 3
_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


def is_accepted(accept: str | None) -> bool:
    """Say whether an Accept header takes TAXII 2.1; None: there is none, and anything is taken."""
    if accept is None or not accept.strip():
        return True
    ranked = max(_ranges(accept), default=(0, 0.0))
    return ranked[1] > 0


def _ranges(accept: str) -> Iterator[tuple[int, float]]:
    """Yield how narrow each range is that holds our type, and its quality."""
    for one in accept.split(","):
        kind, *parameters = (part.strip() for part in one.split(";"))
        rank = _WIDER.get(kind.lower())
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            name, value = name.strip().lower(), value.strip().strip('"')
            if name == "q":
                if not _QUALITY.fullmatch(value):
                    rank = None
                else:
                    quality = float(value)
                break  # what follows is no part of the type
            if name == "version" and rank is not None:
                rank = _EXACT if value == _VERSION and kind.lower() == _TYPE else None
        if rank is not None:
            yield rank, quality
