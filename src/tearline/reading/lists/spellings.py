"""The spellings of one value: which are the same, which is preferred, and which may be the same.

Promises: two spellings are one value where they differ in case, dots, dashes, commas and spaces alone; the
commonest is preferred, and each is kept with its count. That a name and its initials are one value is
proposed to a person, never assumed. Does not know any agency.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tearline.reading.lists.columns import Field
from tearline.reading.lists.listing import ListedRow
from tearline.text import squeezed

NAMED = (
    Field.AGENCY,
    Field.ORIGINATOR,
    Field.DOCUMENT_TYPE,
    Field.SERIES,
    Field.FORMERLY,
    Field.STATUS,
)
_WORDS = re.compile(r"[^\W_]+")
_SMALL = {"of", "the", "and", "for", "on", "in", "de"}


def spellings(values: Iterable[str]) -> dict[str, str]:
    """Return each spelling's preferred one: the commonest of those that differ in signs alone."""
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for value, times in Counter(values).items():
        key = " ".join(_WORDS.findall(squeezed(value).replace(".", ""))) or value
        groups[key][value] += times
    preferred = {
        key: min(group, key=lambda value: (-group[value], value)) for key, group in groups.items()
    }
    return {value: preferred[key] for key, group in groups.items() for value in group}


def maybe_one(values: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return (long, short) where the long value's initials are the short one: proposed, not merged."""
    found = []
    for value in sorted(values):
        words = [word for word in _WORDS.findall(value) if word.lower() not in _SMALL]
        initials = "".join(word[0] for word in words).upper()
        if len(words) > 1 and initials in values and initials != value:
            found.append((value, initials))
    return found


def preferred(
    rows: Sequence[ListedRow],
) -> tuple[
    tuple[ListedRow, ...],
    dict[Field, dict[str, dict[str, int]]],
    dict[Field, list[tuple[str, str]]],
]:
    """Return the rows with each value's preferred spelling, the spellings, and what may be one value."""
    spelled: dict[Field, dict[str, dict[str, int]]] = {}
    proposed: dict[Field, list[tuple[str, str]]] = {}
    better: dict[Field, dict[str, str]] = {}
    for name in NAMED:
        counts = Counter(row.values[name] for row in rows if row.values.get(name))
        better[name] = spellings(counts.elements())
        groups: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for value, times in counts.most_common():
            groups[better[name][value]][value] = times
        several = {value: found for value, found in groups.items() if len(found) > 1}
        if several:
            spelled[name] = several
        totals = {value: sum(found.values()) for value, found in groups.items()}
        if pairs := maybe_one(totals):
            proposed[name] = pairs
    alike = []
    for row in rows:
        changed = {
            name: better[name][value]
            for name in NAMED
            if (value := row.values.get(name, "")) and better[name][value] != value
        }
        alike.append(replace(row, values={**row.values, **changed}) if changed else row)
    return tuple(alike), spelled, proposed
