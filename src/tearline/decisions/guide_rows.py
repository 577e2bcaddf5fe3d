"""One table of a guide's TOML, read key by key, so that each complaint names its row and its key.

Promises: every accessor checks the type it returns and remembers the key; ``finish`` refuses what
nobody asked for, with the nearest key that exists. Knows nothing of what a guide means.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tearline.errors import GuideError
from tearline.model.guide import Check

if TYPE_CHECKING:
    import re

LONGEST_PRINTED = 100  # characters; the verifier refuses a manifest with a longer name
HIGHEST_THRESHOLD = 2.0  # anything above 1 means "never"; more than this is a slip of the hand


class Row:
    """A table of a guide: ``file`` and ``where`` say in an error which one."""

    def __init__(self, file: str, where: str, table: dict[str, object]) -> None:
        """Wrap a parsed TOML table."""
        self.file = file
        self.where = where
        self.table = table
        self._asked: list[str] = []

    def error(self, key: str, what: str, remedy: str) -> GuideError:
        """Return the error that names the file, this row and a key."""
        place = f"{self.where}: {key}" if self.where else key
        return GuideError(f"{self.file}: {place} {what}", remedy)

    def text(self, key: str, matching: re.Pattern[str] | None = None) -> str:
        """Return a string that is not blank and matches the whole pattern, if one is given."""
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "is not a text", f'Write {key} = "..."')
        if matching and not matching.fullmatch(value):
            raise self.error(
                key,
                f"is not of the form {matching.pattern}",
                "docs/guides.md says what it may hold",
            )
        return value

    def printed(self, key: str, matching: re.Pattern[str] | None = None) -> str:
        """Return a text that stands in every release: short, and all of it can be seen."""
        value = self.text(key, matching)
        if len(value) > LONGEST_PRINTED or not value.isprintable():
            raise self.error(
                key,
                f"is longer than {LONGEST_PRINTED} characters, or holds one that cannot be printed",
                "It is published with every release: shorten it",
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of distinct strings; it may be empty."""
        value = self._get(key)
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.error(key, "is not a list of texts", f'Write {key} = ["..."]')
        if len(set(value)) != len(value):
            raise self.error(key, "names the same thing twice", "Name it once")
        return tuple(value)

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        """Return a string that is one of ``allowed``."""
        value = self.text(key)
        if value not in allowed:
            raise self.error(key, f"is none of {', '.join(allowed)}", "Use one of them")
        return value

    def boolean(self, key: str) -> bool:
        """Return true or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            raise self.error(key, "is neither true nor false", f"Write {key} = true or false")
        return value

    def integer(self, key: str) -> int:
        """Return a whole number."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(key, "is not a whole number", f"Write {key} = 1")
        return value

    def number(self, key: str) -> float:
        """Return a threshold: 0 to 1, or above 1 for never."""
        value = self._get(key)
        number = math.nan
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = float(value)
        if not 0 <= number <= HIGHEST_THRESHOLD:
            raise self.error(
                key, "is not a threshold", "Give a number from 0 to 1, or 1.1 for never"
            )
        return number

    def date(self, key: str) -> str:
        """Return an ISO date, or '' where the row leaves that end open."""
        value = self._get(key)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value.isoformat()
        if not isinstance(value, str) or (value and not _is_date(value)):
            raise self.error(
                key, "is not a date", f'Write {key} = "YYYY-MM-DD", or "" for no limit'
            )
        return value

    def check(self) -> Check | None:
        """Return who checked this row, or None for ``check = false``: nobody has."""
        value = self._get("check")
        if value is False:
            return None
        if not isinstance(value, dict):
            raise self.error(
                "check",
                "says neither who checked the row nor that nobody did",
                'Write check = {by = "...", on = "YYYY-MM-DD", source = "..."}, or check = false',
            )
        row = Row(self.file, f"{self.where}: check" if self.where else "check", value)
        found = Check(row.text("by"), row.date("on"), row.text("source"))
        if not found.on:
            raise row.error("on", "is empty", "Give the day of the check")
        row.finish()
        return found

    def rows(self, key: str) -> list[Row]:
        """Return the tables of an array of tables, each named by its first telling key."""
        value = self._get(key)
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value) or not value:
            raise self.error(key, "is not a list of tables", f"Write one or more [[{key}]]")
        found = []
        for number, table in enumerate(value, start=1):
            label = table.get("code") or table.get("kind") or table.get("name") or number
            found.append(Row(self.file, f"{key} {label}", table))
        return found

    def row(self, key: str) -> Row:
        """Return the one table of that name."""
        value = self._get(key)
        if not isinstance(value, dict):
            raise self.error(key, "is not a table", f"Write one [{key}]")
        return Row(self.file, key, value)

    def once(self, key: str, names: Sequence[str]) -> None:
        """Refuse a name that two tables of an array share."""
        for name in sorted(set(names)):
            if list(names).count(name) > 1:
                raise self.error(f"{key} {name}", "stands there twice", "Keep one of the two")

    def finish(self) -> None:
        """Refuse a key that nobody asked for."""
        for key in self.table:
            if key not in self._asked:
                near = difflib.get_close_matches(key, self._asked, n=1)
                remedy = f"Did you mean {near[0]}?" if near else "Take it out"
                raise self.error(key, "is not a key of a guide here", remedy)

    def _get(self, key: str) -> object:
        self._asked.append(key)
        if key not in self.table:
            raise self.error(key, "is missing", "Add it; docs/guides.md describes every key")
        return self.table[key]


def _is_date(text: str) -> bool:
    """Say whether a text is an ISO date in the one spelling that sorts as text."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
