"""Times are the edition's: whole minutes, in UTC, and none of a record after the edition was made.

Promises: ``created`` and ``modified`` of every object, MISP's timestamps, a table's columns of the
desk's own times, CAP's ``sent`` and a PDF's dates are no finer than a minute, in UTC, in order, and not
after ``made``; other full times in objects are not after it unless they tell of what is planned. Does
not read dates in sentences.
"""

# ruff: noqa: ANN401 - JSON
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tearline_verify.shared.edition import MISP, OBJECTS, PDF
from tearline_verify.shared.known import WELL_KNOWN, field_name
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "times"
# What may lie ahead of the edition: what is planned, promised or expires.
_AHEAD = {"start_time", "end_time", "due", "valid_until", "expires", "onset", "effective"}
_OWN = ("created", "modified")
_COLUMNS = ("created", "modified", "updated", "added", "published", "made")
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")
_PDF = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d'?\d\d'?)?.*")
_FINE, _LATE, _ZONE = (
    "a time finer than a minute",
    "a time after the edition was made",
    "a time zone",
)
_NONE = "a time that is none"


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the times that tell more than the edition's."""
    made = look.edition.made
    for thing in look.edition.things:
        if thing.id in WELL_KNOWN:
            continue
        for key in _OWN:
            if key in thing.row:
                for what in _own(thing.row[key], made):
                    yield Leak(NAME, OBJECTS, what, f"{thing.at}, {key}")
        created, modified = thing.row.get("created"), thing.row.get("modified")
        if isinstance(created, str) and isinstance(modified, str) and modified < created:
            yield Leak(NAME, OBJECTS, "a change before the beginning", thing.at)
        for row in thing.rows:
            for key, value in row.items():
                if key not in _AHEAD and key not in _OWN and _late(value, made):
                    yield Leak(NAME, OBJECTS, _LATE, f"{thing.at}, {field_name(key)}")
    yield from _in_misp(look)
    for file, table in look.edition.tables.items():
        for head, cells in table.columns():
            if head in _COLUMNS:
                for number, cell in enumerate(cells, 2):
                    for what in _own(cell, made) if "T" in cell else _day(cell, made):
                        yield Leak(NAME, file, what, f"row {number}, {field_name(head)}")
    for file, alert in look.edition.alerts.items():
        for one in alert.of("sent"):
            for what in _own(one.text.strip().replace("-00:00", "Z"), made):
                yield Leak(NAME, file, what, "sent")
    yield from _in_pdf(look)


def _own(value: Any, made: str) -> Iterator[str]:
    """Yield what is wrong with a time of the desk's own."""
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if not match:
        yield _NONE
        return
    if match[2] != "00" or (match[3] or "").strip("0"):
        yield _FINE
    if match[4] != "Z":
        yield _ZONE
    elif _late(value, made):
        yield _LATE


def _day(cell: str, made: str) -> Iterator[str]:
    if made and cell.strip()[:10] > made[:10]:
        yield _LATE


def _late(value: Any, made: str) -> bool:
    """Say whether a text is a full time after the edition's."""
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if not match or not made:
        return False
    try:
        return datetime.fromisoformat(value) > datetime.fromisoformat(made)
    except ValueError:
        return True


def _in_misp(look: Look) -> Iterator[Leak]:
    made = look.edition.made
    for kind, row in look.misp:
        for key in ("timestamp", "publish_timestamp", "sighting_timestamp"):
            if key not in row:
                continue
            told = str(row[key])
            if not told.isdecimal() or len(told) > 11:  # noqa: PLR2004 - seconds since 1970
                yield Leak(NAME, MISP, _NONE, f"{field_name(kind)}, {field_name(key)}")
                continue
            if int(told) % 60:
                yield Leak(NAME, MISP, _FINE, f"{field_name(kind)}, {field_name(key)}")
            if made and int(told) > datetime.fromisoformat(made).timestamp():
                yield Leak(NAME, MISP, _LATE, f"{field_name(kind)}, {field_name(key)}")
        for key in ("first_seen", "last_seen", "date"):
            if isinstance(row.get(key), str) and any(_day(row[key], made)):
                yield Leak(NAME, MISP, _LATE, f"{field_name(kind)}, {field_name(key)}")


def _in_pdf(look: Look) -> Iterator[Leak]:
    told = look.edition.pdf.told if look.edition.pdf else {}
    for key in ("CreationDate", "ModDate"):
        if not told.get(key):
            continue
        match = _PDF.fullmatch(told[key])
        if not match:
            yield Leak(NAME, PDF, _NONE, key)
            continue
        if (match[6] or "00") != "00":
            yield Leak(NAME, PDF, _FINE, key)
        if (match[7] or "Z").replace("'", "") not in ("Z", "+0000", "-0000"):
            yield Leak(NAME, PDF, _ZONE, key)
        try:
            stamp = datetime(*(int(match[at]) for at in range(1, 6)), tzinfo=UTC)  # type: ignore[arg-type, misc]
        except ValueError:
            yield Leak(NAME, PDF, _NONE, key)
            continue
        if look.edition.made and stamp > datetime.fromisoformat(look.edition.made):
            yield Leak(NAME, PDF, _LATE, key)
