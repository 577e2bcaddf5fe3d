"""The ``next`` of an answer: a place in a partner's collection, signed, with nothing kept for it here.

Promises: it may be used again and again, and by any process with the same key; it holds for the collection,
the route and the filters that it was given for, and anything else is told from it. It says no more than the
time of the last object handed over, which its reader has.
"""

from __future__ import annotations

import base64
import hmac

_PLACE, _MARK = 8, 16  # bytes
_PURPOSE = b"tearline taxii next 1"


class Places:
    """Makes and reads places, with one key."""

    def __init__(self, key: bytes) -> None:
        """Take the key, of at least 16 bytes."""
        self._key = key

    def after(self, added: int, collection: str, route: str, digest: bytes) -> str:
        """Return the place after the object of that time."""
        place = added.to_bytes(_PLACE, "big")
        return _written(place + self._mark(place, collection, route, digest))

    def read(self, text: str, collection: str, route: str, digest: bytes) -> int | None:
        """Return the time of the object before the place; None: it was not given for this."""
        try:
            said = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            return None
        place, mark = said[:_PLACE], said[_PLACE:]
        good = hmac.compare_digest(mark, self._mark(place, collection, route, digest))
        # One place is written in one way: base64 itself would read others.
        return int.from_bytes(place, "big") if good and _written(said) == text else None

    def _mark(self, place: bytes, collection: str, route: str, digest: bytes) -> bytes:
        said = b"\0".join((_PURPOSE, collection.encode(), route.encode(), digest + place))
        return hmac.digest(self._key, said, "sha256")[:_MARK]


def _written(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).decode().rstrip("=")
