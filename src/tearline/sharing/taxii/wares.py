"""A STIX object as it will be handed out: checked, in its final bytes, with the version it goes by.

Promises: the same object gives the same bytes, in whatever order its properties came; what no JSON reader
could read (NaN, half a character) is refused here, before it stands on the shelf.
Does not judge what an object says: an edition was checked before it comes here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tearline.errors import UsageError
from tearline.sharing.taxii.moments import version_key

STIX_ID = re.compile(r"([a-z][a-z0-9-]{0,249})--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SPEC = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}")
# STIX has no version for what has neither modified nor created; TAXII wants one that is always the same.
UNVERSIONED = "1970-01-01T00:00:00.000Z"
_SPEC = "2.1"  # what an object without spec_version is of
_REMEDY = "Correct the edition and publish it again; nothing of it was taken."


@dataclass(frozen=True, slots=True)
class Ware:
    """One version of an object, in the bytes that leave; ``key`` sorts as its versions do."""

    id: str
    type: str
    spec: str
    version: str
    key: str
    body: bytes

    @property
    def sha256(self) -> bytes:
        """Return the hash of the bytes."""
        return hashlib.sha256(self.body).digest()


def wares(objects: Iterable[Mapping[str, Any]]) -> list[Ware]:
    """Return the newest version of each object, in the order given.

    UsageError: one is no STIX object, or two say different things under one id and version.
    """
    seen: dict[tuple[str, str], Ware] = {}
    newest: dict[str, str] = {}
    for number, one in enumerate(objects, 1):
        ware = _ware(one, number)
        known = seen.setdefault((ware.id, ware.key), ware)
        if known.body != ware.body:
            raise differs(ware)
        newest[ware.id] = max(newest.get(ware.id, ""), ware.key)
    return [ware for (name, key), ware in seen.items() if newest[name] == key]


def differs(ware: Ware) -> UsageError:
    """Return the error for other bytes under a version that is known."""
    msg = f"{ware.id} of {ware.version} was something else before"
    return UsageError(msg, "Give what changed a later modified time.")


def _ware(one: Mapping[str, Any], number: int) -> Ware:
    name, kind, spec = one.get("id"), one.get("type"), one.get("spec_version", _SPEC)
    found = STIX_ID.fullmatch(name) if isinstance(name, str) else None
    if found is None or found[1] != kind:
        raise UsageError(f"object {number} has no STIX id of its type", _REMEDY)
    if not isinstance(spec, str) or not SPEC.fullmatch(spec):
        raise UsageError(f"{name} has no STIX spec_version", _REMEDY)
    version = one.get("modified", one.get("created", UNVERSIONED))
    key = version_key(version) if isinstance(version, str) else None
    if key is None:
        raise UsageError(f"{name} has no STIX time as its version", _REMEDY)
    try:
        body = json.dumps(
            dict(one), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
        ).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(f"{name} cannot be written as JSON", _REMEDY) from error
    return Ware(str(name), str(kind), spec, version, key, body)
