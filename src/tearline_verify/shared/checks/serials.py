"""Numbers that count: what they skip, or add up to, tells how much was left out.

Promises: external ids, handles, MISP ids and a table's columns of numbers that count up are found, and
totals in fields, in tables' rows and in sentences ("3 of 12 incidents"). Does not see a count that a
sentence spells out otherwise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tearline_verify.shared.edition import MISP, OBJECTS
from tearline_verify.shared.json_file import rows
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "serials"
CHANCE = 20  # one id in twenty may look like a number by chance
NEAR = 1000  # two numbers with one beginning that lie no further apart count something
_BARE = re.compile(r"(?:[A-Za-z]+[-_/ .#])*(?:(?:19|20)\d\d[-_/.])?\d{1,7}")
_TAIL = re.compile(r"(.*?)(\d{1,9})$", re.DOTALL)
_IDS = ("external_id", "handle", "case", "case_number", "number", "no", "no.", "nr", "#", "id", "ref",
        "reference", "incident", "incident_id", "statement_id", "commitment_id", "identifier", "row",
        "seq", "serial")  # fmt: skip
_TOTALS = {"total", "totals", "total_count", "count_total", "total_items", "hits", "seq", "serial",
           "serial_number", "sequence_number", "withheld", "omitted", "hidden", "number_of"}  # fmt: skip
_OF = re.compile(
    r"(?<![\d.,])\d{1,6} (?:of|out of|from) (?:a total of |the |all )?\d{1,6} (?:\w+ )?"
    r"(?:incident|report|item|statement|commitment|event|record|portion|object|source)s?\b", re.IGNORECASE,
)  # fmt: skip
_COUNTED = "an id that counts up"


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the numbers that count."""
    yield from _ids(look)
    objects = (row for thing in look.edition.things for row in thing.rows)
    for file, found in ((OBJECTS, objects), (MISP, (row for _, row in look.misp))):
        if any(key.lower() in _TOTALS for row in found for key in row):
            yield Leak(NAME, file, "a field that tells a total")
    for file, table in look.edition.tables.items():
        for number, cells in enumerate(table.rows, 2):
            if cells and cells[0].strip().lower().rstrip(":") in ("total", "totals", "sum"):
                yield Leak(NAME, file, "a row that tells a total", f"row {number}")
        if set(table.heads) & _TOTALS:
            yield Leak(NAME, file, "a column that tells totals")
    for kind, row in look.misp:
        if kind == "Event" and "attribute_count" in row:
            inside = [one for one in rows(row) if "object_relation" in one or "to_ids" in one]
            if str(row["attribute_count"]) != str(len(inside)):
                yield Leak(NAME, MISP, "a count that is not of what is there", "Event")
    texts = look.edition.texts
    for match in _OF.finditer(texts.joined):
        yield from texts.leaks(NAME, texts.piece_at(match.start()), "a number out of a total")


def _ids(look: Look) -> Iterator[Leak]:
    """Yield the ids that count up, told once for each file and kind."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for thing in look.edition.things:
        for row in thing.rows:
            if "external_id" in row:
                found[OBJECTS, "external_id"].append(str(row["external_id"]))
    for _, row in look.misp:
        for key in ("id", "event_id", "object_id", "org_id", "orgc_id"):
            if key in row and str(row[key]) != "0":
                found[MISP, key].append(str(row[key]))
    for file, table in look.edition.tables.items():
        for head, cells in table.columns():
            if head in _IDS:
                found[file, "a column of ids"] += cells
    for file, alert in look.edition.alerts.items():
        found[file, "identifier"] += [one.text for one in alert.of("identifier", "incidents")]
    for (file, where), ids in found.items():
        if _many(sum(_BARE.fullmatch(one.strip()) is not None for one in ids), ids) or _counts_up(
            ids
        ):
            yield Leak(NAME, file, _COUNTED, where)
    told = [one for (_, where), ids in found.items() for one in ids if where == "identifier"]
    if _counts_up(told):
        yield Leak(NAME, "cap", _COUNTED, "identifier")


def _counts_up(ids: Sequence[str]) -> bool:
    """Say whether ids with one beginning end in numbers that lie near each other."""
    groups: dict[str, set[int]] = defaultdict(set)
    for one in ids:
        tail = _TAIL.fullmatch(one.strip())
        if tail:
            groups[tail[1]].add(int(tail[2]))
    near = sum(
        2
        for numbers in groups.values()
        for one, other in pairwise(sorted(numbers))
        if other - one <= NEAR
    )
    return _many(near, ids)


def _many(count: int, ids: Sequence[str]) -> bool:
    """Say whether more ids count up than chance would give among random ones."""
    return count * CHANCE > len(ids)
