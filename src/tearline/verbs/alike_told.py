"""How `tearline duplicates` tells a person what is alike: counts with units, then lists, then what to do.

Promises: every list says how many it has and of what, and how many of them are shown; what is in doubt is a
list of its own. A page of one record in two releases is told as one page published again, never as a
duplicate; such lists stand only where what releases share was asked for. Reads rows that were masked.
Does not compare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from tearline.reading.lists.losses import printable

PLACES = 6  # of a group, shown on a terminal
UNITS = {
    "page": ("page", "pages"),
    "template": ("template", "templates"),
    "group": ("group of pages", "groups of pages"),
    "pair": ("pair of pages", "pairs of pages"),
}

Row = dict[str, Any]


class How(StrEnum):
    """Whose the pages of a group are."""

    AGAIN = "one record's, published again"
    INSIDE = "within one record"
    RECORDS = "in several records"


def lines(rows: Sequence[Row], top: int, *, across: bool) -> Iterator[str]:
    """Yield what a person reads, of rows as JSON Lines have them, the summary last; ``top`` lines a list."""
    by: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by[row["type"]].append(row)
    summary = by["summary"][0]
    yield from _head(summary)
    yield from _section(
        "The same pages under a new number (never new pages)",
        "page",
        sum(row["sure"] for row in by["renumbered"]),
        _renumbered(by["renumbered"]),
        top,
    )
    yield from _section(
        "Templates: forms and sheets, by how often",
        "template",
        len(by["template"]),
        [_template(row) for row in by["template"]],
        top,
    )
    for kind, said, unit in (
        ("same", "The same text", "group"),
        ("near", "Nearly the same text", "pair"),
    ):
        for how in (How.RECORDS, How.INSIDE, *((How.AGAIN,) if across else ())):
            own = [row for row in by[kind]
                   if row["whose"] == how and not row["form"] and row.get("sure", True)]  # fmt: skip
            more = " (one page each, no duplicate)" if how is How.AGAIN else ""
            yield from _section(f"{said}, {how}{more}", unit, len(own), _joined(own, unit), top)
    doubts = [row for row in (*by["renumbered"], *by["near"])
              if not row.get("sure", True) and not row.get("form")]  # fmt: skip
    yield from _section(
        "In doubt, perhaps one form filled in twice: look at both",
        "pair",
        len(doubts),
        [_doubt(row) for row in sorted(doubts, key=lambda one: -float(one["likeness"]))],
        top,
    )
    if not any(by[kind] for kind in ("renumbered", "template", "same", "near")):
        more = " and stand in more than one of the releases" if across else ""
        yield f"\nNo two pages say the same, or nearly{more}."
    yield ""
    for note in summary["notes"]:
        yield f"- {note}"
    yield from _next(summary, by, across=across)


def many(count: int, one: str, more: str = "") -> str:
    """Return a count with its unit."""
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"


def _head(summary: Row) -> Iterator[str]:
    """Yield how much was looked at, and how much of what was found."""
    places = ", ".join(map(printable, summary["releases"]))
    both = summary["in_several_releases"]
    shared = f", {both:,} of them in more than one" if len(summary["releases"]) > 1 else ""
    yield f"{many(summary['pages'], 'page')} of {many(summary['records'], 'record')} in {places}{shared}"
    if summary["records_without_a_page"]:
        gone = many(summary["records_without_a_page"], "more record has", "more records have")
        yield f"{gone} no page there: held, withheld in full, or not to be read"
    for name, count in summary["not_compared"].items():
        if count:
            yield f"{count:>9,}  {name}: not compared"
    for name, count in summary["counts"].items():
        yield f"{count:>9,}  {name}"


def _next(summary: Row, by: dict[str, list[Row]], *, across: bool) -> Iterator[str]:
    """Yield what to do next."""
    several = len(summary["releases"]) > 1
    if (
        several
        and not across
        and any(row.get("whose") == How.AGAIN for row in by["same"] + by["near"])
    ):
        yield "Next: --across lists what the releases share; `tearline changes` says what is new in the last"
    elif several:
        yield "Next: `tearline changes` with the same folders says what is new in the last"
    elif by["same"] or by["near"] or by["renumbered"]:
        yield "Next: look at the pages of a line side by side before one is called a copy of the other"


def _section(title: str, unit: str, count: int, found: Sequence[str], top: int) -> Iterator[str]:
    """Yield a list with its count, and with how much of it is shown."""
    if not found:
        return
    told = many(count, *UNITS[unit])
    if len(found) < count:
        told += f", in {many(len(found), 'line')}, one for each set of records"
    if len(found) > top:
        told += (
            f"; the first {top:,} of {len(found):,} shown, all with --top {len(found)} or --json"
        )
    yield ""
    yield f"{title}: {told}"
    yield from (f"  {printable(line)}" for line in found[:top])


def _renumbered(rows: Sequence[Row]) -> list[str]:
    """Return a line for each record under a new number and the earlier one whose pages it has."""
    joined: defaultdict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for row in (one for one in rows if one["sure"]):
        old = row["is"]
        pair = (row["record"], row["release"], old["record"], old["release"])
        joined[pair].append((_number(row), _number(old)))
    return [
        f"{new} p. {_runs([a for a, _ in pages])} ({release}) = "
        f"{was} p. {_runs([b for _, b in pages])} ({before}, earlier)"
        for (new, release, was, before), pages in joined.items()
    ]


def _template(row: Row) -> str:
    quoted = f" \N{LEFT DOUBLE QUOTATION MARK}{row['title']}\N{RIGHT DOUBLE QUOTATION MARK}"
    title = quoted if row["title"] else ", with no words that all of them begin with"
    counted = f"{many(len(row['pages']), 'page')} in {many(row['records'], 'record')}"
    return f"{counted}: {row['kind']}{title}, such as {_place(row['example'])}"


def _doubt(row: Row) -> str:
    pages = (row, row["is"]) if row["type"] == "renumbered" else row["pages"]
    return f"{' ? '.join(_place(one) for one in pages)}, {row['likeness']:.0%} alike"


def _joined(rows: Sequence[Row], unit: str) -> list[str]:
    """Return a line for each set of records that share pages, those that share the most first."""
    by_records: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        by_records[tuple(dict.fromkeys(place["record"] for place in row["pages"]))].append(row)
    found = sorted(by_records.values(), key=lambda own: -len(own))
    return [_of_records(own, unit) for own in found]


def _of_records(rows: Sequence[Row], unit: str) -> str:
    """Return a line for the groups or pairs of one set of records."""
    again = rows[0]["whose"] == How.AGAIN
    if again and all(
        len(row["pages"]) == len({one["release"] for one in row["pages"]}) for row in rows
    ):
        numbers: defaultdict[str, list[str]] = defaultdict(list)
        for place in (place for row in rows for place in row["pages"]):
            numbers[place["release"]].append(_number(place))
        pages = " = ".join(f"p. {_runs(own)} ({release})" for release, own in numbers.items())
        return f"{rows[0]['pages'][0]['record']} {pages}"
    more = f"; {many(len(rows) - 1, f'more {unit}')} of these records" if rows[1:] else ""
    return f"{_group(rows[0])}{more}"


def _group(row: Row) -> str:
    """Return the places of a group; one page in several releases is one place."""
    releases: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for place in row["pages"]:
        releases[place["record"], _number(place)].append(place["release"])
    told = [f"{name} p. {page} ({', '.join(own)})" for (name, page), own in releases.items()]
    more = f" and {len(told) - PLACES:,} more" if len(told) > PLACES else ""
    return " = ".join(told[:PLACES]) + more


def _place(place: Row) -> str:
    return f"{place['record']} p. {_number(place)} ({place['release']})"


def _number(place: Row) -> str:
    return str(place["page"]) if place["page"] else f"? part {place['part']}"


def _runs(numbers: Sequence[str]) -> str:
    """Return page numbers in short: 1-3, 7."""
    runs: list[list[str]] = []
    for number in numbers:
        last = runs[-1][-1] if runs else ""
        if number.isdecimal() and last.isdecimal() and int(number) == int(last) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
