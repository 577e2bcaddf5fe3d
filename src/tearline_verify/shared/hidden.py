"""The desk's private list of what one partner may not see: read, held in memory, never shown.

Promises: a list that is not of the agreed form is refused whole, by the name of its part alone. The
object does not print what it holds. Does not search for anything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

VERSION = 1


class HiddenError(Exception):
    """A list that cannot be understood; the text names the part, never what stands in it."""


@dataclass(frozen=True, slots=True, repr=False)
class Hidden:
    """What must not go out, and the few things that may (hosts, words of the vocabulary).

    ``ids``: internal ids and other tiers' ids. ``values``: texts of withheld portions. ``names``:
    sources, other partners, case numbers, reviewers. ``canaries``: planted words that nobody sends.
    ``hosts_allowed``: hosts of URLs, and whole e-mail addresses. ``vocabulary``: words for types and
    labels. ``words_above``: texts of higher portions, of which no eight words in order may stand.
    """

    ids: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    canaries: tuple[str, ...] = ()
    hosts_allowed: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    words_above: tuple[str, ...] = ()


def of(row: Any) -> Hidden:  # noqa: ANN401 - JSON
    """Return the list that a parsed JSON value holds; ``HiddenError`` where it is not one."""
    parts = [field.name for field in fields(Hidden)]
    if not isinstance(row, dict) or row.get("schema_version") != VERSION:
        raise HiddenError(f"the list is not an object with schema_version {VERSION}")
    if set(row) - {"schema_version", *parts}:
        raise HiddenError("the list has a part that is not known")
    taken = {}
    for part in parts:
        # A part that is left out would be a search that is left out, and nobody would notice.
        if part not in row:
            raise HiddenError(f"the list has no {part}: give an empty list if there are none")
        if not isinstance(row[part], list) or not all(isinstance(one, str) for one in row[part]):
            raise HiddenError(f"{part} is not a list of texts")
        taken[part] = tuple(dict.fromkeys(row[part]))
    return Hidden(**taken)


def read(path: Path) -> Hidden:
    """Read the list from a JSON file in UTF-8; ``HiddenError`` where it cannot be read."""
    try:
        row = json.loads(path.read_bytes().decode("utf-8"))
    except OSError:
        raise HiddenError("the list cannot be opened") from None
    except (ValueError, RecursionError):
        raise HiddenError("the list is not JSON in UTF-8") from None
    return of(row)
