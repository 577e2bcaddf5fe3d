"""The report of a reconciliation: what a list and its files have in common, and where they differ.

Promises: the counts add up, and say so themselves (``sums``): rows are found, named by the release without
pages, or missing; rows found have equal, different or uncompared page counts; records likewise; files are
listed or not. What a release says of a record it holds back (``NAMED``) is told apart from what is missing.
Every difference is a row of its own with its place in the list and its files.
Does not say who is right, the list or the files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tearline.model.edition import Status
from tearline.reading.lists.losses import printable

SCHEMA_VERSION = 2
_SHOWN = 3  # places or files of a difference that its line shows


class Kind(StrEnum):
    """How a list and the files may differ; the last four need no act of a reader's."""

    MISSING = "listed but missing"
    WITHDRAWN = "listed, and withdrawn by the release"
    HELD = "listed, and held by the release"
    PENDING = "listed, and pending in the release"
    WITHHELD = "listed, and withheld in full"
    UNLISTED = "present but not listed"
    PAGES_DIFFER = "page counts differ"
    UNREADABLE = "cannot be read"
    LISTS_DISAGREE = "lists give different page counts"
    NOT_COMPARED = "page counts not compared"
    LISTED_TWICE = "number listed more than once"
    SHARED_FILE = "one file for several numbers"
    SEVERAL_FILES = "several files of one number"


# What a release says of a record that it names and has no page of.
NAMED = {
    str(Status.WITHDRAWN): Kind.WITHDRAWN,
    str(Status.HELD): Kind.HELD,
    str(Status.PENDING): Kind.PENDING,
    str(Status.WITHHELD_IN_FULL): Kind.WITHHELD,
}
_NO_ACT = {Kind.NOT_COMPARED, Kind.LISTED_TWICE, Kind.SHARED_FILE, Kind.SEVERAL_FILES}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: the record's key, where it is listed ("list, sheet, row"), and its files."""

    kind: Kind
    record: str
    places: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pages_listed: int | None = None
    pages_found: int | None = None
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the difference as JSON Lines have it."""
        return {
            "type": "difference",
            "kind": str(self.kind),
            "record": self.record,
            "places": list(self.places),
            "files": list(self.files),
            "pages_listed": self.pages_listed,
            "pages_found": self.pages_found,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Completeness:
    """What came of comparing lists with files. Counts are of rows, records (by number) or files.

    ``rows_named``, ``records_named``: those that a release names and has no page of.
    """

    lists: tuple[str, ...]
    rows: int
    rows_found: int
    rows_named: int
    rows_missing: int
    pages_equal: int
    pages_differ: int
    pages_not_compared: int
    records: int
    records_found: int
    records_named: int
    records_missing: int
    files: int
    files_listed: int
    files_unlisted: int
    differences: tuple[Difference, ...]

    @property
    def is_complete(self) -> bool:
        """Whether all that is listed is there with its pages, all that is there is listed, and readable."""
        return all(one.kind in _NO_ACT for one in self.differences)

    def sums(self) -> dict[str, bool]:
        """Return each sum that must hold, and whether it does."""
        compared = self.pages_equal + self.pages_differ + self.pages_not_compared
        return {
            "rows = found + named + missing": self.rows
            == self.rows_found + self.rows_named + self.rows_missing,
            "rows found = pages equal + differ + not compared": self.rows_found == compared,
            "records = found + named + missing": self.records
            == self.records_found + self.records_named + self.records_missing,
            "files = listed + not listed": self.files == self.files_listed + self.files_unlisted,
        }

    def counts(self) -> dict[str, int]:
        """Return the counts by name, in the order a reader wants them."""
        kinds = Counter(one.kind for one in self.differences)
        return {
            "rows listed": self.rows,
            "rows found": self.rows_found,
            "rows named without pages": self.rows_named,
            "rows missing": self.rows_missing,
            "page counts equal": self.pages_equal,
            "page counts that differ": self.pages_differ,
            "page counts not compared": self.pages_not_compared,
            "records listed": self.records,
            "records found": self.records_found,
            "records named without pages": self.records_named,
            "records missing": self.records_missing,
            "files present": self.files,
            "files listed": self.files_listed,
            "files not listed": self.files_unlisted,
            "files that cannot be read": kinds[Kind.UNREADABLE],
            "lists that disagree": kinds[Kind.LISTS_DISAGREE],
            "numbers listed more than once": kinds[Kind.LISTED_TWICE],
            "files for several numbers": kinds[Kind.SHARED_FILE],
            "numbers of several files": kinds[Kind.SEVERAL_FILES],
        }

    def as_json(self) -> Iterator[dict[str, object]]:
        """Yield the differences, kind by kind, then one summary with the counts."""
        for kind in Kind:
            yield from (one.as_json() for one in self.differences if one.kind is kind)
        yield {
            "type": "completeness",
            "schema_version": SCHEMA_VERSION,
            "lists": list(self.lists),
            "complete": self.is_complete,
            "counts": self.counts(),
        }

    def lines(
        self, first: int = 10, shown: Callable[[Difference], Difference] = lambda one: one
    ) -> Iterator[str]:
        """Yield the report for a terminal: the counts as a table, then the ``first`` rows of each kind.

        What was not compared is counted by its reason. ``shown`` says what may be shown of a difference.
        """
        counts = self.counts()
        wide, figures = max(map(len, counts)), max(len(f"{n:,}") for n in counts.values())
        for name, count in counts.items():
            yield f"{name:<{wide}}  {count:>{figures},}"
        for kind in Kind:
            found = [one for one in self.differences if one.kind is kind]
            if not found:
                continue
            yield ""
            yield f"{kind}: {len(found):,}"
            if kind is Kind.NOT_COMPARED:
                yield from _by_reason(found, min(first, _SHOWN), shown)
                continue
            yield from (f"  {_line(shown(one))}" for one in found[:first])
            if len(found) > first:
                yield f"  and {len(found) - first:,} more"


def _by_reason(
    found: Sequence[Difference], first: int, shown: Callable[[Difference], Difference]
) -> Iterator[str]:
    """Yield one line a reason, with how many there are and the first few."""
    for why, count in Counter(one.note for one in found).most_common():
        own = [shown(one).record for one in found if one.note == why][:first]
        like = f"; such as {', '.join(own)}" if own else ""
        yield f"  {count:,}: {printable(why)}{like}"


def _line(one: Difference) -> str:
    """Return a difference in one line of printable text; what a list or a name brought is not trusted."""
    parts = [one.record]
    if one.pages_listed is not None or one.pages_found is not None:
        listed, found = (
            "?" if pages is None else str(pages) for pages in (one.pages_listed, one.pages_found)
        )
        parts.append(f"pages: {listed} listed, {found} found")
    parts += [_several(one.files), _several(one.places), one.note]
    text = " · ".join(part for part in parts if part)
    return printable(text)


def _several(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
