"""What a request asks for: the parameters of a TAXII address, read as the standard says.

Promises: a parameter that is malformed, or stands twice, is refused and never guessed at: to ignore it would
answer another question than was asked. Parameters and fields that the standard does not know are ignored, as
it allows, though not twice. What two ways of asking have in common has the same ``digest``.
Does not look at any object.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tearline.sharing.taxii.moments import read_timestamp, version_key
from tearline.sharing.taxii.wares import SPEC, STIX_ID

MOST = 2**53 - 1  # TAXII's largest integer
_FIELD = re.compile(r"match\[([a-z0-9_]{1,250})\]")
_TYPE = re.compile(r"[a-z0-9][a-z0-9_-]{0,249}")
_DIGITS = re.compile(r"[0-9]{1,16}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,200}")
_KEYWORDS = ("all", "first", "last")
STANDARD = frozenset({"id", "type", "version", "spec_version"})


class MalformedError(ValueError):
    """A parameter is not what the standard says it is."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; None asks for all. Times in microseconds, ``versions`` as keys that sort."""

    added_after: int | None = None
    limit: int | None = None
    next: str | None = None
    ids: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None
    versions: tuple[str, ...] | None = None
    specs: tuple[str, ...] | None = None

    @property
    def digest(self) -> bytes:
        """Return a hash of what narrows the answer: not of how much of it is wanted, or from where."""
        asked = (self.added_after, self.ids, self.types, self.versions, self.specs)
        return hashlib.sha256(json.dumps(asked).encode()).digest()


def read_filters(pairs: Iterable[tuple[str, str]], fields: frozenset[str]) -> Filters:
    """Return the filters of an address; ``fields``: those that its route knows. MalformedError."""
    given: dict[str, str] = {}
    for name, value in pairs:
        plain = _plain(name)
        if plain in given:
            raise MalformedError(plain)
        given[plain] = value
    if any(f"match {field}" in given for field in STANDARD - fields):
        raise MalformedError("fields")
    kinds = _several(given.get("match type"), _matching(_TYPE))
    return Filters(
        added_after=_after(given.get("added_after")),
        limit=_limit(given.get("limit")),
        next=_next(given.get("next")),
        ids=_several(given.get("match id"), _matching(STIX_ID)),
        types=kinds,
        versions=_versions(given.get("match version")),
        specs=_several(given.get("match spec_version"), _matching(SPEC)),
    )


def _plain(name: str) -> str:
    """Return a parameter's name, one of ``match[…]`` as ``match …``."""
    if not name.startswith("match"):
        return name
    found = _FIELD.fullmatch(name)
    if found is None:
        raise MalformedError("match")
    return f"match {found[1]}"


def _after(value: str | None) -> int | None:
    if value is None:
        return None
    at = read_timestamp(value)
    if at is None:
        raise MalformedError("added_after")
    return at


def _limit(value: str | None) -> int | None:
    if value is None:
        return None
    if not _DIGITS.fullmatch(value) or not 0 < int(value) <= MOST:
        raise MalformedError("limit")
    return int(value)


def _next(value: str | None) -> str | None:
    if value is not None and not _TOKEN.fullmatch(value):
        raise MalformedError("next")
    return value


def _matching(form: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda value: value if form.fullmatch(value) else None


def _several(value: str | None, read: Callable[[str], str | None]) -> tuple[str, ...] | None:
    """Return the values between commas, in one order, each once. MalformedError: one is none."""
    if value is None:
        return None
    found = {read(one) for one in value.split(",")}
    if None in found:
        raise MalformedError("match")
    return tuple(sorted(one for one in found if one is not None))


def _versions(value: str | None) -> tuple[str, ...] | None:
    """Return the versions asked for as keys; None where a keyword asks for what there is.

    Of each object the newest version alone is there: it is the first, the last and all of them.
    """
    if value is None:
        return None
    asked = value.split(",")
    words = [one for one in asked if one in _KEYWORDS]
    keys = [version_key(one) for one in asked if one not in _KEYWORDS]
    known = [one for one in keys if one is not None]
    doubled = len(set(words)) < len(words) or len(set(known)) < len(known)
    if len(known) < len(keys) or doubled or ("all" in words and len(asked) > 1):
        raise MalformedError("match")
    return None if words else tuple(sorted(known))
