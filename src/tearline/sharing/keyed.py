"""Ids that an audience sees: keyed hashes in the form of random UUIDs, each audience with a key of its own.

Promises: the same thing has the same id for one audience, always; ids of two audiences have nothing in
common; without the key, which lies outside the collection, nobody can work one out from a name or tell two
audiences' ids of one thing. An id that was revoked is never given again: the thing gets another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Container
from itertools import count

from tearline.model.partner_view import IdOf

_FOR = b"tearline: ids of partners' editions"
_VARIANT, _VERSION = 0x3F, 0x0F


def ids(key: bytes, audience: str, revoked: Container[str] = ()) -> IdOf:
    """Return the way to an audience's ids; ``revoked`` holds whole ids (``incident--…``) that are used up."""
    own = _own(key, audience)

    def of(kind: str, what: str) -> str:
        for generation in count():
            found = _uuid(own, json.dumps([kind, what, generation], ensure_ascii=False))
            if f"{kind}--{found}" not in revoked:
                return found
        raise AssertionError  # pragma: no cover - count does not end

    return of


def handles(key: bytes, audience: str) -> Callable[[str], str]:
    """Return the way from an item to its public name for an audience: eight letters and digits, no number."""
    own = _own(key, audience)

    def of(item: str) -> str:
        digest = hmac.new(own, b"handle " + item.encode("utf-8"), hashlib.sha256).digest()
        letters = base64.b32encode(digest[:10]).decode("ascii").lower()
        return f"{letters[:4]}-{letters[4:8]}-{letters[8:12]}"

    return of


def _own(key: bytes, audience: str) -> bytes:
    return hmac.new(key, _FOR + b"\0" + audience.encode("utf-8"), hashlib.sha256).digest()


def _uuid(own: bytes, what: str) -> str:
    digest = bytearray(hmac.digest(own, what.encode("utf-8", "surrogatepass"), "sha256")[:16])
    digest[6] = digest[6] & _VERSION | 0x40
    digest[8] = digest[8] & _VARIANT | 0x80
    said = digest.hex()
    return f"{said[:8]}-{said[8:12]}-{said[12:16]}-{said[16:20]}-{said[20:]}"
