"""What stands behind ``date:`` and ``page:`` in a query: one value, or a range with two dots.

Promises: an interval, both ends inclusive, None where it is open; or ``ValueRefusedError`` with why and what
to write. A date is a year, a year and month, a day, or any form that ``tearline.dates`` or an identification
sheet reads: ``03/00/1964`` is March 1964.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tearline.reading.searching.fields import When
from tearline.records.form_values import sheet_date

NUMBER_SIGNS = r"[-_. ]"  # between the three parts of a record number
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
_LARGEST = 10_000_000


class ValueRefusedError(Exception):
    """A value that cannot be read: why, and what to write instead."""

    def __init__(self, why: str, remedy: str) -> None:
        """Keep both apart."""
        super().__init__(why)
        self.why, self.remedy = why, remedy


def days(text: str) -> tuple[int | None, int | None]:
    """Return the days, as numbers ``yyyymmdd``, from the first of the one to the last of the other."""
    remedy = "Write date:1963, date:1962..1963-05 or date:..1963-11-22."
    return _range(text, _first_and_last, "date", remedy)


def pages(text: str) -> tuple[int | None, int | None]:
    """Return a range of page numbers."""
    return _range(text, _whole_number, "number of a page", "Write page:2 or page:1..3.")


def _range(
    text: str, read: Callable[[str], tuple[int, int] | None], what: str, remedy: str
) -> tuple[int | None, int | None]:
    """Read one value, or two with dots between, of which one may be open."""
    before, dots, after = text.partition("..")
    sides = [side.strip() for side in ((before, after) if dots else (before, before))]
    read_sides = [read(side) if side else None for side in sides]
    if not any(sides):
        raise ValueRefusedError(f"there is no {what}", remedy)
    if any(side and found is None for side, found in zip(sides, read_sides, strict=True)):
        wrong = next((s for s, f in zip(sides, read_sides, strict=True) if f is None and s), text)
        raise ValueRefusedError(f"'{wrong[:40]}' is no {what}", remedy)
    low = read_sides[0][0] if read_sides[0] else None
    high = read_sides[1][1] if read_sides[1] else None
    if low is not None and high is not None and low > high:
        raise ValueRefusedError("the range ends before it begins", remedy)
    return low, high


def _first_and_last(text: str) -> tuple[int, int] | None:
    """Read a date: its first and its last day."""
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            when = When.of_parts(year or 0, month, day)
        except ValueError:
            return None
        return when.first, when.last
    found = sheet_date(text)
    if found is None or (found.start, found.end) != (0, len(text)):
        return None
    when = When.of_span(found)
    return when.first, when.last


def _whole_number(text: str) -> tuple[int, int] | None:
    """Read a number of a page."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(_LARGEST)):
        return None
    return int(text), int(text)
