"""The desk's list of what was withheld, as it comes through the pipe: read, grouped, never shown.

Promises: a line that is not of the agreed form refuses the whole list, by its line number alone.
Values stay in memory; nothing here prints or writes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tearline_verify.leaks import Box

if TYPE_CHECKING:
    from collections.abc import Iterable

_WITHHELD = {
    "type", "record", "page", "areas", "codes", "acknowledged", "terms", "scope", "policy",
}  # fmt: skip
_POLICIES = ("", "exact", "moved", "line")


class AgainstError(Exception):
    """A line of the list that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Item:
    """Withheld places of one page: their areas, codes, and whether readers are told of them.

    ``policy`` says how they hide their width; '' where the list does not tell.
    """

    areas: tuple[Box, ...]
    codes: tuple[str, ...]
    acknowledged: bool
    policy: str = ""


@dataclass(slots=True)
class Against:
    """All that the desk said was withheld. ``given`` is false where nothing was handed over."""

    given: bool = False
    terms: set[str] = field(default_factory=set, repr=False)
    absent: set[str] = field(default_factory=set, repr=False)
    # Page 0 stands for "every page of the record": text records are set anew, in other pages.
    pages: dict[tuple[str, int], list[Item]] = field(default_factory=lambda: defaultdict(list))
    page_terms: dict[tuple[str, int], set[str]] = field(
        default_factory=lambda: defaultdict(set), repr=False
    )
    _numbers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set), repr=False)

    def of(self, record: str) -> dict[int, tuple[list[Item], set[str]]]:
        """Return what is withheld on each page of a record: items, and page-scope terms."""
        if not self._numbers:
            for name, page in (*self.pages, *self.page_terms):
                self._numbers[name].add(page)
        numbers = self._numbers.get(record, set())
        return {
            page: (self.pages.get((record, page), []), self.page_terms.get((record, page), set()))
            for page in numbers
        }


def read(lines: Iterable[str]) -> Against:
    """Read JSON Lines; raises ``AgainstError`` naming the line, never its content."""
    against = Against(given=True)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            _take(against, json.loads(line))
        except (ValueError, TypeError, KeyError):
            msg = f"line {number} of the list of what was withheld is not of the agreed form"
            raise AgainstError(msg) from None
    return against


def _take(against: Against, row: dict[str, Any]) -> None:
    """Take in one line."""
    if row["type"] == "absent":
        against.absent.add(_text(row["record"]))
        return
    if row["type"] != "withheld" or set(row) - _WITHHELD:
        raise ValueError
    areas = tuple(_box(area) for area in row.get("areas", ()))
    codes = tuple(_text(code) for code in row.get("codes", ()))
    terms = {_text(term) for term in row.get("terms", ())}
    scope = row.get("scope", "release")
    policy = row.get("policy", "")
    if scope not in ("release", "page") or policy not in _POLICIES:
        raise ValueError
    if areas or scope == "page":
        key = (_text(row["record"]), int(row["page"] or 0))
        if areas:
            against.pages[key].append(Item(areas, codes, bool(row["acknowledged"]), policy))
        if scope == "page":
            against.page_terms[key] |= terms
    if scope == "release":
        against.terms |= terms


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _box(value: list[int]) -> Box:
    left, top, right, bottom = (int(side) for side in value)
    return (left, top, right, bottom)
