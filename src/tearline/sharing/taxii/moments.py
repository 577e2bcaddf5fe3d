"""Times as the shelf counts them and as TAXII and STIX write them.

Promises: a time of the shelf is a whole number of microseconds since 1970, UTC, and is written with six
decimals and Z, as TAXII wants it; two ways to write one STIX time (.5Z and .500Z) are one version.
Does not read any other zone than Z: neither standard has one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tearline.errors import UsageError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WRITTEN = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?Z"
)
_DIGITS = 9


def microseconds(at: datetime) -> int:
    """Return a time as the shelf counts it. UsageError: it has no zone, or is before 1970."""
    if at.tzinfo is None or at < _EPOCH:
        raise UsageError("a time on the shelf has a zone and is after 1970", "Give it in UTC.")
    return (at - _EPOCH) // _MICROSECOND


def moment(count: int) -> datetime:
    """Return the time that is so many microseconds after 1970, in UTC."""
    return _EPOCH + count * _MICROSECOND


def timestamp(count: int) -> str:
    """Return a time as TAXII writes it: six decimals and Z."""
    return moment(count).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def version_key(text: str) -> str | None:
    """Return a STIX time so that texts sort as times do, equal ones alike; None: it is no such time."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    whole, decimals = found[1], found[2] or ""
    try:
        datetime.fromisoformat(whole)
    except ValueError:
        return None
    return f"{whole}.{decimals.ljust(_DIGITS, '0')}"


def read_timestamp(text: str) -> int | None:
    """Return a written time in microseconds, what is finer left off; None: it is none, or before 1970."""
    key = version_key(text)
    if key is None:
        return None
    at = datetime.fromisoformat(key[:-3]).replace(tzinfo=UTC)
    return (at - _EPOCH) // _MICROSECOND if at >= _EPOCH else None
